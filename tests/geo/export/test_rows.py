"""The same rows in every format, held against a plain filter of the raw rows (see `tests.geo.plain`)."""

from __future__ import annotations

import json
import sqlite3
import tempfile
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from random import Random

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import pytest

from geo.export.derived_columns import SCHEMA as STANDING
from geo.export.export_columns import COLUMNS
from geo.export.formats import Suffix, write
from geo.export.to_csv import original
from geo.export.to_gpkg import TEMPORARY, write_gpkg
from geo.filters.view import View
from geo.model import Kind, Language, Layer, LocationPrecision
from geo.snapshot.opened import Snapshot
from geo.snapshot.tables import SCHEMA
from tests.builders import report, row, snapshot, view_of
from tests.geo.export.files import ALL, SITE, about, file_of, read, read_some, rows
from tests.geo.plain import World

ATTACK = '=HYPERLINK("http://example.invalid","x") \';--</script><script>alert(1)</script>\u202e\n"a",b;+1'
every_format = pytest.mark.parametrize("suffix", ALL)


@pytest.mark.parametrize("seed", range(30))
def test_every_format_has_the_rows_that_a_plain_filter_finds(exported_world: World, seed: int):
    opened = exported_world.opened
    view = random_view(exported_world, Random(seed))  # noqa: S311 the same views in every run
    expected = list(exported_world.matching(view)["report_id"])
    given_rows, counts = rows(opened, view), opened.counts(view)
    for suffix in ALL:
        found = read_some(file_of(given_rows, suffix), suffix, ["report_id", "shown_on_map"])
        assert list(found["report_id"]) == expected
        on_map = list(found["report_id"][found["shown_on_map"].astype(bool)])
        assert on_map == list(exported_world.shown(view)["report_id"])
        not_drawn = ("unlocated", "layer_off")
        assert len(found) == counts.shown + sum(counts.reasons.get(reason, 0) for reason in not_drawn)


def random_view(world: World, random: Random) -> View:
    """A view with some of its filters set; half of all views are of all days."""
    opened = world.opened
    first, last = opened.span
    days = sorted(first + timedelta(random.randrange((last - first).days + 1)) for _ in range(2))
    some = {
        "sources": tuple(random.sample(list(opened.facet("source_id")), 8)),
        "kinds": tuple(random.sample(list(Kind), 3)),
        "precisions": tuple(random.sample(list(LocationPrecision), 4)),
        "area": random.choice(sorted(opened.known.areas)),
        "text": random.choice(world.words),
        "layers": random.choice([(), (Layer.REPORTS,), (Layer.AREAS,)]),
        "date_from": days[0],
        "date_to": days[1],
    }
    chosen = {
        name for name in ("sources", "kinds", "precisions", "area", "text", "layers") if random.random() < 0.3
    }
    if random.random() < 0.5:
        chosen |= {"date_from", "date_to"}
    return opened.default_view().but(**{name: some[name] for name in chosen})


@every_format
def test_every_cell_of_the_chronicle_survives(bundled_world: World, suffix: Suffix):
    found = read(file_of(rows(bundled_world.opened), suffix), suffix)
    raw = bundled_world.matching(bundled_world.opened.default_view())
    for name in SCHEMA["reports"]:
        was, now = raw[name], found[name]
        if now.dtype.kind in "iuf" or pd.api.types.is_numeric_dtype(now):
            pd.testing.assert_series_equal(
                now.astype("Float64"), pd.to_numeric(was).astype("Float64"), check_index=False
            )
        elif name.endswith("_date") or name in {"event_start", "event_end"}:
            assert list(pd.to_datetime(now)) == list(pd.to_datetime(was, errors="coerce"))
        else:
            assert [original(text) for text in now.fillna("").astype(str)] == list(was.astype(str))


@every_format
def test_the_columns_are_the_documented_ones_in_their_order(suffix: Suffix):
    found = read(file_of(rows(snapshot()), suffix), suffix)
    beside = {"geometry", "id", "about_this_file"}
    assert [name for name in found.columns if name not in beside] == list(COLUMNS)
    assert set(COLUMNS) == {*SCHEMA["reports"], "shown_on_map", *STANDING.names}


