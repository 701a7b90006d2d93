"""Build the bundled base map and the area outlines of ``data/``.

    python tools/build_basemap.py COUNTRIES_TOPOJSON GOVERNORATES_GEOJSON DATA_DIR

COUNTRIES_TOPOJSON is ``countries-10m.json`` of the npm package world-atlas (Natural Earth 1:10m,
public domain). GOVERNORATES_GEOJSON holds the project's coarse outlines of the sixteen Palestinian
governorates, redrawn after OCHA COD-AB (CC BY-IGO). DATA_DIR must already hold ``gazetteer.csv``
and ``places.csv``; it receives ``outlines.geojson`` and ``basemap.json``, whose contents
``data/DATA.md`` describes.

The Red Sea, of which some reports speak, has a coarse outline of our own.

Coordinates are EPSG:4326 in degrees, longitude first. The work is done on TopoJSON arcs, so that
neighbours share every vertex: Natural Earth's lines round Gaza and the West Bank are replaced by
the edges of our own outlines, and the arcs that meet them are moved onto their corners.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import shapely
from babel import Locale
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box, mapping, shape
from shapely.ops import linemerge, polylabel

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from shapely.geometry.base import BaseGeometry

Position = tuple[float, float]
Path2D = list[Position]
Names = dict[str, str | None]
Row = dict[str, str]

REGION = box(28, 10, 62, 40)
"""What the map is about; labels lie inside it."""
DETAIL_WINDOW = box(24, 6, 66, 44)
"""Simplified at TOLERANCE_REGION; beyond it only the rough shape matters."""
LINES_WINDOW = box(10, 0, 72, 45.9)
"""Borders and coast lines are drawn here, so that none ends inside a zoom 5 view of the region."""
LAND_WINDOW = box(-5, -8, 85, 56)
"""Land reaches far enough that its cut edge stays outside a zoom 5 view of the region."""
LEVANT = box(33.5, 29, 37, 34.7)

TOLERANCE_LEVANT = 0.0015
TOLERANCE_REGION = 0.01
TOLERANCE_FAR = 0.08
"""Douglas-Peucker on arcs, in degrees. The source is quantised to 0.0036 by 0.0017 degrees."""
DECIMALS_LEVANT = 4
DECIMALS_ELSEWHERE = 3
SMALLEST_ISLAND = {"levant": 0.00002, "region": 0.0008, "far": 0.02}
"""Islands below this area, in square degrees, are left out."""
SMALLEST_LAKE = 0.5
"""Holes in the land below this area, in square degrees, are filled."""
SMALLEST_LABELLED = 0.05
LARGE_COUNTRY = 40.0
MEDIUM_COUNTRY = 6.0
"""Visible area in square degrees, which decides from what zoom on a country is named."""
SNAP_REACH = 0.03
"""Vertices this close (degrees) to a moved end are dropped: the line must not fold back."""
ONE_JUNCTION = 0.01
"""Old ends of arcs closer than this (degrees) are taken as one junction."""
GAZA_WEST_OF = 34.7
"""A longitude between the Gaza Strip and the West Bank."""
HALAIB_FROM_LON = 33.0
"""The Egypt-Sudan line is disputed east of here (Halaib triangle, Bir Tawil)."""
RING_POINTS = 4
"""A closed ring has at least this many positions."""

COUNTRY_CODES = {
    "Afghanistan": ("AFG", "AF"),
    "Armenia": ("ARM", "AM"),
    "Azerbaijan": ("AZE", "AZ"),
    "Bahrain": ("BHR", "BH"),
    "Cyprus": ("CYP", "CY"),
    "Djibouti": ("DJI", "DJ"),
    "Egypt": ("EGY", "EG"),
    "Eritrea": ("ERI", "ER"),
    "Ethiopia": ("ETH", "ET"),
    "Greece": ("GRC", "GR"),
    "Iran": ("IRN", "IR"),
    "Iraq": ("IRQ", "IQ"),
    "Israel": ("ISR", "IL"),
    "Jordan": ("JOR", "JO"),
    "Kuwait": ("KWT", "KW"),
    "Lebanon": ("LBN", "LB"),
    "Oman": ("OMN", "OM"),
    "Pakistan": ("PAK", "PK"),
    "Palestine": ("PSE", "PS"),
    "Qatar": ("QAT", "QA"),
    "Saudi Arabia": ("SAU", "SA"),
    "Somalia": ("SOM", "SO"),
    "Sudan": ("SDN", "SD"),
    "Syria": ("SYR", "SY"),
    "Turkey": ("TUR", "TR"),
    "Turkmenistan": ("TKM", "TM"),
    "United Arab Emirates": ("ARE", "AE"),
    "Yemen": ("YEM", "YE"),
}
"""Natural Earth's name to ISO 3166-1 alpha-3 (our p-code) and alpha-2 (CLDR's key)."""
OUTLINED_COUNTRIES = (
    *("Bahrain", "Egypt", "Iran", "Iraq", "Israel", "Jordan", "Kuwait", "Lebanon", "Qatar", "Syria"),
    *("United Arab Emirates", "Yemen"),
)
"""Those of which some report speaks."""

DISPUTED_PAIRS = {
    frozenset({"Israel", "Syria"}): "golan_1974",
    frozenset({"Israel", "Palestine"}): "armistice_1949",
    frozenset({"Israel", "Lebanon"}): "blue_line",
    frozenset({"Cyprus", "N. Cyprus"}): "cyprus",
    frozenset({"Cyprus", "Cyprus U.N. Buffer Zone"}): "cyprus",
    frozenset({"N. Cyprus", "Cyprus U.N. Buffer Zone"}): "cyprus",
    frozenset({"Dhekelia", "N. Cyprus"}): "cyprus",
    frozenset({"Dhekelia", "Cyprus U.N. Buffer Zone"}): "cyprus",
    frozenset({"Somalia", "Somaliland"}): "somaliland",
    frozenset({"Kosovo", "Serbia"}): "kosovo",
}
NOTES = {
    "golan_1974": "Line between Syria and the Golan Heights as Natural Earth draws it (de facto, "
    "disputed; 1974 disengagement). Natural Earth draws no line between the Golan Heights and "
    "Israel, and none is invented here.",
    "armistice_1949": "Outline of the West Bank or the Gaza Strip towards Israel (1949 armistice "
    "lines as OCHA COD-AB draws them, redrawn coarsely); disputed.",
    "blue_line": "Line between Lebanon and Israel and the Golan Heights as Natural Earth draws it; "
    "the Blue Line is a line of withdrawal, not an agreed border.",
    "cyprus": "Lines round the United Nations buffer zone in Cyprus as Natural Earth draws them; disputed.",
    "somaliland": "Line between Somalia and Somaliland as Natural Earth draws it; disputed.",
    "kosovo": "Line between Serbia and Kosovo as Natural Earth draws it; disputed.",
    "halaib": "Egypt-Sudan line at the Halaib triangle and Bir Tawil as Natural Earth draws it; disputed.",
    "wadi_gaza": "approximate: drawn along the boundary between Gaza and Deir al-Balah governorates",
}
CREDIT = [
    (
        "Country outlines: Natural Earth 1:10m (public domain), through the npm package "
        "world-atlas; simplified."
    ),
    ("Governorates of the West Bank and the Gaza Strip: redrawn coarsely after OCHA COD-AB (CC BY-IGO)."),
    (
        "Places: GeoNames (CC BY 4.0), Insecurity Insight (CC BY-SA), and pages named in "
        "gazetteer.csv; Arabic and Hebrew names of Gaza municipalities: OpenStreetMap contributors "
        "(ODbL)."
    ),
    "Names of countries: Unicode CLDR.",
    (
        "Lines are for orientation only and are not a statement on borders. Disputed lines are "
        "marked. Natural Earth shows the Golan Heights inside Israel (its de facto view, disputed) "
        "and draws no line between them."
    ),
]

# Display choices, not facts: which cities show first when the map is zoomed out.
FIRST_CITIES = {"Gaza City", "Jerusalem", "Tel Aviv", "Beirut", "Damascus", "Tehran", "Doha"}
SECOND_CITIES = {
    *("Khan Younis", "Rafah", "Deir al-Balah", "Haifa", "Beersheba", "Eilat", "Ashkelon", "Ashdod"),
    *("Hebron", "Nablus", "Ramallah", "Jenin", "Sidon", "Tyre", "Baalbek", "Al-Arish"),
}
LABEL_STYLE = {
    "city": (9, 20),
    "governorate": (9, 30),
    "village": (11, 50),
    "camp": (12, 60),
    "neighbourhood": (12, 70),
    "hospital": (13, 80),
    "landmark": (13, 90),
}
"""Kind of place to (min_zoom, rank). Crossings have their own list; corridors have no point."""
TERRITORY_ZOOMS = (7, 10)
"""Closer in, the name of the whole would read like that of the quarter it happens to stand on."""
GAZA_GOVERNORATE_ZOOM = 10
"""The five governorates of the Gaza Strip are too small for names before this zoom."""
SEAS = {
    "Mediterranean Sea": box(28, 31, 36.3, 36.5),
    "Red Sea": box(33, 13, 43, 27.5),
    "Gulf of Aden": box(43.5, 11, 51, 15),
}
"""Boxes in which a sea is named at the point farthest from land."""
RED_SEA = Polygon(
    [
        *((34.9, 29.3), (34.6, 28.2), (35.0, 27.9), (35.9, 26.6), (37.0, 25.0), (37.9, 23.8), (38.7, 22.2)),
        *((39.0, 21.0), (39.8, 20.0), (40.9, 18.7), (41.7, 17.2), (42.4, 15.8), (42.7, 14.6), (43.0, 13.4)),
        *((43.4, 12.6), (44.4, 12.5), (45.5, 12.8), (47.5, 13.3), (49.0, 14.0), (49.0, 11.5), (46.5, 10.8)),
        *((44.5, 10.7), (43.4, 11.8), (43.2, 12.4), (42.6, 13.3), (41.6, 14.4), (40.3, 15.3), (39.3, 16.2)),
        *((38.5, 18.0), (37.6, 19.0), (37.4, 20.6), (36.9, 22.0), (35.7, 23.6), (35.2, 24.6), (34.3, 26.3)),
        *((33.8, 27.3), (34.2, 27.8), (34.5, 28.5), (34.8, 29.3)),
    ]
)
"""Drawn by hand, to be cut off the coast of the base map."""
OFF_THE_COAST = 0.02
"""Degrees between the coast and the outline of a sea, which so shares no edge with a country."""
SEA_NAMES: dict[str, Names] = {"Red Sea": {"en": "Red Sea", "ar": "البحر الأحمر", "he": "הים האדום"}}
"""Names of those seas that are areas; of the others only the English one was compiled."""
CROSSING_NOTES = {
    "x-kerem-shalom": "point given for the kibbutz and the crossing together",
    "x-kissufim": "point of the kibbutz the crossing is named after",
}
GOVERNORATE_BASIS = (
    "Redrawn coarsely after OCHA COD-AB State of Palestine v01 (CC BY-IGO); for orientation only, "
    "not a statement on borders."
)
COUNTRY_BASIS = (
    "Natural Earth 1:10m (public domain) through npm world-atlas, simplified; smallest islands "
    "left out; for orientation only, not a statement on borders."
)
RED_SEA_BASIS = (
    "Drawn coarsely for this chronicle: the Red Sea with the Gulf of Aqaba, the Bab al-Mandab strait and the "
    "western Gulf of Aden, as reports of ships name them, kept some 2 km off the coast of Natural Earth "
    "1:10m (public domain). Open water: not a statement on borders or territorial waters."
)
COUNTRY_CAVEATS = {
    "EGY": " Edge towards the Gaza Strip follows the outline used here. Includes the Halaib "
    "triangle: disputed.",
    "ISR": " Natural Earth's de facto view, which includes the Golan Heights: disputed. The West "
    "Bank and the Gaza Strip are cut out along the outlines used here.",
    "JOR": " Edge towards the West Bank follows the outline used here.",
    "LBN": " Southern line disputed in places.",
    "SYR": " Natural Earth's de facto view, which leaves out the Golan Heights: disputed.",
}


@dataclass
class Topology:
    """Arcs of a TopoJSON file and the countries made of them."""

    arcs: list[Path2D]
    """Decoded positions of every arc, degrees."""
    rings: dict[str, list[list[list[int]]]]
    """Country name to polygons, lists of rings of arc numbers; ~n stands for arc n reversed."""
    users: dict[int, frozenset[str]] = field(init=False)
    """Arc number to the countries whose outline it belongs to."""

    def __post_init__(self) -> None:
        users: dict[int, set[str]] = {}
        for name, polygons in self.rings.items():
            for number in (n for polygon in polygons for ring in polygon for n in ring):
                users.setdefault(_arc_index(number), set()).add(name)
        self.users = {number: frozenset(names) for number, names in users.items()}

    def polygon(self, name: str) -> BaseGeometry:
        """The country as valid polygons, EPSG:4326."""
        parts = []
        for polygon in self.rings[name]:
            rings = [r for r in (self._ring(numbers) for numbers in polygon) if _is_ring(r)]
            if rings:
                parts.append(shapely.make_valid(Polygon(rings[0], rings[1:])))
        return _polygons_of(shapely.make_valid(shapely.union_all(parts)))

    def _ring(self, numbers: Sequence[int]) -> Path2D:
        path: Path2D = []
        for number in numbers:
            arc = self.arcs[_arc_index(number)]
            arc = arc[::-1] if number < 0 else arc
            path.extend(arc[1:] if path and arc and path[-1] == arc[0] else arc)
        return path


@dataclass(frozen=True, slots=True)
class Inputs:
    """What the base map and the outlines are made of."""

    topology: Topology
    """Countries, with the West Bank and the Gaza Strip put in."""
    governorates: dict[str, Polygon]
    """P-code to outline, EPSG:4326."""
    gazetteer: list[Row]
    places: list[Row]


@dataclass(frozen=True, slots=True)
class Area:
    """What one feature of ``outlines.geojson`` says besides its geometry."""

    pcode: str
    names: Names
    level: str
    parent: str | None
    basis: str


def main() -> None:
    """Read the command line and write the two files."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("countries", type=Path, help="countries-10m.json of world-atlas")
    parser.add_argument("governorates", type=Path, help="governorate_outlines.geojson")
    parser.add_argument("data", type=Path, help="data folder with gazetteer.csv and places.csv")
    args = parser.parse_args()

    governorates = _read_governorates(args.governorates)
    topology = _read_topology(args.countries)
    topology.arcs = [_simplified(arc) for arc in topology.arcs]
    _put_in_outline(topology, _territory(governorates, "PS02"), west=True)
    _put_in_outline(topology, _territory(governorates, "PS01"), west=False)
    inputs = Inputs(
        topology,
        governorates,
        _read_csv(args.data / "gazetteer.csv"),
        _read_csv(args.data / "places.csv"),
    )
    _write_json(args.data / "outlines.geojson", _build_outlines(inputs))
    _write_json(args.data / "basemap.json", _build_basemap(inputs))


