"""An area of the reader's own, from its drop to the map that counts it; and two maps that keep in step.

`python -m tests.benchmarks.measure_asking [HOME]` measures both alone, against a server of its own with the
snapshots of a home, or with a million synthetic reports.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tests.benchmarks.alone import measure_alone

if TYPE_CHECKING:
    from tests.benchmarks.chromium import Pilot

DROPS, MOVES = 20, 120
DEADLINE_S = 120
_PLACE = "v=1&lat=31.35&lon=34.3&z=11"
# In the app the map has a frame of its own; in a page of ours it has none.
_MAP = """[window, ...[...document.querySelectorAll("iframe")].map(each => each.contentWindow)]
    .find(each => each.map?.shelterline)"""
# When an area was dropped, by the page's one clock: the button that shows it, pressed in the map's frame.
_LISTEN = f"""(inside => inside.document.addEventListener("click", (event) => {{
    if (event.isTrusted) bench.dropped = performance.timeOrigin + performance.now();
}}, {{ capture: true }}))({_MAP})"""
_NAMED = """(inside => {
    const button = [...inside.document.querySelectorAll("button, [role=button]")]
        .find(each => [each.textContent.trim(), each.ariaLabel, each.title].includes(NAME));
    const [at, frame] = [button.getBoundingClientRect(), inside.frameElement?.getBoundingClientRect()];
    return [at.x + at.width / 2 + (frame?.x ?? 0), at.y + at.height / 2 + (frame?.y ?? 0)];
})(MAP)""".replace("MAP", _MAP)
_BOX = f"""(inside => {{
    const box = inside.map.getContainer().getBoundingClientRect();
    const frame = inside.frameElement?.getBoundingClientRect();
    return [box.x + (frame?.x ?? 0), box.y + (frame?.y ?? 0), box.width, box.height];
}})({_MAP})"""
_DROPPED = """(query => bench.paints.find(each => each.query !== query
    && new URLSearchParams(each.query).get("aoi")))(BEFORE)"""
_NEXT_PICTURE = "new Promise(done => requestAnimationFrame(() => setTimeout(done)))"
_AT_REST = "new Promise(done => setTimeout(done, 1500))"
# Of each move of the hand: until the browser begins the picture after the one that has it. And in each
# picture whether both maps show one place.
_STEP = """(() => {
    const seen = window.seen = { frames: [], apart: 0, pictures: 0, moved: 0 };
    const hear = () => { seen.moved = performance.now(); };
    for (const type of ["pointermove", "wheel"]) window.addEventListener(type, hear, { capture: true });
    const place = (one) => {
        const { x, y } = one.project(one.containerPointToLatLng(one.getSize().divideBy(2)), 12);
        return [x, y, one.getZoom()];
    };
    const look = () => {
        const [a, b] = [map, otherMap].map(place);
        seen.pictures += 1;
        if (a.some((each, i) => Math.abs(each - b[i]) > 2)) seen.apart += 1;
        if (seen.moved) {
            const since = seen.moved;
            seen.moved = 0;
            requestAnimationFrame(() => seen.frames.push(performance.now() - since));
        }
        requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
})()"""


@dataclass(frozen=True)
class Asked:
    """What both took."""

    drops_ms: tuple[float, ...]
    """From the press that shows an area drawn to the map that has it and its counts."""
    frames_ms: tuple[float, ...]
    """While two maps are dragged: from each move of the hand until the picture with it is out."""
    apart: int
    """Pictures in which the two maps showed different places."""
    pictures: int

    def drop_p95_ms(self) -> float:
        """A slow drop."""
        return round(float(np.percentile(self.drops_ms, 95)), 1)

    def frame_ms(self) -> float:
        """What a picture of two maps takes while they are dragged: 33 ms are thirty a second."""
        return round(float(np.mean(self.frames_ms)), 1)

    def frame_p95_ms(self) -> float:
        """A slow picture of two maps."""
        return round(float(np.percentile(self.frames_ms, 95)), 1)

    def note(self) -> str:
        """Say it in a line."""
        return (
            f"{len(self.drops_ms)} areas drawn: p50 {np.median(self.drops_ms):.0f} ms, "
            f"p95 {self.drop_p95_ms()} ms; two maps dragged: {self.frame_ms()} ms a picture, "
            f"p95 {self.frame_p95_ms()} ms, apart in {self.apart} of {self.pictures} pictures"
        )


def measure(pilot: Pilot, url: str) -> Asked:
    """Draw areas one after another, then drag two maps of everything."""
    drops = tuple(_drops(pilot, url.rstrip("/")))
    frames, apart, pictures = _side_by_side(pilot, url.rstrip("/"))
    return Asked(drops, frames, apart, pictures)


def _drops(pilot: Pilot, url: str) -> list[float]:
    pilot.go(f"{url}/?{_PLACE}")
    query = pilot.wait("window.bench?.paints[0]", DEADLINE_S)["query"]
    pilot.rest()
    pilot.evaluate(_LISTEN)
    times = []
    for number in range(DROPS):
        _press(pilot, "Draw an area")
        x, y, width, height = pilot.evaluate(_BOX)
        if not number:
            for across, down in ((0.35, 0.3), (0.6, 0.3), (0.6, 0.6), (0.35, 0.6)):
                pilot.click((x + width * across, y + height * down))
                pilot.evaluate(_NEXT_PICTURE)
        else:
            _drag_corner(pilot, 12 if number % 3 else -24, 9 if number % 2 else -9)
        pilot.evaluate("bench.clear()")
        _press(pilot, "Show this area")
        painted = pilot.wait(_DROPPED.replace("BEFORE", json.dumps(query)), DEADLINE_S)
        times.append(round(float(painted["t"] - pilot.evaluate("bench.dropped")), 1))
        query = painted["query"]
        pilot.rest()
    return times


def _press(pilot: Pilot, name: str) -> None:
    pilot.click(tuple(pilot.evaluate(_NAMED.replace("NAME", json.dumps(name)))))


def _drag_corner(pilot: Pilot, right: int, down: int) -> None:
    x, y = pilot.evaluate(_NAMED.replace("NAME", json.dumps("Corner 3")))
    _mouse(pilot, "mousePressed", x, y)
    for step in (0.5, 1):
        _mouse(pilot, "mouseMoved", x + right * step, y + down * step)
    _mouse(pilot, "mouseReleased", x + right, y + down)


def _side_by_side(pilot: Pilot, url: str) -> tuple[tuple[float, ...], int, int]:
    pilot.go(f"{url}/embed/compare?{_PLACE}&b.to=2024-12-31")
    pilot.wait("window.bench?.paints.length > 1", DEADLINE_S)
    pilot.evaluate(_AT_REST)
    x, y, width, height = pilot.evaluate(_BOX)
    pilot.evaluate(_STEP)
    middle = x + width / 2, y + height / 2
    _mouse(pilot, "mousePressed", *middle)
    for number in range(MOVES):
        turn = number / MOVES * 12
        _mouse(pilot, "mouseMoved", middle[0] + 120 * np.sin(turn), middle[1] + 90 * np.sin(turn * 1.7))
        pilot.evaluate(_NEXT_PICTURE)
    _mouse(pilot, "mouseReleased", *middle)
    pilot.evaluate(_AT_REST)
    frames, apart, pictures = pilot.evaluate("[seen.frames, seen.apart, seen.pictures]")
    return tuple(round(float(each), 1) for each in frames), int(apart), int(pictures)


def _mouse(pilot: Pilot, kind: str, x: float, y: float) -> None:
    pilot.call("Input.dispatchMouseEvent", type=kind, x=float(x), y=float(y), button="left", clickCount=1)


if __name__ == "__main__":
    measure_alone(measure)
