"""What is compared of reports, and the pairs that are found, as arrays: one element a report, or a pair."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True, slots=True)
class LinkingColumns:
    """What is compared: one element of each array a report."""

    lat: np.ndarray
    """Degrees north, WGS 84; NaN without a point."""
    lon: np.ndarray
    """Degrees east, WGS 84; NaN without a point."""
    radius_m: np.ndarray
    """Radius of the footprint, metres; NaN without one."""
    first: np.ndarray
    """First day, days since 1970; NaN when undated."""
    last: np.ndarray
    """Last day, inclusive."""
    kind: np.ndarray
    """Position in `geo.model.Kind`."""
    source: np.ndarray
    """A number for each source."""
    incident: np.ndarray
    """A number for each incident key."""
    killed_min: np.ndarray
    """NaN where an end was not stated; so the three below."""
    killed_max: np.ndarray
    injured_min: np.ndarray
    injured_max: np.ndarray

    def take(self, rows: np.ndarray) -> LinkingColumns:
        """Return some of the reports, in the order asked for."""
        return LinkingColumns(**{field.name: getattr(self, field.name)[rows] for field in fields(self)})

    def __len__(self) -> int:
        return len(self.lat)


@dataclass(frozen=True, slots=True)
class Pairs:
    """Candidates, one element of each array a pair; the lower place of a pair comes first."""

    one: np.ndarray
    """Place of a report in what was given."""
    other: np.ndarray
    score: np.ndarray
    """0 to 1, three decimals."""
    distance_m: np.ndarray
    """Metres between the two points, to ten."""
    days: np.ndarray
    """Days between the two intervals; 0 when they meet."""
    kind_open: np.ndarray
    """Whether the kinds are not the same, but could be."""
    harm: np.ndarray
    """Position in `HarmMatch`."""

    def take(self, which: np.ndarray) -> Pairs:
        """Return some of the pairs."""
        return Pairs(**{field.name: getattr(self, field.name)[which] for field in fields(self)})

    def __len__(self) -> int:
        return len(self.one)
