"""An opened snapshot: its tables, its identity, and which of its reports a view shows.

This is the interface that pages, exports and tiles hold on to. Here it stands on the bundled CSV in
memory; another store may stand behind the same names.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.errors import SnapshotError
from geo.gazetteer import Areas, PlaceNames, search_form
from geo.model import Layer, NotShown
from geo.permalink import Known
from geo.precision import AREA, DISC, NONE, locate
from geo.store.identity import content_id
from geo.store.tables import SCHEMA, read_table
from geo.view import ALL_AREAS, View

if TYPE_CHECKING:
    from collections.abc import Mapping

DATA_DIR = Path(__file__).parents[2] / "data"
SHELTERING_MAX_AGE_DAYS = 14
"""A figure of people sheltering is still shown this many days after its date, with that date."""
STATEMENT_FRESH_DAYS = 90
"""A zone statement without a stated end is drawn in full this many days, later as an outline."""
_CACHED_VIEWS = 64


@dataclass(frozen=True, slots=True)
class Selected:
    """What a view shows of a snapshot, and why the rest is not shown."""

    shown: pd.DataFrame
    """Reports on the map, by event date, undated last; all columns, with those of `locate`."""
    not_shown: pd.Series
    """`geo.model.NotShown` by report id, for every other report of the snapshot."""

    def reasons(self) -> dict[NotShown, int]:
        """Return how many reports each reason leaves out, in the order of the reasons."""
        counts = self.not_shown.value_counts()
        return {reason: int(counts[reason]) for reason in NotShown if reason in counts}


class Chronicle:
    """One immutable set of tables."""

    def __init__(self, tables: Mapping[str, pd.DataFrame], areas: Areas) -> None:
        """Take the typed tables of `geo.store.tables.SCHEMA` and the outlines."""
        self.tables = dict(tables)
        self.areas = areas
        self.id = content_id({**self.tables, "areas": _outline_rows(areas)})
        reports = self.tables["reports"]
        self.reports = reports.join(locate(reports, areas)).join(
            self.tables["sources"][["kind"]].rename(columns={"kind": "publisher_kind"}),
            on="source_id",
        )
        self._select = lru_cache(maxsize=_CACHED_VIEWS)(self._select_uncached)

    @property
    def zones(self) -> pd.DataFrame:
        """Zone statuses, with `ends` (see `_effective_end`)."""
        return self._zones

    @cached_property
    def _zones(self) -> pd.DataFrame:
        zones = self.tables["zones"].sort_values(["valid_from", "zone_id"])
        return zones.assign(ends=_effective_end(zones))

    @cached_property
    def span(self) -> tuple[date, date]:
        """First and last day of any dated report, inclusive."""
        reports = self.reports
        return reports["event_start"].min().date(), reports["event_end"].max().date()

    def default_view(self) -> View:
        """Return the view of everything."""
        return View(self.id, *self.span)

    @cached_property
    def known(self) -> Known:
        """What a link may name."""
        selectable = {*self.reports.index, *self.tables["zones"].index}
        return Known(
            sources=frozenset(self.tables["sources"].index),
            areas=frozenset(area.pcode for area in self.areas),
            is_selectable=selectable.__contains__,
        )

    def select(self, view: View) -> Selected:
        """Return what the view shows; the first reason that holds is given for the rest.

        Raises:
            SnapshotError: when the view is of another snapshot.

        """
        if view.snap != self.id:
            message = f"the view is of snapshot {view.snap}, this one is {self.id}"
            raise SnapshotError(message)
        return self._select(view.filters())

    def _select_uncached(self, view: View) -> Selected:
        reports = self.reports
        undated = reports["event_start"].isna()
        first, last = pd.Timestamp(view.date_from), pd.Timestamp(view.date_to)
        overlaps = (reports["event_start"] <= last) & (reports["event_end"] >= first)
        tests = {
            NotShown.UNDATED: undated,
            NotShown.OTHER_DATES: ~overlaps,
            NotShown.OTHER_SOURCES: _not_in(reports["source_id"], view.sources),
            NotShown.OTHER_KINDS: _not_in(reports["kind"], view.kinds),
            NotShown.OTHER_PRECISION: _not_in(reports["location_precision"], view.precisions),
            NotShown.OTHER_AREAS: self._outside(view.area),
            NotShown.TEXT: self._without(view.text),
            NotShown.UNLOCATED: reports["footprint"] == NONE,
            NotShown.LAYER_OFF: self._undrawn(view),
        }
        reason = np.select(list(tests.values()), list(tests), "")
        shown = reports[reason == ""].sort_values(["event_start", "report_id"])
        return Selected(shown, pd.Series(reason, reports.index)[reason != ""])

    def _outside(self, area: str) -> pd.Series[bool]:
        pcodes = self.reports["area_pcode"]
        if area == ALL_AREAS:
            return pd.Series(data=False, index=pcodes.index)
        return ~pcodes.isin(self.areas.within(area))

    def _without(self, text: str) -> pd.Series[bool]:
        missing = pd.Series(data=False, index=self.reports.index)
        for word in search_form(text).split():
            missing |= ~self._search_text.str.contains(word, regex=False)
        return missing

    def _undrawn(self, view: View) -> pd.Series[bool]:
        drawn = [
            footprint
            for layer, footprint in ((Layer.REPORTS, DISC), (Layer.AREAS, AREA))
            if layer in view.layers
        ]
        return ~self.reports["footprint"].isin(drawn)

    @cached_property
    def _search_text(self) -> pd.Series[str]:
        names = PlaceNames(self.tables["gazetteer"])
        said = self.reports[
            ["place_name", "claimant", "publisher", "summary", "direction_claimed", "report_id"]
        ].agg(" · ".join, axis=1)
        return said.map(search_form) + " " + self.reports["place_name"].map(names.other_spellings)

    def zones_in(self, view: View) -> pd.DataFrame:
        """Return the zone statuses that may have been in force during the view's dates.

        Adds `earlier`: a later statement on the same place falls into the dates as well, or no end
        was stated and the statement is older than `STATEMENT_FRESH_DAYS` at the end of the dates.
        """
        first, last = pd.Timestamp(view.date_from), pd.Timestamp(view.date_to)
        zones = self._zones
        begun = zones[(zones["valid_from"] <= last)]
        found = begun[begun["ends"].isna() | (begun["ends"] >= first)]
        newest = found.groupby("zone_key")["valid_from"].transform("max")
        fresh = last - pd.Timedelta(days=STATEMENT_FRESH_DAYS)
        stale = found["ends"].isna() & (found["valid_from"] < fresh)
        return found.assign(earlier=(found["valid_from"] < newest) | stale)

    def sheltering_in(self, view: View) -> pd.DataFrame:
        """Return the newest figure of each area, setting and claimant at the end of the dates.

        Figures older than `SHELTERING_MAX_AGE_DAYS` on that day are left out, and so are flows
        ("returned", "newly displaced"), which are no stock of people sheltering.
        """
        oldest = pd.Timestamp(view.date_to - timedelta(days=SHELTERING_MAX_AGE_DAYS))
        figures = self.tables["sheltering"]
        figures = figures[
            (figures["as_of_date"] >= oldest)
            & (figures["as_of_date"] <= pd.Timestamp(view.date_to))
            & ~figures["is_flow"]
        ]
        newest = figures.sort_values(["as_of_date", "sheltering_id"])
        return newest.drop_duplicates(["area_name", "setting", "claimant"], keep="last")

    def pauses_in(self, view: View) -> pd.DataFrame:
        """Return the pauses whose stated days meet the view's dates, or end the day before."""
        first = pd.Timestamp(view.date_from - timedelta(days=1))
        last = pd.Timestamp(view.date_to)
        pauses = self.tables["pauses"]
        # A pause without a stated start is known by its end, and the other way round.
        start = pauses["start"].fillna(pauses["end"])
        end = pauses["end"]
        return pauses[(start <= last) & (end.isna() | (end >= first))]

    def claims_of(self, report_id: str) -> pd.DataFrame:
        """Return every report of the same incident, by date of publication."""
        key = self.reports.loc[report_id, "incident_key"]
        return self.reports[self.reports["incident_key"] == key].sort_values(["published_date", "report_id"])

    def parts_of(self, report_id: str) -> pd.DataFrame:
        """Return the reports that state a part of what this one states as a whole."""
        return self.reports[self.reports["contained_in"] == report_id]


