"""The ground that the claims about an incident support, as a small map: outlines only, no verdict."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import numpy as np
import shapely

from geo import wording
from geo.charts.typeface import width
from geo.filters.view import MAX_ZOOM, MIN_ZOOM
from geo.geometry.footprints import AREA, DISC
from geo.geometry.frame import TILE_PX, Box, Frame, world, world_length
from geo.geometry.gazetteer import Areas
from geo.geometry.stated_ground import Reach, reach_of
from geo.language import Words
from geo.layers.land import Land, land_of, seen
from geo.layers.symbols import GROUND, RING_FILL, UNCERTAINTY, Theme
from geo.model import Language
from geo.model.rows import Row
from geo.queries.claims import ClaimComparison
from geo.snapshot.opened import Snapshot

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

WIDTH_PX, HEIGHT_PX = 280, 190
_CLOSEST_ZOOM = min(14, MAX_ZOOM)
_ROOM_PX = 34.0
"""Kept free round the footprints."""
_NAME_PX, _LETTER_PX = 10, 12
_MOST_NAMES = 5
_FINER_PX = 0.5
"""Corners closer than this to a line are left out."""
_FONT = "system-ui, 'Segoe UI', 'Noto Sans', 'Noto Sans Arabic', 'Noto Sans Hebrew', sans-serif"


def footprints_svg(ledger: ClaimComparison, snapshot: Snapshot, words: Words, theme: Theme) -> str:
    """Return the map as an SVG; empty when no claim has a location that can be drawn."""
    land = land_of(snapshot)
    letters: dict[tuple[object, ...], list[str]] = {}
    grounds: dict[tuple[object, ...], Row] = {}
    for position, claim in enumerate(ledger.claims):
        key = _ground(claim, snapshot.areas)
        if key:
            letters.setdefault(key, []).append(ledger.mark(position))
            grounds[key] = claim
    if not grounds:
        return ""
    frame = _frame([_box(claim, land) for claim in grounds.values()])
    # The larger first, so that none hides another.
    drawn = sorted(grounds, key=lambda key: -_box(grounds[key], land).width)
    areas = snapshot.areas
    marks = "".join(_footprint(grounds[key], land, areas, frame, theme) for key in drawn)
    taken = [_at(grounds[key], land, frame) for key in drawn]
    signs = "".join(
        _text(x, y, " ".join(letters[key]), theme, size=_LETTER_PX, weight=700)
        for key, (x, y) in zip(drawn, _apart(taken), strict=True)
    )
    names = "".join(_names(land, frame, words, theme, _apart(taken)))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH_PX} {HEIGHT_PX}" '
        f'font-family="{_FONT}"><defs><pattern id="h" width="6" height="6" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><path d="M0 0V6" stroke="{GROUND.ink.on(theme)}" '
        'stroke-width=".8" stroke-opacity=".55"/></pattern></defs>'
        f"{_base(land, frame, theme)}{marks}{names}{signs}{_scale(frame, words, theme)}</svg>"
    )


def _ground(claim: Row, areas: Areas) -> tuple[object, ...]:
    if claim.footprint == DISC:
        ends_at = claim.area_pcode if reach_of(claim, areas) is Reach.CUT else ""
        return DISC, claim.lat, claim.lon, claim.footprint_radius_m, ends_at
    return (AREA, claim.footprint_pcode) if claim.footprint == AREA else ()


def _box(claim: Row, land: Land) -> Box:
    if claim.footprint == DISC:
        x, y = map(float, world(claim.lon, claim.lat))
        r = world_length(claim.footprint_radius_m, y)
        return Box(x - r, y - r, x + r, y + r)
    return Box(*land.areas[claim.footprint_pcode].geometry.bounds)


def _frame(boxes: list[Box]) -> Frame:
    x0, y0 = min(box.x0 for box in boxes), min(box.y0 for box in boxes)
    x1, y1 = max(box.x1 for box in boxes), max(box.y1 for box in boxes)
    room = WIDTH_PX - _ROOM_PX, HEIGHT_PX - _ROOM_PX
    scale = min(room[0] / max(x1 - x0, 1e-9), room[1] / max(y1 - y0, 1e-9))
    zoom = max(MIN_ZOOM, min(_CLOSEST_ZOOM, math.floor(math.log2(scale / TILE_PX))))
    side = TILE_PX * 2.0**zoom
    return Frame(
        zoom,
        (x0 + x1) / 2 * side - WIDTH_PX / 2,
        (y0 + y1) / 2 * side - HEIGHT_PX / 2,
        WIDTH_PX,
        HEIGHT_PX,
    )


def _base(land: Land, frame: Frame, theme: Theme) -> str:
    lines = "".join(
        f'<path d="{_path(seen(border, frame))}" fill="none" stroke="{GROUND.border.on(theme)}" '
        f'stroke-width=".8"{dash}/>'
        for name, border in land.borders.items()
        for dash in (' stroke-dasharray="6 2 1 2"' if name == "disputed" else "",)
    )
    return (
        f'<rect width="{WIDTH_PX}" height="{HEIGHT_PX}" fill="{GROUND.sea.on(theme)}"/>'
        f'<path d="{_path(seen(land.land, frame))}" fill="{GROUND.land.on(theme)}" fill-rule="evenodd"/>'
        f'<path d="{_path(seen(land.coast, frame))}" fill="none" stroke="{GROUND.coast.on(theme)}"/>{lines}'
    )


def _footprint(claim: Row, land: Land, areas: Areas, frame: Frame, theme: Theme) -> str:
    ink = GROUND.ink.on(theme)
    if claim.footprint == AREA:
        outline = _path(seen(land.areas[claim.footprint_pcode].geometry, frame))
        return f'<path d="{outline}" fill="url(#h)" stroke="{ink}" stroke-width="1.5" fill-rule="evenodd"/>'
    x, y, r = _circle(claim, frame)
    dash = " ".join(f"{length:g}" for length in UNCERTAINTY.dash_px)
    shape = f'circle cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}"'
    if reach_of(claim, areas) is Reach.CUT:
        held_by = seen(land.areas[claim.area_pcode].geometry, frame)
        shape = f'path d="{_path(shapely.Point(x, y).buffer(r).intersection(held_by))}" fill-rule="evenodd"'
    return (
        f'<{shape} fill="{ink}" fill-opacity="{RING_FILL}" '
        f'stroke="{ink}" stroke-width="1.4" stroke-dasharray="{dash}"/>'
    )


def _circle(claim: Row, frame: Frame) -> tuple[float, float, float]:
    at = world(claim.lon, claim.lat)
    x, y = frame.place(*map(float, at))
    return x, y, world_length(claim.footprint_radius_m, float(at[1])) * frame.scale


def _at(claim: Row, land: Land, frame: Frame) -> tuple[float, float]:
    """Return where the letters of a footprint stand: on a ring's upper edge, inside an area."""
    if claim.footprint == DISC:
        x, y, r = _circle(claim, frame)
        return x, max(_LETTER_PX, y - r - 3)
    x, y = frame.place(*land.areas[claim.footprint_pcode].label)
    return min(max(x, 10), WIDTH_PX - 10), min(max(y, _LETTER_PX), HEIGHT_PX - 6)


