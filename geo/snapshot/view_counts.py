"""How many reports a view shows and leaves out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from geo.model import ExclusionReason, Kind


@dataclass(frozen=True, slots=True)
class InsideDrawn:
    """How many reports lie inside the area drawn of a view; only those that the map shows are counted."""

    asked: int
    """Reports that the view would show without the area."""
    certain: int
    """Those of them whose ground lies in it, all of it."""
    possible: int
    """Those of which some ground does; the certain are among them."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many reports a view shows and leaves out."""

    shown: int
    reasons: Mapping[ExclusionReason, int]
    """Reports left out by the first reason that holds."""
    kinds: frozenset[Kind] = frozenset()
    """Kinds among the point-level reports shown."""
    areas: Mapping[str, int] = field(default_factory=dict)
    """Area-level reports shown, by the p-code of their footprint."""
    cells: tuple[int, int, int, int] | None = None
    """West, north, east, south of the points shown, in cells of the grid; None when there are none."""
    largest_radius_m: float = 0.0
    """Of the footprints of the points shown, metres; 0 when there are none."""
    inside: InsideDrawn | None = None
    """None for a view without an area drawn."""