def _read_topology(path: Path) -> Topology:
    """Decode a quantised TopoJSON file, keeping only polygons that touch the land window."""
    raw = json.loads(path.read_text(encoding="utf-8"))
    (scale_x, scale_y), (shift_x, shift_y) = (
        raw["transform"]["scale"],
        raw["transform"]["translate"],
    )
    arcs: list[Path2D] = []
    for deltas in raw["arcs"]:
        x = y = 0
        arc: Path2D = []
        for dx, dy in deltas:
            x, y = x + dx, y + dy
            arc.append((x * scale_x + shift_x, y * scale_y + shift_y))
        arcs.append(arc)
    rings: dict[str, list[list[list[int]]]] = {}
    for geometry in raw["objects"]["countries"]["geometries"]:
        is_multi = geometry["type"] == "MultiPolygon"
        polygons = geometry["arcs"] if is_multi else [geometry["arcs"]]
        near = [p for p in polygons if _touches_land_window(p, arcs)]
        if near:
            rings.setdefault(geometry["properties"]["name"], []).extend(near)
    return Topology(arcs, rings)


def _touches_land_window(polygon: list[list[int]], arcs: list[Path2D]) -> bool:
    return any(LAND_WINDOW.intersects(Point(p)) for n in polygon[0] for p in arcs[_arc_index(n)])


