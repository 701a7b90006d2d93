"""A CSV of reports taken in by a process of its own: rows a second, and the memory that it took.

`python -m tests.benchmarks.measure_ingest REPORTS.csv SOURCES.csv` prints both as JSON.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

REPOSITORY = Path(__file__).parents[2]
_STATUS = Path("/proc/self/status")
_EVERY_S = 0.01


@dataclass(frozen=True)
class IngestResult:
    """What one file took."""

    rows_s: float
    """Rows a second, validation and writing included."""
    memory_mb: float | None
    """Most memory that was the process's own at a time, MiB; None where there is no /proc.

    Pages of files that are mapped are not in it: the system takes them back when it needs the room.
    """


def measure(path: Path, sources: Path) -> IngestResult:
    """Ingest into a new home, in a new process.

    Raises:
        subprocess.CalledProcessError: when it fails; what it said is on the console.

    """
    command = [sys.executable, "-m", "tests.benchmarks.measure_ingest", str(path), str(sources)]
    done = subprocess.run(command, cwd=REPOSITORY, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603 ourselves
    return IngestResult(**json.loads(done.stdout.splitlines()[-1]))


def main() -> None:
    """Ingest the two files named and print what it took."""
    from geo.ingest import ingest  # noqa: PLC0415 in the measured process only

    path, sources = map(Path, sys.argv[1:3])
    with tempfile.TemporaryDirectory(prefix="bench-home-") as home, Watch() as watch:
        started = time.perf_counter()
        taken = ingest(path, Path(home), sources)
        seconds = time.perf_counter() - started
    print(json.dumps(asdict(IngestResult(taken.rows / seconds, watch.most_mb))))  # noqa: T201 its result


class Watch(threading.Thread):
    """Looks again and again at how much memory the process has."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.most_mb: float | None = None
        self._ended = threading.Event()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self.join()

    def run(self) -> None:
        while _STATUS.exists() and not self._ended.wait(_EVERY_S):
            own = next(line for line in _STATUS.read_text().splitlines() if line.startswith("RssAnon:"))
            self.most_mb = max(self.most_mb or 0, int(own.split()[1]) / 1024)


if __name__ == "__main__":
    main()
