"""Reports and incidents in and beside a pause, counted row by row: no arrays, no prefix sums, no codes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import pandas as pd

from geo.model.days import day_of
from geo.model.rows import Row, rows
from geo.queries.pause_comparison import PauseComparison
from geo.snapshot.opened import Snapshot

DAY = timedelta(days=1)
Days = tuple[date, date]
GROUPS = "Palestinian armed groups"
WHO = {
    "": set(),
    "Israeli military": {"Israel"},
    "Hezbollah": {"Hezbollah"},
    "Hamas": {GROUPS},
    "Palestinian armed groups": {GROUPS},
    "Palestinian Islamic Jihad": {GROUPS},
    "Iran": {"Iran"},
    "Houthi movement (Ansar Allah)": {"Houthi movement"},
    "Israel and United States": {"Israel", "United States"},
    "United States": {"United States"},
    "United States and United Kingdom": {"United States", "United Kingdom"},
    "Islamic Resistance in Iraq": {"Islamic Resistance in Iraq"},
}
"""Parties by what reports of the chronicle say of who fired, written out by hand."""


@dataclass(frozen=True)
class PlainPauses:
    """The dated reports of a snapshot, and its areas."""

    opened: Snapshot

    @cached_property
    def reports(self) -> list[Row]:
        """Those with a day."""
        return [row for row in rows(self.opened.reports) if pd.notna(row.event_start)]

    def figures(self, said: PauseComparison) -> dict[str, list[tuple[int, int] | None]]:
        """Certain and possible reports, then incidents, by stretch; None for a stretch without a day."""
        start, end = day_of(said.ends.start[0]), day_of(said.ends.end[1])
        length = end - start + DAY
        nothing = (date.max, date.min)
        inside = nothing if said.pause.covers_hours else (start + DAY, end - DAY)
        return {
            "before": self._counts(said, (start - length, start - DAY), (start - length, start)),
            "inside": self._counts(said, inside, (start, end)),
            "after": self._counts(said, (end + DAY, end + length), (end, end + length)),
        }

    def _counts(self, said: PauseComparison, sure: Days, may: Days) -> list[tuple[int, int] | None]:
        sure, may = self._cut(sure), self._cut(may)
        if may[0] > may[1]:
            return [None, None]
        certain, possible = [], []
        for report in self.reports:
            of_pause, may_be_of_pause = self._is_of(report, said)
            first, last = report.event_start.date(), report.event_end.date()
            if of_pause and sure[0] <= first and last <= sure[1]:
                certain.append(report)
            if may_be_of_pause and first <= may[1] and last >= may[0]:
                possible.append(report)
        return [
            (len(certain), len(possible)),
            (len({self._event(r) for r in certain}), len({self._event(r) for r in possible})),
        ]

    def _cut(self, days: Days) -> Days:
        first, last = self.opened.span
        return max(days[0], first), min(days[1], last)

    def _is_of(self, report: Row, said: PauseComparison) -> tuple[bool, bool]:
        """Whether a report surely counts for a pause, and whether it may."""
        parties, who = said.pause.parties, WHO[report.direction_claimed]
        by_party = not parties or bool(who & parties)
        inside = not said.pause.areas or any(
            report.area_pcode in self.opened.areas.within(pcode) for pcode in said.pause.areas
        )
        around = not report.area_pcode or (
            report.area_pcode in self.opened.areas
            and any(pcode in self.opened.areas.within(report.area_pcode) for pcode in said.pause.areas)
        )
        return by_party and inside, (by_party or not who) and (inside or around)

    @staticmethod
    def _event(report: Row) -> str:
        return report.incident_key or report.report_id