def _arc_index(number: int) -> int:
    return number if number >= 0 else ~number


def _is_ring(path: Path2D) -> bool:
    return len(path) >= RING_POINTS


def _simplified(arc: Path2D) -> Path2D:
    """Simplify an arc by where it runs; its ends stay, so neighbours keep meeting."""
    result: Path2D = []
    start = 0
    while start < len(arc) - 1:
        tolerance = _tolerance_at(arc[start])
        end = start + 1
        while end < len(arc) - 1 and _tolerance_at(arc[end]) == tolerance:
            end += 1
        run = list(LineString(arc[start : end + 1]).simplify(tolerance).coords)
        result.extend(run[1:] if result else run)
        start = end
    return result


def _tolerance_at(position: Position) -> float:
    point = Point(position)
    if LEVANT.covers(point):
        return TOLERANCE_LEVANT
    return TOLERANCE_REGION if DETAIL_WINDOW.covers(point) else TOLERANCE_FAR


def _put_in_outline(topology: Topology, outline: Polygon, *, west: bool) -> None:
    """Replace Natural Earth's arcs round one Palestinian territory by the edges of our outline.

    The ends of the old arcs are matched with the nearest corner of the outline, the arcs themselves
    with the stretch of outline between those corners that lies nearest to them; every other arc
    that met an old end is moved onto the new one.
    """
    numbers = [
        n
        for n, users in topology.users.items()
        if "Palestine" in users and (topology.arcs[n][0][0] < GAZA_WEST_OF) is west
    ]
    ring = list(outline.exterior.coords)[:-1]
    ends = {end for n in numbers for end in (topology.arcs[n][0], topology.arcs[n][-1])}
    corner = {end: _nearest_corner(end, ring, ends) for end in ends}
    replaced: dict[int, Path2D] = {}
    for number in numbers:
        old = topology.arcs[number]
        a, b = corner[old[0]], corner[old[-1]]
        # An arc whose ends fall on one corner is an artefact of quantisation: it vanishes.
        replaced[number] = [] if a == b else _nearest_stretch(ring, a, b, old)
    for number in topology.users.keys() - replaced.keys():
        topology.arcs[number] = _moved_ends(topology.arcs[number], corner)
    for number, arc in replaced.items():
        topology.arcs[number] = arc