@every_format
def test_unknown_stays_unknown_zero_stays_zero_and_an_open_range_stays_open(suffix: Suffix):
    opened = snapshot(
        report("r1", killed_min=0, killed_max=0),
        report("r2", killed_min=50, killed_max=""),
        report("r3", killed_min="", killed_max=20),
        report("r4", killed_min="", killed_max="", published_date=""),
    )
    found = read(file_of(rows(opened), suffix), suffix)
    ranges = [
        [None if pd.isna(end) else int(end) for end in pair]
        for pair in found[["killed_min", "killed_max"]].to_numpy()
    ]
    assert ranges == [[0, 0], [50, None], [None, 20], [None, None]]
    assert found["published_date"].isna().tolist() == [False, False, False, True]


def test_counts_and_days_have_their_types_in_parquet_and_geopackage(tmp_path: Path):
    given_rows = rows(snapshot(report(killed_min=3)))
    table = pq.read_table(BytesIO(file_of(given_rows, Suffix.PARQUET)))
    assert [table.schema.field(name).type for name in ("killed_min", "event_start", "shown_on_map")] == [
        pa.int64(),
        pa.date32(),
        pa.bool_(),
    ]
    (tmp_path / "reports.gpkg").write_bytes(file_of(given_rows, Suffix.GPKG))
    info = pyogrio.read_info(tmp_path / "reports.gpkg")
    types = dict(zip(info["fields"], info["ogr_types"], strict=True))
    assert (types["killed_min"], types["event_start"]) == ("OFTInteger64", "OFTDate")


@every_format
def test_an_unlocated_report_is_a_row_that_is_not_on_the_map(suffix: Suffix):
    opened = snapshot(report("r1"), report("r2", location_precision="unlocated", area_pcode=""))
    found = read(file_of(rows(opened), suffix), suffix)
    assert found["shown_on_map"].astype(bool).to_dict() == {"r1": True, "r2": False}


@every_format
def test_a_layer_that_is_off_takes_no_row_away(suffix: Suffix):
    opened = snapshot()
    found = read(file_of(rows(opened, view_of(opened, layers=(Layer.LABELS,))), suffix), suffix)
    assert found["shown_on_map"].astype(bool).tolist() == [False]


@every_format
def test_an_undated_report_is_in_no_file_and_the_file_says_so(suffix: Suffix):
    opened = snapshot(report("r1"), report("r2", event_start="", date_precision="unknown"))
    content = file_of(rows(opened), suffix)
    assert list(read(content, suffix)["report_id"]) == ["r1"]
    assert "1 report of the snapshot has no date" in str(about(content, suffix))


@every_format
def test_what_may_not_be_passed_on_is_left_out_and_the_file_says_so(suffix: Suffix):
    content = file_of(rows(with_restricted_source()), suffix)
    assert list(read(content, suffix)["report_id"]) == ["r1"]
    assert "1 matching row is left out" in str(about(content, suffix))
    assert "Synthetic Registry" in str(about(content, suffix))


def test_a_source_that_a_view_does_not_hold_is_not_said_to_be_left_out():
    opened = with_restricted_source()
    found = rows(opened, view_of(opened, sources=("synthetic",)))
    assert (found.about.rows, found.about.rows_withheld) == (1, 0)


def test_no_permission_is_no_permission():
    opened = with_restricted_source()
    opened.tables["sources"]["redistributable"] = pd.array([True, None], "boolean")
    assert rows(opened).about.rows_withheld == 1


def with_restricted_source() -> Snapshot:
    sources = [row("sources", "synthetic"), row("sources", "closed", name="Synthetic Registry")]
    opened = snapshot(report("r1"), report("r2", source_id="closed"), sources=sources)
    # The rows of a snapshot are shared between tests; the table of sources is this test's own.
    fresh = object.__new__(Snapshot)
    fresh.__dict__.update(opened.__dict__)
    flag = (opened.tables["sources"]["source_id"] != "closed").astype("boolean")
    fresh.tables = {**opened.tables, "sources": opened.tables["sources"].assign(redistributable=flag)}
    return fresh


@every_format
def test_a_file_names_its_view_its_snapshot_its_licence_and_its_citation(suffix: Suffix):
    opened = snapshot()
    said = str(about(file_of(rows(opened), suffix), suffix))
    for needed in (
        opened.id,
        f"{SITE}?v=1&snap={opened.id}&from=2024-01-10&to=2024-01-10",
        "CC BY 4.0",
        "https://creativecommons.org/licenses/by/4.0/",
        "Shelterline contributors: Strike reports, 10 Jan 2024",
        "must not be added",
        "GeoNames",
    ):
        assert needed in said


