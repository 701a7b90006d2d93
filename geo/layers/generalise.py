"""A lighter geography for one view: fine where the view looks, coarse elsewhere, and only what it draws."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
import shapely
from shapely.geometry import shape

from geo.layers.all_layers import LAYERS
from geo.layers.geography import ShapeFile, geography_of
from geo.layers.layer import shape_file_of
from geo.layers.map_state import AddedMarks, MapState, Viewport
from geo.snapshot.opened import Snapshot

Json: TypeAlias = dict[str, Any]
Point: TypeAlias = tuple[float, float]
Thin: TypeAlias = Callable[[Any], list[Point]]
"""From a line to one with fewer points, or none."""

FAR_DEGREES = 0.5
"""How far a line may stray where the view does not look; whoever goes there loads the whole geography."""
_NEAR_PX, _NEAR_PX_OF_REGION, _REGION_ZOOM = 0.8, 2.4, 8
"""How far a line may stray in the view, pixels; more below the zoom from which a view shows one country."""
_VIEW_PX = 1_000
"""Half a large screen, in pixels: so far round its middle a view is fine."""
_DEGREES_A_TILE, _TILE_PX = 360.0, 256
_CACHED = 32
_LEAST_RING = 4


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What a state draws of the geography."""

    areas: frozenset[str]
    zones: frozenset[str]

    @classmethod
    def by(cls, state: MapState) -> _Drawn:
        selection = state.selection
        pcode, zone = (selection.pcode, selection.id) if selection else (None, None)
        return cls(
            frozenset({area.pcode for area in state.areas} | ({pcode} if pcode else set())),
            frozenset({mark.id for mark in state.zones} | ({zone} if zone else set())),
        )


def light_geography(snapshot: Snapshot, state: MapState) -> bytes:
    """Return the geography of a state as JSON, of the form that `geo.layers.geography` gives."""
    return _light(geography_of(snapshot), state.viewport, state.lang, _Drawn.by(state))


def own_geography(snapshot: Snapshot, *states: MapState) -> Json:
    """Return the geography with every line as it is, but only what states of one language draw of it."""
    whole, lang = _whole(geography_of(snapshot).body), states[0].lang
    drawn = [_Drawn.by(state) for state in states]
    areas = {pcode for each in drawn for pcode in each.areas}
    zones = {zone for each in drawn for zone in each.zones}
    added: Json = {}
    for state in states:
        for name, shown in state.added.items():
            added.setdefault(name, {}).update(_of_marks(name, shown, snapshot))
    return {
        "basemap": _basemap(_with_outlines(whole), lang, lambda line: line),
        "areas": {pcode: area for pcode, area in whole["areas"].items() if pcode in areas},
        "zones": {i: _in_one_language(zone, lang) for i, zone in whole["zones"].items() if i in zones},
        "added": added,
    }


def _with_outlines(whole: Json) -> Json:
    """Return the base map with the outlines in which names may stand: a file has not those of all areas."""
    areas, labels = whole["areas"], whole["basemap"]["labels"]
    outlined = [
        label | ({"geometry": areas[label["pcode"]]["geometry"]} if "pcode" in label else {})
        for label in labels
    ]
    return {**whole["basemap"], "labels": outlined}


@lru_cache(maxsize=4)
def _whole(body: bytes) -> Json:
    parsed: Json = json.loads(body)
    return parsed


