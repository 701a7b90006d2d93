"""The bundled chronicle as plain frames, read from `data/` without the program.

Days are whole numbers (`date.toordinal`), as floats: NaN is unknown, infinity is open.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from math import inf, nan
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

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

    def lies_in(self, pcode: str, area: str) -> bool:
        """Whether an area is another one or a part of it."""
        while pcode in self.outlines.index:
            if pcode == area:
                return True
            pcode = self.outlines.loc[pcode, "parent"] or ""
        return False

    @cached_property
    def area_names(self) -> dict[str, list[str]]:
        """The names that the outlines give an area, by p-code."""
        names = self.outlines[["name_en", "name_ar", "name_he"]]
        return {
            str(row.Index): [name for name in row[1:] if isinstance(name, str)] for row in names.itertuples()
        }


def read_chronicle(data: Path = DATA) -> Chronicle:
    outlines = _outlines(data / "outlines.geojson")
    return Chronicle(
        _reports(_table(data / "reports.csv"), outlines),
        _zones(_table(data / "zones.csv")),
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
    return table.assign(
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


def meant_days(first: float, last: float, precision: str) -> tuple[float, float]:
    """The first and the last day that a report can mean: those that it states, or the whole month.

    docs/method.md: "*Month* means one thing everywhere, in filters, bins, rates and exposure: the event was
    on some day of the whole month, whichever day the row names".
    """
    if precision != "month":
        return first, last
    return first_of_period(first, "month"), last_of_period(last, "month")


def _zones(table: pd.DataFrame) -> pd.DataFrame:
    """Add the days on which each statement may have begun and ended.

    docs/method.md, Exposure: "A status began on a day in [s1, s2] and ended on one in [e1, e2]: single days,
    or the whole month or year where its `time_precision` says no more." And: "An end that was not read … e1 =
    −∞ … e2 is" the day of the next statement on the same place, "and everything later where there is none".
    """
    begins, ends = table["valid_from"].map(day_number), table["valid_to"].map(day_number)
    found = []
    for zone_id in table.index:
        precision = table.loc[zone_id, "time_precision"]
        begin, end = begins[zone_id], ends[zone_id]
        if pd.isna(end):
            same_place = table["zone_key"] == table.loc[zone_id, "zone_key"]
            end_first, end_last = -inf, begins[same_place & (begins > begin)].min()
            end_last = inf if pd.isna(end_last) else end_last
        else:
            end_first, end_last = first_of_period(end, precision), last_of_period(end, precision)
        start = first_of_period(begin, precision), last_of_period(begin, precision)
        found.append((*start, end_first, end_last))
    days = pd.DataFrame(found, table.index, ["start_first", "start_last", "end_first", "end_last"])
    return table.join(days)
