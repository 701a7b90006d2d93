"""What a view shows, worked out once more without the store: a plain GeoPandas filter of the raw rows.

Nothing here knows of grids, codes or SQL.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry import shape

from geo.filters.view import ALL_AREAS, View
from geo.geometry.gazetteer import search_form
from geo.language import words
from geo.model import Language, Layer
from geo.snapshot.opened import Snapshot
from tests.geo.plain_differs import ASPECTS, differ_on
from tests.geo.plain_inside import DRAWN, lies_outside

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

POINTS = ("site", "neighbourhood", "locality")
AREAS = ("governorate", "subregion", "territory")
SEARCHED = ["place_name", "claimant", "publisher", "summary", "direction_claimed", "report_id"]
_WORLD_M = 20_037_508.342789244
"""Half the side of the web mercator square, metres."""


@dataclass(frozen=True)
class World:
    """A snapshot, and its raw rows to compare it with."""

    opened: Snapshot
    reports: gpd.GeoDataFrame
    """By event date, undated last, then by id; with `said`, which the text search looks in."""
    outlines: bytes
    words: tuple[str, ...]
    """Texts that are worth searching for."""

    @cached_property
    def parents(self) -> dict[str, str | None]:
        """The area around each area."""
        features = json.loads(self.outlines)["features"]
        return {f["properties"]["pcode"]: f["properties"]["parent"] for f in features}

    @cached_property
    def area_names(self) -> list[set[str]]:
        """The names of each area, in the outlines and in the interface, and of each place; in search form."""
        every = [f["properties"] for f in json.loads(self.outlines)["features"]]
        said = [
            {*(f[f"name_{lang}"] for lang in Language), *(words(lang)(f["name_en"]) for lang in Language)}
            for f in every
        ]
        places = self.opened.tables["places"].itertuples()
        said += [{p.name_en, p.name_ar, p.name_he, *p.alt_names.split(";")} for p in places]
        # Not every place has a name in each language.
        return [{search_form(name) for name in names if name and search_form(name)} for names in said]

    def has_text(self, text: str) -> pd.Series:
        """Whether each report says a text: each word of it, and of an area's name any name of that area."""
        found = pd.Series(True, index=self.reports.index)  # noqa: FBT003 the value of every row
        left = search_form(text)
        while left:
            begins = {
                name for names in self.area_names for name in names if f"{left} ".startswith(f"{name} ")
            }
            part = max(begins, key=len, default=left.split()[0])
            left = left.removeprefix(part).strip()
            ways = {part}.union(*(names for names in self.area_names if part in names))
            found &= np.logical_or.reduce([self._has_words(way) for way in ways])
        return found

    def _has_words(self, text: str) -> pd.Series:
        said = [self.reports["said"].str.contains(word, regex=False) for word in text.split()]
        return np.logical_and.reduce(said)

    def lies_in(self, pcode: str, area: str) -> bool:
        """Whether an area is another one or lies in it."""
        around: str | None = pcode
        while around in self.parents and around != area:
            around = self.parents[around]
        return around == area

    @cached_property
    def is_point(self) -> pd.Series:
        located = self.reports["lat"].notna() & self.reports["lon"].notna()
        return self.reports["location_precision"].isin(POINTS) & located

    @cached_property
    def is_area(self) -> pd.Series:
        outlined = self.reports["area_pcode"].isin(list(self.parents))
        return self.reports["location_precision"].isin(AREAS) & outlined

    @property
    def begins(self) -> pd.Series:
        """The first day that each report can mean: the first of a month where no more is known."""
        start = self.reports["event_start"]
        return start.where(~self._is_month, start.dt.to_period("M").dt.start_time)

    @property
    def ends(self) -> pd.Series:
        """The last day: that of the start when no end is stated, of the month where no more is known."""
        end = self.reports["event_end"].fillna(self.reports["event_start"])
        return end.where(~self._is_month, end.dt.to_period("M").dt.end_time.dt.normalize())

    @property
    def _is_month(self) -> pd.Series:
        return self.reports["date_precision"] == "month"

    def reasons(self, view: View) -> pd.Series:
        """Why each report is left out; empty for those that are shown."""
        r = self.reports
        first, last = pd.Timestamp(view.date_from), pd.Timestamp(view.date_to)
        inside = r["area_pcode"].map(
            {p: self.lies_in(p, view.area) for p in r["area_pcode"].unique() if p in self.parents}
        )
        found = self.has_text(view.text)
        drawn = (self.is_point & (Layer.REPORTS in view.layers)) | (
            self.is_area & (Layer.AREAS in view.layers)
        )
        tests = {
            "undated": r["event_start"].isna(),
            "other_dates": ~((self.begins <= last) & (self.ends >= first)),
            "other_sources": ~_chosen(r["source_id"], view.sources),
            "other_kinds": ~_chosen(r["kind"], view.kinds),
            "other_precision": ~_chosen(r["location_precision"], view.precisions),
            "other_areas": (inside != True) & (view.area != ALL_AREAS),  # noqa: E712 null is no
            "text": ~found,
            "other_struck": ~_chosen(r["struck"], view.choice("struck")),
            "other_party": ~_chosen(r["direction_claimed"], view.choice("party")),
            "other_claimant": ~_chosen(r["claimant"], view.choice("claimant")),
            "outside_area_drawn": self._lies_outside(view),
            "claims_do_not_differ": self._agree(view.choice("differs")),
            "unlocated": ~(self.is_point | self.is_area),
            "layer_off": ~drawn,
        }
        conditions = [test.to_numpy(dtype=bool) for test in tests.values()]
        return pd.Series(np.select(conditions, [str(reason) for reason in tests], ""), index=r.index)

    def _agree(self, aspects: tuple[str, ...] | None) -> pd.Series:
        """Which reports are of incidents whose claims differ in none of some aspects."""
        if aspects is None:
            return pd.Series(data=False, index=self.reports.index)
        differ = [differ_on(self.reports, aspect) for aspect in aspects]
        return pd.Series(~np.logical_or.reduce(differ), index=self.reports.index)

    def _lies_outside(self, view: View) -> pd.Series:
        """Which reports lie outside the area drawn of a view, if it has one."""
        code = view.choice("aoi")
        if code is None:
            return pd.Series(data=False, index=self.reports.index)
        if code not in self._outside:
            [drawn] = (each for each in DRAWN if code == (each.aoi,))
            reports = self.reports.assign(is_disc=self.is_point, is_area=self.is_area)
            outside = lies_outside(reports, self._shapes, drawn)
            self._outside[code] = pd.Series(outside, index=self.reports.index)
        return self._outside[code]

    @cached_property
    def _outside(self) -> dict[tuple[str, ...], pd.Series]:
        return {}

    @cached_property
    def _shapes(self) -> dict[str, BaseGeometry]:
        return {f["properties"]["pcode"]: shape(f["geometry"]) for f in json.loads(self.outlines)["features"]}

    def shown(self, view: View) -> gpd.GeoDataFrame:
        """The reports that a view shows, in the order of a list."""
        return self.reports[self.reasons(view) == ""]

    def value_counts(self, view: View, column: str) -> dict[str, int]:
        """How many of the reports that a view shows have each value that any of them has."""
        shown = self.shown(view)
        if column in self.reports.columns:
            return shown[column].value_counts().to_dict()
        assert column == "claims_differ", column
        counts = {aspect: int(differ_on(self.reports, aspect)[shown.index].sum()) for aspect in ASPECTS}
        return {aspect: n for aspect, n in counts.items() if n}

    def matching(self, view: View) -> gpd.GeoDataFrame:
        """The reports that a view's filters find, drawn or not, in the order of a list."""
        return self.reports[self.reasons(view).isin(["", "unlocated", "layer_off"])]

    def points(self, view: View) -> gpd.GeoDataFrame:
        """The point-level reports that a view shows."""
        return self.reports[(self.reasons(view) == "") & self.is_point]

    def of_areas(self, view: View) -> gpd.GeoDataFrame:
        """The area-level reports that a view shows, in the order of a list."""
        return self.reports[(self.reasons(view) == "") & self.is_area]

    def tiles(self, view: View, z: int) -> Counter[tuple[int, int]]:
        """How many point-level reports that a view shows lie in each tile of a zoom."""
        metres = self.points(view).geometry.to_crs(3857)
        side = 2 * _WORLD_M / 2**z
        x = np.floor((metres.x + _WORLD_M) / side).astype(int)
        y = np.floor((_WORLD_M - metres.y) / side).astype(int)
        return Counter(zip(x.tolist(), y.tolist(), strict=True))


