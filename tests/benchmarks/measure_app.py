"""Shelterline itself: the real app, real Chromium, and filter changes that no cache has seen."""

from __future__ import annotations

import http.client
import json
import random
import re
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import numpy as np

from tests.benchmarks import measure_asking, measure_brush, measure_play, measure_table, server, synthetic
from tests.benchmarks.chromium import Pilot, new_pilot

FIRST_MAPS = 3
"""New browsers opened; the median counts."""
CHANGES = 24
RAPID_WARM_UP, RAPID_CHANGES = 20, 200
TILES = 60
FROMS = date(2023, 10, 8), date(2025, 1, 31)
TOS = date(2025, 2, 1), date(2026, 4, 4)
"""From where the ends of the views' dates are drawn: each view holds a good part of the reports."""
PAINT_DEADLINE_S = 60
A_LARGE_CHRONICLE, SLOWED = 1_000_000, 4
_PLACE = {"lat", "lon", "z", "lang", "sel"}
"""Parameters that are no filters."""
_HOME_ZOOMS = range(7, 13)

# The first paint that shows filters other than those of before the change.
_NEW_PAINT = """(before => {
    const isPlace = name => ["lat", "lon", "z", "lang", "sel"].includes(name);
    const filters = query => [...new URLSearchParams(query)].filter(([name]) => !isPlace(name)).join("&");
    return bench.paints.find(paint => filters(paint.query) !== filters(before)) || null;
})(BEFORE)"""
# Two kinds of source in turns, with a rest shorter than a run of the script takes.
_PRESS = """(async () => {
    for (let n = 0; n < TIMES; n += 1) {
        document.querySelectorAll(".st-key-source_kinds [data-testid=stButtonGroup] button")[n % 2].click();
        await new Promise(resolve => setTimeout(resolve, 60));
    }
})()"""
_LAYERS = """Object.keys([...document.querySelectorAll("iframe")].map(frame => frame.contentWindow)
    .find(inner => inner.map?.shelterline).map._layers).length"""
_REPORT = "(({gl, clear, ...report}) => report)(bench)"


@dataclass(frozen=True)
class Change:
    """One filter change, from the reader's hand to the repainted map."""

    what: str
    query: str
    """The new view, as the map has painted it."""
    repaint_ms: float
    """From the click or key that commits the change to the `shelterline:painted` event."""
    phases_ms: dict[str, float]
    """`to_server`: until the browser has sent it; `server`: until the last message before the paint;
    `paint`: the rest, tiles included."""
    n_bytes: int
    """Sent to the browser until all is at rest."""
    websocket_bytes: int
    tile_bytes: int
    late_tiles: int
    """Tiles that came after the paint; the figure is only honest when there are none."""
    fetched: list[str]
    """Paths of everything else that came over HTTP."""
    shown: int
    """Reports in the view."""


