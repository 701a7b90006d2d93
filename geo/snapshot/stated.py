"""What the reports of a snapshot state: a figure, an hour, by how many claimants, how soon."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from geo.model import DatePrecision

DELAY_DAYS = (0, 1, 3, 7, 30)
"""Last day of each class of delay but the last, which is open; days after the event's last day."""
_CLASS_ENDS = (-1, *DELAY_DAYS)
_FIGURES = ("strikes_min", "strikes_max", "killed_min", "killed_max", "injured_min", "injured_max")
_HOUR = "time_from"
"""Snapshots of old have no such column."""


@dataclass(frozen=True, slots=True)
class Stated:
    """Numbers of reports and of incidents."""

    with_figure: int
    """Reports that count strikes, killed or injured, at one end at least."""
    with_hour: int
    """Reports that say the hour of the event."""
    incidents: int
    of_several_claimants: int
    """Incidents of which two or more claimants speak, each named."""
    delays: tuple[int, ...]
    """Reports by the days from event to publication: before the event, up to each of `DELAY_DAYS`, later.

    Only those dated to the day that say when they were published.
    """

    @classmethod
    def of(cls, facts: Sequence[Any], days: Iterable[tuple[int, int]]) -> Stated:
        """Take the row that `facts_sql` asks for, and the rows of `DAYS_SQL`."""
        delays = [0] * (len(DELAY_DAYS) + 2)
        for day, n in days:
            delays[bisect_left(_CLASS_ENDS, day)] += n
        with_figure, with_hour, incidents, several = map(int, facts)
        return cls(with_figure, with_hour, incidents, several, tuple(delays))


def facts_sql(columns: Collection[str]) -> str:
    """Return the question that one row of four numbers answers; `columns` are those that `stored` has."""
    figure = " OR ".join(f"{name} IS NOT NULL" for name in _FIGURES)
    hour = f"coalesce({_HOUR}, '') <> ''" if _HOUR in columns else "false"
    # The least and the greatest name differ when there are two: no list of names is kept for each incident.
    return f"""
        WITH facts AS (
            SELECT count(*) FILTER ({figure}), count(*) FILTER ({hour}) FROM stored
        ), incidents AS (
            SELECT count(*), count(*) FILTER (least <> most) FROM (
                SELECT min(nullif(claimant, '')) AS least, max(nullif(claimant, '')) AS most
                FROM stored GROUP BY incident_key
            )
        )
        SELECT * FROM facts, incidents
    """  # noqa: S608 names of our own


DAYS_SQL = f"""
    SELECT days, count(*) FROM (
        SELECT published_date - coalesce(event_end, event_start) AS days
        FROM stored WHERE date_precision = '{DatePrecision.DAY}'
    ) WHERE days IS NOT NULL GROUP BY days
"""  # noqa: S608 a word of our own
"""Asks how many reports came how many days after their event."""