def _nearest_corner(end: Position, ring: Path2D, ends: Iterable[Position]) -> Position:
    """The vertex of the outline for an old junction; neighbouring ends are one junction."""
    # The smallest of the neighbours stands for all of them, whichever end is asked for.
    junction = min(e for e in ends if math.dist(e, end) < ONE_JUNCTION)
    return min(ring, key=lambda vertex: math.dist(vertex, junction))


def _nearest_stretch(ring: Path2D, a: Position, b: Position, old: Path2D) -> Path2D:
    i, j = ring.index(a), ring.index(b)
    forward = ring[i : j + 1] if i <= j else ring[i:] + ring[: j + 1]
    backward = (ring[j : i + 1] if j <= i else ring[j:] + ring[: i + 1])[::-1]
    target = LineString(old)
    return min((forward, backward), key=lambda path: LineString(path).hausdorff_distance(target))


def _moved_ends(arc: Path2D, corner: dict[Position, Position]) -> Path2D:
    if arc and arc[0] in corner:
        end = corner[arc[0]]
        arc = [end, *_beyond_snap(arc[1:], end)]
    if arc and arc[-1] in corner:
        end = corner[arc[-1]]
        arc = [*_beyond_snap(arc[-2::-1], end)[::-1], end]
    return arc


def _beyond_snap(rest: Path2D, end: Position) -> Path2D:
    kept = rest
    while len(kept) > 1 and math.dist(kept[0], end) < SNAP_REACH:
        kept = kept[1:]
    return kept


