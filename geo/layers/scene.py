"""From a view to what the map draws: reports, areas, zones and figures as plain marks."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import shapely

from geo import wording
from geo.filters.permalink import query_string
from geo.filters.view import HOME
from geo.geometry.footprints import DISC
from geo.geometry.zone_outlines import has_outline, label_point
from geo.layers.geography import geography_of, zone_mark
from geo.layers.map_state import AreaCount, MapState, Selection, ShelteringMark, Viewport, ZoneMark
from geo.model import Kind, Layer, Range
from geo.model.rows import rows
from geo.snapshot.caches import per_snapshot
from geo.snapshot.derive import degrees
from geo.tiles.tile import FORM

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    import pandas as pd

    from geo.filters.view import View
    from geo.geometry.gazetteer import Areas
    from geo.language import Words
    from geo.snapshot.opened import Snapshot
    from geo.snapshot.report_index import Counts

TILES = "/tiles/reports/{z}/{x}/{y}.mvt"
"""Where the browser asks for point-level reports."""
FOR_MAP = "detail=map"
"""Asks for tiles without what only others read of them."""
TOTALS = ("all_displaced", "population_estimate")
"""Settings that speak of everybody in an area; the others are a part of them."""


def scene(snapshot: Snapshot, view: View, words: Words, viewport_serial: int) -> MapState:
    """Return everything that the map shows for a view."""
    counts = snapshot.counts(view)
    areas = snapshot.areas
    return MapState(
        snapshot=view.snap,
        query=query_string(view),
        lang=view.lang.value,
        dir=view.lang.direction,
        geography=geography_of(snapshot).address,
        viewport=Viewport(view.lat, view.lon, view.z),
        viewport_serial=viewport_serial,
        layers=tuple(layer.value for layer in view.layers),
        tiles=tiles_address(view),
        kinds=tuple(kind.value for kind in Kind if kind in counts.kinds),
        n_points=counts.shown - sum(counts.areas.values()),
        largest_radius_m=counts.largest_radius_m,
        areas=tuple(_area_counts(counts.areas, areas, words)),
        zones=tuple(_zone_marks(snapshot, view, words)) if Layer.ZONES in view.layers else (),
        sheltering=_sheltering_on(snapshot, view.date_to, words) if Layer.SHELTERING in view.layers else (),
        selection=selection_of(snapshot, view.selected),
        home=Viewport(*HOME),
        fit=bounds_of(counts, areas),
        text=_control_words(words),
    )


def tiles_address(view: View) -> str:
    """Return the address of the tiles of a view, with {z}, {x} and {y}; empty when their layer is off."""
    if Layer.REPORTS not in view.layers:
        return ""
    return f"{TILES}?{query_string(view.filters())}&{FOR_MAP}&form={FORM}"


def _area_counts(counts: Mapping[str, int], areas: Areas, words: Words) -> Iterator[AreaCount]:
    for pcode, n in sorted(counts.items()):
        badge = wording.area_badge(n, words)
        name = wording.area_name(areas[pcode], words)
        yield AreaCount(pcode, n, badge, f"{name}: {badge}")


def _zone_marks(snapshot: Snapshot, view: View, words: Words) -> Iterator[ZoneMark]:
    drawn = _zones_drawn(snapshot, words)
    for zone_id, earlier in snapshot.zones_then(view.date_from, view.date_to).items():
        if zone_id in drawn:
            yield drawn[zone_id][earlier]


@per_snapshot
def _zones_drawn(snapshot: Snapshot, words: Words) -> dict[str, tuple[ZoneMark, ZoneMark]]:
    """Return every zone status that can be drawn, as it stands and as an earlier one: dates choose."""
    return {
        zone.zone_id: (zone_mark(zone, words), zone_mark(zone, words, earlier=True))
        for zone in rows(snapshot.zones)
        if has_outline(zone, snapshot.areas)
    }


@per_snapshot
def _sheltering_on(snapshot: Snapshot, day: date, words: Words) -> tuple[ShelteringMark, ...]:
    groups = snapshot.sheltering_on(day).groupby("pcodes", sort=False)
    marks = (_sheltering_mark(str(pcodes), figures, snapshot.areas, words) for pcodes, figures in groups)
    return tuple(mark for mark in marks if mark)


def _sheltering_mark(pcodes: str, figures: pd.DataFrame, areas: Areas, words: Words) -> ShelteringMark | None:
    point = _label_of(tuple(pcodes.split(";")), areas)
    totals = figures[figures["setting"].isin(TOTALS)]
    spoken = totals if len(totals) else figures
    ranges = [wording.harm(row, "people") for row in rows(spoken)]
    span = _span([r for r in ranges if not r.is_unknown])
    if point is None or span is None:
        return None
    newest = next(rows(spoken.sort_values("as_of_date").tail(1)))
    title = words.plural(
        "{area}: {figure} people sheltering; {n} figure, newest {day}, says {claimant}",
        "{area}: {figure} people sheltering; {n} figures, newest {day}, says {claimant}",
        len(ranges),
        area=newest.area_name,
        figure=words.range(span),
        day=words.day(wording.day_of(newest.as_of_date)),
        claimant=newest.claimant,
    )
    return ShelteringMark(newest.sheltering_id, *point, span.min, span.max, words.range(span), title)


def _span(ranges: list[Range]) -> Range | None:
    """Return the ends of what is claimed, from the lowest claim to the highest."""
    if not ranges:
        return None
    ends = [end for r in ranges for end in (r.min, r.max) if end is not None]
    open_above = any(r.max is None for r in ranges)
    open_below = any(r.min is None for r in ranges)
    return Range(None if open_below else min(ends), None if open_above else max(ends))


@lru_cache(maxsize=256)
def _label_of(pcodes: tuple[str, ...], areas: Areas) -> tuple[float, float] | None:
    if not all(pcode in areas for pcode in pcodes):
        return None
    if len(pcodes) == 1:
        return areas[pcodes[0]].label
    return label_point(shapely.union_all([areas[pcode].geometry for pcode in pcodes]))


def selection_of(snapshot: Snapshot, selected: str) -> Selection | None:
    """Return what is selected with its ground; None when nothing is."""
    if not selected:
        return None
    report = snapshot.report(selected)
    if report is None:
        return Selection(selected)
    if report.footprint == DISC:
        return Selection(selected, report.lat, report.lon, float(report.footprint_radius_m))
    return Selection(selected, pcode=report.footprint_pcode or None)


def bounds_of(counts: Counts, areas: Areas) -> tuple[float, float, float, float] | None:
    """Return south, west, north, east of what is counted; None when nothing is."""
    boxes = [areas[pcode].geometry.bounds for pcode in counts.areas]
    if counts.cells is not None:
        west, north, east, south = counts.cells
        boxes.append((*degrees(west, south + 1), *degrees(east + 1, north)))
    if not boxes:
        return None
    wests, souths, easts, norths = zip(*boxes, strict=True)
    return min(souths), min(wests), max(norths), max(easts)


def _control_words(words: Words) -> dict[str, str]:
    return {
        **{f"kind_{kind}": words(wording.KINDS[kind]) for kind in Kind},
        "map": words("Map of reports and zones"),
        "zoom_in": words("Zoom in"),
        "zoom_out": words("Zoom out"),
        "reset": words("Reset the map's place"),
        "fit": words("Fit to results"),
        "fullscreen": words("Full screen"),
        "fullscreen_exit": words("Leave full screen"),
        "reports_here": words("Reports here: {n}"),
        "more": words("more"),
        "list_separator": words(", "),
        "tiles_failed": words("Part of the reports could not be loaded. Move the map to try again."),
        "base_credit": words(
            "Outlines: OCHA COD-AB (CC BY-IGO), redrawn; Natural Earth. Places: GeoNames (CC BY). "
            "Lines are no statement on borders."
        ),
        "osm_credit": "© OpenStreetMap contributors",
        "scale_km": words("km"),
        "scale_m": words("m"),
    }
