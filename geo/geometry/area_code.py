"""An area that a reader has drawn: its corners, the ground round them, and its short form in an address.

The form is *flexible polyline*, version 1, of five decimals: differences of latitude and longitude as
numbers of a variable length, in letters that no address escapes
(https://github.com/heremaps/flexible-polyline). Libraries of several languages read it.

Sides are straight lines between degrees. The distance around is measured in the UTM zone of the middle
(EPSG:32636 for Gaza), as everywhere.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from string import ascii_lowercase, ascii_uppercase, digits
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.geometry.footprints import from_metres, to_metres, utm_epsg
from geo.geometry.region_bounds import REGION
from geo.language import N_
from geo.model.errors import ShelterlineError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from shapely.geometry.base import BaseGeometry

OUTSIDE, POSSIBLE, CERTAIN = 0, 1, 2
"""How some ground lies to an area: certainly outside, possibly inside, certainly inside."""
MOST_CORNERS = 60
MOST_AROUND_M = 100_000
"""Largest distance around what is drawn, metres."""
_DECIMALS = 5
_METRES_PER_DEGREE = 100_000.0
_LEAST_M2 = 1.0
"""Less is no ground: corners that lie on one line."""
_QUARTER_SEGMENTS = 32
"""Corners of a quarter of a circle: true to 1.2 m in 1 km of radius, and outside of no part of it."""
_PIECE_DEGREES = 0.05
"""Sides are divided so that a straight line of degrees is one of metres as well, to less than a metre."""
_MOST_PIECES = 512
_ALPHABET = ascii_uppercase + ascii_lowercase + digits + "-_"
_VALUES = {letter: value for value, letter in enumerate(_ALPHABET)}
_HEADER = (1, _DECIMALS)
"""Version of the form; precision, with no third dimension."""
_MORE = 0x20
"""Set in a letter when the number goes on."""
_MOST_LETTERS = 2_000
_MOST_BITS = 35
"""Of a number in a code: any difference of two corners has at most 27."""
_HALF_TURN = 180.0

Corner = tuple[float, float]
"""Latitude and longitude, degrees (WGS 84)."""


class DrawnAreaError(ShelterlineError):
    """What was drawn or typed is no area of which reports can be counted; the text is a message id."""

    def __init__(self, message: str, **values: str) -> None:
        super().__init__(message.format(**values))
        self.message, self.values = message, values


NO_CODE = N_("This is no code of an area. Copy the whole link again, or draw the area anew.")
TOO_MANY = N_("The area has more than {n} corners. Leave some of them out.")
CROSSING = N_("Two sides of the area cross or touch. Move a corner so that no two sides meet.")
EMPTY = N_("The area holds no ground. Give three corners, or fewer with a distance around them.")
HALF_TURN = N_("The area crosses the 180th meridian. Give all longitudes on one side of it.")
OUTSIDE_REGION = N_(
    "A corner lies outside the region, {south} to {north} degrees north and {west} to {east} degrees east."
)
TOO_FAR = N_("The distance around the area is none of 0 to {n} metres.")


@dataclass(frozen=True, slots=True)
class AreaDrawn:
    """A point, a line or a polygon, with everything up to a distance around it.

    `checked` makes one; no side is drawn back to the first corner for a line of two.
    """

    corners: tuple[Corner, ...]
    """In turn, counter-clockwise, the first one not repeated; degrees to five decimals."""
    around_m: int
    """Metres; a point with a distance around it is a circle."""

    @property
    def code(self) -> str:
        """The corners as an address holds them."""
        return encode(self.corners)

    @property
    def is_circle(self) -> bool:
        """Whether it is a point with what lies around it."""
        return len(self.corners) == 1

    @property
    def epsg(self) -> int:
        """EPSG code of the UTM zone of its middle."""
        lat, lon = np.array(self.corners).T
        return utm_epsg((lat.min() + lat.max()) / 2, (lon.min() + lon.max()) / 2)

    @property
    def drawn(self) -> BaseGeometry:
        """The point, line or polygon without the distance around it, EPSG:4326, longitude first."""
        return _shape([(lon, lat) for lat, lon in self.corners])

    @property
    def in_metres(self) -> BaseGeometry:
        """The whole area as a polygon in metres of its UTM zone."""
        return _in_metres(self)

    @property
    def geometry(self) -> BaseGeometry:
        """The whole area as a polygon, EPSG:4326, longitude first."""
        back = from_metres(self.epsg).transform
        return shapely.transform(self.in_metres, lambda xy: np.column_stack(back(xy[:, 0], xy[:, 1])))


def checked(corners: Iterable[Corner], around_m: float = 0) -> AreaDrawn:
    """Return the area of some corners, each with latitude and longitude.

    Corners are brought to five decimals and in counter-clockwise order; one that repeats the one before it,
    or the first at the end, is left out. Raises DrawnAreaError for what is no area of the region, holds no
    ground or crosses itself.
    """
    if not (math.isfinite(around_m) and 0 <= around_m <= MOST_AROUND_M):
        raise DrawnAreaError(TOO_FAR, n=f"{MOST_AROUND_M:,}")
    kept: list[Corner] = []
    for lat, lon in corners:
        if not (math.isfinite(lat) and math.isfinite(lon)):
            raise _outside()
        corner = (round(lat, _DECIMALS) + 0.0, round(lon, _DECIMALS) + 0.0)
        if not kept or corner != kept[-1]:
            kept.append(corner)
    if len(kept) > 1 and kept[0] == kept[-1]:
        kept.pop()
    if _twice_area(kept) < 0:
        # Counter-clockwise, as GeoJSON has it: the same area has one code, whichever way it was drawn.
        kept[1:] = kept[:0:-1]
    area = AreaDrawn(tuple(kept), round(around_m))
    _check(area)
    return area


def _twice_area(corners: list[Corner]) -> float:
    """Return twice the signed area of a ring in square degrees; below zero when it runs clockwise."""
    return math.fsum(
        lon * next_lat - next_lon * lat
        for (lat, lon), (next_lat, next_lon) in zip(corners, corners[1:] + corners[:1], strict=True)
    )


def _check(area: AreaDrawn) -> None:
    if not area.corners or (len(area.corners) < 3 and not area.around_m):  # noqa: PLR2004 a polygon's corners
        raise DrawnAreaError(EMPTY)
    if len(area.corners) > MOST_CORNERS:
        raise DrawnAreaError(TOO_MANY, n=str(MOST_CORNERS))
    lat, lon = np.array(area.corners).T
    if (np.abs(np.diff(lon, append=lon[0])) > _HALF_TURN).any():
        raise DrawnAreaError(HALF_TURN)
    if not REGION.holds(lat, lon).all():
        raise _outside()
    _check_ground(area)


@lru_cache(maxsize=64)
def _check_ground(area: AreaDrawn) -> None:
    drawn = area.drawn
    if drawn.geom_type != "Polygon":
        return
    if drawn.is_valid and drawn.area * _METRES_PER_DEGREE**2 < _LEAST_M2:
        raise DrawnAreaError(EMPTY)
    if not drawn.is_valid:
        is_on_a_line = shapely.convex_hull(drawn).area * _METRES_PER_DEGREE**2 < _LEAST_M2
        raise DrawnAreaError(EMPTY if is_on_a_line else CROSSING)


def _outside() -> DrawnAreaError:
    south, west, north, east = (f"{v:g}" for v in (REGION.south, REGION.west, REGION.north, REGION.east))
    return DrawnAreaError(OUTSIDE_REGION, south=south, north=north, west=west, east=east)


def _shape(points: list[tuple[float, float]]) -> BaseGeometry:
    if len(points) == 1:
        return shapely.Point(points[0])
    return shapely.LineString(points) if len(points) == 2 else shapely.Polygon(points)  # noqa: PLR2004


def _projected(area: AreaDrawn) -> BaseGeometry:
    drawn = area.drawn
    if drawn.geom_type == "Point":
        return _on_plane(drawn, area.epsg)
    # As a line: of a polygon shapely would try to mend what it thinks is wrong.
    line = shapely.LineString(shapely.get_coordinates(drawn))
    line = shapely.segmentize(line, max(_PIECE_DEGREES, shapely.length(line) / _MOST_PIECES))
    return _on_plane(shapely.Polygon(line.coords) if drawn.geom_type == "Polygon" else line, area.epsg)


def _on_plane(shape: BaseGeometry, epsg: int) -> BaseGeometry:
    project = to_metres(epsg).transform
    return shapely.transform(shape, lambda xy: np.column_stack(project(xy[:, 0], xy[:, 1])))


@lru_cache(maxsize=64)
def _in_metres(area: AreaDrawn) -> BaseGeometry:
    drawn = _projected(area)
    return shapely.buffer(drawn, area.around_m, quad_segs=_QUARTER_SEGMENTS) if area.around_m else drawn


def encode(corners: Iterable[Corner]) -> str:
    """Return corners as letters, digits, `-` and `_`."""
    before, said = (0, 0), "".join(map(_written, _HEADER))
    for lat, lon in corners:
        here = (round(lat * 10**_DECIMALS), round(lon * 10**_DECIMALS))
        for now, then in zip(here, before, strict=True):
            difference = now - then
            said += _written(difference << 1 if difference >= 0 else ~(difference << 1))
        before = here
    return said


def decode(code: str) -> tuple[Corner, ...]:
    """Return the corners of a code, which need not make an area.

    Raises DrawnAreaError for what `encode` writes of no corners.
    """
    if len(code) > _MOST_LETTERS or not all(letter in _VALUES for letter in code):
        raise DrawnAreaError(NO_CODE)
    numbers = list(_numbers(code))
    header, said = tuple(numbers[:2]), numbers[2:]
    if header != _HEADER or not said or len(said) % 2:
        raise DrawnAreaError(NO_CODE)
    steps = np.array([number >> 1 if not number & 1 else ~(number >> 1) for number in said], object)
    places = np.cumsum(steps.reshape(-1, 2), axis=0)
    return tuple((int(lat) / 10**_DECIMALS, int(lon) / 10**_DECIMALS) for lat, lon in places)


@lru_cache(maxsize=256)
def area_of(code: str, around_m: int = 0) -> AreaDrawn:
    """Return the area of a code. Raises DrawnAreaError for one that `checked` refuses."""
    return checked(decode(code), around_m)


def _written(number: int) -> str:
    letters = ""
    while number >= _MORE:
        letters += _ALPHABET[number & _MORE - 1 | _MORE]
        number >>= 5
    return letters + _ALPHABET[number]


def _numbers(code: str) -> Iterator[int]:
    number = shift = 0
    for letter in code:
        value = _VALUES[letter]
        number |= (value & _MORE - 1) << shift
        shift += 5
        if shift > _MOST_BITS:
            raise DrawnAreaError(NO_CODE)
        if not value & _MORE:
            yield number
            number = shift = 0
    if shift:
        raise DrawnAreaError(NO_CODE)
