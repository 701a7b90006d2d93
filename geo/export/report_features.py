"""Reports as features: the columns of an export, on the ground that each supports."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from geo.export.derived_columns import with_derived_columns
from geo.export.export_columns import in_order
from geo.export.feature_query import Feature, FeatureQuery, FoundFeatures
from geo.export.to_geojson import property_rows
from geo.filters.ends import ENDS
from geo.filters.filter_index import AREA, DISC, NO_DAY
from geo.queries.ground_search import area_shape, drawn_disc, on_ground
from geo.queries.view_answer import ViewAnswer
from geo.snapshot.matching import MatchingReports

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from geo.queries.statement_tables import Span
    from geo.snapshot.opened import Snapshot


def found_reports(query: FeatureQuery) -> FoundFeatures:
    """Find the reports of a query, by event date, then id: those that an export of its view has.

    No row is read but those of the page asked for.
    """
    answer, found = query.answer, query.answer.matching()
    if query.days is not None:
        found = _only(found, _within(answer.snapshot, found, query.days))
    if query.ground is not None:
        found = _only(found, on_ground(answer.snapshot, found, query.ground))

    def page(offset: int, limit: int) -> Iterator[Feature]:
        part = slice(offset, offset + limit)
        return _features(answer, MatchingReports(found.wide, found.rows[part], found.is_shown[part]))

    return FoundFeatures(len(found), page)


def one_report(answer: ViewAnswer, report_id: str) -> Feature | None:
    """Return one report, which may be without a date; None when there is none of that id."""
    store = answer.snapshot.store
    rows = np.array(list(store.places([report_id]).values()), np.int64)
    is_shown = store.shown(answer.view)[rows]
    return next(_features(answer, MatchingReports(answer.matching().wide, rows, is_shown)), None)


def _features(answer: ViewAnswer, reports: MatchingReports) -> Iterator[Feature]:
    snapshot, places = answer.snapshot, iter(reports.rows.tolist())
    for batch in in_order(with_derived_columns(snapshot, reports, ENDS.chosen(answer.view))):
        # Numbers keep a decimal where others of their column have one: GDAL takes the type of the first page.
        for row, place in zip(property_rows(batch), places, strict=False):
            yield Feature(str(row["report_id"]), _shape(snapshot, place, row), row)


def _shape(snapshot: Snapshot, place: int, row: dict[str, object]) -> BaseGeometry | None:
    """Return the ground of a report by its place in the list."""
    columns = snapshot.store.columns
    if columns.footprint[place] == AREA:
        return area_shape(snapshot, str(row["area_pcode"]))
    if columns.footprint[place] == DISC:
        lat, lon = (float(str(row[name])) for name in ("lat", "lon"))
        return drawn_disc(lat, lon, float(columns.radius_m[place]))
    return None


def _within(snapshot: Snapshot, found: MatchingReports, days: Span) -> np.ndarray:
    columns = snapshot.store.columns
    first, last = columns.day_first[found.rows], columns.day_last[found.rows]
    # Who says no day excludes none.
    return np.asarray(((first <= days[1]) & (last >= days[0])) | (first == NO_DAY))


def _only(found: MatchingReports, wanted: np.ndarray) -> MatchingReports:
    return MatchingReports(found.wide, found.rows[wanted], found.is_shown[wanted])
