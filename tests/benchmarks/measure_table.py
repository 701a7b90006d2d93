"""The table: when its first rows are painted, what a sort takes, and whether rows fail while it scrolls.

`python -m tests.benchmarks.measure_table [HOME]` measures it alone, against a server of its own with the
snapshots of a home, or with a million synthetic reports.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from tests.benchmarks.alone import measure_alone

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.benchmarks.chromium import Pilot

SORTS = ("-killed_min", "place_name", "url", "-event_start", "summary", "lat")
OPENINGS = 5
WHEEL_PX = (60, 240, 1_200, 6_000)
"""Of a turn of the wheel, from a slow hand to a spinning one."""
TURNS, PULLS = 60, 60
DEADLINE_S = 180
_PAINTED = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
_HAS_ROWS = "Boolean(document.querySelector('.sl-grid .sl-body .sl-row:not(.sl-wait):not([hidden])'))"
# In each picture: rows seen, those that are on their way among them, and when.
_WATCH = """(() => {
    const seen = window.seen = [];
    const grid = document.querySelector(".sl-grid");
    const look = (t) => {
        const { top, bottom } = grid.getBoundingClientRect();
        const lines = [...grid.querySelectorAll(".sl-body .sl-row:not([hidden])")]
            .map(line => [line, line.getBoundingClientRect()])
            .filter(([, box]) => box.bottom > top && box.top < bottom).map(([line]) => line);
        const waiting = lines.filter(line => line.classList.contains("sl-wait")).length;
        const last = Math.max(...lines.map(line => line.getBoundingClientRect().bottom));
        seen.push([t, lines.length, waiting, last >= bottom - 20]);
        requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
})()"""
_PULL = """new Promise(done => {
    const grid = document.querySelector(".sl-grid");
    let n = 0;
    const pull = () => {
        grid.scrollTop = (Math.sin(n / 9) ** 2) * (grid.scrollHeight - grid.clientHeight);
        n += 1;
        if (n < PULLS) requestAnimationFrame(pull); else done(true);
    };
    pull();
})""".replace("PULLS", str(PULLS))
_LAST = "document.querySelector('.sl-grid').scrollTop = 1e9"
_AT_REST = "!document.querySelector('.sl-grid .sl-wait:not([hidden])')"
_NEXT_PICTURE = "new Promise(done => requestAnimationFrame(() => setTimeout(done)))"


@dataclass(frozen=True)
class Scrolled:
    """What the pictures showed while the table was scrolled in one way."""

    how: str
    frames: int
    blank: int
    """Pictures with no row, or not filled with rows, those that are on their way counted as rows."""
    waiting: int
    """Pictures with a row that was on its way."""
    longest_wait_ms: float
    """For which some row on the screen was on its way, at a stretch."""


@dataclass(frozen=True)
class Tabled:
    """What the table took."""

    first_rows_ms: float
    """From the address to painted rows, the median; the page holds them."""
    sorts_ms: dict[str, float]
    """The same for the first time that a column is sorted by in the life of a server."""
    sorts_again_ms: dict[str, float]
    """The same for another view, whose order nobody has asked for: the column itself is known by then."""
    scrolled: tuple[Scrolled, ...]
    last_row: str
    """What the lowest row says of its place after the bar was pulled to its end."""

    def blank(self) -> int:
        """Pictures that were not filled."""
        return sum(each.blank for each in self.scrolled)

    def worst_sort_ms(self) -> float:
        """Return the slowest sort of a new view by a column that is known."""
        return max(self.sorts_again_ms.values())

    def note(self) -> str:
        """Say it in lines."""
        ways = "; ".join(
            f"{each.how}: {each.waiting} of {each.frames} with rows awaited, {each.longest_wait_ms:.0f} ms"
            for each in self.scrolled
        )
        first = max(self.sorts_ms.values())
        return f"table, slowest first sort {first:.0f} ms; while scrolling: {ways}; last row {self.last_row}"


def measure(pilot: Pilot, url: str) -> Tabled:
    """Open, sort and scroll the table of everything."""
    address = f"{url.rstrip('/')}/table?v=1"
    _opened(pilot, address)
    first = float(np.median([_opened(pilot, address) for _ in range(OPENINGS)]))
    sorts = {name: _opened(pilot, f"{address}&sort={name}") for name in SORTS}
    again = {name: _opened(pilot, f"{address}&from=2023-10-09&sort={name}") for name in SORTS}
    scrolled: list[Scrolled] = []
    for name in ("", "url"):
        _opened(pilot, f"{address}&sort={name}" if name else address)
        pilot.evaluate(_WATCH)
        order = f", by {name}" if name else ""
        scrolled += [_watched(pilot, f"wheel {px}{order}", partial(_turn, pilot, px)) for px in WHEEL_PX]
        scrolled.append(_watched(pilot, f"bar{order}", partial(pilot.evaluate, _PULL)))
    pilot.evaluate(_LAST)
    pilot.evaluate(_NEXT_PICTURE)
    pilot.wait(_AT_REST, DEADLINE_S)
    last = pilot.evaluate(
        "Math.max(...[...document.querySelectorAll('.sl-body .sl-row:not([hidden])')]"
        ".map(each => +each.ariaRowIndex))"
    )
    return Tabled(first, sorts, again, tuple(scrolled), str(last))


def _opened(pilot: Pilot, address: str) -> float:
    pilot.go(address)
    pilot.wait(_HAS_ROWS, DEADLINE_S)
    return round(float(pilot.wait(_PAINTED, DEADLINE_S)), 1)


def _watched(pilot: Pilot, how: str, act: Callable[[], object]) -> Scrolled:
    pilot.evaluate("seen.length = 0")
    act()
    pilot.evaluate(_NEXT_PICTURE)
    pilot.wait(_AT_REST, DEADLINE_S)
    seen = pilot.evaluate("seen.slice()")
    longest, since = 0.0, None
    for t, _, waiting, _ in seen:
        if waiting:
            since = t if since is None else since
            longest = max(longest, t - since)
        else:
            if since is not None:
                longest = max(longest, t - since)
            since = None
    blank = sum(1 for _, n, _, is_filled in seen if not n or not is_filled)
    return Scrolled(how, len(seen), blank, sum(1 for each in seen if each[2]), round(longest, 1))


def _turn(pilot: Pilot, px: int) -> None:
    for _ in range(TURNS):
        pilot.call("Input.dispatchMouseEvent", type="mouseWheel", x=600, y=500, deltaX=0, deltaY=px)
        pilot.evaluate(_NEXT_PICTURE)


if __name__ == "__main__":
    measure_alone(measure)
