"""On what the claims about one incident differ, worked out once more from the rows as they are published.

docs/method.md, "Where claims differ". Nothing here knows of the program.
"""

from __future__ import annotations

import pandas as pd

ASPECTS = ("number", "kind", "party", "place", "time")
_NUMBERS = ("strikes", "killed", "injured")


def differ_on(reports: pd.DataFrame, aspect: str) -> pd.Series:
    """Whether the claims about the incident of each report differ on an aspect; rows as in `reports.csv`."""
    key = _text(reports, "incident_key")
    several = key.ne("") & key.map(key.value_counts()).gt(1)
    differs = pd.Series(data=False, index=reports.index)
    for said in _said(reports, aspect):
        stated = said[said.ne("") & several]
        ways = stated.groupby(key[stated.index]).nunique()
        differs |= key.isin(ways.index[ways > 1])
    if aspect == "party":
        contested = _text(reports, "responsibility").isin(["denied", "disputed"]) & several
        differs |= key.isin(set(key[contested]))
    return differs


def _said(rows: pd.DataFrame, aspect: str) -> list[pd.Series]:
    """What each claim states, as texts that are the same for the same; empty where it states nothing."""
    if aspect == "number":
        is_whole = _text(rows, "contained_in").eq("")
        return [_figure(rows, what).where(is_whole, "") for what in _NUMBERS]
    if aspect == "kind":
        return [_text(rows, name).replace("unspecified", "") for name in ("kind", "struck")]
    if aspect == "time":
        return _times(rows)
    return [_text(rows, {"party": "direction_claimed", "place": "place_name"}[aspect])]


def _text(rows: pd.DataFrame, name: str) -> pd.Series:
    return rows[name].fillna("").astype(str)


def _figure(rows: pd.DataFrame, what: str) -> pd.Series:
    low, high = (pd.to_numeric(rows[f"{what}_{end}"], errors="coerce") for end in ("min", "max"))
    said = low.map("{:.0f}".format) + "-" + high.map("{:.0f}".format)
    return said.where(low.notna() | high.notna(), "")


def _times(rows: pd.DataFrame) -> list[pd.Series]:
    first, last = (pd.to_datetime(rows[f"event_{end}"], errors="coerce") for end in ("start", "end"))
    last = last.fillna(first)
    is_month = _text(rows, "date_precision").eq("month")
    begins, ends = first.dt.strftime("%Y-%m-%d"), last.dt.strftime("%Y-%m-%d")
    month_begins = first.dt.strftime("%Y-%m-01")
    month_ends = (last + pd.offsets.MonthEnd(0)).dt.strftime("%Y-%m-%d")
    days = (begins.where(~is_month, month_begins) + " to " + ends.where(~is_month, month_ends)).fillna("")
    # One hour of one day is both ends of it; an hour of a month says nothing.
    hour, until = _text(rows, "time_from"), _text(rows, "time_to")
    hours = hour + "-" + until.where(until.ne("") | first.ne(last), hour)
    return [days, hours.where(hour.ne("") & ~is_month & days.ne(""), "")]
