"""Writers of snapshots as processes of their own, which a test may kill at any moment.

One process imports what a writer needs and then forks a writer for each request, so that twenty
writers cost twenty writes and one start. Run as `python -m tests.geo.snapshot.writers CONTENT`.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Self

import pyarrow.parquet as pq

from geo.snapshot.files import write_snapshot

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

REPOSITORY = Path(__file__).parents[3]
_OUTLINES = "outlines.geojson"


@dataclass(frozen=True, slots=True)
class Writers:
    """Starts processes that write one and the same content."""

    _process: subprocess.Popen[str]

    def start(self, home: Path) -> int:
        """Start a writer and return the number of its process."""
        return int(self._ask(f"write {home}"))

    def end_of(self, pid: int) -> int:
        """Wait for a writer's end and return its exit code, or minus the signal that ended it."""
        return int(self._ask(f"wait {pid}"))

    def _ask(self, line: str) -> str:
        asked, answers = _pipe(self._process.stdin), _pipe(self._process.stdout)
        asked.write(line + "\n")
        asked.flush()
        return answers.readline()

    @classmethod
    @contextmanager
    def of(cls, tables: Mapping[str, pa.Table], outlines: bytes, folder: Path) -> Iterator[Self]:
        """Keep the content in a folder and be ready to write it as a snapshot until the block ends."""
        for name, table in tables.items():
            pq.write_table(table, folder / f"{name}.parquet")
        (folder / _OUTLINES).write_bytes(outlines)
        command = [sys.executable, "-W", "ignore", "-m", "tests.geo.snapshot.writers", str(folder)]
        with subprocess.Popen(  # noqa: S603 ourselves
            command, cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as process:
            yield cls(process)
            _pipe(process.stdin).close()


def _pipe(stream: IO[str] | None) -> IO[str]:
    assert stream is not None
    return stream


def _write(content: Path, home: Path) -> None:
    """Write the content as a snapshot and end this process; 0 when that gave the only one there is."""
    tables = {path.stem: pq.read_table(path) for path in content.glob("*.parquet")}
    snapshot_id = write_snapshot(tables, (content / _OUTLINES).read_bytes(), home)
    os._exit(0 if (home / "snapshots" / snapshot_id).is_dir() else 1)


def _main(content: Path) -> None:
    for line in sys.stdin:
        what, _, of = line.strip().partition(" ")
        if what == "wait":
            # Nobody else waits for it, so its number cannot have gone to another process meanwhile.
            answer = os.waitstatus_to_exitcode(os.waitpid(int(of), 0)[1])
        else:
            answer = os.fork()
            if not answer:
                _write(content, Path(of))
        sys.stdout.write(f"{answer}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _main(Path(sys.argv[1]))
