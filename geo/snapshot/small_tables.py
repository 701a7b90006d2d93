"""The tables of an opened snapshot beside its reports, and whether its files are what was written."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import pyarrow.parquet as pq

from geo.filters.ends import ENDS
from geo.model import EndReading
from geo.model.errors import DamagedError
from geo.snapshot.file_checks import check, look, reading
from geo.snapshot.ledger_search import Candidates, Ledger
from geo.snapshot.statements import Statements
from geo.snapshot.tables import LATER, arrow_schema, to_frame

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    import pandas as pd

    from geo.filters.view import View
    from geo.geometry.gazetteer import Areas
    from geo.snapshot.statements import ZoneDays
    from geo.snapshot.stored import Stored


class SmallTables:
    """Small tables as frames, ledgers as files to look through."""

    def __init__(self, tables: Mapping[str, pd.DataFrame], areas: Areas, stored: Stored | None) -> None:
        """Take typed tables of `geo.snapshot.tables.SCHEMA`, and the outlines."""
        none = {name: to_frame(arrow_schema(name).empty_table(), name) for name in LATER}
        self.tables = {name: frame for name, frame in (none | {**tables}).items() if name != "reports"}
        self.areas = areas
        self._ledgers = stored.ledgers if stored else {}
        self._files = stored.files if stored else ()
        self._remade_files = stored.remade_files if stored else ()
        self._opened_ledgers: dict[str, Ledger] = {}
        self._statements = Statements(self.tables)

    @property
    def zones(self) -> pd.DataFrame:
        """Zone statuses, with `ends`; see `geo.snapshot.statements`."""
        return self._statements.zones

    def zones_in(self, view: View) -> pd.DataFrame:
        """Return `zones_during` the view's dates, without the earlier ones where the view leaves them out."""
        zones = self.zones_during(view.date_from, view.date_to, ENDS.chosen(view))
        return zones[~zones["earlier"].astype(bool)] if view.shows_only_latest_zones else zones

    def zones_during(
        self, date_from: date, date_to: date, reading: EndReading = EndReading.UNTIL_NEXT
    ) -> pd.DataFrame:
        """Return the zone statuses that may have been in force on any of these days, with `earlier`.

        `reading` is of statements without a stated end.
        """
        return self._statements.zones_during(date_from, date_to, reading)

    def zones_then(
        self, date_from: date, date_to: date, reading: EndReading = EndReading.UNTIL_NEXT
    ) -> dict[str, bool]:
        """Return the ids of `zones_during`, each with whether it is `earlier`."""
        return self._statements.zones_then(date_from, date_to, reading)

    def zone_days(self, reading: EndReading = EndReading.UNTIL_NEXT) -> Sequence[ZoneDays]:
        """Return the days of every zone statement that has any, from which `zones_then` follows."""
        return self._statements.zone_days(reading)

    def sheltering_in(self, view: View) -> pd.DataFrame:
        """Return `sheltering_on` the last day of the view's dates."""
        return self.sheltering_on(view.date_to)

    def sheltering_on(self, day: date) -> pd.DataFrame:
        """Return the newest figure of each area, setting and claimant on a day."""
        return self._statements.sheltering_on(day)

    def sheltering_then(self, day: date) -> list[str]:
        """Return the ids of `sheltering_on`."""
        return self._statements.sheltering_then(day)

    def assessments_on(self, day: date) -> pd.DataFrame:
        """Return the newest damage assessment of each source by a day."""
        return self._statements.assessments_on(day)

    def ledger_rows(self, name: str) -> int:
        """Return how many rows the `revisions` or the `rejects` have."""
        path = self._ledgers.get(name)
        if path is None:
            return 0
        with reading(path):
            return int(pq.read_metadata(path).num_rows)

    def ledger_of(self, name: str) -> Ledger:
        """Return the `revisions`, `rejects` or `ingests` to look through."""
        if name not in self._opened_ledgers:
            self._opened_ledgers[name] = Ledger(name, self._ledgers.get(name))
        return self._opened_ledgers[name]

    def candidates_of(self, report_id: str) -> pd.DataFrame:
        """Return reports of other sources that may speak of the same incident, the best first."""
        if "candidates" not in self._ledgers:
            return to_frame(arrow_schema("candidates").empty_table(), "candidates")
        return self._candidates.of(report_id)

    @cached_property
    def _candidates(self) -> Candidates:
        return Candidates(self._ledgers["candidates"])

    def check_files(self) -> None:
        """Hold that every file of the snapshot is what was written, a large one unless nobody has read it.

        Raises DamagedError when one is not.
        """
        look(*self._files)
        for file in self._remade_files:
            file.look()

    def check_tables(self) -> None:
        """Hold that every file that can only be restored is what was written.

        Raises DamagedError when one is not.
        """
        check(*self._files)

    @property
    def is_to_be_reopened(self) -> bool:
        """Whether a file is damaged that is made anew when the snapshot is opened: index or public copy."""
        try:
            for file in self._remade_files:
                file.look()
        except DamagedError:
            return True
        return False
