"""How reports lie to zone statements, worked out pair by pair: docs/method.md, "Exposure".

Each rule is a function of its own. `Exposure` holds for every pair of a statement and a report whether the
report lies within a distance, in a period, possibly and certainly.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from math import isnan
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from tests.oracle.chronicle import Chronicle, Events, Moment, Status, statuses

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
HOURS_A_DAY, MINUTES_AN_HOUR = 24, 60
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
    possible = _lie_near(middles, both, radius_m + (CENTIMETRE_M if within_m else -CENTIMETRE_M))
    certain = possible.copy()
    if possible.any():
        rest = area.core.difference(near)
        certain[possible] = ~_lie_near(middles[possible], rest, radius_m[possible] - CENTIMETRE_M)
    return certain, possible


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


def _lie_near(middles: np.ndarray, shape: BaseGeometry, distance_m: np.ndarray) -> np.ndarray:
    if not has_ground(shape):
        return np.zeros(len(middles), bool)
    shapely.prepare(shape)
    return shapely.dwithin(shape, middles, distance_m)


def is_cut(middles: np.ndarray, radius_m: np.ndarray, area: BaseGeometry) -> np.ndarray:
    """Which discs reach over the edge of their stated area.

    "lies in the area, or names none: the disc · reaches over its edge: the part within the area · does not
    reach the area: the whole disc". "Discs of more than 5 km are not cut."
    """
    distance_m = disc_distances_m(area, middles)
    return (np.abs(distance_m) < radius_m) & (radius_m <= MOST_CUT_M)


@dataclass(frozen=True)
class Moments:
    """Events beside the beginning or the end of a status: "in minutes when both are known to the minute, …
    and else in days".
    """

    not_before: np.ndarray
    """Whether the event may be at or after the first possible moment."""
    after: np.ndarray
    """Whether it is certainly after the last one."""


def beside(moment: Moment, events: Events) -> Moments:
    not_before, after = events.last >= moment.first, events.first > moment.last
    if isnan(moment.minute_last):
        return Moments(not_before, after)
    has_minutes = ~np.isnan(events.minute_last)
    return Moments(
        np.where(has_minutes, events.minute_last >= moment.minute_first, not_before),
        np.where(has_minutes, events.minute_first > moment.minute_last, after),
    )


def holds_in_time(status: Status, events: Events) -> list[tuple[np.ndarray, np.ndarray]]:
    """Whether events are certainly, and possibly, in each period of a status.

    "during: b ≥ s1 and a ≤ e2; a > s2 and b < e1 · before: a ≤ s2 and b ≥ s1 − w; b < s1 and a ≥ s2 − w ·
    after: b ≥ max(s1, e1) and a ≤ e2 + w; a > e2 and b ≤ e1 + w", and "windows stay calendar days".
    """
    a, b = events.first, events.last
    start, end = beside(status.start, events), beside(status.end, events)
    s1, s2, e1, e2 = status.start.first, status.start.last, status.end.first, status.end.last
    rules = {
        "before": lambda w: (~start.not_before & (a >= s2 - w), ~start.after & (b >= s1 - w)),
        "during": lambda _: (start.after & ~end.not_before, start.not_before & ~end.after),
        "after": lambda w: (end.after & (b <= e1 + w), start.not_before & end.not_before & (a <= e2 + w)),
    }
    return [rules[name](w) for name, w in PERIODS]


def lead_hours(start: Moment, events: Events, place: int) -> tuple[float, float]:
    """Hours from a status to the event of a report.

    "at least 24 · max(0, a − s2 − 1), less than 24 · (b + 1 − s1)"; "the lead time of minutes is [a − s2,
    b − s1]. … In exports it is in hours, with three decimals where hours are known".
    """
    low = (events.minute_first[place] - start.minute_last) / MINUTES_AN_HOUR
    high = (events.minute_last[place] - start.minute_first) / MINUTES_AN_HOUR
    if not isnan(low):
        return round(low, 3), round(high, 3)
    a, b = events.first[place], events.last[place]
    return HOURS_A_DAY * max(0.0, a - start.last - 1), HOURS_A_DAY * (b + 1 - start.first)


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
        cell, report = self.pairs
        is_of_ids = self.report_ids.isin(ids)[report]
        cell, incident = cell[is_of_ids], self.incident_codes[report[is_of_ids]]
        shape, n_codes = self.holds.shape[:-1], len(self.report_ids)
        once = np.unique(cell * n_codes + incident) // n_codes
        n, n_incidents = (
            np.bincount(each, minlength=int(np.prod(shape))).reshape(shape) for each in (cell, once)
        )
        return {
            (zone_id, metres, period): (*map(int, n[z, d, p]), *map(int, n_incidents[z, d, p]))
            for z, zone_id in enumerate(self.zone_ids)
            for d, metres in enumerate(DISTANCES_M)
            for p, period in enumerate(PERIODS)
        }

    @cached_property
    def pairs(self) -> tuple[np.ndarray, np.ndarray]:
        """Cells, counted in the order of `holds`, and the reports that lie in them."""
        return np.nonzero(self.holds.reshape(-1, len(self.report_ids)))

    @cached_property
    def incident_codes(self) -> np.ndarray:
        return np.unique(self.incidents, return_inverse=True)[1]

    def in_force(self, certainty: int) -> list[list[str]]:
        """The statuses in force at the place and time of each report: "inside, during"."""
        holds = self.holds[:, 0, PERIODS.index(DURING), certainty]
        ids = np.array(self.zone_ids)
        return [ids[holds[:, place]].tolist() for place in range(len(self.report_ids))]


Cell = tuple[int, int, int, int]
"""Reports certainly and possibly, incidents certainly and possibly."""


def incidents_of(reports: pd.DataFrame) -> np.ndarray:
    """Method: "distinct `incident_key`s, a report without one being its own"."""
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


@lru_cache
def exposure_of(chronicle: Chronicle, ends: str) -> Exposure:
    when, places = statuses(chronicle.zones, ends), places_of(chronicle)
    # Distance, period, certain or possible, report.
    found = [
        in_space[:, None] & np.array(holds_in_time(when[zone_id], chronicle.events))[None]
        for zone_id, in_space in places.items()
    ]
    return Exposure(tuple(places), chronicle.reports.index, np.array(found), incidents_of(chronicle.reports))


@lru_cache(maxsize=2)
def places_of(chronicle: Chronicle) -> dict[str, np.ndarray]:
    """How reports lie to each statement that has an outline; places that several statements share once."""
    known: dict[Ground, np.ndarray] = {}
    found = {}
    for zone_id, zone in chronicle.zones.iterrows():
        ground = ground_of(zone, chronicle.outlines)
        if ground is not None:
            found[zone_id] = known[ground] if ground in known else _space(chronicle, ground)
            known[ground] = found[zone_id]
    return found


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
def area_in_metres(chronicle: Chronicle, pcode: str, epsg: int) -> Area:
    outline = in_metres(chronicle.outlines.geometry.loc[[pcode]], epsg)[0]
    return Area(outline, outline.buffer(-EDGE_M))


@lru_cache
def _parts(chronicle: Chronicle, epsg: int) -> list[Part]:
    """All reports that have ground, by its form, in the metres of a plane."""
    reports = chronicle.reports
    points = gpd.GeoSeries(gpd.points_from_xy(reports["lon"], reports["lat"]), crs=4326)
    middles, radius = in_metres(points, epsg), reports["radius_m"].to_numpy()
    is_whole = reports["is_disc"].to_numpy(copy=True)
    found = []
    for pcode in chronicle.outlines.index:
        area = area_in_metres(chronicle, pcode, epsg)
        is_named = (reports["area_pcode"] == pcode).to_numpy()
        discs = np.flatnonzero(is_named & reports["is_disc"].to_numpy())
        cut = discs[is_cut(middles[discs], radius[discs], area.outline)]
        is_whole[cut] = False
        found.append(Part(cut, area, middles[cut], radius[cut]))
        found.append(Part(np.flatnonzero(is_named & reports["is_area"].to_numpy()), area))
    whole = np.flatnonzero(is_whole)
    return [Part(whole, None, middles[whole], radius[whole]), *(part for part in found if len(part.places))]


@lru_cache
def status_columns(chronicle: Chronicle, ends: str) -> dict[str, dict[str, object]]:
    """The derived columns of each report, as sets and numbers; None where it cannot be compared.

    data/DATA.md, "Derived".
    """
    reports, zones, exposure = chronicle.reports, chronicle.zones, exposure_of(chronicle, ends)
    is_compared = reports["first"].notna() & (reports["is_disc"] | reports["is_area"])
    status, who = zones["status"].to_dict(), zones.apply(issuer, axis=1).to_dict()
    when = statuses(zones, ends)
    lists = [exposure.in_force(certainty) for certainty in (CERTAIN, POSSIBLE)]
    found = {}
    for place, report_id in enumerate(reports.index):
        columns: dict[str, object] = {}
        for sure, in_force in zip(("certain", "possible"), lists, strict=True):
            ids = in_force[place]
            columns[f"statuses_{sure}"] = set(ids)
            columns |= {
                f"{role}_{sure}": {who[i] for i in ids if status[i] == role} for role in (LABEL, ORDER)
            }
        orders = [zone_id for zone_id in lists[POSSIBLE][place] if status[zone_id] == ORDER]
        # "That of the latest order to evacuate that may have been in force".
        latest = max(orders, key=lambda zone_id: (when[zone_id].start.first, zone_id), default=None)
        lead = (None, None) if latest is None else lead_hours(when[latest].start, chronicle.events, place)
        columns |= zip(("order_lead_min_h", "order_lead_max_h"), lead, strict=True)
        found[report_id] = columns if is_compared[report_id] else dict.fromkeys(columns)
    return found


def issuer(zone: pd.Series) -> str:
    """Who gave a status: the publisher where no issuer is named."""
    return zone["issued_by"] or zone["publisher"]


def summary(
    chronicle: Chronicle, ids: pd.Index, statements: set[str], days: tuple[float, float], ends: str
) -> dict[tuple[str, str], tuple[int, ...]]:
    """By status and issuer: reports and incidents certainly and possibly inside, statements perhaps in force.

    docs/method.md, Orders in force: "counts reports by status and issuer, each report once, however many
    statements of that issuer it meets".
    """
    exposure, when = exposure_of(chronicle, ends), statuses(chronicle.zones, ends)
    zones = chronicle.zones[chronicle.zones.index.isin(statements)]
    of_ids = exposure.report_ids.isin(ids)
    here = exposure.holds[np.isin(exposure.zone_ids, zones.index), 0, PERIODS.index(DURING)][..., of_ids]
    is_drawn = zones.index.isin(exposure.zone_ids)
    is_then = zones.index.map(lambda i: when[i].start.first <= days[1] and when[i].end.last >= days[0])
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