@every_format
def test_a_file_speaks_the_language_of_its_view(bundled: Snapshot, suffix: Suffix):
    given_rows = rows(bundled, bundled.default_view().but(lang=Language.AR))
    assert "تقارير" in str(about(file_of(given_rows, suffix), suffix))


@every_format
def test_a_view_that_finds_nothing_is_a_whole_file_without_rows(suffix: Suffix):
    opened = snapshot()
    given_rows = rows(opened, view_of(opened, text="elsewhere"))
    found = read(file_of(given_rows, suffix), suffix)
    assert (len(found), given_rows.about.rows) == (0, 0)


@pytest.mark.parametrize("suffix", [Suffix.GEOJSON, Suffix.PARQUET, Suffix.GPKG])
def test_only_what_is_stated_as_a_point_is_a_point(suffix: Suffix):
    areas = {"location_precision": "governorate", "lat": 31.2, "lon": 34.1}
    opened = snapshot(report("r1", lat=31.05, lon=34.05), report("r2", **areas))
    found = gpd.GeoDataFrame(read(file_of(rows(opened), suffix), suffix))
    assert found.crs.equals("OGC:CRS84", ignore_axis_order=True)
    assert (found.geometry["r1"].x, found.geometry["r1"].y, found.geometry["r2"]) == (34.05, 31.05, None)


@every_format
def test_a_hostile_text_is_only_a_text(suffix: Suffix):
    opened = snapshot(report(summary=ATTACK, place_name=ATTACK))
    found = read(file_of(rows(opened), suffix), suffix)
    assert len(found) == 1
    for cell in (found["summary"].iloc[0], found["place_name"].iloc[0]):
        assert (original(cell) if suffix is Suffix.CSV else cell) == ATTACK


def test_geojson_is_what_the_standard_says():
    opened = snapshot(report("r1"), report("r2", location_precision="governorate"))
    said = json.loads(file_of(rows(opened), Suffix.GEOJSON))
    assert (said["type"], [f["id"] for f in said["features"]]) == ("FeatureCollection", ["r1", "r2"])
    assert [f["geometry"] for f in said["features"]] == [
        {"type": "Point", "coordinates": [34.05, 31.05]},
        None,
    ]


def test_parquet_is_geoparquet_1_1():
    metadata = pq.read_metadata(BytesIO(file_of(rows(snapshot()), Suffix.PARQUET))).metadata
    said = json.loads(metadata[b"geo"])
    assert (said["version"], said["primary_column"]) == ("1.1.0", "geometry")
    assert said["columns"] == {"geometry": {"encoding": "WKB", "geometry_types": ["Point"]}}


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for temporary files that no other test writes into."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def test_a_geopackage_is_whole_and_leaves_nothing_behind(tmp_path: Path, temporary: Path):
    path = tmp_path / "reports.gpkg"
    path.write_bytes(file_of(rows(snapshot()), Suffix.GPKG))
    connection = sqlite3.connect(path)
    try:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA application_id").fetchone() == (int.from_bytes(b"GPKG"),)
        assert connection.execute("SELECT count(*) FROM gpkg_metadata").fetchone() == (1,)
    finally:
        connection.close()
    assert not list(temporary.glob(f"{TEMPORARY}*"))


def test_a_geopackage_has_no_name_once_it_is_read(temporary: Path):
    parts = write_gpkg(rows(snapshot()))
    next(parts)
    assert not list(temporary.glob(f"{TEMPORARY}*"))
    parts.close()


def test_a_large_geopackage_that_nobody_waits_for_ends_with_its_process(large_world: World, temporary: Path):
    parts = write_gpkg(rows(large_world.opened))
    assert next(parts) == b""
    assert list(temporary.glob(f"{TEMPORARY}*"))
    parts.close()
    assert not list(temporary.glob(f"{TEMPORARY}*"))


@every_format
def test_a_file_is_written_a_part_at_a_time(large_world: World, suffix: Suffix):
    opened = large_world.opened
    before = pa.total_allocated_bytes()

    whole = held = 0
    for part in write(rows(opened), suffix):
        whole += len(part)
        held = max(held, pa.total_allocated_bytes() - before, len(part))
    assert held < pa.Table.from_batches(opened.matching(opened.default_view()).batches()).nbytes
    assert whole > 0
