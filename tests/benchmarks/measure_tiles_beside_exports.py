"""How long tiles and filters take while ten clients ask for GeoPackages of synthetic reports.

`python -m tests.benchmarks.measure_tiles_beside_exports 1000000` makes a snapshot and serves the app as
`make run` does. The figures go to standard output; docs/limits.md says which limits they come of.
"""

from __future__ import annotations

import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.measure_exports import make_snapshot
from tests.running import Server, running_app

N_EXPORTS, N_TILES = 10, 200
_PIECE = 1 << 20


def _take(server: Server, codes: list[int]) -> None:
    try:
        with urllib.request.urlopen(f"{server.url}/export/reports.gpkg") as answer:  # noqa: S310 our own server
            codes.append(answer.status)
            while answer.read(_PIECE):
                pass
    except urllib.error.HTTPError as error:
        codes.append(error.code)


def _tiles(server: Server, year: int) -> list[float]:
    """Ask for tiles that no cache has, each of another filter, and return the seconds that each took."""
    seconds = []
    for n in range(N_TILES):
        query = f"from={year}-01-{n % 28 + 1:02}&to=2026-{n // 28 % 12 + 1:02}-01"
        start = time.monotonic()
        with urllib.request.urlopen(f"{server.url}/tiles/reports/8/152/104.mvt?{query}") as answer:  # noqa: S310
            answer.read()
        seconds.append(time.monotonic() - start)
    return sorted(seconds)


def main(n: int) -> None:
    """Print how long tiles take alone and beside exports."""
    with TemporaryDirectory() as folder:
        make_snapshot(n, Path(folder))
        with running_app(Path(folder), Path(folder) / "log.txt") as server:
            _report("alone", _tiles(server, 2024))
            codes: list[int] = []
            takers = [threading.Thread(target=_take, args=(server, codes)) for _ in range(N_EXPORTS)]
            for taker in takers:
                taker.start()
            _report(f"beside {N_EXPORTS} GeoPackages", _tiles(server, 2025))
            are_written = sum(taker.is_alive() for taker in takers)
            for taker in takers:
                taker.join()
            print(f"answers {sorted(codes)}; {are_written} under way at the end")  # noqa: T201


def _report(what: str, seconds: list[float]) -> None:
    p50, p95 = (seconds[int(len(seconds) * share)] * 1_000 for share in (0.5, 0.95))
    print(f"{what}: p50 {p50:.0f} ms, p95 {p95:.0f} ms, longest {seconds[-1] * 1_000:.0f} ms", flush=True)  # noqa: T201


if __name__ == "__main__":
    main(int(sys.argv[1]))
