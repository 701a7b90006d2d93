"""How reports lie to zone statements, worked out pair by pair: docs/method.md, "Exposure".

Each rule is a function of its own. `Exposure` holds for every pair of a statement and a report whether the
report lies within a distance, in a period, possibly and certainly.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import inf, nan
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


def space_of_discs(distance_m: np.ndarray, radius_m: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The least and the most metres at which the ground of each disc may lie from an outline.

    "possibly within D: s − r ≤ D · certainly within D: s + r ≤ D".
    """
    return distance_m - radius_m, distance_m + radius_m


def space_of_area(ground: BaseGeometry, area: BaseGeometry) -> tuple[float, float]:
    """The same of a report that names an area only.

    "possibly within D when the area's outline is at most D away, and never certainly".
    """
    return shapely.distance(ground, area), inf


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


@dataclass(frozen=True, eq=False)
class Exposure:
    """Every pair of a statement that has an outline and a report."""

    zone_ids: tuple[str, ...]
    report_ids: pd.Index
    holds: np.ndarray
    """Booleans by statement, distance, period, certain or possible, and report."""

    def cells(self, ids: pd.Index) -> dict[tuple[str, int, tuple[str, int]], tuple[int, int]]:
        """By statement, metres and period: how many of some reports lie so certainly, and possibly."""
        n = self.holds[..., self.report_ids.isin(ids)].sum(axis=-1)
        return {
            (zone_id, metres, period): (int(n[z, d, p, CERTAIN]), int(n[z, d, p, POSSIBLE]))
            for z, zone_id in enumerate(self.zone_ids)
            for d, metres in enumerate(DISTANCES_M)
            for p, period in enumerate(PERIODS)
        }

    def in_force(self, report_id: str, certainty: int) -> list[str]:
        """The statuses in force at a report's place and time: "inside, during"."""
        column = self.holds[:, 0, PERIODS.index(DURING), certainty, self.report_ids.get_loc(report_id)]
        return [zone_id for zone_id, holds in zip(self.zone_ids, column, strict=True) if holds]


@lru_cache(maxsize=2)
def exposure_of(chronicle: Chronicle) -> Exposure:
    zones, reports = chronicle.zones, chronicle.reports
    grounds = {zone_id: ground_of(zone, chronicle.outlines) for zone_id, zone in zones.iterrows()}
    drawn = {zone_id: ground for zone_id, ground in grounds.items() if ground is not None}
    a, b = (reports[name].to_numpy() for name in ("meant_first", "meant_last"))
    found = []
    for zone_id, ground in drawn.items():
        least, most = (metres - ground.radius_m for metres in _space(chronicle, ground))
        inside = [[most <= d + CENTIMETRE_M, least <= d + CENTIMETRE_M] for d in DISTANCES_M]
        in_time = [holds_in_time(period, zones.loc[zone_id], a, b) for period in PERIODS]
        # Distance, period, certain or possible, report.
        found.append(np.array(inside)[:, None] & np.array(in_time)[None])
    return Exposure(tuple(drawn), reports.index, np.array(found))


def _space(chronicle: Chronicle, ground: Ground) -> tuple[np.ndarray, np.ndarray]:
    """The least and the most metres from a shape to the ground of each report; NaN for one that has none."""
    reports, epsg = chronicle.reports, utm_of(ground.shape)
    shape = in_metres(gpd.GeoSeries([ground.shape], crs=4326), epsg)[0]
    least, most = np.full((2, len(reports)), nan)
    discs = reports["is_disc"].to_numpy()
    middles, areas = _shapes_of_reports(chronicle, epsg)
    least[discs], most[discs] = space_of_discs(
        disc_distances_m(shape, middles), reports["radius_m"].to_numpy()[discs]
    )
    for pcode, area in areas.items():
        is_here = (reports["is_area"] & (reports["area_pcode"] == pcode)).to_numpy()
        least[is_here], most[is_here] = space_of_area(shape, area)
    return least, most


@lru_cache
def _shapes_of_reports(chronicle: Chronicle, epsg: int) -> tuple[np.ndarray, dict[str, BaseGeometry]]:
    """The middles of the discs, and the outlines of the areas that reports name, in metres."""
    reports = chronicle.reports
    discs = reports[reports["is_disc"]]
    points = gpd.GeoSeries(gpd.points_from_xy(discs["lon"], discs["lat"]), crs=4326)
    named = sorted(set(reports.loc[reports["is_area"], "area_pcode"]))
    outlines = in_metres(chronicle.outlines.loc[named].geometry, epsg)
    return in_metres(points, epsg), dict(zip(named, outlines, strict=True))


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
) -> dict[tuple[str, str], tuple[int, int, int]]:
    """By status and issuer: reports certainly inside, possibly inside, and statements perhaps in force.

    docs/method.md, Orders in force: "counts reports by status and issuer, each report once, however many
    statements of that issuer it meets".
    """
    exposure, zones = exposure_of(chronicle), chronicle.zones
    here = exposure.holds[:, 0, PERIODS.index(DURING)][..., exposure.report_ids.isin(ids)]
    is_drawn = zones.index.isin(exposure.zone_ids)
    is_then = (zones["start_first"] <= last) & (zones["end_last"] >= first)
    groups = pd.Series(list(zip(zones["status"], zones.apply(issuer, axis=1), strict=True)), zones.index)
    found = {}
    for status, who in sorted({group for group in groups if group[0] in {LABEL, ORDER}}):
        of_group = groups == (status, who)
        certain, possible = here[of_group[is_drawn].to_numpy()].any(axis=0).sum(axis=-1)
        if possible or (of_group & is_then).any():
            n_statements = int((of_group & is_then & is_drawn).sum())
            found[status, who] = (int(certain), int(possible), n_statements)
    return found
