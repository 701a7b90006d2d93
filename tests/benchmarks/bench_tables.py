"""The tables that `make bench` prints: figures beside their budgets, and how many times slower peers are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.benchmarks import measure_peers, measure_slow_loads
from tests.benchmarks.measure_app import AppResult
from tests.benchmarks.measure_peers import PeerResult
from tests.benchmarks.measure_slow_loads import OURS, SlowLoad

BUNDLED = "bundled"
BUDGETS: dict[str, dict[str, float]] = {
    BUNDLED: {
        "repaint_p50_ms": 150,
        "repaint_p95_ms": 220,
        "play_p95_ms": 220,
        "startup_s": 4,
        "brush_ready_ms": 100,
        "brush_bytes": 150_000,
        "brush_frame_p95_ms": 20,
        "brush_requests": 0,
        "brush_heap_growth": 0.1,
    },
    "1000000": {
        "repaint_p50_ms": 180,
        "repaint_p95_ms": 250,
        "play_p95_ms": 250,
        "filter_bytes": 100_000,
        "tile_p95_ms": 40,
        "tile_cached_p95_ms": 5,
        "first_map_s": 2.0,
        "peak_rss_mb": 700,
        "ingest_rows_s": 100_000,
        "brush_ready_ms": 100,
        "brush_bytes": 150_000,
        "brush_frame_p95_ms": 33,
        "brush_requests": 0,
        "brush_heap_growth": 0.1,
        "table_first_ms": 300,
        "table_sort_ms": 500,
        "table_blank_frames": 0,
        "drawn_area_p95_ms": 150,
        "compare_frame_ms": 33,
        "compare_apart": 0,
    },
    "10000000": {"repaint_p50_ms": 350, "repaint_p95_ms": 600, "play_p95_ms": 600},
}
"""DESIGN §7. Everything is at most its budget, but rows a second are at least."""
SLOW_BUDGETS: dict[int, dict[str, float]] = {
    1600: {"bytes_before_map": 900_000, "first_map_s": 6},
    400: {"bytes_before_map": 900_000, "first_text_s": 2},
}
"""Of a first load on lines of so many kilobits a second."""
SLOW_PEER_POINTS = 10_000
"""Points that the peers load on slow lines."""


def table_of(app: dict[str, AppResult], peers: dict[str, dict[int, PeerResult]]) -> Iterator[str]:
    """Return what was measured of the app and of its peers, and how they compare, line by line."""
    figures = {name: result.as_json() for name, result in app.items()}
    wide = 18
    yield "Shelterline".ljust(24) + "".join(name.rjust(wide) for name in figures)
    for figure in next(iter(figures.values()), {}):
        cells = (_cell(figures[name][figure], BUDGETS.get(name, {}).get(figure), figure) for name in figures)
        yield figure.ljust(24) + "".join(cell.rjust(wide) for cell in cells)
    yield "(after the slash: the budget; ! marks a figure that misses it)"
    if not any(peers.values()):
        return
    yield ""
    columns = ("first_map_s", "first_bytes", "repaint_p50_ms", "filter_bytes", "peak_rss_mb")
    yield "Peers".ljust(24) + "points of".rjust(10) + "".join(c.rjust(wide) for c in columns)
    for name, sizes in peers.items():
        for n, result in sizes.items():
            cells = (_cell(getattr(result, column), None, column) for column in columns)
            note = f"  {result.note}" if result.note else ""
            yield name.ljust(24) + str(n).rjust(10) + "".join(cell.rjust(wide) for cell in cells) + note
    yield from _ratios(figures, peers)


def slow_table(loads: list[SlowLoad]) -> Iterator[str]:
    """Return what first loads took on slow lines, line by line."""
    columns = ("first_text_s", "first_map_s", "bytes_before_map")
    yield ""
    yield f"First load, new browser, bundled chronicle; peers with {SLOW_PEER_POINTS:,} points"
    yield "".ljust(24) + "kbit/s".rjust(10) + "".join(column.rjust(20) for column in columns)
    for load in loads:
        budgets = SLOW_BUDGETS[load.kbit_s] if load.page == OURS else {}
        cells = (_cell(getattr(load, column), budgets.get(column), column) for column in columns)
        yield load.page.ljust(24) + str(load.kbit_s).rjust(10) + "".join(cell.rjust(20) for cell in cells)
    yield f"(n/a: not within {measure_slow_loads.CUT_OFF_S:.0f} s)"


def _cell(value: float | None, budget: float | None, figure: str) -> str:
    if value is None:
        return "n/a"
    text = f"{value:,.0f}" if abs(value) >= 100 else f"{value:.2f}"
    if budget is None:
        return text
    misses = value < budget if figure == "ingest_rows_s" else value > budget
    return f"{'! ' if misses else ''}{text} / {budget:,.{0 if budget >= 1 or not budget else 1}f}"


def _ratios(figures: dict[str, Any], peers: dict[str, dict[int, PeerResult]]) -> Iterator[str]:
    yield ""
    yield "Shelterline is as many times faster, and sends as many times fewer bytes for a filter change:"
    for name, sizes in peers.items():
        for n, result in sizes.items():
            ours = figures.get(str(n))
            if ours is None:
                continue
            said = [
                _ratio("first map", result.first_map_s, ours["first_map_s"], result, "the first map"),
                _ratio(
                    "filter change", result.repaint_p50_ms, ours["repaint_p50_ms"], result, "a filter change"
                ),
                _ratio("bytes", result.filter_bytes, ours["filter_bytes"], result),
            ]
            yield f"{name.ljust(24)}{n:>10}  " + (", ".join(part for part in said if part) or "n/a")


def _ratio(what: str, theirs: float | None, ours: float, result: PeerResult, slow: str = "nothing") -> str:
    if theirs is not None:
        return f"{what} {theirs / ours:,.1f}"
    if result.note.startswith(slow):
        unit = 1000 if slow == "a filter change" else 1
        return f"{what} more than {measure_peers.CUT_OFF_S * unit / ours:,.0f}"
    return ""
