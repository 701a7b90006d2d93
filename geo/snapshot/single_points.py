"""Point-level reports one by one, as whatever counts them elsewhere needs them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True, slots=True)
class Points:
    """Reports in the order of the list; one element of each array a report."""

    row: np.ndarray
    """Place in the list."""
    gx: np.ndarray
    """Column on the finest grid, from the west."""
    gy: np.ndarray
    """Row on the finest grid, from the north."""
    radius_m: np.ndarray
    """Of the footprint, metres."""
    group: np.ndarray
    """With which radii it is counted, as in `geo.snapshot.grid.Cells.group`; one radius is in one group."""
    kinds: np.ndarray
    """Bit k is set when the report is of the k-th kind."""