def _territory(governorates: dict[str, Polygon], pcode: str) -> Polygon:
    """The union of the governorates of PS01 (West Bank) or PS02 (Gaza Strip)."""
    return shapely.union_all([g for code, g in governorates.items() if code.startswith(pcode)])


def _build_outlines(inputs: Inputs) -> dict[str, Any]:
    """One feature an area, keyed by ``pcode``."""
    features = [_governorate_feature(inputs, code) for code in sorted(inputs.governorates)]
    features += [_territory_feature(inputs, code) for code in ("PS01", "PS02")]
    features.append(_palestine_feature(inputs))
    features += [_country_feature(inputs.topology, name) for name in OUTLINED_COUNTRIES]
    features.append(_red_sea_feature(inputs.topology))
    return {"type": "FeatureCollection", "name": "outlines", "features": features}


def _governorate_feature(inputs: Inputs, pcode: str) -> dict[str, Any]:
    names = _gazetteer_names(_place_of(inputs.gazetteer, pcode))
    area = Area(pcode, names, "governorate", pcode[:4], GOVERNORATE_BASIS)
    return _feature(area, inputs.governorates[pcode])


def _territory_feature(inputs: Inputs, pcode: str) -> dict[str, Any]:
    names = _gazetteer_names(_place_of(inputs.gazetteer, pcode))
    basis = f"Union of the governorate outlines. {GOVERNORATE_BASIS}"
    area = Area(pcode, names, "territory", "PSE", basis)
    return _feature(area, _territory(inputs.governorates, pcode))


def _palestine_feature(inputs: Inputs) -> dict[str, Any]:
    basis = f"Union of the West Bank and the Gaza Strip. {GOVERNORATE_BASIS}"
    area = Area("PSE", _cldr_country("Palestine"), "country", None, basis)
    return _feature(area, _territory(inputs.governorates, "PS"))


def _country_feature(topology: Topology, name: str) -> dict[str, Any]:
    pcode = COUNTRY_CODES[name][0]
    basis = COUNTRY_BASIS + COUNTRY_CAVEATS.get(pcode, "")
    area = Area(pcode, _cldr_country(name), "country", None, basis)
    return _feature(area, _without_small_islands(topology.polygon(name)))


