"""The geography asset as shapes on the mercator plane, cut to a frame when it is drawn."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely.geometry import shape

from geo.geometry.frame import Box, Frame, world, world_length
from geo.layers.geography import build_geography
from geo.snapshot.caches import per_snapshot
from geo.snapshot.opened import Snapshot

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

_BEYOND_PX = 30.0
"""Outlines are cut this far outside the frame, where their ends are not seen."""
_FINER_PX = 0.15
"""Corners closer than this to a line are left out."""


@dataclass(frozen=True, slots=True)
class LandOutline:
    """An area or a zone."""

    geometry: BaseGeometry
    """On the mercator plane."""
    label: tuple[float, float]
    """On the mercator plane: a point inside, for a text; never a place of anything."""
    km2: float

    def seen_px2(self, frame: Frame) -> float:
        """Return how much of a frame it covers, square pixels."""
        bounds = frame.bounds()
        cut = shapely.clip_by_rect(self.geometry, bounds.x0, bounds.y0, bounds.x1, bounds.y1)
        return float(cut.area * frame.scale**2)

    def box(self, frame: Frame) -> Box:
        """Return the rectangle around the whole of it, in the frame's pixels."""
        x0, y0, x1, y1 = self.geometry.bounds
        return Box(*frame.place(x0, y0), *frame.place(x1, y1))


@dataclass(frozen=True, slots=True)
class Name:
    """A name of the base map."""

    names: Mapping[str, str]
    """By language; English where there is no other."""
    kind: str
    rank: int
    min_zoom: int
    at: tuple[float, float]
    """On the mercator plane."""
    is_first: bool = False
    """Whether it has room before all other text: countries, seas and the towns of Gaza."""
    extent: BaseGeometry | None = None
    """Of a country or a sea, on the mercator plane: the name stands anywhere in what is seen of it."""


@dataclass(frozen=True, slots=True)
class Land:
    """Everything that lies on the ground of a snapshot, projected once."""

    land: BaseGeometry
    coast: BaseGeometry
    wadi: BaseGeometry
    borders: Mapping[str, BaseGeometry]
    """By class: international, disputed, governorate."""
    crossings: tuple[tuple[float, float], ...]
    names: tuple[Name, ...]
    areas: Mapping[str, LandOutline]
    """By p-code."""
    zones: Mapping[str, LandOutline]
    """By zone id."""


@per_snapshot
def land_of(snapshot: Snapshot) -> Land:
    """Return the ground of a snapshot."""
    content = json.loads(build_geography(snapshot).body)
    base = content["basemap"]
    land = shapely.union_all([shapely.make_valid(_polygon(rings)) for rings in base["land"]])
    # Names ask it a few hundred times whether they lie on it.
    shapely.prepare(land)
    areas = {pcode: _outline(entry) for pcode, entry in content["areas"].items()}
    classes = sorted({line["class"] for line in base["borders"]})
    return Land(
        land=land,
        coast=_lines(base["coast"]),
        wadi=_lines(base["wadi_gaza"]),
        borders={
            name: _lines([line for line in base["borders"] if line["class"] == name]) for name in classes
        },
        crossings=tuple(_point(place["lon"], place["lat"]) for place in base["crossings"]),
        names=tuple(_names(base, land, areas)),
        areas=areas,
        zones={zone_id: _outline(entry) for zone_id, entry in content["zones"].items()},
    )


def seen(geometry: BaseGeometry, frame: Frame) -> BaseGeometry:
    """Return what a frame shows of a geometry, in the frame's pixels."""
    bounds = frame.bounds(_BEYOND_PX)
    # Cut before it is enlarged: close up, the corners of a country lie millions of pixels away.
    cut = shapely.clip_by_rect(geometry, bounds.x0, bounds.y0, bounds.x1, bounds.y1)
    corner = np.array([frame.left, frame.top])
    placed = shapely.transform(cut, lambda xy: xy * frame.scale - corner)
    return shapely.simplify(placed, _FINER_PX)


def _world(degrees: list[list[float]]) -> np.ndarray:
    lon, lat = np.asarray(degrees, float)[:, :2].T
    return world(lon, lat)


def _polygon(rings: list[list[list[float]]]) -> BaseGeometry:
    return shapely.Polygon(_world(rings[0]), [_world(hole) for hole in rings[1:]])


def _point(lon: float, lat: float) -> tuple[float, float]:
    x, y = world(lon, lat)
    return float(x), float(y)


def _lines(lines: list[Any]) -> BaseGeometry:
    coords = [line["coords"] if isinstance(line, dict) else line for line in lines]
    return shapely.MultiLineString([_world(line) for line in coords])


def _outline(entry: dict[str, Any]) -> LandOutline:
    geometry = on_plane(shape(entry["geometry"]))
    if geometry.geom_type.endswith("Polygon") and not geometry.is_valid:
        geometry = shapely.make_valid(geometry)
    lat, lon = entry["label"]
    metre = world_length(1, _point(lon, lat)[1])
    return LandOutline(geometry, _point(lon, lat), geometry.area / metre**2 / 1e6)


def on_plane(geometry: BaseGeometry) -> BaseGeometry:
    """Return a geometry in EPSG:4326 on the mercator plane."""
    return shapely.transform(geometry, lambda xy: world(xy[:, 0], xy[:, 1]))


def _names(base: dict[str, Any], land: BaseGeometry, areas: Mapping[str, LandOutline]) -> list[Name]:
    known = [
        Name(
            label["name"],
            label["kind"],
            label["rank"],
            label["min_zoom"],
            _point(label["lon"], label["lat"]),
            label.get("first", False),
            _extent(label, land, areas),
        )
        for label in base["labels"]
    ]
    for line in base["wadi_gaza"]:
        lon, lat = line["coords"][len(line["coords"]) // 2]
        known.append(Name(line["name"], "wadi", 25, 11, _point(lon, lat)))
    for place in base["crossings"]:
        names = {lang: place[f"name_{lang}"] for lang in ("en", "ar", "he")}
        known.append(Name(names, "crossing", 40, 11, _point(place["lon"], place["lat"])))
    return sorted(known, key=lambda name: name.rank)


def _extent(
    label: dict[str, Any], land: BaseGeometry, areas: Mapping[str, LandOutline]
) -> BaseGeometry | None:
    if "pcode" in label:
        return areas[label["pcode"]].geometry
    if "sea" in label:
        west, south, east, north = label["sea"]
        return shapely.difference(shapely.box(*_point(west, north), *_point(east, south)), land)
    return None
