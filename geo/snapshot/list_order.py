"""In which order a list has the reports of a view, and which of them stand together.

All of it is worked out in whole columns of integers, one element a report: no row is read before it is
listed. What nobody asks for is never worked out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.filters.filter_index import NO_DAY


class SortBy(StrEnum):
    """What a list of reports is sorted by."""

    NEWEST = "newest"
    OLDEST = "oldest"
    FIGURE = "figure"
    """The most killed first, then the most injured, then the most strikes: the lower end of each claim."""
    CLAIMS = "claims"
    """Reports of the incidents with the most claims first."""


@dataclass(frozen=True, slots=True)
class ListOrder:
    """How a list of reports is laid out."""

    sort_by: SortBy = SortBy.NEWEST
    by_incident: bool = False
    """Whether all claims about an incident stand together, in the place of the first of them."""


FIGURE_SQL = """
    SELECT row FROM stored ORDER BY
    nullif(coalesce(killed_min, killed_max), 0) DESC NULLS LAST,
    nullif(coalesce(injured_min, injured_max), 0) DESC NULLS LAST,
    nullif(coalesce(strikes_min, strikes_max), 0) DESC NULLS LAST,
    event_start DESC NULLS LAST, row
"""
"""Every report, the largest figure first. A stated zero is below every other number, as nothing stated is."""
INCIDENT_SQL = """
    SELECT first AS row FROM
    (SELECT row AS place, min(row) OVER (PARTITION BY incident_key) AS first FROM stored)
    ORDER BY place
"""
"""For each report, in the order of the list, the place of the first report of its incident."""
MOST_CLAIMED_SQL = """
    SELECT list(report_id ORDER BY published_date NULLS LAST, report_id)
    FROM (
        SELECT report_id, incident_key, published_date, coalesce(killed_min, killed_max) AS killed,
            coalesce(injured_min, injured_max) AS injured, coalesce(strikes_min, strikes_max) AS strikes
        FROM stored WHERE row IN (SELECT unnest(?))
    )
    WHERE greatest(killed, injured, strikes) > 0
    GROUP BY incident_key
    ORDER BY count(*) DESC, max(killed) DESC NULLS LAST, max(injured) DESC NULLS LAST,
        max(strikes) DESC NULLS LAST, incident_key
    LIMIT ?
"""
"""Of some places in the list, the ids that state a figure, by incident, those with the most claims first."""


_REACH = 4_096
"""Reports at the end of the list among which the newest of a view are looked for first."""


class ListOrders:
    """The orders of all reports of a snapshot; each is worked out when it is first asked for."""

    def __init__(self, ask: Callable[[str], np.ndarray], starts: Callable[[], pa.Array]) -> None:
        """Take what asks for one integer for each report by SQL, and for the first day that each states."""
        self._ask, self._ask_starts = ask, starts
        self._kept: dict[str, np.ndarray] = {}

    def rows(self, shown: np.ndarray, order: ListOrder) -> np.ndarray:
        """Return the places of the reports that are shown, a truth value for each report, in an order."""
        rows = self._sorted(shown, order.sort_by)
        return self._together(rows) if order.by_incident else rows

    def newest(self, shown: np.ndarray, n: int) -> np.ndarray:
        """Return the first `n` of `rows` in the order of `SortBy.NEWEST`, without a look at all others."""
        begin, reach = len(shown), _REACH
        while begin and np.count_nonzero(shown[begin:]) < n:
            begin, reach = max(0, len(shown) - reach), reach * 4
        last = np.flatnonzero(shown[begin:])[-n:]
        if len(last):
            # Of the day of the last of them all: they keep their order in it.
            starts = self._starts()
            begin = int(np.searchsorted(starts, starts[last[0] + begin]))
        return self._sorted(shown, SortBy.NEWEST, begin)[:n]

    def _sorted(self, shown: np.ndarray, sort_by: SortBy, begin: int = 0) -> np.ndarray:
        """Return the places of what is shown, by days only of what stands from `begin` on."""
        if sort_by in {SortBy.OLDEST, SortBy.NEWEST}:
            # Kept for several views at once: at half the size.
            rows = (np.flatnonzero(shown[begin:]) + begin).astype(np.int32)
            return rows if sort_by is SortBy.OLDEST else rows[_days_reversed(self._starts()[rows])]
        every = self._by_figure() if sort_by is SortBy.FIGURE else self._by_claims()
        return np.asarray(every[shown[every]])

    def _together(self, rows: np.ndarray) -> np.ndarray:
        incident = self._incident()[rows]
        first = np.zeros(len(self._incident()), np.int32)
        # Of several places written to one element the last one stays: the first of each incident.
        first[incident[::-1]] = np.arange(len(rows), dtype=np.int32)[::-1]
        return np.asarray(rows[np.argsort(first[incident], kind="stable")])

    def _by_figure(self) -> np.ndarray:
        return self._keep("figure", lambda: self._ask(FIGURE_SQL).astype(np.int32))

    def _by_claims(self) -> np.ndarray:
        return self._keep("claims", self._most_claims_first)

    def _starts(self) -> np.ndarray:
        # Not the days that filters take them to mean: those of a month begin with it and are not in order.
        return self._keep(
            "starts", lambda: pc.fill_null(self._ask_starts().cast(pa.int32()), NO_DAY).to_numpy()
        )

    def _incident(self) -> np.ndarray:
        return self._keep("incident", lambda: self._ask(INCIDENT_SQL).astype(np.int32))

    def _most_claims_first(self) -> np.ndarray:
        incident = self._incident()
        n_claims = np.bincount(incident, minlength=len(incident))[incident]
        return np.lexsort((incident, -self._starts()[incident], -n_claims)).astype(np.int32)

    def _keep(self, name: str, make: Callable[[], np.ndarray]) -> np.ndarray:
        if name not in self._kept:
            self._kept[name] = make()
        return self._kept[name]


def _days_reversed(days: np.ndarray) -> np.ndarray:
    """Return the positions of ascending days, the last day first; those of one day keep their order."""
    starts = np.flatnonzero(np.diff(days, prepend=days[:1] - 1)).astype(np.int32)
    lengths = np.diff(starts, append=np.int32(len(days)))
    starts, lengths = starts[::-1], lengths[::-1]
    before = np.cumsum(lengths, dtype=np.int32) - lengths
    return np.asarray(np.repeat(starts - before, lengths) + np.arange(len(days), dtype=np.int32))
