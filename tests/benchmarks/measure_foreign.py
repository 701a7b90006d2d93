"""A foreign file through the command line: rows a second, and the memory that the command took.

`python -m tests.benchmarks.measure_foreign 1000000` makes two files of so many synthetic rows, one in order
and one of which each row is refused, takes each into a new home in a process of its own, and prints a line
for each.
"""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import asdict
from pathlib import Path
from random import Random

from tests.benchmarks.measure_ingest import REPOSITORY, IngestResult, Watch

HEADER = (
    "event id",
    "event date",
    "place",
    "latitude",
    "longitude",
    "type",
    "deaths",
    "source url",
    "notes",
    "area",
)
KINDS = ("Airstrike", "Drone strike", "Shelling", "Missile", "Unknown")
ENDS = {"in order": 0, "all refused": 3}
"""Exit codes of the command, by what the rows are."""


def rows(n: int, *, are_refused: bool) -> Iterator[list[str]]:
    """Return obviously synthetic rows; the first proves that days stand before months."""
    random = Random(2)  # noqa: S311 the same rows in every run
    for i in range(n):
        day, month = (random.randint(1, 28), random.randint(1, 12)) if i else (25, 4)
        yield [
            f"E{i}",
            f"{day:02}/{month:02}/2024",
            "Testville",
            f"{random.uniform(31.25, 31.55):.5f}",
            f"{random.uniform(34.2, 34.5):.5f}",
            random.choice(KINDS),
            "many" if are_refused else str(random.randint(0, 9)),
            f"https://example.org/{i}",
            f"Synthetic row {i} of a synthetic file",
            "Test area",
        ]


def main() -> None:
    """Measure both files, or take in the one that is named."""
    if len(sys.argv) > 2:
        print(json.dumps(asdict(_taken_in(sys.argv[1], int(sys.argv[2])))))  # noqa: T201 its result
        return
    n = int(sys.argv[1])
    for what, code in ENDS.items():
        with tempfile.TemporaryDirectory(prefix="bench-foreign-") as folder:
            path = Path(folder) / "foreign.csv"
            with path.open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(HEADER)
                writer.writerows(rows(n, are_refused=bool(code)))
            command = [sys.executable, "-m", "tests.benchmarks.measure_foreign", str(path), str(n)]
            done = subprocess.run(  # noqa: S603 ourselves
                command,
                cwd=REPOSITORY,
                check=True,
                stdout=subprocess.PIPE,
                text=True,
                env={**os.environ, "SHELTERLINE_HOME": str(Path(folder) / "home")},
            )
        taken = IngestResult(**json.loads(done.stdout.splitlines()[-1]))
        print(f"{what}: {taken.rows_s:,.0f} rows a second, {taken.memory_mb or 0:,.0f} MiB")  # noqa: T201 its result


def _taken_in(path: str, n: int) -> IngestResult:
    from geo.cli import app  # noqa: PLC0415 in the measured process only

    with Path(os.devnull).open("w", encoding="utf-8") as nowhere, Watch() as watch:
        started = time.perf_counter()
        with redirect_stdout(nowhere), redirect_stderr(nowhere):
            code = app(["ingest", path, "--yes"], standalone_mode=False)
        seconds = time.perf_counter() - started
    if code not in {None, *ENDS.values()}:
        raise SystemExit(f"the command ended with {code}")
    return IngestResult(n / seconds, watch.most_mb)


if __name__ == "__main__":
    main()
