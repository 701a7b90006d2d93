"""How reports lie to zone statements, worked out pair by pair: docs/method.md, "Exposure".

Each rule is a function of its own. `Exposure` holds for every pair of a statement and a report whether the
report lies within a distance, in a period, possibly and certainly.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from math import inf
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from tests.oracle.chronicle import Chronicle

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

DISTANCES_M = (0, 500, 1_000, 5_000)
WINDOWS_DAYS = (30, 7, 1)
DURING = ("during", 0)
PERIODS = (
    *(("before", days) for days in WINDOWS_DAYS),
    DURING,
    *(("after", days) for days in reversed(WINDOWS_DAYS)),
)
CERTAIN, POSSIBLE = 0, 1
ORDER, LABEL = "ordered_to_evacuate", "labelled_humanitarian"
CENTIMETRE_M = 0.01
"""docs/method.md, Limits: "Distances are worked out in 32 bits, exact to a centimetre"."""
HOURS_A_DAY = 24
EDGE_M = 150.0
"""So where a shape is asked whether it lies in another, 150 m at the edge of the stated area are left out."""
MOST_CUT_M = 5_000.0
SLIVER_M2 = 1.0
"""What is left of two shapes that fit each other is no ground."""
SEGMENTS = 64
"""Of a quarter of a circle: 0.4 m of 5 km are lost between its corners."""

Lies = tuple[np.ndarray, np.ndarray]
"""Certainly, and possibly."""


@dataclass(frozen=True)
class Ground:
    """Where a statement holds: an outline, or a point and the radius of the disc round it."""

    shape: BaseGeometry
    """EPSG:4326, longitude first."""
    radius_m: float = 0.0


def ground_of(zone: pd.Series, outlines: gpd.GeoDataFrame) -> Ground | None:
    """The ground of a statement; None where no outline could be drawn.

    docs/method.md, Zone statements in time: "A crossing is a point. Any other place that is known by a point
    is drawn as a disc: 1 km for camps and shelter areas, 3 km for towns under an order." data/DATA.md:
    "`p-codes: …` = the area equals `pcodes`, take it from the outlines. `not drawn: …` = shade nothing".
    """
    basis = zone["geometry_basis"]
    if basis.startswith("not drawn"):
        return None
    if zone["geometry_wkt"]:
        shape = shapely.from_wkt(zone["geometry_wkt"])
        is_disc = shape.geom_type == "Point" and zone["kind"] != "crossing"
        return Ground(shape, (3_000.0 if zone["kind"] == "evacuation_order" else 1_000.0) if is_disc else 0.0)
    pcodes = [pcode for pcode in zone["pcodes"].split(";") if pcode in outlines.index]
    if not basis.startswith("p-codes") or not pcodes:
        return None
    return Ground(shapely.union_all(outlines.loc[pcodes].geometry.to_numpy()))


def utm_of(shape: BaseGeometry) -> int:
    """The EPSG code of the UTM zone of an outline's middle, north of the equator."""
    return 32_600 + int((shape.centroid.x + 180) // 6) + 1


def in_metres(shapes: gpd.GeoSeries, epsg: int) -> np.ndarray:
    return shapes.to_crs(epsg).to_numpy()


def disc_distances_m(ground: BaseGeometry, middles: np.ndarray) -> np.ndarray:
    """Metres from the middle of each disc to an outline, negative inside."""
    outside = shapely.distance(middles, ground)
    inside = shapely.distance(middles, shapely.boundary(ground)) if ground.area else outside
    return np.where(shapely.intersects(middles, ground), -inside, outside)


def whole_discs(distance_m: np.ndarray, radius_m: np.ndarray, within_m: float) -> Lies:
    """Whether whole discs lie inside, or within some metres of, an outline.

    "possibly inside: s − r < 0 · possibly within D: s − r ≤ D · certainly inside, or within D: s + r ≤ D". "A
    shared edge is no overlap. To be inside takes ground that both have".
    """
    least, most = distance_m - radius_m, distance_m + radius_m
    possible = least <= within_m + CENTIMETRE_M if within_m else least < -CENTIMETRE_M
    return most <= within_m + CENTIMETRE_M, possible


def cut_discs(
    middles: np.ndarray, radius_m: np.ndarray, area: Area, near: BaseGeometry, within_m: float
) -> Lies:
    """The same of discs that the edge of their stated area cuts; `near` is all within that distance.

    "possibly inside: A' ∩ Z has ground less than r away · possibly within D: A ∩ Z_D is at most r away ·
    certainly: A' without Z_D is at least r away, or is nothing". What is certain is possible.
    """
    both = (area.outline if within_m else area.core).intersection(near)
    away = _metres_away(middles, both)
    possible = away <= radius_m + CENTIMETRE_M if within_m else away < radius_m - CENTIMETRE_M
    certain = _metres_away(middles, area.core.difference(near)) >= radius_m - CENTIMETRE_M
    return certain & possible, possible


def area_report(area: Area, near: BaseGeometry, within_m: float) -> tuple[bool, bool]:
    """The same of a report of a whole area.

    "A report of an area is inside or near in the same way, with the area for its ground:
    possibly inside when A' and Z share ground, certainly when Z covers A'".
    """
    part = area.outline if within_m else area.core
    possible = shapely.intersects(part, near) if within_m else has_ground(part.intersection(near))
    return bool(possible and not has_ground(area.core.difference(near))), bool(possible)


def has_ground(shape: BaseGeometry) -> bool:
    """Whether a shape is more than the seam of two others; a point, as a crossing is, counts."""
    return shape.area > SLIVER_M2 or (shape.geom_type == "Point" and not shape.is_empty)


def _metres_away(middles: np.ndarray, shape: BaseGeometry) -> np.ndarray:
    return shapely.distance(middles, shape) if has_ground(shape) else np.full(len(middles), inf)


def is_cut(middles: np.ndarray, radius_m: np.ndarray, area: BaseGeometry) -> np.ndarray:
    """Which discs reach over the edge of their stated area.

    "lies in the area, or names none: the disc · reaches over its edge: the part within the area · does not
    reach the area: the whole disc". "Discs of more than 5 km are not cut."
    """
    distance_m = disc_distances_m(area, middles)
    return (np.abs(distance_m) < radius_m) & (radius_m <= MOST_CUT_M)


def holds_in_time(period: tuple[str, int], zone: pd.Series, a: np.ndarray, b: np.ndarray) -> list[np.ndarray]:
    """Whether events of days in [a, b] are certainly, and possibly, in a period of a status."""
    s1, s2, e1, e2 = zone[["start_first", "start_last", "end_first", "end_last"]].to_numpy(dtype=float)
    name, w = period
    if name == "during":
        return [(a > s2) & (b < e1), (b >= s1) & (a <= e2)]
    if name == "before":
        return [(b < s1) & (a >= s2 - w), (a <= s2) & (b >= s1 - w)]
    return [(a > e2) & (b <= e1 + w), (b >= max(s1, e1)) & (a <= e2 + w)]


def lead_hours(zone: pd.Series, a: float, b: float) -> tuple[float, float]:
    """Hours from a status to an event: "at least 24 · max(0, a − s2 − 1), less than 24 · (b + 1 − s1)"."""
    return HOURS_A_DAY * max(0.0, a - zone["start_last"] - 1), HOURS_A_DAY * (b + 1 - zone["start_first"])


@dataclass(frozen=True)
class Area:
    """A stated area in metres."""

    outline: BaseGeometry
    core: BaseGeometry
    """Without what is left out at its edge."""


@dataclass(frozen=True, eq=False)
class Exposure:
    """Every pair of a statement that has an outline and a report."""

    zone_ids: tuple[str, ...]
    report_ids: pd.Index
    holds: np.ndarray
    """Booleans by statement, distance, period, certain or possible, and report."""
    incidents: np.ndarray
    """The incident of each report."""

    def cells(self, ids: pd.Index) -> dict[tuple[str, int, tuple[str, int]], Cell]:
        """By statement, metres and period: how many of some reports lie so, and of how many incidents."""
        of_ids = self.report_ids.isin(ids)
        holds, incidents = self.holds[..., of_ids], self.incidents[of_ids]
        n, n_incidents = holds.sum(axis=-1), count_incidents(holds, incidents)
        return {
            (zone_id, metres, period): (*map(int, n[z, d, p]), *map(int, n_incidents[z, d, p]))
            for z, zone_id in enumerate(self.zone_ids)
            for d, metres in enumerate(DISTANCES_M)
            for p, period in enumerate(PERIODS)
        }

    def in_force(self, report_id: str, certainty: int) -> list[str]:
        """The statuses in force at a report's place and time: "inside, during"."""
        column = self.holds[:, 0, PERIODS.index(DURING), certainty, self.report_ids.get_loc(report_id)]
        return [zone_id for zone_id, holds in zip(self.zone_ids, column, strict=True) if holds]


Cell = tuple[int, int, int, int]
"""Reports certainly and possibly, incidents certainly and possibly."""


def incidents_of(reports: pd.DataFrame) -> np.ndarray:
    """ "distinct `incident_key`s, a report without one being its own"."""
    return reports["incident_key"].where(reports["incident_key"] != "", reports["report_id"]).to_numpy()


def count_incidents(holds: np.ndarray, incidents: np.ndarray) -> np.ndarray:
    """How many incidents have a report for which something holds; reports are the last axis.

    "An incident is certainly (possibly) there when one of its reports is."
    """
    order = np.argsort(incidents, kind="stable")
    _, begins = np.unique(incidents[order], return_index=True)
    if not len(begins):
        return holds.sum(axis=-1)
    return np.logical_or.reduceat(holds[..., order], begins, axis=-1).sum(axis=-1)


@lru_cache(maxsize=2)
def exposure_of(chronicle: Chronicle) -> Exposure:
    zones, reports = chronicle.zones, chronicle.reports
    grounds = {zone_id: ground_of(zone, chronicle.outlines) for zone_id, zone in zones.iterrows()}
    drawn = {zone_id: ground for zone_id, ground in grounds.items() if ground is not None}
    a, b = (reports[name].to_numpy() for name in ("meant_first", "meant_last"))
    found = []
    for zone_id, ground in drawn.items():
        in_time = [holds_in_time(period, zones.loc[zone_id], a, b) for period in PERIODS]
        # Distance, period, certain or possible, report.
        found.append(_space(chronicle, ground)[:, None] & np.array(in_time)[None])
    return Exposure(tuple(drawn), reports.index, np.array(found), incidents_of(reports))


def _space(chronicle: Chronicle, ground: Ground) -> np.ndarray:
    """By distance, certain or possible, and report: whether it lies within that distance of a place."""
    epsg = utm_of(ground.shape)
    shape = in_metres(gpd.GeoSeries([ground.shape], crs=4326), epsg)[0]
    near = {d: shape.buffer(ground.radius_m + d, quad_segs=SEGMENTS) for d in DISTANCES_M}
    if not (ground.radius_m or shape.area):
        near[0] = shape
    found = np.zeros((len(DISTANCES_M), 2, len(chronicle.reports)), bool)
    for part in _parts(chronicle, epsg):
        if part.area is None:
            distances = disc_distances_m(shape, part.middles) - ground.radius_m
            found[..., part.places] = [whole_discs(distances, part.radius_m, d) for d in DISTANCES_M]
        elif shapely.distance(part.area.outline, near[DISTANCES_M[-1]]) == 0:
            found[..., part.places] = [
                np.array(
                    cut_discs(part.middles, part.radius_m, part.area, near[d], d)
                    if len(part.middles)
                    else area_report(part.area, near[d], d)
                ).reshape(2, -1)
                for d in DISTANCES_M
            ]
    return found


@dataclass(frozen=True)
class Part:
    """Reports whose ground is of one form: whole discs, discs that one area cuts, or one whole area."""

    places: np.ndarray
    """Their places among the reports."""
    area: Area | None = None
    """None for whole discs."""
    middles: np.ndarray = field(default_factory=lambda: np.zeros(0, object))
    """In metres; none for a whole area."""
    radius_m: np.ndarray = field(default_factory=lambda: np.zeros(0))


@lru_cache
def _parts(chronicle: Chronicle, epsg: int) -> list[Part]:
    """All reports that have ground, by its form, in the metres of a plane."""
    reports = chronicle.reports
    points = gpd.GeoSeries(gpd.points_from_xy(reports["lon"], reports["lat"]), crs=4326)
    middles, radius = in_metres(points, epsg), reports["radius_m"].to_numpy()
    outlines = chronicle.outlines.geometry.to_crs(epsg)
    is_whole = reports["is_disc"].to_numpy(copy=True)
    found = []
    for pcode, outline in outlines.items():
        area = Area(outline, outline.buffer(-EDGE_M))
        is_named = (reports["area_pcode"] == pcode).to_numpy()
        discs = np.flatnonzero(is_named & reports["is_disc"].to_numpy())
        cut = discs[is_cut(middles[discs], radius[discs], outline)]
        is_whole[cut] = False
        found.append(Part(cut, area, middles[cut], radius[cut]))
        found.append(Part(np.flatnonzero(is_named & reports["is_area"].to_numpy()), area))
    whole = np.flatnonzero(is_whole)
    return [Part(whole, None, middles[whole], radius[whole]), *(part for part in found if len(part.places))]


def status_columns(chronicle: Chronicle, report_id: str) -> dict[str, object]:
    """The derived columns of a report in an export, as sets and numbers; None where it cannot be compared.

    data/DATA.md, "Derived".
    """
    report, exposure, zones = chronicle.reports.loc[report_id], exposure_of(chronicle), chronicle.zones
    names = ("certain", "possible")
    columns = [f"{what}_{sure}" for what in ("statuses", LABEL, ORDER) for sure in names]
    if pd.isna(report["first"]) or not (report["is_disc"] or report["is_area"]):
        return dict.fromkeys([*columns, "order_lead_min_h", "order_lead_max_h"])
    found: dict[str, object] = {}
    for certainty, sure in enumerate(names):
        ids = exposure.in_force(report_id, certainty)
        found[f"statuses_{sure}"] = set(ids)
        for role in (LABEL, ORDER):
            found[f"{role}_{sure}"] = {issuer(zones.loc[i]) for i in ids if zones.loc[i, "status"] == role}
    low, high = _lead(chronicle, report_id)
    return found | {"order_lead_min_h": low, "order_lead_max_h": high}


def _lead(chronicle: Chronicle, report_id: str) -> tuple[float, float] | tuple[None, None]:
    """ "That of the latest order to evacuate that may have been in force"."""
    zones, report = chronicle.zones, chronicle.reports.loc[report_id]
    orders = zones.loc[exposure_of(chronicle).in_force(report_id, POSSIBLE)]
    orders = orders[orders["status"] == ORDER].sort_values(["start_first", "zone_id"])
    if orders.empty:
        return None, None
    return lead_hours(orders.iloc[-1], report["meant_first"], report["meant_last"])


def issuer(zone: pd.Series) -> str:
    """Who gave a status: the publisher where no issuer is named."""
    return zone["issued_by"] or zone["publisher"]


def summary(
    chronicle: Chronicle, ids: pd.Index, first: float, last: float
) -> dict[tuple[str, str], tuple[int, ...]]:
    """By status and issuer: reports and incidents certainly and possibly inside, statements perhaps in force.

    docs/method.md, Orders in force: "counts reports by status and issuer, each report once, however many
    statements of that issuer it meets".
    """
    exposure, zones = exposure_of(chronicle), chronicle.zones
    of_ids = exposure.report_ids.isin(ids)
    here = exposure.holds[:, 0, PERIODS.index(DURING)][..., of_ids]
    is_drawn = zones.index.isin(exposure.zone_ids)
    is_then = (zones["start_first"] <= last) & (zones["end_last"] >= first)
    groups = pd.Series(list(zip(zones["status"], zones.apply(issuer, axis=1), strict=True)), zones.index)
    found = {}
    for status, who in sorted({group for group in groups if group[0] in {LABEL, ORDER}}):
        of_group = groups == (status, who)
        inside = here[of_group[is_drawn].to_numpy()].any(axis=0)
        n, n_incidents = inside.sum(axis=-1), count_incidents(inside, exposure.incidents[of_ids])
        if n[POSSIBLE] or (of_group & is_then).any():
            n_statements = int((of_group & is_then & is_drawn).sum())
            found[status, who] = (*map(int, n), *map(int, n_incidents), n_statements)
    return found
