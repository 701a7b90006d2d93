"""Tolls of a view: those that its dates, sources and area find, and how many they leave out."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from geo.filters.view import View
from geo.queries.in_area import tolls_of_area
from geo.snapshot.opened import Snapshot


@dataclass(frozen=True, slots=True)
class Tolls:
    """The tolls as of a view's dates: those that its filters find, and how many they leave out."""

    found: pd.DataFrame
    other_dates: int
    """Tolls as of other days."""
    other_sources: int
    """Further tolls of publishers that are none of the sources chosen."""
    other_areas: int
    """Further tolls of which the area is another one or reaches beyond the one chosen."""


def tolls_in(snapshot: Snapshot, view: View) -> Tolls:
    """Return the tolls of a view; its kinds, precisions and text apply to reports only.

    A toll names its publisher and its area in words: a source is known by its name, an area by the names of
    the gazetteer. A toll of an area without an outline is in no area chosen.
    """
    tolls = snapshot.tables["tolls"]
    then = tolls[tolls["as_of_date"].between(pd.Timestamp(view.date_from), pd.Timestamp(view.date_to))]
    by_source = then[_is_of_sources(then, snapshot, view)]
    by_area = by_source[tolls_of_area(by_source, view.area, snapshot.areas)]
    return Tolls(by_area, len(tolls) - len(then), len(then) - len(by_source), len(by_source) - len(by_area))


def _is_of_sources(tolls: pd.DataFrame, snapshot: Snapshot, view: View) -> pd.Series[bool]:
    if view.sources is None:
        return pd.Series(data=True, index=tolls.index, dtype=bool)
    sources = snapshot.tables["sources"]
    return tolls["publisher"].isin(sources.loc[sources.index.isin(view.sources), "name"])