@dataclass
class AppResult:
    """What the app did with one snapshot; None for what could not be measured."""

    n_reports: int
    startup_s: float
    first_map_s: float = float("nan")
    first_bytes: int = 0
    changes: list[Change] = field(default_factory=list)
    tiles_ms: list[float] = field(default_factory=list)
    tiles_cached_ms: list[float] = field(default_factory=list)
    peak_rss_mb: float | None = None
    ingest_rows_s: float | None = None
    ingest_memory_mb: float | None = None
    play_p95_ms: float | None = None
    brush: measure_brush.Brushed | None = None
    table: measure_table.Tabled | None = None
    asked: measure_asking.Asked | None = None
    notes: list[str] = field(default_factory=list)

    def repaint_ms(self, percent: int) -> float:
        """A percentile of the filter changes."""
        return float(np.percentile([change.repaint_ms for change in self.changes], percent))

    def as_json(self) -> dict[str, float | int | None]:
        """The figures under the names that the results are known by."""
        return {
            "repaint_p50_ms": round(self.repaint_ms(50), 1),
            "repaint_p95_ms": round(self.repaint_ms(95), 1),
            "filter_bytes": int(np.median([change.n_bytes for change in self.changes])),
            "tile_p95_ms": _p95(self.tiles_ms),
            "tile_cached_p95_ms": _p95(self.tiles_cached_ms),
            "first_map_s": round(self.first_map_s, 3),
            "peak_rss_mb": _rounded(self.peak_rss_mb),
            "ingest_rows_s": _rounded(self.ingest_rows_s),
            "ingest_memory_mb": _rounded(self.ingest_memory_mb),
            "startup_s": round(self.startup_s, 2),
            "play_p95_ms": self.play_p95_ms,
            **self._brush_figures(),
            "table_first_ms": self.table.first_rows_ms if self.table else None,
            "table_sort_ms": self.table.worst_sort_ms() if self.table else None,
            "table_blank_frames": self.table.blank() if self.table else None,
            "drawn_area_p95_ms": self.asked.drop_p95_ms() if self.asked else None,
            "compare_frame_ms": self.asked.frame_ms() if self.asked else None,
            "compare_apart": self.asked.apart if self.asked else None,
        }

    def _brush_figures(self) -> dict[str, float | int | None]:
        brush = self.brush or measure_brush.Brushed(0)
        is_followed = brush.ready_ms is not None
        return {
            "brush_ready_ms": brush.ready_ms,
            "brush_bytes": brush.bytes if is_followed else None,
            "brush_frame_p95_ms": brush.p95_ms(),
            "brush_requests": brush.requests if is_followed else None,
            "brush_heap_growth": brush.heap_growth(),
        }


def _p95(times: list[float]) -> float | None:
    return round(float(np.percentile(times, 95)), 2) if times else None


def _rounded(number: float | None) -> float | None:
    return None if number is None else round(number)


def measure(home: Path, n_reports: int | None, seed: int = 1) -> AppResult:
    """Measure the app with the snapshots of `home`; `n_reports` is what it must then serve.

    Raises:
        RuntimeError: when it serves something else, or a filter change is not painted.

    """
    environment = {"SHELTERLINE_HOME": str(home)}
    with server.streamlit(server.REPOSITORY / "app.py", "/healthz", environment) as running:
        served = _reports_served(running.url)
        if n_reports is not None and served != n_reports:
            raise RuntimeError(f"the app serves {served} reports; the snapshot in {home} has {n_reports}")
        result = AppResult(served, running.startup_s)
        first_maps = [_first_map(running.url) for _ in range(1 + FIRST_MAPS)]
        # The very first reader also pays for Python's imports: the budget is for a warm server.
        result.first_map_s = float(np.median([seconds for seconds, _ in first_maps[1:]]))
        result.first_bytes = first_maps[-1][1]
        with new_pilot() as pilot:
            query = _open(pilot, running.url)["query"]
            # The filters come after the map.
            pilot.wait("Boolean(document.querySelector('.st-key-kinds button'))", PAINT_DEADLINE_S)
            pilot.rest()
            for change in _changes(pilot, query, random.Random(seed)):  # noqa: S311 no secret
                result.changes.append(change)
            result.notes.append(_endurance(pilot, running))
        with new_pilot() as pilot:
            played = measure_play.measure(pilot, running.url)
            result.play_p95_ms = played.ms(95)
            result.notes.append(played.note())
        with new_pilot() as pilot:
            # The budget of a large chronicle is that of a slow machine.
            slowed = SLOWED if n_reports and n_reports >= A_LARGE_CHRONICLE else 1
            result.brush = measure_brush.measure(pilot, running.url, slowed)
            result.notes.append(result.brush.note())
        with new_pilot() as pilot:
            result.table = measure_table.measure(pilot, running.url)
            result.notes.append(result.table.note())
        with new_pilot() as pilot:
            result.asked = measure_asking.measure(pilot, running.url)
            result.notes.append(result.asked.note())
        late = sum(change.late_tiles > 0 for change in result.changes)
        if late:
            result.notes.append(
                f"{late} filter changes said that they were painted before all tiles had come"
            )
        try:
            _time_tiles(running.url, query, result, random.Random(seed))  # noqa: S311 no secret
        except _NoTilesError as error:
            result.notes.append(str(error))
        result.peak_rss_mb = running.peak_rss_mb()
        return result


