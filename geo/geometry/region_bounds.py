"""The region: where a point of a report, or a corner of an area drawn, may lie."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True, slots=True)
class RegionBounds:
    """Degrees, WGS 84."""

    south: float
    west: float
    north: float
    east: float

    def holds(self, lat: np.ndarray, lon: np.ndarray) -> np.ndarray:
        """Return which points lie inside; a point that is not known does not."""
        inside: np.ndarray = (
            (lat >= self.south) & (lat <= self.north) & (lon >= self.west) & (lon <= self.east)
        )
        return inside


REGION = RegionBounds(10.0, 22.0, 43.0, 68.0)
"""From Libya's border to the Arabian Sea, from the Gulf of Aden to the Caucasus: Gaza, Israel, the West Bank,
Lebanon, Syria, Jordan, Egypt, Iraq, Iran, Yemen, the Gulf states, Turkey, and the seas between them."""