@lru_cache(maxsize=_CACHED)
def _light(geography: ShapeFile, viewport: Viewport, lang: str, drawn: _Drawn) -> bytes:
    whole = _whole(geography.body)
    thin = _Thinner(viewport)
    basemap = whole["basemap"]
    # Land follows coast and borders exactly: a vertex stays in all of them or in none.
    for line in (*basemap["coast"], *basemap["borders"]):
        thin.learn(_coords(line))
    # Names of closer zooms come with the whole geography, which a reader who goes there loads.
    # What the view draws as an area is there already.
    areas = {pcode: area for pcode, area in whole["areas"].items() if pcode not in drawn.areas}
    named = {
        **basemap,
        "labels": [
            label | ({"geometry": outline} if (outline := _outline_of(label, areas, thin)) else {})
            for label in basemap["labels"]
            if label["min_zoom"] <= viewport.z and thin.may_name(label, whole["areas"])
        ],
    }
    content = {
        "basemap": _basemap(named, lang, thin.line),
        "areas": {
            pcode: {**area, "name": {}, "geometry": _thinned(area["geometry"], thin)}
            for pcode, area in whole["areas"].items()
            if pcode in drawn.areas
        },
        "zones": {i: _in_one_language(zone, lang) for i, zone in whole["zones"].items() if i in drawn.zones},
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


class _Thinner:
    """Drops vertices that a reader of the view would not miss."""

    def __init__(self, viewport: Viewport) -> None:
        pixel = _DEGREES_A_TILE / _TILE_PX / 2**viewport.z
        reach = _VIEW_PX * pixel
        stray = _NEAR_PX if viewport.z >= _REGION_ZOOM else _NEAR_PX_OF_REGION
        self.near_degrees = min(FAR_DEGREES, pixel * stray)
        self.box = (
            viewport.lon - reach,
            viewport.lat - reach,
            viewport.lon + reach,
            viewport.lat + reach,
        )
        self.known: dict[Point, bool] = {}

    def learn(self, line: Sequence[Point]) -> None:
        kept = set(self._kept(line))
        for point in map(_point, line):
            self.known[point] = self.known.get(point, False) or point in kept

    def line(self, line: Sequence[Point]) -> list[Point]:
        """Return a line as far as it was learned, its other vertices thinned by themselves; or nothing."""
        own = set(self._kept(line))
        points = [_point(vertex) for vertex in line]
        left = [point for point in points if self.known.get(point, point in own)]
        if points[0] != points[-1]:
            return left if self._is_near(left) else []
        if left and left[0] != left[-1]:
            left.append(left[0])
        return left if len(left) >= _LEAST_RING and self._may_be_near(points) else []

    def may_name(self, label: Json, areas: Json) -> bool:
        """Whether a name may stand in the view: its place, its outline or its sea comes near."""
        west, south, east, north = self.box
        if "pcode" in label:
            return self.is_near(areas[label["pcode"]]["geometry"])
        return "sea" in label or bool(west <= label["lon"] <= east and south <= label["lat"] <= north)

    def is_near(self, geometry: Json) -> bool:
        """Whether a shape reaches into the view or close to it."""
        return bool(shapely.box(*self.box).intersects(shape(geometry)))

    def _may_be_near(self, ring: Sequence[Point]) -> bool:
        """Whether the box around a ring meets the view; land elsewhere comes with the whole geography."""
        west, south, east, north = self.box
        lon, lat = zip(*ring, strict=True)
        return bool(min(lon) <= east and max(lon) >= west and min(lat) <= north and max(lat) >= south)

    def _is_near(self, points: Sequence[Point]) -> bool:
        west, south, east, north = self.box
        return bool(points) and bool(shapely.box(west, south, east, north).intersects(_line_of(points)))

    def _kept(self, line: Sequence[Point]) -> Iterable[Point]:
        whole = _line_of(line)
        far = shapely.get_coordinates(shapely.simplify(whole, FAR_DEGREES))
        yield from map(_point, far.tolist())
        west, south, east, north = self.box
        near = shapely.get_coordinates(shapely.simplify(whole, self.near_degrees))
        inside = (near >= np.array([west, south])) & (near <= np.array([east, north]))
        yield from map(_point, near[inside.all(axis=1)].tolist())


def _basemap(basemap: Json, lang: str, thin: Thin) -> Json:
    borders = ({**line, "coords": thin(line["coords"])} for line in basemap["borders"])
    return {
        "land": [part for polygon in basemap["land"] if (part := _part(polygon, thin))],
        "borders": [line for line in borders if line["coords"]],
        "coast": [points for line in basemap["coast"] if (points := thin(_coords(line)))],
        "wadi_gaza": basemap["wadi_gaza"],
        "crossings": basemap["crossings"],
        "labels": [
            {**label, "name": {lang: label["name"].get(lang) or label["name"].get("en", "")}}
            for label in basemap["labels"]
        ],
    }


def _outline_of(label: Json, areas: Json, thin: _Thinner) -> Json | None:
    """Return the outline in which a name may stand, where the view comes near it."""
    area = areas.get(label.get("pcode", ""))
    return _thinned(area["geometry"], thin) if area is not None else None


def _of_marks(name: str, shown: AddedMarks, snapshot: Snapshot) -> Json:
    file = shape_file_of(snapshot, LAYERS[name]) if shown.shapes else None
    shapes = _whole(file.body) if file else {}
    return {mark.key: shapes[mark.key] for mark in shown.marks if mark.key in shapes}


def _thinned(geometry: Json, thin: _Thinner) -> Json:
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    parts = [part for polygon in polygons if (part := _part(polygon, thin.line))]
    return {"type": "MultiPolygon", "coordinates": parts}


def _part(polygon: Sequence[Sequence[Point]], thin: Thin) -> list[list[Point]]:
    outline, *holes = (thin(ring) for ring in polygon)
    # Without its outline a hole would be ground.
    return [outline, *(hole for hole in holes if hole)] if outline else []


def _line_of(points: Sequence[Point]) -> shapely.LineString:
    return shapely.LineString([*points, points[0]] if len(points) == 1 else points)


def _in_one_language(zone: Json, lang: str) -> Json:
    return {**zone, "said": {lang: zone["said"][lang]}}


def _coords(line: Json | list[Point]) -> list[Point]:
    return line["coords"] if isinstance(line, dict) else line


def _point(vertex: Sequence[float]) -> Point:
    return float(vertex[0]), float(vertex[1])