def _endurance(pilot: Pilot, running: server.Server) -> str:
    """Change a filter many times without waiting for the map, and say what has grown."""
    _press_rapidly(pilot, RAPID_WARM_UP)
    before = _held(pilot), running.rss_mb()
    _press_rapidly(pilot, RAPID_CHANGES)
    after = _held(pilot), running.rss_mb()
    heap = after[0]["heap"] / before[0]["heap"] - 1
    rss = f"{after[1] / before[1] - 1:+.0%}" if before[1] and after[1] else "not known"
    return (
        f"{RAPID_CHANGES} rapid filter changes: page heap {heap:+.0%}, server memory {rss}, "
        f"layers in the map {before[0]['layers']} before and {after[0]['layers']} after"
    )


def _press_rapidly(pilot: Pilot, times: int) -> None:
    pilot.evaluate(_PRESS.replace("TIMES", str(times)))
    pilot.rest()


def _held(pilot: Pilot) -> dict[str, int]:
    pilot.call("HeapProfiler.collectGarbage")
    heap = pilot.call("Runtime.getHeapUsage")["usedSize"]
    return {"heap": heap, "layers": pilot.evaluate(_LAYERS)}


def _reports_served(url: str) -> int:
    with urllib.request.urlopen(f"{url}/healthz") as answer:  # noqa: S310 localhost
        return int(json.loads(answer.read())["reports"])


def _open(pilot: Pilot, url: str) -> dict[str, Any]:
    pilot.go(url)
    return dict(pilot.wait("window.bench?.paints[0]", PAINT_DEADLINE_S))


def _first_map(url: str) -> tuple[float, int]:
    with new_pilot() as pilot:
        painted = _open(pilot, url)
        seconds = (painted["t"] - pilot.evaluate("bench.start")) / 1000
        pilot.rest()
        return seconds, pilot.evaluate("bench.messageBytes + bench.httpBytes")


def _changes(pilot: Pilot, query: str, rng: random.Random) -> Iterator[Change]:
    seen = {_filters(query)}
    for what, prepare in _acts(pilot, rng):
        commit = prepare()
        pilot.evaluate("bench.clear()")
        commit()
        query = pilot.wait(_NEW_PAINT.replace("BEFORE", json.dumps(query)), PAINT_DEADLINE_S)["query"]
        pilot.rest()
        if _filters(query) in seen:
            raise RuntimeError(f"the view after changing {what} was seen before: {query}")
        seen.add(_filters(query))
        shown = _first_number(pilot.texts(".st-key-shown")[0])
        yield _change(what, pilot.evaluate(_REPORT), query, shown)


def _filters(query: str) -> tuple[tuple[str, str], ...]:
    parameters = parse_qsl(query, keep_blank_values=True)
    return tuple((name, value) for name, value in parameters if name not in _PLACE)


def _change(what: str, report: dict[str, Any], query: str, shown: int) -> Change:
    painted = next(paint["t"] for paint in report["paints"] if paint["query"] == query)
    sent = report["sent"][0]
    committed = max(event["t"] for event in report["inputs"] if event["t"] <= sent)
    answered = max((t for t in report["received"] if sent <= t <= painted), default=sent)
    late = [load for load in report["loads"] if "/tiles/" in load["name"] and load["end"] > painted]
    return Change(
        what,
        query,
        painted - committed,
        {"to_server": sent - committed, "server": answered - sent, "paint": painted - answered},
        report["messageBytes"] + report["httpBytes"],
        report["messageBytes"],
        report["tileBytes"],
        len(late),
        sorted({urlsplit(load["name"]).path for load in report["loads"] if "/tiles/" not in load["name"]}),
        shown,
    )


def _first_number(text: str) -> int:
    return int(re.findall(r"\d+", text.replace(",", ""))[0])


Commit = Callable[[], None]
"""The click or key that commits a change."""


