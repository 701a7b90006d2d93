"""The brush under the hand: when its index is there, what it weighs, how soon a dragged range is painted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from tests.benchmarks.chromium import Pilot

WARM_UP, MOVES = 20, 120
DRAGS, MOVES_A_DRAG = 500, 2
READY_S, DEADLINE_S = 20, 300
_EVERYTHING = "?v=1"
"""All days, so that the last one can be dragged over all of them."""

# Streamlit gives the strip a shadow root of its own.
_STRIP = """[...document.querySelectorAll(".st-key-timeline *")]
    .find(node => node.shadowRoot?.querySelector(".strip"))?.shadowRoot"""
_GRIP = f"""(box => [box.x + box.width / 2, box.y + 4])(
    {_STRIP}.querySelector('[data-part="to"] .grip').getBoundingClientRect())"""
_CHART = f"(box => [box.left, box.width])({_STRIP}.querySelector('.chart svg').getBoundingClientRect())"
# What the page notes of itself: when the pointer came, when the index was ready, and each dragged picture.
_LISTEN = f"""(root => {{
    const strip = window.strip = {{ came: 0, ready: 0, frames: [] }};
    root.addEventListener("pointerenter", () => {{ strip.came ||= performance.now(); }}, {{ capture: true }});
    new MutationObserver(() => {{ if (root.dataset.brush === "ready") strip.ready ||= performance.now(); }})
        .observe(root, {{ attributes: true }});
    let moved = 0;
    window.addEventListener("pointermove", (event) => {{ moved = event.timeStamp; }}, {{ capture: true }});
    const map = [document, ...[...document.querySelectorAll("iframe")].map(frame => frame.contentDocument)]
        .find(each => each?.querySelector(".leaflet-container"));
    map.addEventListener("shelterline:brushed", () => strip.frames.push(performance.now() - moved));
}})({_STRIP}.querySelector(".root"))"""
_IS_LARGE = "Boolean(performance.getEntriesByType('resource').find(e => e.name.includes('/tiles/brush/')))"
_WEIGHT = """performance.getEntriesByType('resource').filter(e => e.name.includes('/tiles/brush/'))
    .reduce((sum, e) => sum + e.transferSize, 0)"""
_NEXT_PICTURE = "new Promise(done => requestAnimationFrame(() => setTimeout(done)))"
_TRAFFIC = "bench.sent.length + bench.loads.length"


@dataclass(frozen=True)
class Brushed:
    """What the brush took; a view that has no index has no frames."""

    bytes: int
    """The index on the wire, headers included."""
    ready_ms: float | None = None
    """From the pointer's coming to the strip until the map can follow it; None where it cannot."""
    frames_ms: tuple[float, ...] = ()
    """From each move of the pointer to the picture of its range."""
    requests: int = 0
    """Asked or told of anybody while it was dragged."""
    heap_before: int = 1
    heap_after: int = 1
    """Bytes that the page's scripts hold after a garbage collection, before and after 500 drags."""

    def p95_ms(self) -> float | None:
        """A slow frame."""
        return round(float(np.percentile(self.frames_ms, 95)), 1) if self.frames_ms else None

    def heap_growth(self) -> float | None:
        """By what part the heap has grown; None where nothing was dragged."""
        return round(self.heap_after / self.heap_before - 1, 3) if self.frames_ms else None

    def note(self) -> str:
        """Say it in a line."""
        if self.ready_ms is None:
            return f"the brush has no index of all reports ({self.bytes:,} bytes say so)"
        return (
            f"{len(self.frames_ms)} dragged frames: p50 {np.median(self.frames_ms):.1f} ms, "
            f"p95 {self.p95_ms()} ms; {self.requests} requests; "
            f"page heap after {DRAGS} drags {self.heap_growth():+.1%}"
        )


def measure(pilot: Pilot, url: str, slowed: int = 1) -> Brushed:
    """Drag the last day of everything to and fro in a page of its own, its processor `slowed` so many times.

    Raises OverdueError when the page does not come to rest.
    """
    pilot.go(f"{url.rstrip('/')}/{_EVERYTHING}")
    pilot.wait("Boolean(window.bench?.paints[0])", DEADLINE_S)
    pilot.wait(f"Boolean({_STRIP}?.querySelector('.bars rect'))", DEADLINE_S)
    pilot.rest()
    pilot.evaluate(_LISTEN)
    x, y = pilot.evaluate(_GRIP)
    _move(pilot, x, y)
    pilot.wait(f"Boolean(strip.ready) || {_IS_LARGE}", READY_S)
    pilot.rest()
    weight = int(pilot.evaluate(_WEIGHT))
    if not pilot.evaluate("strip.ready"):
        return Brushed(weight)
    ready_ms = round(float(pilot.evaluate("strip.ready - strip.came")), 1)
    pilot.call("Emulation.setCPUThrottlingRate", rate=slowed)
    _drag(pilot, x, y, WARM_UP)
    pilot.evaluate("strip.frames.length = 0; bench.clear()")
    _drag(pilot, x, y, MOVES)
    frames_ms, requests = tuple(pilot.evaluate("strip.frames.slice()")), int(pilot.evaluate(_TRAFFIC))
    pilot.call("Emulation.setCPUThrottlingRate", rate=1)
    before = _heap(pilot)
    for _ in range(DRAGS):
        _drag(pilot, x, y, MOVES_A_DRAG)
    return Brushed(weight, ready_ms, frames_ms, requests, before, _heap(pilot))


def _drag(pilot: Pilot, x: float, y: float, moves: int) -> None:
    """Drag from a place over the whole strip and back, and give it up."""
    left, width = pilot.evaluate(_CHART)
    pilot.call("Input.dispatchMouseEvent", type="mousePressed", x=x, y=y, button="left", clickCount=1)
    for number in range(moves):
        # There and back, by other days at each turn.
        turn = abs((number * 37 % 200) - 100) / 100
        _move(pilot, left + width * (0.1 + 0.85 * turn), y)
        # Moves that come faster than pictures are put together by the browser.
        pilot.evaluate(_NEXT_PICTURE)
    pilot.press("Escape")
    pilot.call("Input.dispatchMouseEvent", type="mouseReleased", x=x, y=y, button="left", clickCount=1)


def _move(pilot: Pilot, x: float, y: float) -> None:
    pilot.call("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y, button="left")


def _heap(pilot: Pilot) -> int:
    # What was noted of the drags is not the page's.
    pilot.evaluate("strip.frames.length = 0; bench.clear()")
    pilot.call("HeapProfiler.collectGarbage")
    return int(pilot.call("Runtime.getHeapUsage")["usedSize"])
