"""Obviously synthetic reports in any number: the form of `data/reports.csv`, and nothing that happened.

`python -m tests.benchmarks.synthetic 1000000 out.csv` writes a file (`.csv` or `.parquet`). The same number
and seed give the same rows; memory stays that of one chunk. Every row says what it is: its publisher and
claimant are "synthetic", its place is in "Testville", its address is at example.invalid.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet
import shapely
from shapely.geometry import shape

from geo.snapshot.tables import SCHEMA as TABLES

REPOSITORY = Path(__file__).parents[2]
CHUNK = 250_000
"""Rows made at a time; about 150 MB."""
FIRST_DAY, LAST_DAY = date(2023, 10, 7), date(2026, 4, 5)
REGION = (28.0, 10.0, 62.0, 40.0)
"""West, south, east, north, in degrees."""

PRECISIONS = {
    "site": 0.04,
    "neighbourhood": 0.17,
    "locality": 0.46,
    "governorate": 0.08,
    "subregion": 0.10,
    "territory": 0.14,
    "unlocated": 0.01,
}
"""Share of each location precision, as in the bundled chronicle."""
KINDS = {
    "airstrike": 0.52,
    "rocket": 0.12,
    "missile": 0.09,
    "ground": 0.08,
    "unspecified": 0.08,
    "drone": 0.06,
    "artillery": 0.03,
    "explosion": 0.02,
}
DATE_PRECISIONS = {"day": 0.86, "range": 0.13, "month": 0.005, "unknown": 0.005}
STRUCK = {
    "unspecified": 0.20,
    "military": 0.19,
    "residential": 0.10,
    "school": 0.09,
    "camp": 0.08,
    "aid": 0.08,
    "hospital": 0.06,
    "shelter": 0.05,
    "infrastructure": 0.05,
    "vehicle": 0.03,
    "place_of_worship": 0.03,
    "media": 0.02,
    "market": 0.01,
    "crossing": 0.01,
}
RESPONSIBILITIES = {"accepted": 0.60, "not_stated": 0.28, "disputed": 0.09, "denied": 0.03}
DIRECTIONS = {"Synthetic party A": 0.68, "Synthetic party B": 0.24, "": 0.08}
RADIUS_M = {"site": 200.0, "neighbourhood": 1_000.0, "locality": 3_000.0}
WIDE_RADIUS_M = 5_000.0
SOURCE_KINDS = ("media", "un", "ngo", "military", "ministry", "government", "dataset")
N_SOURCES = 14

TEXT = pa.string()
SCHEMA = pa.schema(
    [
        ("report_id", TEXT),
        ("incident_key", TEXT),
        ("source_id", TEXT),
        ("publisher", TEXT),
        ("claimant", TEXT),
        ("url", TEXT),
        ("published_date", pa.date32()),
        ("event_start", pa.date32()),
        ("event_end", pa.date32()),
        ("date_precision", TEXT),
        ("time_from", TEXT),
        ("time_to", TEXT),
        ("kind", TEXT),
        ("direction_claimed", TEXT),
        ("place_name", TEXT),
        ("area_pcode", TEXT),
        ("location_precision", TEXT),
        ("lat", pa.float64()),
        ("lon", pa.float64()),
        ("radius_m", pa.float64()),
        ("struck", TEXT),
        ("strikes_min", pa.int64()),
        ("strikes_max", pa.int64()),
        ("killed_min", pa.int64()),
        ("killed_max", pa.int64()),
        ("injured_min", pa.int64()),
        ("injured_max", pa.int64()),
        ("responsibility", TEXT),
        ("contained_in", TEXT),
        ("summary", TEXT),
        ("read_at", TEXT),
        ("relayed_by", TEXT),
        ("location_note", TEXT),
    ]
)
"""Columns of `data/reports.csv` in their order. An unknown number or day is null, an empty text is empty."""

_TOWN_SEED = 17
_DAY_ZERO = date(1970, 1, 1)
_N_DAYS = (LAST_DAY - FIRST_DAY).days + 1
_INCIDENTS_PER_REPORT = 0.6
_CONTAINED = 0.12
"""Share of an incident's later reports that are a part of its first."""
_METRES_PER_DEGREE = 111_320.0
_COUNTRIES_CLIPPED = shapely.box(*REGION)


@dataclass(frozen=True, slots=True)
class Cluster:
    """Towns of one part of the region."""

    pcodes: tuple[str, ...]
    """Areas of `data/outlines.geojson` that the towns lie in, in turns."""
    around: str
    """P-code of the area that a report of a subregion or a territory speaks of."""
    n_towns: int
    weight: float
    """Share of all reports."""
    spread_m: float
    """Standard deviation of quarters around their town's middle, metres."""