def _red_sea_feature(topology: Topology) -> dict[str, Any]:
    land = _build_land(topology.polygon(name) for name in topology.rings)
    off_the_coast = RED_SEA.difference(land.buffer(OFF_THE_COAST, quad_segs=2))
    # Beyond a spit of land the coarse outline leaves slivers of bays, which are dropped.
    water = max(_parts_of(off_the_coast), key=lambda part: part.area).simplify(TOLERANCE_REGION)
    return _feature(Area("RED", SEA_NAMES["Red Sea"], "territory", None, RED_SEA_BASIS), water)


def _feature(area: Area, geometry: BaseGeometry) -> dict[str, Any]:
    # Each vertex is rounded by itself: snapping to a grid would move edges that neighbours share.
    rounded = shapely.transform(geometry, lambda xy: xy.round(DECIMALS_LEVANT))
    if not rounded.is_valid:
        raise ValueError(f"{area.pcode}: outline is not valid at {DECIMALS_LEVANT} decimals")
    label_lon, label_lat = _label_point(rounded)
    properties = {
        "pcode": area.pcode,
        **{f"name_{language}": name for language, name in area.names.items()},
        "level": area.level,
        "parent": area.parent,
        "basis": area.basis,
        "label_lat": label_lat,
        "label_lon": label_lon,
    }
    outline = {"type": rounded.geom_type, "coordinates": _trimmed(mapping(rounded)["coordinates"])}
    return {"type": "Feature", "id": area.pcode, "properties": properties, "geometry": outline}


def _build_basemap(inputs: Inputs) -> dict[str, Any]:
    countries = {name: inputs.topology.polygon(name) for name in inputs.topology.rings}
    land = _build_land(countries.values())
    crossings = [r for r in inputs.gazetteer if r["kind"] == "crossing" and r["lat"]]
    return {
        "land": [_compact_polygon(part) for part in _parts_of(land)],
        "borders": [*_country_borders(inputs.topology), *_inner_borders(inputs.governorates)],
        "coast": [_compact(line.coords) for line in _coast_lines(land)],
        "wadi_gaza": [_wadi_gaza(inputs)],
        "crossings": [_crossing(row) for row in crossings],
        "labels": _build_labels(inputs, countries, land),
        "notes": NOTES,
        "credit": CREDIT,
    }


def _build_land(countries: Iterable[BaseGeometry]) -> BaseGeometry:
    """All land of the window as one set of polygons, without small lakes and small islands."""
    union = shapely.union_all([g for g in countries if not g.is_empty])
    land = _polygons_of(shapely.make_valid(union).intersection(LAND_WINDOW))
    return _without_small_islands(MultiPolygon([_without_small_lakes(p) for p in _parts_of(land)]))


def _without_small_lakes(polygon: Polygon) -> Polygon:
    return Polygon(polygon.exterior, [r for r in polygon.interiors if Polygon(r).area > SMALLEST_LAKE])


def _without_small_islands(geometry: BaseGeometry) -> BaseGeometry:
    parts = _parts_of(geometry)
    largest = max(parts, key=lambda part: part.area)
    kept = [p for p in parts if p is largest or p.area >= _smallest_island(p)]
    return _polygons_of(MultiPolygon(kept))


def _smallest_island(polygon: Polygon) -> float:
    if LEVANT.intersects(polygon):
        return SMALLEST_ISLAND["levant"]
    return SMALLEST_ISLAND["region" if DETAIL_WINDOW.intersects(polygon) else "far"]


def _country_borders(topology: Topology) -> list[dict[str, Any]]:
    """Lines that two countries share."""
    grouped: dict[tuple[str, str], list[LineString]] = {}
    for number, users in topology.users.items():
        match sorted(users):
            case [a, b] if topology.arcs[number]:
                grouped.setdefault((a, b), []).append(LineString(topology.arcs[number]))
    return [
        border
        for pair, lines in sorted(grouped.items(), key=lambda item: item[0])
        for line in _lines_of(shapely.union_all(lines).intersection(LINES_WINDOW))
        for border in _classed_border(pair, line)
    ]


def _classed_border(pair: tuple[str, str], line: LineString) -> list[dict[str, Any]]:
    if pair == ("Egypt", "Sudan"):
        agreed = _lines_of(line.intersection(box(-180, -90, HALAIB_FROM_LON, 90)))
        disputed = _lines_of(line.intersection(box(HALAIB_FROM_LON, -90, 180, 90)))
        return [*(_border(a, None) for a in agreed), *(_border(d, "halaib") for d in disputed)]
    return [_border(line, DISPUTED_PAIRS.get(frozenset(pair)))]


