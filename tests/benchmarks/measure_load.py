"""Many readers at once: `make load SESSIONS=50 ROWS=1000000 SECONDS=60`, and a part of `make bench`.

The real app in a process of its own over a synthetic snapshot; those who ask are processes of their own on
the same machine, so that a part of its processors is theirs.
"""

# ruff: noqa: T201  (its results go to the console)

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks import server
from tests.benchmarks.load_figures import Figures, as_json, table
from tests.benchmarks.measure_exports import make_snapshot

PARTS = ("readers", "memory", "http")
SESSIONS, ROWS, SECONDS = 50, 1_000_000, 60
COME_AND_GO = 200
HTTP_S = 10


def measure(home: Path, parts: Sequence[str], sessions: int, seconds: int) -> Figures:
    """Return the figures of some parts, each against a server that has just started.

    Raises:
        subprocess.CalledProcessError: when a process of readers fails.

    """
    figures: Figures = {}
    for part in parts:
        with server.streamlit(server.REPOSITORY / "app.py", "/healthz", _settings(home)) as running:
            if part == "http":
                found = _told_by("load_tiles", running.url, HTTP_S)
            else:
                numbers = (sessions, seconds) if part == "readers" else (COME_AND_GO,)
                found = _told_by("load_readers", running.url, running.pid, part, *numbers)
        figures |= found
        print(f"{part}: {json.dumps(found, ensure_ascii=False)}", flush=True)
    return figures


def _settings(home: Path) -> dict[str, str]:
    # Each reader says another address: one address may have 150 pages open.
    return {"SHELTERLINE_HOME": str(home), "SHELTERLINE_PROXIES": "127.0.0.1"}


def _told_by(module: str, *arguments: object) -> Figures:
    command = [sys.executable, "-m", f"tests.benchmarks.{module}", *map(str, arguments)]
    told = subprocess.run(command, cwd=server.REPOSITORY, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603
    return json.loads(told.stdout)


def main() -> None:
    """Measure, print the table, and write the figures down."""
    parser = argparse.ArgumentParser(prog="make load", description=__doc__)
    parser.add_argument("--sessions", type=int, default=SESSIONS)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--seconds", type=int, default=SECONDS, help="for which readers change filters")
    parser.add_argument("--parts", default=",".join(PARTS), help=f"some of {', '.join(PARTS)}")
    parser.add_argument("--home", type=Path, help="a home with a snapshot, instead of a new one")
    parser.add_argument("--json", type=Path, help="file for the results")
    given = parser.parse_args()
    print(f"load {os.getloadavg()[0]:.1f} before the start", flush=True)
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="bench-home-") as folder:
        home = given.home or Path(folder)
        if not given.home:
            make_snapshot(given.rows, home)
        figures = measure(home, given.parts.split(","), given.sessions, given.seconds)
    data = f"the reports of {given.home}" if given.home else f"{given.rows:,} reports"
    print(f"\n{given.sessions} sessions, {data}")
    print("\n".join(table(figures)))
    if given.json:
        given.json.write_text(json.dumps(as_json(figures), indent=2) + "\n", encoding="utf-8")
    print(f"{time.monotonic() - start:.0f} s in all.")


if __name__ == "__main__":
    main()
