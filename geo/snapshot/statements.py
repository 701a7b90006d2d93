"""Zone statuses, figures of people sheltering and damage of a snapshot, by the days that they speak of."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from geo.analysis.periods import days_held
from geo.model import EndReading

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

SHELTERING_MAX_AGE_DAYS = 14
"""A figure of people sheltering is still shown this many days after its date, with that date."""
STATEMENT_FRESH_DAYS = 90
"""A zone statement that nothing is known to have ended is drawn in full so many days, later as an outline."""
_CACHED_SPANS = 64


class Statements:
    """What issuers and claimants said of zones, of people sheltering and of damage."""

    def __init__(self, tables: Mapping[str, pd.DataFrame]) -> None:
        """Take the tables `zones`, `sheltering` and `assessments`."""
        self._sheltering, self._assessments = tables["sheltering"], tables["assessments"]
        self._zones = tables["zones"]
        self.zones_during = lru_cache(maxsize=_CACHED_SPANS)(self._zones_during)
        self.sheltering_on = lru_cache(maxsize=_CACHED_SPANS)(self._sheltering_on)

    @cached_property
    def zones(self) -> pd.DataFrame:
        """Zone statuses by their stated first day, with the columns of `days_held` in the usual reading."""
        zones = self._zones.sort_values(["valid_from", "valid_from_time", "zone_id"])
        return zones.join(days_held(zones, EndReading.UNTIL_NEXT))

    def _zones_during(self, date_from: date, date_to: date, reading: EndReading) -> pd.DataFrame:
        """Return the zone statuses that may have been in force on any of these days, both inclusive.

        `reading` is of missing ends. Adds `earlier`: a later statement on the same place falls into the dates
        as well, or nothing is known to have ended the statement and it is older than `STATEMENT_FRESH_DAYS`
        at the end of the dates.
        """
        found = self.zones_then(date_from, date_to, reading)
        return self.zones.loc[list(found)].assign(earlier=list(found.values()))

    def zones_then(self, date_from: date, date_to: date, reading: EndReading) -> dict[str, bool]:
        """Return the ids of `zones_during`, each with whether it is `earlier`."""
        found = [
            zone
            for zone in self._zone_days[reading]
            if zone.begins <= date_to and (zone.ends is None or zone.ends >= date_from)
        ]
        newest: dict[str, date] = {}
        for zone in found:
            newest[zone.place] = max(zone.begins, newest.get(zone.place, zone.begins))
        fresh = date_to - timedelta(days=STATEMENT_FRESH_DAYS)
        return {
            zone.id: zone.begun < newest[zone.place] or (zone.ends is None and zone.begins < fresh)
            for zone in found
        }

    def zone_days(self, reading: EndReading) -> Sequence[ZoneDays]:
        """Return the days of every statement that has any, in the order of `zones`."""
        return self._zone_days[reading]

    @cached_property
    def _zone_days(self) -> dict[EndReading, list[ZoneDays]]:
        # Days are compared with every change of the dates: plain ones, once for all.
        return {reading: list(self._days_of_zones(reading)) for reading in EndReading}

    def _days_of_zones(self, reading: EndReading) -> Iterator[ZoneDays]:
        zones = self.zones
        days = days_held(zones, reading)
        for zone_id, place, begins, begun, ends in zip(
            zones.index, zones["zone_key"], days["begins"], days["begun"], days["ends"], strict=True
        ):
            if not pd.isna(begins):
                until = None if pd.isna(ends) else ends.date()
                yield ZoneDays(zone_id, place, begins.date(), begun.date(), until)

    def assessments_on(self, day: date) -> pd.DataFrame:
        """Return the cells of each source's newest damage assessment of an image of that day or before."""
        known = self._assessments[self._assessments["image_to"] <= pd.Timestamp(day)]
        return known[known["image_to"] == known.groupby("source_id")["image_to"].transform("max")]

    def _sheltering_on(self, day: date) -> pd.DataFrame:
        """Return the newest figure of each area, setting and claimant on a day.

        Figures older than `SHELTERING_MAX_AGE_DAYS` on that day are left out, and so are flows
        ("returned", "newly displaced"), which are no stock of people sheltering.
        """
        return self._sheltering.loc[self.sheltering_then(day)]

    def sheltering_then(self, day: date) -> list[str]:
        """Return the ids of `sheltering_on`, by the day of the figure, then by id."""
        oldest = day - timedelta(days=SHELTERING_MAX_AGE_DAYS)
        newest: dict[_Question, str] = {}
        for told, figure_id, question in self._stocks:
            if oldest <= told <= day:
                # Anew, for it stands in the place of the later one.
                newest.pop(question, None)
                newest[question] = figure_id
        return list(newest.values())

    @cached_property
    def _stocks(self) -> list[tuple[date, str, _Question]]:
        figures = self._sheltering
        known = figures[figures["as_of_date"].notna() & ~figures["is_flow"]]
        columns = (
            known[name] for name in ("as_of_date", "sheltering_id", "area_name", "setting", "claimant")
        )
        told = ((day.date(), key, tuple(question)) for day, key, *question in zip(*columns, strict=True))
        return sorted(told, key=lambda figure: figure[:2])


_Question = tuple[str, ...]
"""Area, setting and claimant of a figure."""


class ZoneDays(NamedTuple):
    """The days of a zone statement, in one reading of missing ends."""

    id: str
    place: str
    """`zone_key` of the place that it is about."""
    begins: date
    begun: date
    """The last day on which it may have begun."""
    ends: date | None
    """None while nothing is known to have ended it."""
