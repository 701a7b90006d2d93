"""Which view of the map goes with the page of a thing: where a reader goes on, and what its picture shows."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from geo import wording
from geo.filters.drawn_area import DRAWN_AREA
from geo.filters.view import EARLIEST, LATEST, View
from geo.geometry.footprints import AREA, DISC
from geo.geometry.zone_outlines import zone_geometry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.geometry.area_code import AreaDrawn
    from geo.geometry.gazetteer import Area
    from geo.language import Words
    from geo.model.rows import Row
    from geo.snapshot.opened import Snapshot

_NEAR, _AROUND, _WIDE = 13, 11, 8
"""Zoom levels that show a neighbourhood, a governorate and a country."""
_WIDE_LEVELS = frozenset({"country", "territory"})


def view_of_claims(claims: Sequence[Row], snapshot: Snapshot, words: Words) -> View:
    """Return the days of some claims at the place of the first that can be drawn, which is selected."""
    days = [
        day
        for claim in claims
        for stamp in (claim.event_start, claim.event_end)
        if (day := wording.day_of(stamp))
    ]
    drawn = next((claim for claim in claims if claim.footprint in {DISC, AREA}), claims[0])
    view = _of_days(snapshot.default_view().but(lang=words.lang, selected=drawn.report_id), days)
    if drawn.footprint == DISC:
        return view.but(lat=drawn.lat, lon=drawn.lon, z=_NEAR)
    return _at_area(view, snapshot.areas[drawn.footprint_pcode]) if drawn.footprint == AREA else view


def view_of_zone(zone: Row, snapshot: Snapshot, words: Words) -> View:
    """Return the first day of a statement at its place."""
    day, shape = wording.day_of(zone.valid_from), zone_geometry(zone, snapshot.areas)
    view = snapshot.default_view().but(lang=words.lang, selected=zone.zone_id)
    view = _of_days(view, [day] if day else [])
    if shape is None or shape.is_empty:
        return view
    point = shape.representative_point()
    return view.but(lat=point.y, lon=point.x, z=_AROUND)


def view_of_source(source_id: str, snapshot: Snapshot, words: Words) -> View:
    """Return all reports of a source."""
    return snapshot.default_view().but(lang=words.lang, sources=(source_id,))


def view_of_area(area: Area, snapshot: Snapshot, words: Words) -> View:
    """Return all reports of an area."""
    return _at_area(snapshot.default_view().but(lang=words.lang, area=area.pcode), area)


def view_of_place(place: Row, snapshot: Snapshot, words: Words) -> View:
    """Return all reports whose text names a place of the gazetteer, in any of its spellings."""
    view = snapshot.default_view().but(lang=words.lang, text=place.name_en)
    return view if place.lat != place.lat else view.but(lat=place.lat, lon=place.lon, z=_NEAR)


def view_around(view: View, area: AreaDrawn, snapshot: Snapshot) -> View:
    """Return all reports of an area drawn, at the place of another view."""
    everything = snapshot.default_view().but(lang=view.lang, lat=view.lat, lon=view.lon, z=view.z)
    return DRAWN_AREA.choose(everything, area)


def _at_area(view: View, area: Area) -> View:
    lat, lon = area.label
    return view.but(lat=lat, lon=lon, z=_WIDE if area.level in _WIDE_LEVELS else _AROUND)


def _of_days(view: View, days: Sequence[date]) -> View:
    if not days:
        return view
    first, last = (min(max(day, EARLIEST), LATEST) for day in (min(days), max(days)))
    return view.but(date_from=first, date_to=last)
