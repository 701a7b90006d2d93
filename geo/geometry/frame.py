"""The piece of the mercator plane that a figure shows, in the pixels of a screen."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

TILE_PX = 256
"""Side of the whole world at zoom 0, as web maps count zooms."""
EARTH_M = 2 * math.pi * 6_378_137
MAX_LAT = 85.0


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle; y grows downwards."""

    x0: float
    y0: float
    x1: float
    y1: float

    @classmethod
    def at(cls, x: float, y: float, width: float, height: float) -> Box:
        """Return the rectangle around a middle."""
        return cls(x - width / 2, y - height / 2, x + width / 2, y + height / 2)

    @property
    def width(self) -> float:
        """Side along x."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """Side along y."""
        return self.y1 - self.y0

    @property
    def middle(self) -> tuple[float, float]:
        """The point halfway between the sides."""
        return (self.x0 + self.x1) / 2, (self.y0 + self.y1) / 2

    def grown(self, margin: float) -> Box:
        """Return the rectangle with a margin on every side; a negative one makes it smaller."""
        return Box(self.x0 - margin, self.y0 - margin, self.x1 + margin, self.y1 + margin)

    def overlaps(self, other: Box) -> bool:
        """Whether the two share any ground."""
        return self.x0 < other.x1 and other.x0 < self.x1 and self.y0 < other.y1 and other.y0 < self.y1

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies inside or on the edge."""
        return self.x0 <= x <= self.x1 and self.y0 <= y <= self.y1

    def contains(self, other: Box) -> bool:
        """Whether another rectangle lies inside."""
        return self.holds(other.x0, other.y0) and self.holds(other.x1, other.y1)


def world(lon: np.ndarray | float, lat: np.ndarray | float) -> np.ndarray:
    """Return mercator coordinates of degrees, as an array of x (east) and y (south) from 0 to 1."""
    sine = np.sin(np.radians(np.clip(lat, -MAX_LAT, MAX_LAT)))
    x = (np.asarray(lon) + 180) / 360
    return np.stack([x, 0.5 - np.log((1 + sine) / (1 - sine)) / (4 * np.pi)], axis=-1)


def world_length(metres: float, y: float) -> float:
    """Return a length on the ground at a mercator y in units of the mercator plane."""
    lat = math.atan(math.sinh(math.pi * (1 - 2 * y)))
    return metres / (EARTH_M * math.cos(lat))


@dataclass(frozen=True, slots=True)
class Frame:
    """What a screen with a map of some size shows of a view: the same place, the same zoom."""

    zoom: int
    """Web map zoom level."""
    left: float
    """Global pixel of the left edge at this zoom."""
    top: float
    """Global pixel of the upper edge at this zoom."""
    width: float
    """Pixels of a screen (1/96 inch)."""
    height: float
    """Pixels of a screen (1/96 inch)."""

    @property
    def scale(self) -> float:
        """Pixels of the side of the mercator plane."""
        return TILE_PX * 2.0**self.zoom

    @property
    def box(self) -> Box:
        """The frame in its own pixels."""
        return Box(0, 0, self.width, self.height)

    @property
    def metres_per_px(self) -> float:
        """Ground under a pixel in the middle of the frame."""
        return 1 / (world_length(1, (self.top + self.height / 2) / self.scale) * self.scale)

    def scale_metres(self, room_px: float) -> float:
        """Return the longest of 1, 2 and 5 times a power of ten that has room, for a bar of the scale."""
        room = self.metres_per_px * room_px
        power = 10.0 ** math.floor(math.log10(room))
        return max(k * power for k in (1, 2, 5) if k * power <= room)

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Return the pixel of a point of the mercator plane, from the frame's upper left corner."""
        return x * self.scale - self.left, y * self.scale - self.top

    def bounds(self, margin_px: float = 0) -> Box:
        """Return the frame, with a margin, on the mercator plane."""
        grown = self.box.grown(margin_px)
        return Box(
            (grown.x0 + self.left) / self.scale,
            (grown.y0 + self.top) / self.scale,
            (grown.x1 + self.left) / self.scale,
            (grown.y1 + self.top) / self.scale,
        )


def degrees(x: float, y: float) -> tuple[float, float]:
    """Return latitude and longitude of a point of the mercator plane."""
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y)))), x * 360 - 180


def frame_of(bounds: Box, zooms: range, *, width: float, height: float) -> Frame:
    """Return the closest look of a map of some pixels at all of some bounds of the mercator plane.

    `zooms` are those that it may take; bounds too large for the lowest get that one.
    """
    fits = [z for z in zooms if max(bounds.width / width, bounds.height / height) * TILE_PX * 2.0**z <= 1]
    lat, lon = degrees(*bounds.middle)
    return frame_around(lat, lon, max(fits, default=zooms[0]), width=width, height=height)


def frame_around(lat: float, lon: float, zoom: int, *, width: float, height: float) -> Frame:
    """Return what a map of some pixels shows with a place (degrees, WGS 84) in its middle."""
    scale = TILE_PX * 2.0**zoom
    x, y = (float(v) for v in world(lon, lat) * scale)
    return Frame(zoom, x - width / 2, y - height / 2, width, height)
