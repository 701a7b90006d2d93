"""Where text may stand: what is taken on the map, and the places to try."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.geometry.frame import Box, Frame
from geo.layers.draw import Spot

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

_RINGS, _RING_PX, _TURNS = 14, 13.0, 12
_GRID = 12
_FAR_PX, _FAR_TURNS = (20, 34, 50, 70, 95), 16
_STEP_PX, _MOST_SPOTS = 14, 240


class Room:
    """What is taken on the map, as boxes: a few hundred at most, so a plain list is fast enough."""

    def __init__(self, frame: Frame, covered: Iterable[Box] = ()) -> None:
        """Begin with what lies over the map."""
        self._taken = list(covered)
        self._symbols: list[Box] = []
        self.frame = frame

    def take(self, box: Box) -> None:
        """Keep text off a box."""
        self._taken.append(box)

    def take_symbol(self, box: Box) -> None:
        """Keep all text off a single report but names that must not be missed."""
        self._symbols.append(box)

    def is_taken(self, x: float, y: float) -> bool:
        """Whether something stands at a point."""
        return any(box.holds(x, y) for box in (*self._taken, *self._symbols))

    def is_free(self, box: Box, margin: float = 2, *, over_symbols: bool = False) -> bool:
        """Whether a box with a margin is inside the frame and touches nothing."""
        grown = box.grown(margin)
        taken = self._taken if over_symbols else [*self._taken, *self._symbols]
        return self.frame.box.contains(grown) and not any(map(grown.overlaps, taken))


def covers(ground: BaseGeometry, spot: Spot) -> bool:
    """Whether a point lies inside."""
    return bool(shapely.contains_xy(ground, *spot))


def start_of(ground: BaseGeometry, label: Spot, frame: Frame) -> Spot | None:
    """Return an outline's label point, or when that is out of sight the nearest point inside and in sight."""
    if frame.box.holds(*label):
        return label
    steps = np.arange(1, _GRID) / _GRID
    xs, ys = (grid.ravel() for grid in np.meshgrid(steps * frame.width, steps * frame.height))
    inside = shapely.contains_xy(ground, xs, ys)
    if not inside.any():
        return None
    far = np.hypot(xs - label[0], ys - label[1])
    best = int(np.argmin(np.where(inside, far, np.inf)))
    return float(xs[best]), float(ys[best])


def inside_of(ground: BaseGeometry, start: Spot, frame: Frame) -> list[Spot]:
    """Return places inside an outline to try for a text, nearest to a point first."""
    tries = [start] + [
        (
            start[0] + ring * _RING_PX * math.cos(turn / _TURNS * math.tau),
            start[1] + ring * _RING_PX * math.sin(turn / _TURNS * math.tau),
        )
        for ring in range(1, _RINGS + 1)
        for turn in range(_TURNS)
    ]
    return [spot for spot in tries if frame.box.holds(*spot) and covers(ground, spot)]


def beside(box: Box, width: float, height: float, gap: float = 22) -> list[Spot]:
    """Return places beside a small outline for a text that does not fit into it."""
    x, y = box.middle
    dx, dy = (box.width + width) / 2 + gap, (box.height + height) / 2 + gap
    rows = (0, -32, 32, -64, 64, -96, 96, -128, 128)
    sides = [(-dx, row) for row in rows] + [(dx, row) for row in rows] + [(0, -dy), (0, dy)]
    return [(x + a, y + b) for a, b in sides]


def beads(start: Spot, end: Spot) -> list[Box]:
    """Return a line as a string of small boxes, for names to keep off it."""
    count = max(1, math.ceil(math.dist(start, end) / 8))
    return [
        Box.at(start[0] + (end[0] - start[0]) * i / count, start[1] + (end[1] - start[1]) * i / count, 5, 5)
        for i in range(count)
    ]


def far_around(width: float, height: float) -> list[Spot]:
    """Return ways to the middle of a name that stands away from its place, with a line between them."""
    turns = [turn / _FAR_TURNS * math.tau for turn in range(_FAR_TURNS)]
    return [
        (math.cos(turn) * (far + width / 2), math.sin(turn) * (far + height / 2))
        for far in _FAR_PX
        for turn in turns
    ]


def deepest_in(ground: BaseGeometry, frame: Frame) -> list[Spot]:
    """Return points of what a frame shows of a ground, those furthest from its edge first."""
    columns, rows = int(frame.width // _STEP_PX), int(frame.height // _STEP_PX)
    xs, ys = np.meshgrid((np.arange(columns) + 0.5) * _STEP_PX, (np.arange(rows) + 0.5) * _STEP_PX)
    left = shapely.contains_xy(ground, xs.ravel(), ys.ravel()).reshape(xs.shape)
    depth = np.zeros(left.shape, int)
    while left.any():
        depth += left
        # A point is deeper when all eight around it are in, as none beyond the frame is.
        padded = np.pad(left, 1)
        left = np.logical_and.reduce(
            [padded[i : i + rows, j : j + columns] for i in range(3) for j in range(3)]
        )
    deepest = np.argsort(-depth.ravel(), kind="stable")[: min(_MOST_SPOTS, int((depth > 0).sum()))]
    return list(zip(xs.ravel()[deepest].tolist(), ys.ravel()[deepest].tolist(), strict=True))


def around(width: float, height: float, gap: float) -> list[Spot]:
    """Return ways from a point to the middle of its name, the best first."""
    dx, dy = gap + width / 2, gap + height / 2 - 2
    return [(dx, 0), (-dx, 0), (0, -dy), (0, dy), (dx, -dy), (dx, dy), (-dx, -dy), (-dx, dy)]
