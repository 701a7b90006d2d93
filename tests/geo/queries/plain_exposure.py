"""Exposure worked out once more without `geo.analysis`: every report against every zone, shape by shape.

Discs are polygons, days are compared one by one, and nothing is shared with the code that is tested but the
outlines that the map draws.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd
import shapely
from pyproj import Transformer

from geo.geometry.zone_outlines import zone_geometry
from geo.model.rows import Row, rows
from geo.snapshot.opened import Snapshot

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

FAR = date(2200, 1, 1)


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
    def grounds(self) -> dict[str, tuple[BaseGeometry, bool]]:
        """The ground of each report that has a date, metres, and whether it is a disc."""
        found = {}
        for report in rows(self.opened.reports):
            if report.footprint == "disc" and not pd.isna(report.event_start):
                point = in_metres(shapely.Point(report.lon, report.lat))
                found[report.report_id] = point.buffer(report.footprint_radius_m, quad_segs=64), True
            elif report.footprint == "area" and not pd.isna(report.event_start):
                found[report.report_id] = in_metres(self.opened.areas[report.footprint_pcode].geometry), False
        return found

    def near(self, report_id: str, zone_id: str, metres: float) -> tuple[bool, bool]:
        """Whether a report's ground lies certainly and possibly within metres of a zone's outline."""
        (ground, is_disc), outline = self.grounds[report_id], self.outlines[zone_id]
        possible = bool(ground.distance(outline) <= metres)
        reach = outline.buffer(metres, quad_segs=64) if metres and possible and is_disc else outline
        return is_disc and possible and bool(reach.contains(ground)), possible

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
        """Whether the days of reports fall certainly and possibly into those of a status."""
        zone = self.zones[zone_id]
        has_end, begins = not pd.isna(zone.valid_to), zone.valid_from.date()
        unstated = {"day": begins, "until_next": self.following(zone), "open": FAR}[reading]
        ends = zone.valid_to.date() if has_end else unstated
        return {
            report_id: (has_end and begins < first and last < ends, last >= begins and first <= ends)
            for report_id, (first, last) in self.days.items()
            if report_id in self.grounds
        }


def in_metres(shape: BaseGeometry) -> BaseGeometry:
    """A shape of longitudes and latitudes in EPSG:32636."""
    return shapely.transform(shape, TO_METRES.transform, interleaved=False)


TO_METRES = Transformer.from_crs(4326, 32636, always_xy=True)