CLUSTERS = (
    Cluster(("PS0255", "PS0260", "PS0265", "PS0270", "PS0275"), "PS02", 24, 0.62, 2_000),
    Cluster(("PS0101", "PS0110", "PS0115", "PS0130", "PS0150"), "PS01", 8, 0.08, 4_000),
    Cluster(("ISR",), "ISR", 10, 0.12, 6_000),
    Cluster(("LBN",), "LBN", 6, 0.08, 6_000),
    Cluster(("SYR",), "SYR", 4, 0.03, 8_000),
    Cluster(("YEM",), "YEM", 3, 0.03, 8_000),
    Cluster(("IRN",), "IRN", 3, 0.02, 8_000),
    Cluster(("QAT",), "QAT", 1, 0.01, 3_000),
    Cluster(("EGY",), "EGY", 1, 0.01, 8_000),
)


@dataclass(frozen=True, slots=True)
class Places:
    """Sixty made-up towns, and the points that reports may give for each precision in each of them."""

    weights: np.ndarray
    """Share of all reports by town; sums to 1."""
    pcodes: pa.Array
    """Area that holds the town."""
    around: pa.Array
    """Larger area that holds the town."""
    points: dict[str, np.ndarray]
    """By point precision: latitudes and longitudes, shape (towns, points, 2), degrees, four decimals."""


POINTS_OF_A_TOWN = {"site": 4_000, "neighbourhood": 4_000, "locality": 300}
"""How many distinct points a town offers: reports of one place share its point, as real ones do."""
_SPREADS = {"site": 1.0, "neighbourhood": 1.0, "locality": 2.0}


@cache
def places() -> Places:
    """The towns, the same for every number of reports and every seed."""
    rng = np.random.default_rng(_TOWN_SEED)
    outlines = _outlines()
    weights: list[float] = []
    pcodes: list[str] = []
    around: list[str] = []
    points: dict[str, list[np.ndarray]] = {precision: [] for precision in POINTS_OF_A_TOWN}
    for cluster in CLUSTERS:
        share = 1 / np.arange(1, cluster.n_towns + 1) ** 0.7
        weights.extend(cluster.weight * share / share.sum())
        for i in range(cluster.n_towns):
            pcode = cluster.pcodes[i % len(cluster.pcodes)]
            ground = outlines[pcode]
            pcodes.append(pcode)
            around.append(cluster.around)
            west, south, east, north = ground.bounds
            middle = _inside(
                ground, 1, lambda n, b=(west, south, east, north): rng.uniform(b[:2], b[2:], (n, 2))
            )[0]
            for precision, number in POINTS_OF_A_TOWN.items():
                spread = cluster.spread_m * _SPREADS[precision] / _METRES_PER_DEGREE
                scale = (spread / np.cos(np.radians(middle[1])), spread)
                lon_lat = _inside(ground, number, lambda n, m=middle, s=scale: rng.normal(m, s, (n, 2)))
                points[precision].append(lon_lat[:, ::-1].round(4))
    return Places(
        np.array(weights),
        pa.array(pcodes),
        pa.array(around),
        {precision: np.stack(towns) for precision, towns in points.items()},
    )


def _outlines() -> dict[str, shapely.Geometry]:
    text = (REPOSITORY / "data" / "outlines.geojson").read_text(encoding="utf-8")
    return {
        feature["properties"]["pcode"]: shape(feature["geometry"]).intersection(_COUNTRIES_CLIPPED)
        for feature in json.loads(text)["features"]
    }


def _inside(ground: shapely.Geometry, number: int, draw: Any) -> np.ndarray:  # noqa: ANN401 a function of n
    shapely.prepare(ground)
    kept = np.empty((0, 2))
    while len(kept) < number:
        drawn = draw(4 * number)
        kept = np.concatenate([kept, drawn[shapely.contains_xy(ground, drawn[:, 0], drawn[:, 1])]])
    return kept[:number]


def reports(n: int, seed: int = 1) -> Iterator[pa.RecordBatch]:
    """Yield `n` reports in batches of `CHUNK` rows or less, with the columns of `SCHEMA`."""
    for chunk, first in enumerate(range(0, n, CHUNK)):
        yield _chunk(np.random.default_rng([seed, chunk]), first, min(CHUNK, n - first))


