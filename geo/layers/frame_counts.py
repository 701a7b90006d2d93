"""How many of the reports that a view shows lie in a frame: its counts are of the whole world."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely

from geo.layers.land import land_of
from geo.snapshot.derive import GRID_BITS

if TYPE_CHECKING:
    from geo.filters.view import View
    from geo.geometry.frame import Box
    from geo.language import Words
    from geo.snapshot.opened import Snapshot


def reports_in(snapshot: Snapshot, view: View, bounds: Box) -> int:
    """Count the reports shown with a point in bounds of the mercator plane, or an area that reaches in."""
    side = 1 << GRID_BITS
    edges = (bounds.x0, bounds.y0, bounds.x1, bounds.y1)
    west, north, east, south = (min(side, max(0, int(edge * side))) for edge in edges)
    n_points = int(snapshot.aggregate(view, GRID_BITS, (west, north, east, south)).n.sum())
    seen, outlines = shapely.box(*edges), land_of(snapshot).areas
    of_areas = snapshot.counts(view).areas
    return n_points + sum(n for pcode, n in of_areas.items() if outlines[pcode].geometry.intersects(seen))


def outside_sentence(snapshot: Snapshot, view: View, bounds: Box, words: Words) -> str:
    """Say how many of the reports shown lie outside bounds of the mercator plane; empty when none does."""
    shown = snapshot.counts(view).shown
    n = shown - reports_in(snapshot, view, bounds)
    return (
        words("{n} of {total} lie outside this view", n=words.number(n), total=words.number(shown))
        if n
        else ""
    )


def frame_sentence(snapshot: Snapshot, view: View, bounds: Box, words: Words) -> str:
    """Say how many of the reports shown lie within bounds of the mercator plane; empty when all do."""
    shown, n = snapshot.counts(view).shown, reports_in(snapshot, view, bounds)
    if n == shown:
        return ""
    return words(
        "In this frame: {n} of the {total} reports shown", n=words.number(n), total=words.number(shown)
    )