def _border(line: LineString, note_key: str | None) -> dict[str, Any]:
    coords = _compact(line.coords)
    if note_key is None:
        return {"coords": coords, "class": "international"}
    return {"coords": coords, "class": "disputed", "note_key": note_key}


def _inner_borders(governorates: dict[str, Polygon]) -> list[dict[str, Any]]:
    borders: list[dict[str, Any]] = []
    for pcode in ("PS01", "PS02"):
        edges = shapely.union_all(
            [g.boundary for code, g in governorates.items() if code.startswith(pcode)]
        ).difference(_territory(governorates, pcode).boundary)
        borders += [{"coords": _compact(line.coords), "class": "governorate"} for line in _lines_of(edges)]
    return borders


def _coast_lines(land: BaseGeometry) -> list[LineString]:
    """The edge of the land, without the edge of the window."""
    cut = LAND_WINDOW.boundary.buffer(1e-6)
    return _lines_of(land.boundary.intersection(LINES_WINDOW).difference(cut))


def _wadi_gaza(inputs: Inputs) -> dict[str, Any]:
    gaza, deir_al_balah = inputs.governorates["PS0260"], inputs.governorates["PS0265"]
    shared = _lines_of(gaza.boundary.intersection(deir_al_balah.boundary))
    row = next(r for r in inputs.gazetteer if r["place_id"] == "l-wadi-gaza")
    return {
        "coords": _compact(max(shared, key=lambda line: line.length).coords),
        "name": _gazetteer_names(row),
        "note_key": "wadi_gaza",
        "note": NOTES["wadi_gaza"],
    }


def _crossing(row: Row) -> dict[str, Any]:
    entry: dict[str, Any] = {"place_id": row["place_id"]}
    entry |= {f"name_{language}": name for language, name in _gazetteer_names(row).items()}
    entry |= {"lat": float(row["lat"]), "lon": float(row["lon"])}
    note = CROSSING_NOTES.get(row["place_id"])
    return entry if note is None else entry | {"note": note}


def _build_labels(
    inputs: Inputs, countries: dict[str, BaseGeometry], land: BaseGeometry
) -> list[dict[str, Any]]:
    labels = [*_country_labels(countries), *_sea_labels(land), *_territory_labels(inputs)]
    labels += [_place_label(r) for r in inputs.gazetteer if r["kind"] in LABEL_STYLE and r["lat"]]
    known = {n for r in inputs.gazetteer for n in (r["name_en"], *r["alt_names"].split(";"))}
    labels += [
        _city_label({"en": p["place"], "ar": None, "he": None}, _position(p))
        for p in inputs.places
        if p["place"] not in known and _is_city_point(p)
    ]
    return sorted(labels, key=lambda one: (one["rank"], one["min_zoom"], one["name"]["en"]))


def _country_labels(countries: dict[str, BaseGeometry]) -> list[dict[str, Any]]:
    labels = []
    # Palestine is labelled by its two territories, the names that readers look for at these scales.
    for name in COUNTRY_CODES.keys() & countries.keys() - {"Palestine"}:
        visible = _polygons_of(countries[name].intersection(REGION))
        if visible.area >= SMALLEST_LABELLED:
            style = _country_style(visible.area)
            labels.append(_label(_cldr_country(name), _label_point(visible), "country", style))
    return labels


def _country_style(area: float) -> tuple[int, int]:
    if area > LARGE_COUNTRY:
        return (4, 1)
    return (5, 2) if area > MEDIUM_COUNTRY else (6, 3)


def _sea_labels(land: BaseGeometry) -> list[dict[str, Any]]:
    """Names of seas; no other than the English one where none was compiled."""
    return [
        _label(
            SEA_NAMES.get(name, {"en": name, "ar": None, "he": None}),
            _label_point(_polygons_of(window.difference(land))),
            "sea",
            (5, 4),
        )
        for name, window in SEAS.items()
    ]


def _territory_labels(inputs: Inputs) -> list[dict[str, Any]]:
    min_zoom, max_zoom = TERRITORY_ZOOMS
    labels = []
    for pcode in ("PS01", "PS02"):
        names = _gazetteer_names(_place_of(inputs.gazetteer, pcode))
        position = _label_point(_territory(inputs.governorates, pcode))
        entry = _label(names, position, "territory", (min_zoom, 5))
        labels.append(entry | {"max_zoom": max_zoom})
    return labels


