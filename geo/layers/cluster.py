"""From places to marks, by the rule of `geo/static/js/cluster.js`: what would touch becomes one symbol."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

from geo.geometry.frame import Box, Frame, world_length
from geo.layers.places import MapPlaces
from geo.layers.symbols import SYMBOL_PX
from geo.model import Kind
from geo.tiles.display import BEYOND_PX, DISC_POWER, DISC_PX, MAX_RINGS, MOST_DISC_PX, ROUNDS, TOUCH

_KINDS = tuple(Kind)
EDGE = math.sqrt(0.5)
CELL_PX = 64
"""Side of the search grid: no two discs that touch are further apart."""


@dataclass(frozen=True, slots=True)
class Ring:
    """The ground of one place, true size."""

    x: float
    y: float
    r: float
    """In units of the mercator plane, as x and y."""
    kind: Kind | None
    """When all reports of the place are of one."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One symbol on the map."""

    x: float
    y: float
    """On the mercator plane: a place that was named."""
    shift: tuple[float, float]
    """Way of the symbol from there in pixels, when it stands on the edge of its ring."""
    n: int
    """Number of reports."""
    kind: Kind | None
    """When all are of one."""
    rings: tuple[Ring, ...]


@dataclass(slots=True)
class _Spot:
    x: float
    y: float
    radius_m: int
    n: int
    kinds: int
    r: float


@dataclass(slots=True)
class _Cluster:
    spot: _Spot
    shift: tuple[float, float]
    n: int
    px: float
    py: float
    members: list[_Spot]
    reach: float = 0.0


@dataclass(slots=True)
class _Grid:
    cells: dict[tuple[int, int], list[_Cluster]] = field(default_factory=dict)

    def near(self, cx: int, cy: int) -> Iterable[_Cluster]:
        for dx in (-1, 0, 1):
            for dy in (-1, 0, 1):
                yield from self.cells.get((cx + dx, cy + dy), ())


def disc_radius_px(n: int) -> float:
    """Return the radius of a mark for its count: no larger than its number needs."""
    return SYMBOL_PX / 2 if n == 1 else min(MOST_DISC_PX, DISC_PX * n**DISC_POWER)


def marks_of(places: MapPlaces, frame: Frame) -> list[Mark]:
    """Return the marks of all places."""
    scale = frame.scale
    spots = _with_few_rings(_spots_of(places), scale, places.covered)
    return [_mark(cluster, scale) for cluster in _merged([_anchored(spot, scale) for spot in spots])]


def _spots_of(places: MapPlaces) -> list[_Spot]:
    # Parted by radius: a site stays at its point when a town's ring has grown past its symbol.
    spots: dict[tuple[int, int, int], _Spot] = {}
    for place in places.found:
        key = (place.gx, place.gy, place.radius_m)
        if (spot := spots.get(key)) is not None:
            spot.n += place.n
            spot.kinds |= place.kinds
            continue
        x, y = place.gx / places.side, place.gy / places.side
        r = world_length(place.radius_m, y) if place.radius_m else 0.0
        spots[key] = _Spot(x, y, place.radius_m, place.n, place.kinds, r)
    return list(spots.values())


def _with_few_rings(spots: list[_Spot], scale: float, middle: Box) -> list[_Spot]:
    def reaches(s: _Spot) -> bool:
        return middle.grown(s.r).holds(s.x, s.y)

    ringed = [s for s in spots if s.r * scale > SYMBOL_PX / 2 + BEYOND_PX and reaches(s)]
    for spot in sorted(ringed, key=lambda s: (-s.radius_m, -s.n, s.x, s.y))[MAX_RINGS:]:
        spot.r = 0.0
    return spots


def _anchored(spot: _Spot, scale: float) -> _Cluster:
    # On the ring's edge once the ring is larger than the symbol: its middle is not the place.
    ring = spot.r * scale
    shifted = ring > disc_radius_px(spot.n) + BEYOND_PX
    shift = (ring * EDGE, -ring * EDGE) if shifted else (0.0, 0.0)
    return _Cluster(spot, shift, spot.n, spot.x * scale + shift[0], spot.y * scale + shift[1], [spot])


def _merged(clusters: list[_Cluster]) -> list[_Cluster]:
    for _ in range(ROUNDS):
        before = len(clusters)
        clusters = _merged_once(clusters)
        if len(clusters) == before:
            break
    return clusters


def _merged_once(clusters: list[_Cluster]) -> list[_Cluster]:
    grid, kept = _Grid(), []
    left = min((c.px for c in clusters), default=0)
    top = min((c.py for c in clusters), default=0)
    for item in sorted(clusters, key=lambda c: (-c.n, c.px, c.py)):
        item.reach = disc_radius_px(item.n) * TOUCH
        cell = (math.floor((item.px - left) / CELL_PX), math.floor((item.py - top) / CELL_PX))
        host = next((other for other in grid.near(*cell) if _touch(item, other)), None)
        if host is None:
            grid.cells.setdefault(cell, []).append(item)
            kept.append(item)
        else:
            host.n += item.n
            host.reach = disc_radius_px(host.n) * TOUCH
            host.members.extend(item.members)
    return kept


def _touch(one: _Cluster, other: _Cluster) -> bool:
    reach = one.reach + other.reach
    return (one.px - other.px) ** 2 + (one.py - other.py) ** 2 < reach * reach


def _mark(cluster: _Cluster, scale: float) -> Mark:
    kinds = 0
    for member in cluster.members:
        kinds |= member.kinds
    rings = tuple(
        Ring(m.x, m.y, m.r, only_kind(m.kinds)) for m in cluster.members if m.r * scale > SYMBOL_PX / 2
    )
    return Mark(cluster.spot.x, cluster.spot.y, cluster.shift, cluster.n, only_kind(kinds), rings)


def only_kind(bits: int) -> Kind | None:
    """Return the kind of a set of kinds when there is but one."""
    return _KINDS[bits.bit_length() - 1] if bits and not bits & (bits - 1) else None
