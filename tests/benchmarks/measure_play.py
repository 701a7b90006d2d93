"""Playing through time: from each step of the strip to the repainted map, and what has grown after sixty."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tests.benchmarks.chromium import Pilot

WARM_UP, STEPS = 10, 60
DEADLINE_S = 300

# Streamlit gives the strip a shadow root of its own.
_STRIP = """[...document.querySelectorAll(".st-key-timeline *")]
    .find(node => node.shadowRoot?.querySelector(".strip"))?.shadowRoot"""
_LISTEN = """(() => {
    window.stepped = [];
    window.addEventListener("shelterline:stepped", ({ detail }) => window.stepped.push(detail.ms));
})()"""
_FASTEST = f"""(strip => {{
    const speed = strip.querySelector("[data-set=speed]");
    speed.value = "4";
    speed.dispatchEvent(new Event("change", {{ bubbles: true }}));
}})({_STRIP})"""
_PRESS = f"{_STRIP}.querySelector('[data-do=play]').click()"


@dataclass(frozen=True)
class Played:
    """Steps of playing with the map, one after another, four a second at the most."""

    steps_ms: list[float]
    """From the step to the `shelterline:painted` event that shows it."""
    heap_before: int
    """Bytes that the page's scripts hold after a garbage collection, before the steps."""
    heap_after: int

    def ms(self, percent: int) -> float:
        """A percentile of the steps."""
        return round(float(np.percentile(self.steps_ms, percent)), 1)

    def note(self) -> str:
        """Say it in a line."""
        grown = self.heap_after / self.heap_before - 1
        before, after = (held / 2**20 for held in (self.heap_before, self.heap_after))
        return (
            f"{len(self.steps_ms)} steps of play: p50 {self.ms(50):.0f} ms, p95 {self.ms(95):.0f} ms from "
            f"step to repaint; page heap {before:.1f} MiB before, {after:.1f} MiB after ({grown:+.1%})"
        )


def measure(pilot: Pilot, url: str) -> Played:
    """Play from the beginning of everything in a page of its own.

    Raises:
        OverdueError: when the steps do not come to their end.

    """
    pilot.go(url)
    pilot.wait("Boolean(window.bench?.paints[0])", DEADLINE_S)
    pilot.wait(f"Boolean({_STRIP}?.querySelector('.bars rect'))", DEADLINE_S)
    pilot.rest()
    pilot.evaluate(_LISTEN)
    pilot.evaluate(_FASTEST)
    _play(pilot, WARM_UP)
    before = _heap(pilot)
    steps_ms = _play(pilot, STEPS)
    return Played(steps_ms, before, _heap(pilot))


def _play(pilot: Pilot, steps: int) -> list[float]:
    pilot.evaluate("stepped.length = 0; bench.clear()")
    pilot.evaluate(_PRESS)
    pilot.wait(f"stepped.length >= {steps}", DEADLINE_S)
    pilot.evaluate(_PRESS)
    pilot.rest()
    return list(pilot.evaluate(f"stepped.slice(0, {steps})"))


def _heap(pilot: Pilot) -> int:
    # What the probe noted of the steps is not the page's.
    pilot.evaluate("bench.clear()")
    pilot.call("HeapProfiler.collectGarbage")
    return int(pilot.call("Runtime.getHeapUsage")["usedSize"])
