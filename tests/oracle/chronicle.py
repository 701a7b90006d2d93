"""The bundled chronicle as plain frames, read from `data/` without the program.

Days are whole numbers (`date.toordinal`), as floats: NaN is unknown, infinity is open.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from math import inf, isnan, nan
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import shapely

from tests.oracle.clocks import event_minutes, statement_minutes

if TYPE_CHECKING:
    import numpy as np

DATA = Path(__file__).parents[2] / "data"
USUAL_RADIUS_M = {"site": 200.0, "neighbourhood": 1_000.0, "locality": 3_000.0}
"""Of the precisions that are a point; the radius that a row states goes before it."""
AREA_PRECISIONS = ("governorate", "subregion", "territory")


def day_number(text: str) -> float:
    return float(date.fromisoformat(text).toordinal()) if text else nan


def first_of_period(day: float, precision: str) -> float:
    """The first day that a day stands for, which may stand for its month or its year."""
    when = date.fromordinal(int(day))
    return float(
        {"month": when.replace(day=1), "year": date(when.year, 1, 1)}.get(precision, when).toordinal()
    )


def last_of_period(day: float, precision: str) -> float:
    when = date.fromordinal(int(day))
    following_month = (when.replace(day=1) + timedelta(days=31)).replace(day=1)
    after = {"month": following_month, "year": date(when.year + 1, 1, 1)}
    return float(after.get(precision, when + timedelta(days=1)).toordinal() - 1)


@dataclass(frozen=True, eq=False)
class Chronicle:
    """The tables that the oracle reads, each by its id."""

    reports: pd.DataFrame
    """With `first` and `last`, the days as stated; `meant_first` and `meant_last`, whole months; `radius_m`,
    NaN where the report is no disc; `is_disc`, `is_area`."""
    zones: pd.DataFrame
    pauses: pd.DataFrame
    gazetteer: pd.DataFrame
    outlines: gpd.GeoDataFrame
    """By p-code, EPSG:4326."""

    @cached_property
    def span(self) -> tuple[float, float]:
        """The first day of any report and the last one."""
        return self.reports["first"].min(), self.reports["last"].max()

    @cached_property
    def events(self) -> Events:
        columns = ["meant_first", "meant_last", "minute_first", "minute_last"]
        return Events(*self.reports[columns].to_numpy(dtype=float).T)

    def lies_in(self, pcode: str, area: str) -> bool:
        """Whether an area is another one or a part of it."""
        while pcode in self.parents:
            if pcode == area:
                return True
            pcode = self.parents[pcode]
        return False

    @cached_property
    def parents(self) -> dict[str, str]:
        """The area around each area; empty for a country."""
        return self.outlines["parent"].fillna("").to_dict()

    @cached_property
    def area_names(self) -> dict[str, list[str]]:
        """The names that the outlines give an area, by p-code."""
        names = self.outlines[["name_en", "name_ar", "name_he"]]
        return {
            str(row.Index): [name for name in row[1:] if isinstance(name, str)] for row in names.itertuples()
        }


@dataclass(frozen=True)
class Moment:
    """Between which days a status began or ended, and between which minutes where hours are known."""

    first: float
    last: float
    minute_first: float = nan
    minute_last: float = nan


@dataclass(frozen=True)
class Status:
    """When a statement held."""

    start: Moment
    end: Moment


@dataclass(frozen=True)
class Events:
    """Between which days and minutes the event of each report happened."""

    first: np.ndarray
    last: np.ndarray
    minute_first: np.ndarray
    minute_last: np.ndarray


def read_chronicle(data: Path = DATA) -> Chronicle:
    outlines = _outlines(data / "outlines.geojson")
    return Chronicle(
        _reports(_table(data / "reports.csv"), outlines),
        _zones(_table(data / "zones.csv"), outlines),
        _table(data / "pauses.csv"),
        _table(data / "gazetteer.csv"),
        outlines,
    )


def _table(path: Path) -> pd.DataFrame:
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    return table.set_index(table.columns[0], drop=False).rename_axis(None)


def _outlines(path: Path) -> gpd.GeoDataFrame:
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    shapes = [shapely.from_geojson(json.dumps(feature["geometry"])) for feature in features]
    return gpd.GeoDataFrame(
        [feature["properties"] for feature in features], geometry=shapes, crs=4326
    ).set_index("pcode")


def _reports(table: pd.DataFrame, outlines: gpd.GeoDataFrame) -> pd.DataFrame:
    """Add days and footprints; the last day is the first where none is stated."""
    first = table["event_start"].map(day_number)
    last = table["event_end"].map(day_number).fillna(first)
    lat, lon = (pd.to_numeric(table[name]) for name in ("lat", "lon"))
    is_disc = table["location_precision"].isin(USUAL_RADIUS_M) & lat.notna() & lon.notna()
    radius = pd.to_numeric(table["radius_m"]).fillna(table["location_precision"].map(USUAL_RADIUS_M))
    is_area = table["location_precision"].isin(AREA_PRECISIONS) & table["area_pcode"].isin(outlines.index)
    meant = [meant_days(*row) for row in zip(first, last, table["date_precision"], strict=True)]
    found = table.assign(
        first=first,
        last=last,
        meant_first=[days[0] for days in meant],
        meant_last=[days[1] for days in meant],
        lat=lat,
        lon=lon,
        is_disc=is_disc,
        is_area=is_area,
        radius_m=radius.where(is_disc),
    )
    hours = event_minutes(found, outlines)
    return found.assign(minute_first=hours[:, 0], minute_last=hours[:, 1])


def meant_days(first: float, last: float, precision: str) -> tuple[float, float]:
    """The first and the last day that a report can mean: those that it states, or the whole month.

    docs/method.md: "*Month* means one thing everywhere, in filters, bins, rates and exposure: the event was
    on some day of the whole month, whichever day the row names".
    """
    if precision != "month":
        return first, last
    return first_of_period(first, "month"), last_of_period(last, "month")


def _zones(table: pd.DataFrame, outlines: gpd.GeoDataFrame) -> pd.DataFrame:
    """Add the days and, where hours are known, the minutes between which each statement began and ended.

    docs/method.md, Exposure: "A status began on a day in [s1, s2] and ended on one in [e1, e2]: single
    days, or the whole month or year where its `time_precision` says no more."
    """
    days = {
        f"{name}_{rule.__name__.removesuffix('_of_period')}": [
            nan if not day else rule(day_number(day), precision)
            for day, precision in zip(table[column], table["time_precision"], strict=True)
        ]
        for name, column in (("start", "valid_from"), ("end", "valid_to"))
        for rule in (first_of_period, last_of_period)
    }
    drawn = {zone_id: shapely.from_wkt(wkt) for zone_id, wkt in table["geometry_wkt"].items() if wkt}
    points = {zone_id: shape.representative_point() for zone_id, shape in drawn.items()}
    return table.assign(**days).join(statement_minutes(table, points, outlines))


def statuses(zones: pd.DataFrame, ends: str) -> dict[str, Status]:
    """When each statement held, where no end is stated as a reader chose to read it.

    docs/method.md: "read `until_next`, e1 = −∞ and e2 is the day of the next statement on the same place,
    ∞ where there is none; read as `open`, e2 = ∞; read as of its `day`, e1 = s1 and e2 = s2". "An end that
    is not stated, and is read as the beginning of the next statements on the place, is known to the minute
    when theirs all are."
    """
    rows = list(zones.itertuples())
    starts = {
        row.zone_id: Moment(row.start_first, row.start_last, row.start_minute_first, row.start_minute_last)
        for row in rows
    }
    places: dict[str, list[Moment]] = {}
    for row in rows:
        places.setdefault(row.zone_key, []).append(starts[row.zone_id])
    found = {}
    for row in rows:
        start = starts[row.zone_id]
        end = Moment(row.end_first, row.end_last, row.end_minute_first, row.end_minute_last)
        if isnan(row.end_first):
            later = [moment for moment in places[row.zone_key] if moment.first > start.first]
            end = _read_end(start, later, ends)
        found[row.zone_id] = Status(start, end)
    return found


def _read_end(start: Moment, later: list[Moment], ends: str) -> Moment:
    if ends == "day":
        return Moment(start.first, start.last)
    if ends == "open" or not later:
        return Moment(-inf, inf)
    day = min(moment.first for moment in later)
    following = [moment for moment in later if moment.first == day]
    last = min(moment.last for moment in following)
    if any(isnan(moment.minute_last) for moment in following):
        return Moment(-inf, last)
    return Moment(-inf, last, -inf, min(moment.minute_last for moment in following))
