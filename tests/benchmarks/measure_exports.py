"""How fast a server writes exports of synthetic reports, and how much memory that takes it.

`python -m tests.benchmarks.measure_exports 1000000` makes a snapshot, serves it in a process of its own and
takes each file away as a client does. Figures go to standard output; docs/performance.md keeps some.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import uvicorn
from starlette.applications import Starlette

from geo.export.formats import Suffix, path_of
from geo.snapshot.current import current, point_to
from geo.snapshot.files import write_snapshot
from geo.snapshot.frames import read_table
from geo.snapshot.opened import DATA_DIR
from geo.snapshot.tables import SCHEMA, to_arrow
from geo.web.routes import ROUTES
from tests.benchmarks import synthetic
from tests.running import free_port

_PIECE = 1 << 20
_SERVE = "serve"


@dataclass(frozen=True, slots=True)
class Taken:
    """One file, taken away."""

    seconds: float
    size_mb: float
    grown_mb: float
    """From the resident memory before the request to the largest during it."""


def make_snapshot(n: int, home: Path) -> None:
    """Write a snapshot of synthetic reports and make it the current one."""
    made = pa.Table.from_batches(synthetic.reports(n))
    tables = {
        **{name: to_arrow(read_table(DATA_DIR, name), name) for name in SCHEMA},
        "reports": made.select(list(SCHEMA["reports"])),
        "sources": synthetic.sources().select(list(SCHEMA["sources"])),
    }
    point_to(home, write_snapshot(tables, (DATA_DIR / "outlines.geojson").read_bytes(), home))


def serve(port: int) -> None:
    """Open the snapshot and serve our routes."""
    current()
    uvicorn.run(Starlette(routes=ROUTES), host="127.0.0.1", port=port, log_level="warning")


def take(url: str, pid: int) -> Taken:
    """Take one file away, in pieces that are thrown away."""
    # From here on the kernel counts the largest resident memory anew.
    Path(f"/proc/{pid}/clear_refs").write_text("5", encoding="ascii")
    before, size, start = _resident_mb(pid, "VmRSS"), 0, time.monotonic()
    with urllib.request.urlopen(url) as answer:  # noqa: S310 our own server
        while piece := answer.read(_PIECE):
            size += len(piece)
    return Taken(time.monotonic() - start, size / 1e6, _resident_mb(pid, "VmHWM") - before)


def _resident_mb(pid: int, which: str) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    found = re.search(rf"^{which}:\s+(\d+) kB", status, re.MULTILINE)
    assert found
    return int(found[1]) / 1024


def _wait_for(url: str) -> None:
    end = time.monotonic() + 120
    while True:
        try:
            urllib.request.urlopen(url).close()  # noqa: S310 our own server
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)
        else:
            return


def main(n: int) -> None:
    """Print a table of all formats."""
    port = free_port()
    with TemporaryDirectory() as home:
        make_snapshot(n, Path(home))
        command = [sys.executable, "-m", "tests.benchmarks.measure_exports", _SERVE, str(port)]
        with subprocess.Popen(command, env={**os.environ, "SHELTERLINE_HOME": home}) as server:  # noqa: S603
            try:
                url = f"http://127.0.0.1:{port}"
                _wait_for(f"{url}/healthz")
                print("| format | seconds | rows/s | MB | server grew by, MB |\n|---|---|---|---|---|")  # noqa: T201
                for suffix in Suffix:
                    got = take(f"{url}{path_of(suffix)}", server.pid)
                    print(  # noqa: T201
                        f"| {suffix} | {got.seconds:.1f} | {n / got.seconds:,.0f} | {got.size_mb:.0f} "
                        f"| {got.grown_mb:.0f} |",
                        flush=True,
                    )
            finally:
                server.terminate()


if __name__ == "__main__":
    if sys.argv[1] == _SERVE:
        serve(int(sys.argv[2]))
    else:
        main(int(sys.argv[1]))
