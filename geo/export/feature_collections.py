"""The collections of features that programs read, in one table: what is in each, and what filters it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

import numpy as np
import pyarrow as pa
import shapely

from geo.export.export_columns import SCHEMA as REPORT_SCHEMA
from geo.export.feature_query import Feature, FeatureQuery, FoundFeatures
from geo.export.report_features import found_reports, one_report
from geo.export.statement_features import columns_of, found_statements, one_statement
from geo.filters import registry
from geo.filters.area import AREA
from geo.filters.dates import DATES
from geo.filters.ends import ENDS
from geo.filters.filter import Filter
from geo.filters.filter_index import AREA as AREA_CODE
from geo.filters.filter_index import DISC
from geo.filters.sources import SOURCES
from geo.language import N_
from geo.model import EndReading
from geo.model.days import day_of
from geo.queries.ground_search import area_shape
from geo.queries.statement_tables import ANY_LATER_DAY, statement_table
from geo.queries.view_answer import ViewAnswer
from geo.snapshot.caches import per_snapshot
from geo.snapshot.derive import degrees
from geo.snapshot.opened import Snapshot
from geo.snapshot.tables import arrow_schema

Bounds = tuple[float, float, float, float]
_DIGITS = 3
_M_PER_DEGREE = 100_000.0
"""A little less than there are: what holds all may be larger."""
_BEYOND_M = 5.0


@dataclass(frozen=True, eq=False)
class FeatureCollection:
    """One kind of rows, as OGC API - Features gives it away."""

    id: str
    """Name in the address; that of the table."""
    title: str
    """A message id, as the two that follow."""
    description: str
    geometry: str
    """What the geometry of a feature is, and so with what `bbox` is compared."""
    time: str
    """With which days `datetime` is compared."""
    filters: tuple[Filter, ...]
    """Those of the view that choose among its rows."""
    schema: pa.Schema
    """Columns that a feature has as properties, with their types."""
    find: Callable[[FeatureQuery], FoundFeatures]
    one: Callable[[ViewAnswer, str], Feature | None]
    has_geometry: bool = True

    def refused(self, answer: ViewAnswer) -> list[str]:
        """Return the parameters of filters that a view sets and that choose nothing among these rows."""
        others = (each for each in registry.filters() if each not in self.filters)
        return [name for each in others if each.is_chosen(answer.requested) for name in each.parameters]

    def extent(self, snapshot: Snapshot) -> tuple[Bounds | None, tuple[date, date | None] | None]:
        """Return bounds that hold every feature (west, south, east, north in degrees), and all days.

        None where nothing has a geometry or a day; the last day is None where one has no end.
        """
        if self.id == "reports":
            return _bounds_of_reports(snapshot), snapshot.span if snapshot.is_dated else None
        return _extent_of_table(snapshot, self.id)


def _statements(name: str, *filters: Filter, has_geometry: bool = True, **said: str) -> FeatureCollection:
    schema = arrow_schema(name)
    return FeatureCollection(
        id=name,
        filters=(DATES, SOURCES, AREA, *filters),
        schema=pa.schema([schema.field(column) for column in columns_of(schema)]),
        find=partial(found_statements, name),
        one=partial(one_statement, name),
        has_geometry=has_geometry,
        **said,
    )


_NO_GROUND = N_("None: such a row states no ground of its own, so a bounding box leaves none out.")
_AS_OF = N_("The day as of which the figure is told.")
COLLECTIONS: Mapping[str, FeatureCollection] = {
    each.id: each
    for each in (
        FeatureCollection(
            id="reports",
            title=N_("Strike reports"),
            description=N_(
                "Each is one source’s statement about a strike or a series of strikes, with its claimant. "
                "Reports on one incident stand side by side and are never added up."
            ),
            geometry=N_(
                "The footprint that the stated location supports: a disc round the point, an area’s outline, "
                "or none. The point, where there is one, is in lat and lon."
            ),
            time=N_("The days on which the report says that something happened."),
            filters=registry.filters(),
            schema=REPORT_SCHEMA,
            find=found_reports,
            one=one_report,
        ),
        _statements(
            "zones",
            ENDS,
            title=N_("Zone statements"),
            description=N_(
                "Each is a status that an issuer gave a place for some time. It repeats the issuer’s words "
                "and is not a finding about the place. No zone here is called safe."
            ),
            geometry=N_(
                "The outline as it is recorded, a disc for a place known by a point only, the point of a "
                "crossing, or none."
            ),
            time=N_(
                "The days on which the status may have been in force, a missing end read as the view says."
            ),
        ),
        _statements(
            "sheltering",
            title=N_("People sheltering"),
            description=N_("Each is a figure of people sheltering in an area, as its claimant tells it."),
            geometry=N_("The outline of the areas that the figure is about."),
            time=_AS_OF,
        ),
        _statements(
            "pauses",
            ENDS,
            title=N_("Pauses"),
            description=N_(
                "Each is a statement on a cease-fire, a truce or a humanitarian pause. "
                "Its ends may be disputed."
            ),
            geometry=_NO_GROUND,
            time=N_("The days on which the pause may have held, a missing end read as the view says."),
            has_geometry=False,
        ),
        _statements(
            "tolls",
            title=N_("Tolls"),
            description=N_("Each is a figure as of a day by one claimant. Tolls are never added up."),
            geometry=_NO_GROUND,
            time=_AS_OF,
            has_geometry=False,
        ),
        _statements(
            "assessments",
            title=N_("Damage assessments"),
            description=N_("Each is a cell in which somebody counted damaged structures in an image."),
            geometry=N_("The outline of the cell."),
            time=N_("The days of the images."),
        ),
    )
}
"""By their names in the address."""


@per_snapshot
def _bounds_of_reports(snapshot: Snapshot) -> Bounds | None:
    columns = snapshot.store.columns
    discs, of_areas = columns.footprint == DISC, columns.footprint == AREA_CODE
    bounds = []
    if discs.any():
        gx, gy = columns.gx[discs], columns.gy[discs]
        west, north = degrees(int(gx.min()), int(gy.min()))
        east, south = degrees(int(gx.max()) + 1, int(gy.max()) + 1)
        reach_m = float(columns.radius_m[discs].max()) + _BEYOND_M
        tall = reach_m / _M_PER_DEGREE
        wide = tall / max(np.cos(np.radians(max(abs(north), abs(south)))), 0.05)
        bounds.append((west - wide, south - tall, east + wide, north + tall))
    codes = np.unique(columns.area_code[of_areas]).tolist()
    bounds += [area_shape(snapshot, snapshot.store.pcodes[code]).bounds for code in codes]
    return _all_round(bounds)


@per_snapshot
def _extent_of_table(snapshot: Snapshot, name: str) -> tuple[Bounds | None, tuple[date, date | None] | None]:
    table = statement_table(snapshot, name, EndReading.UNTIL_NEXT)
    shapes = [shape for shape in table.shapes if shape is not None]
    bounds = _all_round([tuple(shapely.total_bounds(shapes).tolist())]) if shapes else None
    if not table.is_dated.any():
        return bounds, None
    first, last = int(table.first[table.is_dated].min()), int(table.last[table.is_dated].max())
    return bounds, (day_of(first), None if last >= ANY_LATER_DAY else day_of(last))


def _all_round(bounds: Iterable[tuple[float, ...]]) -> Bounds | None:
    """Return what holds some bounds, with few decimals."""
    corners = np.array(list(bounds))
    if not len(corners):
        return None
    step = 10.0**_DIGITS
    low, high = (
        np.floor(corners[:, :2].min(axis=0) * step) / step,
        np.ceil(corners[:, 2:].max(axis=0) * step) / step,
    )
    (west, south), (east, north) = low.round(_DIGITS).tolist(), high.round(_DIGITS).tolist()
    return max(west, -180.0), max(south, -90.0), min(east, 180.0), min(north, 90.0)
