"""Exposure worked out once more without `geo.analysis`: every report against every zone, shape by shape.

Discs are polygons, days are compared one by one, and nothing is shared with the code that is tested but the
outlines that the map draws.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pandas as pd
import shapely
from pyproj import Transformer

from geo.geometry.zone_outlines import zone_geometry
from geo.model.rows import Row, rows
from geo.snapshot.opened import Snapshot

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

FAR = date(2200, 1, 1)
CLOCKS = {
    "PS": "Asia/Gaza",
    "IS": "Asia/Jerusalem",
    "LB": "Asia/Beirut",
    "IR": "Asia/Tehran",
    "SY": "Asia/Damascus",
    "YE": "Asia/Aden",
    "QA": "Asia/Qatar",
    "EG": "Africa/Cairo",
    "JO": "Asia/Amman",
}
"""By the first letters of p-codes."""


@dataclass(frozen=True)
class Slowly:
    """One snapshot in the plane of EPSG:32636; what lies far from it is left out."""

    opened: Snapshot

    @cached_property
    def zones(self) -> dict[str, Row]:
        """Zone statuses that have an outline, by id."""
        return {zone.zone_id: zone for zone in rows(self.opened.zones) if zone.zone_id in self.outlines}

    @cached_property
    def outlines(self) -> dict[str, BaseGeometry]:
        """Their outlines, metres."""
        found = {zone.zone_id: zone_geometry(zone, self.opened.areas) for zone in rows(self.opened.zones)}
        return {zone_id: in_metres(shape) for zone_id, shape in found.items() if shape is not None}

    @cached_property
    def grounds(self) -> dict[str, tuple[BaseGeometry, BaseGeometry]]:
        """The ground of each report that has a date, metres, and the part that is sure to lie in its area."""
        return {
            report.report_id: self._ground(report)
            for report in rows(self.opened.reports)
            if report.footprint and not pd.isna(report.event_start)
        }

    def _ground(self, report: Row) -> tuple[BaseGeometry, BaseGeometry]:
        area, inner = self.areas.get(report.area_pcode, (None, None))
        if report.footprint == "area":
            return area, inner
        point = in_metres(shapely.Point(report.lon, report.lat))
        disc = point.buffer(report.footprint_radius_m, quad_segs=64)
        if area is None or report.footprint_radius_m > 5_000 or not disc.intersects(inner):
            return disc, disc
        return disc.intersection(area), disc.intersection(inner)

    @cached_property
    def areas(self) -> dict[str, tuple[BaseGeometry, BaseGeometry]]:
        """Each area, metres, and the area without 150 m at its edge."""
        shapes = {area.pcode: in_metres(area.geometry) for area in self.opened.areas}
        return {pcode: (shape, shape.buffer(-150)) for pcode, shape in shapes.items()}

    def near(self, report_id: str, zone_id: str, metres: float) -> tuple[bool, bool]:
        """Whether a report's ground lies certainly and possibly within metres of a zone's outline."""
        (ground, inner), outline = self.grounds[report_id], self.outlines[zone_id]
        # A touch is near, but no ground that both have.
        is_near = outline.distance(ground) <= metres
        if not is_near or not (metres or inner.relate_pattern(outline, "T********")):
            return False, False
        reach = outline.buffer(metres, quad_segs=64) if metres else outline
        return bool(reach.contains(inner)), True

    @cached_property
    def days(self) -> dict[str, tuple[date, date]]:
        """First and last day of each report that has one."""
        found = {}
        for report in rows(self.opened.reports):
            if not pd.isna(report.event_start):
                last = report.event_start if pd.isna(report.event_end) else report.event_end
                first, last = report.event_start.date(), last.date()
                if report.date_precision == "month":
                    first = first.replace(day=1)
                    last = (last.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
                found[report.report_id] = first, last
        return found

    def following(self, zone: Row) -> date:
        """The day of the next statement on the same place."""
        later = self.opened.zones.query("zone_key == @zone.zone_key")["valid_from"]
        return min((day.date() for day in later if day > zone.valid_from), default=FAR)

    def during(self, zone_id: str, reading: str) -> dict[str, tuple[bool, bool]]:
        """Whether the time of reports falls certainly and possibly into that of a status."""
        zone = self.zones[zone_id]
        has_end, begins = not pd.isna(zone.valid_to), zone.valid_from.date()
        unstated = {"day": begins, "until_next": self.following(zone), "open": FAR}[reading]
        ends = zone.valid_to.date() if has_end else unstated
        began = self.moment(zone, begins, zone.valid_from_time)
        following = self.next_moment(zone, ends) if reading == "until_next" else None
        ended = self.moment(zone, ends, zone.valid_to_time) if has_end else following
        found = {}
        for report_id in self.days.keys() & self.grounds.keys():
            has_begun, is_over = self.after(report_id, begins, began), self.after(report_id, ends, ended)
            found[report_id] = (
                has_end and has_begun[1] and not is_over[0],
                has_begun[0] and not is_over[1],
            )
        return found

    def after(self, report_id: str, day: date, moment: datetime | None) -> tuple[bool, bool]:
        """Whether a report is possibly at or after a day or a moment, and certainly after it."""
        if moment and report_id in self.moments:
            first, last = self.moments[report_id]
            return last >= moment, first > moment
        first, last = self.days[report_id]
        return last >= day, first > day

    @cached_property
    def moments(self) -> dict[str, tuple[datetime, datetime]]:
        """First and last moment of each report of a day with an hour, UTC."""
        found = {}
        for report in rows(self.opened.reports):
            first, last = self.days.get(report.report_id, (FAR, FAR))
            clock = CLOCKS.get(report.area_pcode[:2])
            until = report.time_to or (report.time_from if first == last else "")
            if (
                report.time_from
                and until
                and clock
                and not (report.date_precision == "range" and first == last)
            ):
                found[report.report_id] = utc(first, report.time_from, clock), utc(last, until, clock)
        return found

    def moment(self, zone: Row, day: date, time_of_day: str) -> datetime | None:
        """The moment at which a statement begins or ends, UTC."""
        clocks = {CLOCKS.get(pcode[:2]) for pcode in zone.pcodes.split(";")}
        if not time_of_day or len(clocks) > 1 or None in clocks:
            return None
        clock = clocks.pop()
        is_israels = zone.issued_by.startswith(("Israel Defense Forces", "Israeli military", "COGAT"))
        return utc(day, time_of_day, "Asia/Jerusalem" if is_israels and clock == "Asia/Gaza" else clock)

    def next_moment(self, zone: Row, day: date) -> datetime | None:
        """The moment at which the next statements on the same place begin, when all of them state an hour."""
        following = [
            self.moment(other, day, other.valid_from_time)
            for other in rows(self.opened.zones)
            if other.zone_key == zone.zone_key and other.valid_from == pd.Timestamp(day)
        ]
        return min(following) if following and all(following) else None


def utc(day: date, time_of_day: str, clock: str) -> datetime:
    """A local time in UTC; those that exist twice or not at all are not told apart."""
    return datetime.combine(day, time.fromisoformat(time_of_day), ZoneInfo(clock)).astimezone(UTC)


def in_metres(shape: BaseGeometry) -> BaseGeometry:
    """A shape of longitudes and latitudes in EPSG:32636."""
    return shapely.transform(shape, TO_METRES.transform, interleaved=False)


TO_METRES = Transformer.from_crs(4326, 32636, always_xy=True)
