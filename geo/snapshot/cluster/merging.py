"""What partitions say, put together: sums, least and greatest, bits, and ordered places.

Rules that look at all reports are applied here and not in a partition: how many cells are a crowd, which
report of a cell is the first, and what the order of a list is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import numpy as np

from geo.filters.registry import reasons
from geo.snapshot.cluster.partition import PartCells, Ranked
from geo.snapshot.day_counts import Histogram
from geo.snapshot.grid import EVERY_RADIUS
from geo.snapshot.view_counts import Counts, InsideDrawn

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

W = TypeVar("W", bound=str)


def merged_counts(parts: Sequence[Counts], pcodes: Sequence[str]) -> Counts:
    """Return the counts of all partitions; areas and reasons are in their own order."""
    boxes = [part.cells for part in parts if part.cells is not None]
    west, north, east, south = zip(*boxes, strict=True) if boxes else ((), (), (), ())
    return Counts(
        shown=sum(part.shown for part in parts),
        reasons=_sums([part.reasons for part in parts], reasons()),
        kinds=frozenset().union(*(part.kinds for part in parts)),
        areas=_sums([part.areas for part in parts], pcodes),
        cells=(min(west), min(north), max(east), max(south)) if boxes else None,
        largest_radius_m=max(part.largest_radius_m for part in parts),
        inside=_merged_inside([part.inside for part in parts if part.inside is not None]),
    )


def _merged_inside(parts: Sequence[InsideDrawn]) -> InsideDrawn | None:
    names = ("asked", "certain", "possible")
    return InsideDrawn(*(sum(getattr(part, name) for part in parts) for name in names)) if parts else None


def merged_sums(parts: Sequence[Mapping[str, int]], order: Sequence[str]) -> dict[str, int]:
    """Return the sums by word, in an order, without those that are zero."""
    return _sums(parts, order)


def _sums(parts: Sequence[Mapping[W, int]], order: Sequence[W]) -> dict[W, int]:
    sums: dict[W, int] = {}
    for part in parts:
        for word, n in part.items():
            sums[word] = sums.get(word, 0) + n
    return {word: sums[word] for word in order if sums.get(word)}


def merged_facet(
    parts: Sequence[Mapping[str, tuple[int, int]]], order: Sequence[str] | None
) -> dict[str, int]:
    """Return how many reports each text has: in an order, or else the text of the first report first."""
    first: dict[str, int] = {}
    for part in parts:
        for word, (_, place) in part.items():
            first[word] = min(place, first.get(word, place))
    counts = [{word: n for word, (n, _) in part.items()} for part in parts]
    return _sums(counts, sorted(first, key=first.__getitem__) if order is None else order)


def merged_series(parts: Sequence[Mapping[str, Histogram]], words: Sequence[str]) -> dict[str, Histogram]:
    """Return the counts over time of all partitions, by series."""
    return {
        word: _one_series([part[word] for part in parts if word in part])
        for word in ("", *words)
        if any(word in part for part in parts)
    }


def _one_series(parts: Sequence[Histogram]) -> Histogram:
    longer = np.concatenate([part.longer for part in parts])
    periods, of = np.unique(longer[:, :2], axis=0, return_inverse=True)
    n = np.zeros(len(periods), longer.dtype)
    np.add.at(n, of.ravel(), longer[:, 2])
    return Histogram(
        certain=np.sum([part.certain for part in parts], axis=0),
        possible=np.sum([part.possible for part in parts], axis=0),
        longer=np.column_stack([periods, n]),
        total=sum(part.total for part in parts),
    )


def merged_day(days: Sequence[date | None], wanted: date) -> date | None:
    """Return the day nearest to another, the earlier of two."""
    known = [day for day in days if day is not None]
    return min(known, key=lambda day: (abs(day - wanted), day), default=None)


def merged_places(parts: Sequence[np.ndarray]) -> np.ndarray:
    """Return places in the list, in order."""
    return np.sort(np.concatenate(parts))


def merged_ranked(parts: Sequence[Ranked]) -> Ranked:
    """Return reports in their order."""
    rank, place, incident = (
        np.concatenate([getattr(part, name) for part in parts]) for name in ("rank", "place", "incident")
    )
    order = np.argsort(rank)
    return Ranked(rank[order], place[order], incident[order])


def merged_cells(
    parts: Sequence[PartCells], shift: int, crowd: int | None
) -> tuple[int, dict[str, np.ndarray]]:
    """Return the cells of all partitions and their shift; see `ReportQueries.aggregate`.

    Cells of one partition that are of twice the side already make all of them so.
    """
    some = [part for part in parts if len(part.columns["n"])]
    if not some:
        return shift, dict(parts[0].columns)
    columns = {name: np.concatenate([part.columns[name] for part in some]) for name in some[0].columns}
    is_crowd = any(part.shift > shift for part in some)
    if not is_crowd:
        cells = _together(columns, shift, by_group=True) if shift else _in_order(columns, shift)
        is_crowd = crowd is not None and len(cells["n"]) > crowd
    if is_crowd:
        shift += 1
        cells = _together(columns, shift, by_group=False)
    return shift, cells


def _in_order(columns: dict[str, np.ndarray], shift: int) -> dict[str, np.ndarray]:
    x, y = (columns[name] >> np.int32(shift) for name in ("gx", "gy"))
    order = np.lexsort((columns["first"], x, y))
    return {name: column[order] for name, column in columns.items()}


def _together(columns: dict[str, np.ndarray], shift: int, *, by_group: bool) -> dict[str, np.ndarray]:
    """Return cells of one square as one, those of other radii apart or not."""
    x, y = (columns[name] >> np.int32(shift) for name in ("gx", "gy"))
    group = columns["group"] if by_group else np.full(len(x), EVERY_RADIUS)
    order = np.lexsort((columns["first"], group, x, y))
    x, y, group = x[order], y[order], group[order]
    is_new = np.ones(len(order), bool)
    is_new[1:] = (x[1:] != x[:-1]) | (y[1:] != y[:-1]) | (group[1:] != group[:-1])
    starts = np.flatnonzero(is_new)
    part = {name: column[order] for name, column in columns.items()}
    same = [
        np.minimum.reduceat(part[name], starts) == np.maximum.reduceat(part[name], starts)
        for name in ("gx", "gy", "radius_m")
    ]
    cells = {
        "n": np.add.reduceat(part["n"], starts),
        # The first report of a cell stands first in it.
        **{name: part[name][starts] for name in ("first", "gx", "gy")},
        "group": group[starts],
        "is_one_place": np.logical_and.reduceat(part["is_one_place"], starts) & np.logical_and.reduce(same),
        "radius_m": np.maximum.reduceat(part["radius_m"], starts),
        "kinds": np.bitwise_or.reduceat(part["kinds"], starts),
    }
    for name, reduce in (("low", np.minimum), ("high", np.maximum), ("open", np.bitwise_or)):
        if name in part:
            cells[name] = reduce.reduceat(part[name], starts)
    return _in_order(cells, shift)