def _chosen(column: pd.Series, options: tuple[str, ...] | None) -> pd.Series:
    return pd.Series(True, index=column.index) if options is None else column.isin([*map(str, options)])  # noqa: FBT003


def geo_frame(reports: pd.DataFrame, spellings: Callable[[str], str]) -> gpd.GeoDataFrame:
    """Raw rows as the reports of a world; `spellings` gives the other names of a place."""
    said = (
        reports[SEARCHED[0]].str.cat(reports[SEARCHED[1:]], " ") + " " + reports["place_name"].map(spellings)
    )
    ordered = reports.assign(said=said.map(search_form)).sort_values(["event_start", "report_id"])
    points = gpd.points_from_xy(ordered["lon"], ordered["lat"], crs=4326)
    return gpd.GeoDataFrame(ordered, geometry=points).set_index("report_id", drop=False).rename_axis(None)


def raw_reports(data: Path) -> pd.DataFrame:
    """The rows of `reports.csv`, read without the program."""
    texts = pd.read_csv(data / "reports.csv", dtype=str, keep_default_na=False)
    days = {name: pd.to_datetime(texts[name], errors="coerce") for name in ("event_start", "event_end")}
    numbers = {name: pd.to_numeric(texts[name], errors="coerce") for name in ("lat", "lon")}
    return texts.assign(**days, **numbers)


def other_spellings(data: Path) -> Callable[[str], str]:
    """Gives every name of every place of the gazetteer that a text names, word for word."""
    gazetteer = pd.read_csv(data / "gazetteer.csv", dtype=str, keep_default_na=False)
    named = ["name_en", "name_ar", "name_he"]
    places = [
        {search_form(name) for name in (*row[:3], *row[3].split(";"))} - {""}
        for row in gazetteer[[*named, "alt_names"]].to_numpy()
    ]

    def of(text: str) -> str:
        said = f" {' '.join(search_form(text).replace(',', ' ').split())} "
        return " ".join(n for names in places if any(f" {n} " in said for n in names) for n in names)

    return of
