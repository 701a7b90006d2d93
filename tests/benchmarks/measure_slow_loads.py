"""A new reader on a slow line: bytes before the first map, first text, first map; ours and the peers'."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks import measure_peers, server
from tests.benchmarks.chromium import OverdueError, Pilot, new_pilot
from tests.benchmarks.measure_peers import Scripts

CUT_OFF_S = 120.0
"""Who has no map by then is not waited for: at 400 kbit/s that is 6 MB."""
OURS = "shelterline"
_OUR_MAP, _PEERS_MAP = "window.bench?.paints[0]?.t", "window.bench?.drawnAt"
_TEXT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null"
# What has come by then, whole: what a page can count itself, messages as they are after decompression.
_BYTES = """(until => [...bench.loads, ...bench.messages].filter(({ end }) => end <= until)
    .reduce((sum, { bytes }) => sum + bytes, 0))(UNTIL)"""

# A server compresses a file well after it was first asked for it, and says in its ETag when it has not yet.
_COMPRESSED = """(async () => {
    const names = new Set(performance.getEntriesByType("resource").map(({ name }) => name));
    const head = { method: "HEAD", cache: "no-store" };
    const answers = await Promise.all([...names].map(name => fetch(name, head)));
    return answers.every(answer => !answer.headers.get("etag")?.includes("-quick"));
})()"""
_COMPRESSED_IN_S = 300.0


@dataclass(frozen=True, slots=True)
class Line:
    """A connection as the DevTools protocol emulates it."""

    name: str
    kbit_s: int
    """Down, kilobits a second."""
    up_kbit_s: int
    latency_ms: int
    """From a request to the first byte of its answer."""


LINES = (
    # Lighthouse's profile of a phone.
    Line("slow 4G", 1600, 750, 150),
    # The rate of the browser's own profile, with the latency of the other: its 2 s would hide the bytes.
    Line("slow 3G", 400, 400, 150),
)


@dataclass(frozen=True, slots=True)
class SlowLoad:
    """What one page did on one line; None for what did not come in time."""

    page: str
    line: str
    kbit_s: int
    first_text_s: float | None
    """Until the browser has painted the first text or picture."""
    first_map_s: float | None
    bytes_before_map: int | None

    def as_json(self) -> dict[str, Any]:
        """The figures under the names that the results are known by."""
        return asdict(self)


def measure_ours(home: Path, lines: tuple[Line, ...] = LINES) -> Iterator[SlowLoad]:
    """Measure the app, warm, with the snapshots of `home`."""
    environment = {"SHELTERLINE_HOME": str(home)}
    with server.streamlit(server.REPOSITORY / "app.py", "/healthz", environment) as running:
        with new_pilot() as pilot:
            pilot.go(running.url)
            pilot.wait(_OUR_MAP, CUT_OFF_S)
            pilot.rest()
            pilot.wait(_COMPRESSED, _COMPRESSED_IN_S)
        for line in lines:
            yield load(OURS, running.url, line)


def measure_peer(
    name: str, parquet: Path, scripts: Scripts, lines: tuple[Line, ...] = LINES
) -> Iterator[SlowLoad]:
    """Measure a peer, warm, on a data set."""
    if not measure_peers.is_there(name, scripts):
        return
    with measure_peers.serve(name, parquet, scripts) as running:
        for line in lines:
            yield load(name, running.url, line)


def load(page: str, url: str, line: Line) -> SlowLoad:
    """Open a page in a new browser on a line."""
    drawn_at, more_script = _OUR_MAP, ""
    if page != OURS:
        drawn_at, more_script = _PEERS_MAP, measure_peers.drawing_watched(page)
    with new_pilot(more_script) as pilot:
        pilot.slow_down(line.kbit_s, line.up_kbit_s, line.latency_ms)
        pilot.go(url)
        try:
            at = float(pilot.wait(drawn_at, CUT_OFF_S))
        except OverdueError:
            return SlowLoad(page, line.name, line.kbit_s, _first_text_s(pilot), None, None)
        seconds = (at - pilot.evaluate("bench.start")) / 1000
        n_bytes = int(pilot.evaluate(_BYTES.replace("UNTIL", str(at))))
        return SlowLoad(page, line.name, line.kbit_s, _first_text_s(pilot), round(seconds, 2), n_bytes)


def _first_text_s(pilot: Pilot) -> float | None:
    first_ms = pilot.evaluate(_TEXT)
    return None if first_ms is None else round(first_ms / 1000, 2)