def _not_in(column: pd.Series[str], chosen: tuple[str, ...] | None) -> pd.Series[bool]:
    if chosen is None:
        return pd.Series(data=False, index=column.index)
    return ~column.isin([str(word) for word in chosen])


def _effective_end(zones: pd.DataFrame) -> pd.Series[pd.Timestamp]:
    """Return the last day on which a statement may have held; null when none was read.

    An end that was read counts. Without one, a statement holds until the next one about the same
    place: that is a reading, not a fact, and the page says "no end stated".
    """
    following = zones.groupby("zone_key")["valid_from"].transform(
        lambda days: days.map(lambda day: min((d for d in days if d > day), default=pd.NaT))
    )
    return zones["valid_to"].fillna(following)


def _outline_rows(areas: Areas) -> pd.DataFrame:
    rows = {
        area.pcode: {
            "pcode": area.pcode,
            "level": area.level,
            "parent": area.parent,
            "basis": area.basis,
            "outline": area.geometry.wkb_hex,
            "label_lat": area.label[0],
            "label_lon": area.label[1],
            **{f"name_{lang}": name for lang, name in area.names.items()},
        }
        for area in areas
    }
    return pd.DataFrame.from_dict(rows, orient="index")


def open_bundled(folder: Path = DATA_DIR) -> Chronicle:
    """Open the chronicle that comes with the program.

    Raises:
        SnapshotError: when a table or the outlines are missing.
        SchemaError: when a row has not the documented form.

    """
    try:
        tables = {table: read_table(folder, table) for table in SCHEMA}
        areas = Areas.read(folder / "outlines.geojson")
    except FileNotFoundError as error:
        message = f"the bundled chronicle is not whole: {error.filename} is missing"
        raise SnapshotError(message) from error
    except ValueError as error:
        message = f"the bundled chronicle in {folder} cannot be read: {error}"
        raise SnapshotError(message) from error
    return Chronicle(tables, areas)