def _apart(places: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """Move letters that would cover one another down by a line."""
    found: list[tuple[float, float]] = []
    for x, y in places:
        down = y
        while any(abs(x - fx) < 2 * _LETTER_PX and abs(down - fy) < _LETTER_PX for fx, fy in found):
            down += _LETTER_PX + 1
        found.append((x, down))
    return found


def _names(
    land: Land, frame: Frame, words: Words, theme: Theme, letters: list[tuple[float, float]]
) -> Iterator[str]:
    taken = [Box.at(x, y - 4, 30, 16) for x, y in letters]
    for name in sorted(land.names, key=lambda name: name.rank):
        if name.min_zoom > frame.zoom:
            continue
        x, y = frame.place(*name.at)
        text = name.names.get(words.lang) or name.names[Language.EN]
        box = Box.at(x, y, width(text, _NAME_PX) + 6, _NAME_PX + 4)
        if frame.box.contains(box) and not any(box.overlaps(other) for other in taken):
            taken.append(box)
            yield _text(x, y + 3, text, theme, size=_NAME_PX)
        if len(taken) - len(letters) == _MOST_NAMES:
            return


def _scale(frame: Frame, words: Words, theme: Theme) -> str:
    metres = frame.scale_metres(90)
    end = 8 + metres / frame.metres_per_px
    y = HEIGHT_PX - 8
    bar = f'<path d="M8 {y - 4}V{y}H{end:.1f}V{y - 4}" fill="none" stroke="{GROUND.text.on(theme)}"/>'
    length = wording.scale_length(metres, words)
    return bar + _text(8, y - 6, length, theme, size=_NAME_PX, anchor="start")


def _text(  # noqa: PLR0913 a text, its place and its type
    x: float,
    y: float,
    text: str,
    theme: Theme,
    *,
    size: int,
    weight: int = 400,
    anchor: str = "middle",
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" font-weight="{weight}" text-anchor="{anchor}" '
        f'fill="{GROUND.text.on(theme)}" stroke="{GROUND.land.on(theme)}" stroke-width="2.5" '
        f'paint-order="stroke" stroke-linejoin="round">{escape(text)}</text>'
    )


def _path(geometry: BaseGeometry) -> str:
    parts = []
    for part in shapely.get_parts(shapely.simplify(geometry, _FINER_PX)):
        rings = (part.exterior, *part.interiors) if part.geom_type == "Polygon" else (part,)
        if part.geom_type in {"Polygon", "LineString", "LinearRing"}:
            end = "Z" if part.geom_type == "Polygon" else ""
            parts += [_line(shapely.get_coordinates(ring)) + end for ring in rings if not ring.is_empty]
    return "".join(parts)


def _line(corners: np.ndarray) -> str:
    rounded = np.round(corners, 1).tolist()
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in rounded)
