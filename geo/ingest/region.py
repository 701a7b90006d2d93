"""Where a point of a report may lie: in the region, and not with its two coordinates in the wrong order."""

from __future__ import annotations

import csv
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from geo.geometry.gazetteer import Areas
from geo.geometry.region_bounds import REGION
from geo.ingest.rejects import Findings
from geo.snapshot.opened import DATA_DIR

if TYPE_CHECKING:
    import pandas as pd


_LATITUDE, _LONGITUDE = 90, 180
_LARGEST_CELL_DEGREES, _MOST_CORNERS = 0.1, 32
_CELL_FORM = "give a POLYGON of degrees, longitude first, at most 0.1 degrees across, of at most 32 corners"
_MARGIN_DEGREES = 0.5
"""Outlines are coarse, and a disc at the edge of an area may have its middle outside."""


def no_boxes() -> np.ndarray:
    """Return that no area has a box."""
    return np.empty((0, 4))


def points_of(gazetteer: pd.DataFrame | pa.Table) -> np.ndarray:
    """Return latitude and longitude of places: those of a gazetteer, and towns and camps of the chronicle."""
    return np.vstack(
        [np.column_stack([np.asarray(gazetteer[axis], float) for axis in ("lat", "lon")]), _towns()]
    )


@cache
def _towns() -> np.ndarray:
    with (DATA_DIR / "places.csv").open(encoding="utf-8", newline="") as file:
        points = [(float(row["lat"]), float(row["lon"])) for row in csv.DictReader(file)]
    return np.array(points).reshape(-1, 2)


def is_known_point(lat: pa.StringArray, lon: pa.StringArray, points: np.ndarray) -> np.ndarray:
    """Return which degrees, as text, are one of some points."""
    if not len(points):
        return np.zeros(len(lat), bool)
    known = {(float(y), float(x)) for y, x in points}

    def is_one(y: str, x: str) -> bool:
        try:
            return (float(y), float(x)) in known
        except ValueError:
            return False

    return np.array([is_one(y, x) for y, x in zip(lat.to_pylist(), lon.to_pylist(), strict=True)], bool)


def boxes_of(areas: Areas, pcodes: pa.Array) -> np.ndarray:
    """Return south, west, north, east of areas, a row each, in the order of their p-codes."""
    bounds = [areas[pcode].geometry.bounds for pcode in pcodes.to_pylist()]
    return np.array([(south, west, north, east) for west, south, east, north in bounds]).reshape(-1, 4)


def check_points(
    findings: Findings, lat: pa.Array, lon: pa.Array, boxes: np.ndarray, areas: np.ndarray
) -> None:
    """Refuse points off the globe or the region, at 0, 0, or swapped.

    `areas` is the row of `boxes` of each report's area, -1 where it states none.
    """
    for name, limit, column in (("lat", _LATITUDE, lat), ("lon", _LONGITUDE, lon)):
        ends = pc.min_max(column)
        if max(abs(ends["min"].as_py() or 0), abs(ends["max"].as_py() or 0)) > limit:
            beyond = pc.fill_null(pc.greater(pc.abs(column), limit), fill_value=False).to_numpy(
                zero_copy_only=False
            )
            findings.refuse(name, beyond, "is off the globe", f"write degrees from -{limit} to {limit}")
    y, x = (pc.fill_null(column, np.nan).to_numpy() for column in (lat, lon))
    is_known = ~(np.isnan(y) | np.isnan(x))
    is_outside = is_known & ~REGION.holds(y, x)
    is_swapped = _are_swapped(y, x, boxes, areas)
    if is_outside.any():
        nowhere = is_outside & (y == 0) & (x == 0)
        advice = "leave lat and lon empty and say unlocated when the place is not known"
        findings.refuse("lat", nowhere, "is 0, as is lon: the point of no place", advice)
    advice = "lat is degrees north and lon degrees east: put each in its column"
    findings.refuse("lat", is_swapped, "looks swapped with lon", advice)
    if is_outside.any():
        is_north = (y < REGION.south) | (y > REGION.north)
        # Kyiv the other way round lies in Iran: the point alone does not say which of the two is meant.
        either = is_outside & REGION.holds(x, y)
        reasons = {
            "lat": f"is outside the region, {REGION.south:g} to {REGION.north:g} degrees north",
            "lon": f"is outside the region, {REGION.west:g} to {REGION.east:g} degrees east",
        }
        for name, which in (("lat", is_north), ("lon", ~is_north)):
            at = is_outside & which & ~is_swapped
            findings.refuse(name, at & either, reasons[name], _LEAVE_OUT_OR_TURN)
            findings.refuse(name, at & ~either, reasons[name], _LEAVE_OUT)


def check_cells(findings: Findings, wkt: pa.Array) -> None:
    """Refuse what is no small polygon of the region: a damage assessment counts in cells."""
    shapes = shapely.from_wkt(wkt.to_pylist(), on_invalid="ignore")
    is_polygon = (shapely.get_type_id(shapes) == shapely.GeometryType.POLYGON) & shapely.is_valid(shapes)
    west, south, east, north = shapely.bounds(shapes).T
    is_small = (east - west <= _LARGEST_CELL_DEGREES) & (north - south <= _LARGEST_CELL_DEGREES)
    is_here = REGION.holds(south, west) & REGION.holds(north, east)
    is_cell = is_polygon & is_small & is_here & (shapely.get_num_coordinates(shapes) <= _MOST_CORNERS)
    findings.refuse("geometry_wkt", ~is_cell, "is no cell of the region", _CELL_FORM)


_LEAVE_OUT = "correct the point, or leave the row out: the map is of this region"
_LEAVE_OUT_OR_TURN = (
    "leave the row out: the map is of this region; or exchange lat and lon if they are swapped"
)


def _are_swapped(lat: np.ndarray, lon: np.ndarray, boxes: np.ndarray, areas: np.ndarray) -> np.ndarray:
    """Return which points lie in what they speak of only the other way round.

    A report that states an area speaks of that; one that states none, of any area with an outline, when its
    point lies in the region at all: one outside it may be right on the globe.
    """
    if not len(boxes):
        return np.zeros(len(lat), bool)
    around = boxes + np.array([-1, -1, 1, 1]) * _MARGIN_DEGREES
    stated = areas >= 0
    own = around[areas]
    swapped: np.ndarray = stated & ~_inside(lat, lon, own) & _inside(lon, lat, own)
    free = np.flatnonzero(~stated & REGION.holds(lat, lon))
    if len(free):
        y, x = lat[free], lon[free]
        anywhere = np.zeros(len(free), bool), np.zeros(len(free), bool)
        for box in around:
            anywhere[0][:] |= _inside(y, x, box)
            anywhere[1][:] |= _inside(x, y, box)
        swapped[free] = ~anywhere[0] & anywhere[1]
    return swapped


def _inside(lat: np.ndarray, lon: np.ndarray, box: np.ndarray) -> np.ndarray:
    south, west, north, east = box.T
    inside: np.ndarray = (lat >= south) & (lat <= north) & (lon >= west) & (lon <= east)
    return inside