def _place_label(row: Row) -> dict[str, Any]:
    if row["kind"] == "city":
        return _city_label(_gazetteer_names(row), _position(row))
    min_zoom, rank = LABEL_STYLE[row["kind"]]
    if row["kind"] == "governorate" and row["pcode"].startswith("PS02"):
        min_zoom = GAZA_GOVERNORATE_ZOOM
    return _label(_gazetteer_names(row), _position(row), row["kind"], (min_zoom, rank))


def _city_label(names: Names, position: Position) -> dict[str, Any]:
    style = LABEL_STYLE["city"]
    if names["en"] in FIRST_CITIES:
        style = (7, 10)
    elif names["en"] in SECOND_CITIES:
        style = (8, 15)
    return _label(names, position, "city", style)


def _is_city_point(place: Row) -> bool:
    qualified = any(word in place["place"] for word in (",", " area", "Near ", " camp"))
    return place["coordinate_source"].startswith("GeoNames via") and not qualified


def _label(names: Names, position: Position, kind: str, style: tuple[int, int]) -> dict[str, Any]:
    (lon, lat), (min_zoom, rank) = position, style
    where = {"lat": round(lat, DECIMALS_LEVANT), "lon": round(lon, DECIMALS_LEVANT)}
    return {"name": names, **where, "kind": kind, "min_zoom": min_zoom, "rank": rank}


def _label_point(geometry: BaseGeometry) -> Position:
    """A point well inside the largest part (pole of inaccessibility), degrees."""
    largest = max(_parts_of(geometry), key=lambda part: part.area)
    pole = polylabel(largest, tolerance=min(0.01, math.sqrt(largest.area) / 100))
    return round(pole.x, DECIMALS_LEVANT), round(pole.y, DECIMALS_LEVANT)


def _place_of(gazetteer: list[Row], pcode: str) -> Row:
    kinds = {"governorate", "district"}
    return next(r for r in gazetteer if r["pcode"] == pcode and r["kind"] in kinds)


def _gazetteer_names(row: Row) -> Names:
    return {language: row[f"name_{language}"] or None for language in ("en", "ar", "he")}


def _cldr_country(name: str) -> Names:
    alpha2 = COUNTRY_CODES[name][1]
    return {language: Locale(language).territories[alpha2] for language in ("en", "ar", "he")}


def _position(row: Row) -> Position:
    return float(row["lon"]), float(row["lat"])


def _parts_of(geometry: BaseGeometry) -> list[Polygon]:
    parts = getattr(geometry, "geoms", [geometry])
    return [g for g in parts if isinstance(g, Polygon) and not g.is_empty]


def _polygons_of(geometry: BaseGeometry) -> BaseGeometry:
    """The polygons of any geometry; lines and points that an overlay leaves are dropped."""
    parts = [part for g in getattr(geometry, "geoms", [geometry]) for part in _parts_of(g)]
    return parts[0] if len(parts) == 1 else MultiPolygon(parts)


def _lines_of(geometry: BaseGeometry) -> list[LineString]:
    parts = getattr(geometry, "geoms", [geometry])
    lines = [g for g in parts if isinstance(g, LineString) and not g.is_empty]
    if len(lines) <= 1:
        return lines
    merged = linemerge(lines)
    return list(getattr(merged, "geoms", [merged]))


def _compact_polygon(polygon: Polygon) -> list[list[list[float]]]:
    return [_compact(ring.coords) for ring in (polygon.exterior, *polygon.interiors)]


def _compact(coords: Iterable[Sequence[float]]) -> list[list[float]]:
    """Round by where the line runs, and drop positions that have become equal."""
    rounded = [_rounded(lon, lat) for lon, lat in coords]
    return [rounded[0], *(b for a, b in pairwise(rounded) if a != b)]


def _rounded(lon: float, lat: float) -> list[float]:
    digits = DECIMALS_LEVANT if LEVANT.covers(Point(lon, lat)) else DECIMALS_ELSEWHERE
    return [round(lon, digits), round(lat, digits)]


def _trimmed(value: Any) -> Any:  # noqa: ANN401 (GeoJSON nests as deep as its geometry type asks)
    if isinstance(value, (list, tuple)):
        return [_trimmed(v) for v in value]
    return round(value, DECIMALS_LEVANT)


def _read_governorates(path: Path) -> dict[str, Polygon]:
    raw = json.loads(path.read_text(encoding="utf-8"))
    return {f["properties"]["pcode"]: shape(f["geometry"]) for f in raw["features"]}


def _read_csv(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _write_json(path: Path, value: dict[str, Any]) -> None:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
