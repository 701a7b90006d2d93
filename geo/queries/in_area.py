"""What lies in the area of a view: one rule for statements, figures and pauses, wherever they are shown.

What is stated of ground holds throughout it: a zone status, or a pause, is in each area that its ground
reaches into. What is counted holds of its whole area alone: a toll, or a figure of people sheltering, is in
an area only when all that it names lies there, as nobody said which part of it does. So it is with reports
(`geo.filters.area`).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.filters.ends import ENDS
from geo.filters.view import ALL_AREAS, View
from geo.geometry.gazetteer import Areas
from geo.geometry.stated_ground import shares_ground
from geo.geometry.zone_outlines import zone_geometry
from geo.model.rows import Row, rows
from geo.queries.pauses import pauses_of
from geo.queries.pauses import statements_in as pause_statements_in
from geo.snapshot.caches import per_snapshot
from geo.snapshot.opened import Snapshot

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry


@per_snapshot
def places_in(snapshot: Snapshot, area: str) -> frozenset[str]:
    """Return the `zone_key` of each place of which a statement reaches into an area (a p-code, or `all`)."""
    zones = snapshot.zones
    if area == ALL_AREAS:
        return frozenset(zones["zone_key"])
    if area not in snapshot.areas:
        # An older snapshot may know fewer areas than the one of which they were chosen.
        return frozenset()
    shapes = _shapes(snapshot)
    return frozenset(
        zone.zone_key
        for zone in rows(zones)
        if _reaches_into(zone, shapes[zone.zone_id], area, snapshot.areas)
    )


@per_snapshot
def statements_in(snapshot: Snapshot, area: str) -> frozenset[str]:
    """Return the ids of all statements on these places."""
    zones = snapshot.zones
    return frozenset(zones.index[zones["zone_key"].isin(places_in(snapshot, area))])


def zones_then_in(snapshot: Snapshot, view: View) -> dict[str, bool]:
    """Return the ids of the zone statuses of a view's dates and area, each with whether it is `earlier`."""
    then = snapshot.zones_then(view.date_from, view.date_to, ENDS.chosen(view))
    of_area = statements_in(snapshot, view.area)
    return {zone_id: earlier for zone_id, earlier in then.items() if zone_id in of_area}


def zones_in(snapshot: Snapshot, view: View) -> pd.DataFrame:
    """Return the same as rows, with `earlier`; without the earlier ones where the view leaves them out."""
    found = snapshot.zones_in(view)
    return found[found.index.isin(statements_in(snapshot, view.area))]


def sheltering_in(snapshot: Snapshot, view: View) -> pd.DataFrame:
    """Return the newest figures of people sheltering on a view's last day, of its area."""
    return figures_on(snapshot, view.date_to, view.area)


def figures_on(snapshot: Snapshot, day: date, area: str) -> pd.DataFrame:
    """Return the newest figures of people sheltering on a day, of an area (a p-code, or `all`)."""
    figures = snapshot.sheltering_on(day)
    if area == ALL_AREAS:
        return figures
    inside = snapshot.areas.within(area)
    # An empty list would choose columns.
    return figures[np.array([inside.issuperset(pcodes.split(";")) for pcodes in figures["pcodes"]], bool)]


def tolls_of_area(tolls: pd.DataFrame, area: str, areas: Areas) -> pd.Series[bool]:
    """Return which tolls are of an area; one names its area in words, known by the names of the gazetteer.

    A toll of an area without an outline is in no area chosen.
    """
    if area == ALL_AREAS:
        return pd.Series(data=True, index=tolls.index, dtype=bool)
    inside = areas.within(area)
    is_in = {
        text: bool(named := areas.named_in(text)) and inside.issuperset(named) for text in set(tolls["area"])
    }
    return tolls["area"].map(is_in).astype(bool)


def pauses_in(snapshot: Snapshot, view: View) -> pd.DataFrame:
    """Return the pauses of a view's dates that reach into its area; one that names none may be anywhere."""
    statements = pause_statements_in(snapshot, view)
    return statements[statements_reach(snapshot, statements.index, view.area)]


def statements_reach(snapshot: Snapshot, pause_ids: Iterable[str], area: str) -> np.ndarray:
    """Return which statements on pauses reach into an area (a p-code, or `all`), as an array of booleans."""
    areas = snapshot.areas
    inside = areas.within(area)
    areas_of = {row.pause_id: pause.areas for pause in pauses_of(snapshot) for row in pause.statements}

    def reaches(pause_id: str) -> bool:
        named = areas_of.get(pause_id, ())
        return not named or any(pcode in inside or area in areas.within(pcode) for pcode in named)

    return np.array([area == ALL_AREAS or reaches(pause_id) for pause_id in pause_ids], bool)


@per_snapshot
def _shapes(snapshot: Snapshot) -> dict[str, BaseGeometry | None]:
    return {zone.zone_id: zone_geometry(zone, snapshot.areas) for zone in rows(snapshot.zones)}


def _reaches_into(zone: Row, shape: BaseGeometry | None, area: str, areas: Areas) -> bool:
    if shape is None:
        return not areas.within(area).isdisjoint(zone.pcodes.split(";"))
    return shares_ground(shape, area, areas)