def sources() -> pa.Table:
    """The publishers of the reports, with the columns of `data/sources.csv`."""
    ids = [f"syn{i:02d}" for i in range(1, N_SOURCES + 1)]
    return pa.table(
        {
            "source_id": ids,
            "name": [f"Synthetic source {i:02d}" for i in range(1, N_SOURCES + 1)],
            "kind": [SOURCE_KINDS[i % len(SOURCE_KINDS)] for i in range(N_SOURCES)],
            "home_url": [f"https://example.invalid/{source_id}" for source_id in ids],
            "licence": [""] * N_SOURCES,
            "language": ["en"] * N_SOURCES,
            "country": [""] * N_SOURCES,
            "caveat": ["Made by a random generator for benchmarks."] * N_SOURCES,
        }
    )


_ZONE_STATUSES = {
    "ordered_to_evacuate": 0.60,
    "restricted": 0.18,
    "labelled_humanitarian": 0.12,
    "open": 0.10,
}
_ZONE_CORNERS = (5, 14)
_ZONE_RADIUS_M = (600, 4_500)
_STATUSES_OF_A_PLACE = 3
_HAS_END = 0.3


def zones(n: int, seed: int = 1) -> pa.Table:
    """Statuses of made-up zones round the towns, with the columns of `data/zones.csv`; most have no end."""
    rng = np.random.default_rng([seed, n])
    known = places()
    n_places = max(1, n // _STATUSES_OF_A_PLACE)
    middles = known.points["locality"][_pick(rng, known.weights, n_places), rng.integers(0, 300, n_places)]
    place = np.concatenate([np.arange(n_places), rng.integers(0, n_places, n - n_places)])[:n]
    begins = rng.integers(0, _N_DAYS, n)
    has_end = rng.random(n) < _HAS_END
    ends = np.where(has_end, begins + rng.geometric(0.02, n), 0)
    numbers = _padded(np.arange(1, n + 1))
    zero = (FIRST_DAY - _DAY_ZERO).days

    def days(offsets: np.ndarray, is_null: np.ndarray | None = None) -> pa.Array:
        return pa.array((offsets + zero).astype(np.int32), mask=is_null).cast(pa.date32())

    empty = _constant("", n)
    said = {
        "zone_id": _joined("synz", numbers),
        "zone_key": _joined("testville-zone-", _padded(place)),
        "name_en": _joined("Testville zone ", _padded(place)),
        "kind": _constant("evacuation_order", n),
        "status": _words(_ZONE_STATUSES, rng, n),
        "valid_from": days(begins),
        "valid_to": days(ends, ~has_end),
        "time_precision": _words({"day": 0.9, "hour": 0.07, "month": 0.03}, rng, n),
        "issued_by": _words({"Synthetic party A": 0.8, "Synthetic party B": 0.2}, rng, n),
        "publisher": _constant("synthetic", n),
        "url": _joined("https://example.invalid/zones/", numbers),
        "published_date": days(begins),
        "geometry_wkt": pa.array([_blob(rng, *middles[p]) for p in place]),
        "geometry_basis": _constant("made by a random generator", n),
    }
    counts = ("people_min", "people_max")
    return pa.table(
        {
            name: said.get(name, pa.nulls(n, pa.int64()) if name in counts else empty)
            if name != "area_km2"
            else pa.nulls(n, pa.float64())
            for name in TABLES["zones"]
        }
    )


def _blob(rng: np.random.Generator, lat: float, lon: float) -> str:
    """Draw an outline round a point: corners at their angles, at distances of their own."""
    n = rng.integers(*_ZONE_CORNERS)
    angle = np.sort(rng.uniform(0, 2 * np.pi, n) * 0.2 + np.linspace(0, 2 * np.pi, n, endpoint=False) * 0.8)
    reach = rng.uniform(*_ZONE_RADIUS_M) * rng.uniform(0.6, 1.4, n) / _METRES_PER_DEGREE
    ring = np.column_stack(
        [lon + reach * np.cos(angle) / np.cos(np.radians(lat)), lat + reach * np.sin(angle)]
    )
    return shapely.Polygon(ring.round(4)).wkt


def _chunk(rng: np.random.Generator, first: int, n: int) -> pa.RecordBatch:
    known = places()
    # Every incident is first reported once; further reports repeat its place, day and kind.
    n_incidents = max(1, round(n * _INCIDENTS_PER_REPORT))
    incident = np.concatenate([np.arange(n_incidents), rng.integers(0, n_incidents, n - n_incidents)])
    is_first = np.arange(n) < n_incidents
    town = _pick(rng, known.weights, n_incidents)[incident]
    kind = _words(KINDS, rng, n_incidents).take(pa.array(incident))
    start = _pick(rng, _activity(), n_incidents)[incident]
    precision = _pick(rng, np.array(list(PRECISIONS.values())), n)
    precision_words = pa.array(list(PRECISIONS)).take(pa.array(precision))
    place = _locations(rng, precision, town)
    struck = _struck(rng, precision)
    numbers = _padded(np.arange(first + 1, first + n + 1))
    report_id = _joined("syn", numbers)
    is_part = ~is_first & (rng.random(n) < _CONTAINED)
    columns = {
        "report_id": report_id,
        "incident_key": _joined("testville-", _padded(first + incident + 1)),
        "source_id": sources()["source_id"].combine_chunks().take(pa.array(_pick(rng, _zipf(N_SOURCES), n))),
        "publisher": _constant("synthetic", n),
        "claimant": _constant("synthetic", n),
        "url": _joined("https://example.invalid/", numbers),
        **_dates(rng, start),
        "kind": kind,
        "direction_claimed": _words(DIRECTIONS, rng, n),
        **place,
        "location_precision": precision_words,
        "struck": struck,
        **_harm(rng, "strikes", n, scale=2, stated=0.28, closed=0.85),
        **_harm(rng, "killed", n, scale=8, stated=0.56, closed=0.65),
        **_harm(rng, "injured", n, scale=20, stated=0.25, closed=0.70),
        "responsibility": _words(RESPONSIBILITIES, rng, n),
        "contained_in": pc.if_else(pa.array(is_part), report_id.take(pa.array(incident)), ""),
        "summary": _joined("Synthetic report of ", kind, " in ", place["place_name"], "; it never happened."),
        "read_at": _joined("https://example.invalid/read/", numbers),
        **dict.fromkeys(("location_note", "time_from", "time_to", "relayed_by"), _constant("", n)),
    }
    return pa.RecordBatch.from_arrays([columns[name] for name in SCHEMA.names], schema=SCHEMA)


def _locations(rng: np.random.Generator, precision: np.ndarray, town: np.ndarray) -> dict[str, pa.Array]:
    known, n = places(), len(town)
    lat, lon, radius_m = (np.full(n, np.nan) for _ in range(3))
    order = list(PRECISIONS)
    point = np.zeros(n, dtype=np.int64)
    for name, drawn in known.points.items():
        here = precision == order.index(name)
        point[here] = rng.integers(0, drawn.shape[1], here.sum())
        lat[here], lon[here] = drawn[town[here], point[here]].T
        radius_m[here] = RADIUS_M[name]
    wide = (precision == order.index("locality")) & (rng.random(n) < 0.05)
    radius_m[wide] = WIDE_RADIUS_M
    # A governorate is the area that holds the town; what is coarser speaks of the larger one.
    is_coarse = np.isin(precision, [order.index("subregion"), order.index("territory")])
    towns = pa.array(town)
    pcode = pc.if_else(pa.array(is_coarse), known.around.take(towns), known.pcodes.take(towns))
    is_unlocated = precision == order.index("unlocated")
    pcode = pc.if_else(pa.array(is_unlocated), "", pcode)
    said = pa.array(
        ["house ", "quarter ", "village ", "governorate of Testville ", "subregion of Testville ",
         "territory of Testville ", "somewhere near Testville "]
    ).take(pa.array(precision))  # fmt: skip
    number = pa.array(town + 1).cast(TEXT)
    named = _joined(said, pc.utf8_lpad(number, 2, "0"))
    pointed = _joined("Testville ", pc.utf8_lpad(number, 2, "0"), " ", said, pa.array(point).cast(TEXT))
    return {
        "place_name": pc.if_else(pa.array(~np.isnan(lat)), pointed, named),
        "area_pcode": pcode,
        **{
            name: pa.array(values, from_pandas=True)
            for name, values in {"lat": lat, "lon": lon, "radius_m": radius_m}.items()
        },
    }


def _struck(rng: np.random.Generator, precision: np.ndarray) -> pa.Array:
    order = list(STRUCK)
    struck = _pick(rng, np.array(list(STRUCK.values())), len(precision))
    # Individual shelter buildings are never given finer than 1 km, not even made-up ones.
    is_fine = precision == list(PRECISIONS).index("site")
    shelters = np.isin(struck, [order.index("school"), order.index("shelter")])
    struck[is_fine & shelters] = order.index("unspecified")
    return pa.array(order).take(pa.array(struck))


def _dates(rng: np.random.Generator, start: np.ndarray) -> dict[str, pa.Array]:
    n = len(start)
    order = list(DATE_PRECISIONS)
    precision = _pick(rng, np.array(list(DATE_PRECISIONS.values())), n)
    length = np.where(precision == order.index("range"), 1 + rng.geometric(0.12, n), 0)
    length = np.where(precision == order.index("month"), 29, length)
    end = np.minimum(start + length, _N_DAYS - 1)
    published = end + rng.geometric(0.5, n) - 1
    zero = (FIRST_DAY - _DAY_ZERO).days
    undated = precision == order.index("unknown")

    def days(offsets: np.ndarray, is_null: np.ndarray) -> pa.Array:
        return pa.array((offsets + zero).astype(np.int32), mask=is_null).cast(pa.date32())

    return {
        "published_date": days(published, rng.random(n) < 0.25),
        "event_start": days(start, undated),
        "event_end": days(end, undated),
        "date_precision": pa.array(order).take(pa.array(precision)),
    }


def _harm(  # noqa: PLR0913 a distribution has as many
    rng: np.random.Generator, name: str, n: int, *, scale: int, stated: float, closed: float
) -> dict[str, pa.Array]:
    smallest = rng.geometric(1 / scale, n) - (scale > 2)
    # Most ranges are a single number, some are wide, some have no upper or no lower end.
    largest = smallest + np.where(rng.random(n) < 0.15, rng.geometric(1 / scale, n), 0)
    is_stated = rng.random(n) < stated
    has_max = is_stated & (rng.random(n) < closed)
    has_min = is_stated & ~(has_max & (rng.random(n) < 0.03))
    return {
        f"{name}_min": pa.array(smallest, mask=~has_min),
        f"{name}_max": pa.array(largest, mask=~has_max),
    }


@cache
def _activity() -> np.ndarray:
    """Share of each day: waves that break suddenly and ebb, over a quieter ground, with pauses."""
    days = np.arange(_N_DAYS)
    share = np.full(_N_DAYS, 0.35)
    for begins, height, ebb_days in (
        (0, 3.0, 60),
        (210, 1.2, 80),
        (350, 1.6, 45),
        (527, 2.0, 90),
        (615, 1.5, 20),
    ):
        share += np.where(days >= begins, height * np.exp(-np.maximum(0, days - begins) / ebb_days), 0)
    for begins, ends in ((48, 55), (470, 527)):
        share[begins:ends] *= 0.15
    return share / share.sum()


def _zipf(n: int) -> np.ndarray:
    share = 1 / np.arange(1, n + 1)
    return share / share.sum()


def _pick(rng: np.random.Generator, shares: np.ndarray, n: int) -> np.ndarray:
    edges = np.cumsum(shares) / np.sum(shares)
    return np.minimum(np.searchsorted(edges, rng.random(n), side="right"), len(shares) - 1)


def _words(shares: dict[str, float], rng: np.random.Generator, n: int) -> pa.Array:
    return pa.array(list(shares)).take(pa.array(_pick(rng, np.array(list(shares.values())), n)))


def _padded(numbers: np.ndarray) -> pa.Array:
    return pc.utf8_lpad(pa.array(numbers).cast(TEXT), 8, "0")


def _joined(*parts: str | pa.Array) -> pa.Array:
    return pc.binary_join_element_wise(*parts, "")


def _constant(text: str, n: int) -> pa.Array:
    return pa.repeat(pa.scalar(text, TEXT), n)


def write_csv(batches: Iterable[pa.RecordBatch], path: Path) -> None:
    """Write reports as `data/reports.csv` is written: UTF-8, one header line, empty cells for null."""
    with path.open("wb") as file:
        file.write(",".join(SCHEMA.names).encode() + b"\n")
        options = pyarrow.csv.WriteOptions(include_header=False, quoting_style="none")
        with pyarrow.csv.CSVWriter(file, SCHEMA, write_options=options) as writer:
            for batch in batches:
                writer.write_batch(batch)


def write_parquet(batches: Iterable[pa.RecordBatch], path: Path) -> None:
    """Write reports as one Parquet file, a row group a batch."""
    with pyarrow.parquet.ParquetWriter(path, SCHEMA, compression="zstd") as writer:
        for batch in batches:
            writer.write_batch(batch)


def write_sources_csv(path: Path) -> None:
    """Write the publishers as `data/sources.csv` is written."""
    rows = sources().to_pylist()
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def main() -> None:
    """Write a file of synthetic reports."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.synthetic", description=__doc__)
    parser.add_argument("n", type=lambda text: int(float(text)), help="number of reports; 1e6 is understood")
    parser.add_argument("path", type=Path, help="file to write, .csv or .parquet")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    write = {".csv": write_csv, ".parquet": write_parquet}.get(given.path.suffix)
    if write is None:
        parser.error(f"path={str(given.path)!r} ends neither in .csv nor in .parquet")
    write(reports(given.n, given.seed), given.path)


if __name__ == "__main__":
    main()
