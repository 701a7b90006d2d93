"""Zone statuses, figures of people sheltering and pauses of a snapshot, by the days that they speak of."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping

SHELTERING_MAX_AGE_DAYS = 14
"""A figure of people sheltering is still shown this many days after its date, with that date."""
STATEMENT_FRESH_DAYS = 90
"""A zone statement without a stated end is drawn in full this many days, later as an outline."""
_CACHED_SPANS = 64


class Statements:
    """What issuers and claimants said of zones, of people sheltering and of pauses."""

    def __init__(self, tables: Mapping[str, pd.DataFrame]) -> None:
        """Take the tables `zones`, `sheltering`, `pauses` and `assessments`."""
        self._sheltering, self._pauses = tables["sheltering"], tables["pauses"]
        self._assessments = tables["assessments"]
        self._zones = tables["zones"]
        self.zones_during = lru_cache(maxsize=_CACHED_SPANS)(self._zones_during)

    @cached_property
    def zones(self) -> pd.DataFrame:
        """Zone statuses, with `ends` (see `_effective_end`)."""
        zones = self._zones.sort_values(["valid_from", "valid_from_time", "zone_id"])
        return zones.assign(ends=_effective_end(zones))

    def _zones_during(self, date_from: date, date_to: date) -> pd.DataFrame:
        """Return the zone statuses that may have been in force on any of these days, both inclusive.

        Adds `earlier`: a later statement on the same place falls into the dates as well, or no end
        was stated and the statement is older than `STATEMENT_FRESH_DAYS` at the end of the dates.
        """
        found = self.zones_then(date_from, date_to)
        return self.zones.loc[list(found)].assign(earlier=list(found.values()))

    def zones_then(self, date_from: date, date_to: date) -> dict[str, bool]:
        """Return the ids of `zones_during`, each with whether it is `earlier`."""
        found = [
            zone
            for zone in self._zone_days
            if zone.begins <= date_to and (zone.ends is None or zone.ends >= date_from)
        ]
        newest: dict[str, date] = {}
        for zone in found:
            newest[zone.place] = max(zone.begins, newest.get(zone.place, zone.begins))
        fresh = date_to - timedelta(days=STATEMENT_FRESH_DAYS)
        return {
            zone.id: zone.begins < newest[zone.place] or (zone.ends is None and zone.begins < fresh)
            for zone in found
        }

    @cached_property
    def _zone_days(self) -> list[_ZoneDays]:
        # Days are compared with every change of the dates: plain ones, once for all.
        ends = (None if pd.isna(end) else end.date() for end in self.zones["ends"])
        begins = (begin.date() for begin in self.zones["valid_from"])
        return [
            _ZoneDays(*said)
            for said in zip(self.zones.index, self.zones["zone_key"], begins, ends, strict=True)
            if not pd.isna(said[2])
        ]

    def assessments_on(self, day: date) -> pd.DataFrame:
        """Return the cells of each source's newest damage assessment of an image of that day or before."""
        known = self._assessments[self._assessments["image_to"] <= pd.Timestamp(day)]
        return known[known["image_to"] == known.groupby("source_id")["image_to"].transform("max")]

    def sheltering_on(self, day: date) -> pd.DataFrame:
        """Return the newest figure of each area, setting and claimant on a day.

        Figures older than `SHELTERING_MAX_AGE_DAYS` on that day are left out, and so are flows
        ("returned", "newly displaced"), which are no stock of people sheltering.
        """
        oldest = pd.Timestamp(day - timedelta(days=SHELTERING_MAX_AGE_DAYS))
        figures = self._sheltering
        figures = figures[
            (figures["as_of_date"] >= oldest)
            & (figures["as_of_date"] <= pd.Timestamp(day))
            & ~figures["is_flow"]
        ]
        newest = figures.sort_values(["as_of_date", "sheltering_id"])
        return newest.drop_duplicates(["area_name", "setting", "claimant"], keep="last")

    def pauses_during(self, date_from: date, date_to: date) -> pd.DataFrame:
        """Return the pauses whose stated days meet these days, or end the day before."""
        first = pd.Timestamp(date_from - timedelta(days=1))
        last = pd.Timestamp(date_to)
        # A pause without a stated start is known by its end, and the other way round.
        start = self._pauses["start"].fillna(self._pauses["end"])
        end = self._pauses["end"]
        return self._pauses[(start <= last) & (end.isna() | (end >= first))]


class _ZoneDays(NamedTuple):
    id: str
    place: str
    begins: date
    ends: date | None


def _effective_end(zones: pd.DataFrame) -> pd.Series[pd.Timestamp]:
    """Return the last day on which a statement may have held; null when none was read.

    An end that was read counts. Without one, a statement holds until the next one about the same
    place: that is a reading, not a fact, and the page says "no end stated".
    """
    following = zones.groupby("zone_key")["valid_from"].transform(
        lambda days: days.map(lambda day: min((d for d in days if d > day), default=pd.NaT))
    )
    return zones["valid_to"].fillna(following)
