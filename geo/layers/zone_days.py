"""Zone statements by their days, for a map that chooses among them itself while dates are dragged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.filters.ends import ENDS
from geo.geometry.zone_outlines import has_outline
from geo.model.days import day_number
from geo.model.rows import rows
from geo.queries.in_area import statements_in
from geo.snapshot.caches import per_snapshot
from geo.snapshot.statements import STATEMENT_FRESH_DAYS

if TYPE_CHECKING:
    from geo.filters.view import View
    from geo.snapshot.opened import Snapshot


def days_of_zones(snapshot: Snapshot, view: View) -> dict[str, object]:
    """Return what `Snapshot.zones_then` and the view's area decide by; days as numbers since 1970.

    The rule is in `geo/static/js/brush_index/zones.js` once more. A statement that cannot be drawn is there
    as well: it may be the newest on its place.
    """
    of_area, drawn = statements_in(snapshot, view.area), _with_outline(snapshot)
    found = [zone for zone in snapshot.zone_days(ENDS.chosen(view)) if zone.id in of_area]
    places = {place: number for number, place in enumerate(dict.fromkeys(zone.place for zone in found))}
    return {
        "fresh_days": STATEMENT_FRESH_DAYS,
        "id": [zone.id for zone in found],
        "place": [places[zone.place] for zone in found],
        "begins": [day_number(zone.begins) for zone in found],
        "begun": [day_number(zone.begun) for zone in found],
        "ends": [None if zone.ends is None else day_number(zone.ends) for zone in found],
        "is_drawn": [zone.id in drawn for zone in found],
    }


@per_snapshot
def _with_outline(snapshot: Snapshot) -> frozenset[str]:
    return frozenset(zone.zone_id for zone in rows(snapshot.zones) if has_outline(zone, snapshot.areas))