def _acts(pilot: Pilot, rng: random.Random) -> Iterator[tuple[str, Callable[[], Commit]]]:
    """Filter changes in turns; each brings the page to the point where one click or key commits it."""
    froms = _days(*FROMS, rng, CHANGES)
    tos = _days(*TOS, rng, CHANGES)
    turns = [
        ("kind", lambda: _choose_kind(pilot, rng)),
        ("from", lambda: _type_day(pilot, "from", next(froms))),
        ("sources", lambda: _toggle_source(pilot, rng)),
        ("to", lambda: _type_day(pilot, "to", next(tos))),
    ]
    return (turns[number % len(turns)] for number in range(CHANGES))


def _days(first: date, last: date, rng: random.Random, number: int) -> Iterator[date]:
    offsets = rng.sample(range((last - first).days + 1), number)
    return (first + timedelta(days=offset) for offset in offsets)


def _choose_kind(pilot: Pilot, rng: random.Random) -> Commit:
    return _choose(pilot, ".st-key-kinds button", rng, only_more=True)


def _type_day(pilot: Pilot, key: str, day: date) -> Commit:
    # The text is selected with the focus, so that what is typed takes its place.
    pilot.click(pilot.reach(f".st-key-{key} input"))
    pilot.type(f"{day:%Y%m%d}")
    return lambda: pilot.press("Tab")


def _toggle_source(pilot: Pilot, rng: random.Random) -> Commit:
    return _choose(pilot, ".st-key-source_kinds button", rng)


def _choose(pilot: Pilot, pills: str, rng: random.Random, *, only_more: bool = False) -> Commit:
    """Press one of some buttons; `only_more` leaves those that are pressed already."""
    numbered = list(enumerate(map(_last_number, pilot.texts(pills))))
    pressed = [text == "true" for text in pilot.attributes(pills, "aria-pressed")]
    left = [one for one in numbered if not (only_more and pressed[one[0]])]
    at = pilot.reach(pills, _largest_first([one for one in pressed if one], left, rng))
    return lambda: pilot.click(at)


def _largest_first(chosen: list[bool], numbered: list[tuple[int, int]], rng: random.Random) -> int:
    """Position of the option with the most reports, or when something is chosen already, of another one.

    So every view holds a good part of the reports: a map without any would be painted too easily.
    """
    largest = max(numbered, key=lambda option: option[1])
    if not chosen:
        return largest[0]
    return rng.choice([option for option in numbered if option != largest])[0]


def _last_number(text: str) -> int:
    return int((re.findall(r"\d+", text.replace(",", "")) or ["0"])[-1])


class _NoTilesError(Exception):
    """The app has no tiles to time."""


def _time_tiles(url: str, query: str, result: AppResult, rng: random.Random) -> None:
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
    view = dict(parse_qsl(query, keep_blank_values=True))
    froms, tos = _days(*FROMS, rng, TILES), _days(*TOS, rng, TILES)
    towns = synthetic.places().points["locality"][:, 0]
    shares = synthetic.places().weights
    for first, last in zip(froms, tos, strict=True):
        filters = {"from": first.isoformat(), "to": last.isoformat()}
        kinds = rng.sample(list(synthetic.KINDS), 4)
        lat, lon = towns[rng.choices(range(len(towns)), shares)[0]]
        z = rng.choice(_HOME_ZOOMS)
        x, y = _tile(lat, lon, z)
        path = f"/tiles/reports/{z}/{x}/{y}.mvt?{urlencode({**view, **filters, 'kind': ','.join(kinds)})}"
        result.tiles_ms.append(_get(connection, path))
        result.tiles_cached_ms.append(_get(connection, path))
    connection.close()


def _tile(lat: float, lon: float, z: int) -> tuple[int, int]:
    y = 0.5 - np.arcsinh(np.tan(np.radians(lat))) / (2 * np.pi)
    return int((lon + 180) / 360 * 2**z), int(y * 2**z)


def _get(connection: http.client.HTTPConnection, path: str) -> float:
    start = time.perf_counter()
    connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    body = answer.read()
    taken_ms = (time.perf_counter() - start) * 1000
    is_tile = answer.headers.get_content_type() == "application/vnd.mapbox-vector-tile"
    if answer.status not in {200, 204} or (answer.status == 200 and not is_tile):
        raise _NoTilesError(
            f"no tiles to time: {path.partition('?')[0]} answers {answer.status} ({len(body)} bytes)"
        )
    return taken_ms
