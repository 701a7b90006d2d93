"""What the benchmarks' generator promises, on a few thousand rows."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pytest
import shapely
from shapely.geometry import shape

from geo.snapshot.frames import read_table
from tests.benchmarks import synthetic

if TYPE_CHECKING:
    import pandas as pd

N = 20_000
DATA = synthetic.REPOSITORY / "data"


def made(n: int = N, seed: int = 1) -> pa.Table:
    return pa.Table.from_batches(synthetic.reports(n, seed))


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    return made().to_pandas()


def test_the_same_seed_gives_the_same_rows_and_another_seed_others():
    assert made(500).equals(made(500))
    assert not made(500).equals(made(500, seed=2))


def test_chunks_join_without_gap_or_repetition(monkeypatch):
    monkeypatch.setattr(synthetic, "CHUNK", 100)

    ids = made(250)["report_id"].to_pylist()

    assert ids == [f"syn{i:08d}" for i in range(1, 251)]


def test_columns_are_those_of_the_bundled_reports():
    with (DATA / "reports.csv").open(encoding="utf-8", newline="") as file:
        assert synthetic.SCHEMA.names == next(csv.reader(file))
    with (DATA / "sources.csv").open(encoding="utf-8", newline="") as file:
        assert synthetic.sources().column_names == next(csv.reader(file))


def test_every_row_says_that_it_is_synthetic(frame):
    assert set(frame["publisher"]) == set(frame["claimant"]) == {"synthetic"}
    assert frame["place_name"].str.contains("Testville").all()
    assert frame["incident_key"].str.startswith("testville-").all()
    assert frame["source_id"].str.fullmatch(r"syn\d\d").all()
    assert frame["url"].str.startswith("https://example.invalid/").all()
    assert frame["read_at"].str.startswith("https://example.invalid/").all()
    assert frame["summary"].str.startswith("Synthetic").all()


def test_no_synthetic_row_could_pass_for_a_bundled_one(frame):
    with (DATA / "reports.csv").open(encoding="utf-8", newline="") as file:
        bundled = list(csv.DictReader(file))
    for column in ("report_id", "incident_key", "source_id", "url", "place_name"):
        assert not set(frame[column]) & {row[column] for row in bundled}


def test_precisions_come_in_the_stated_mix(frame):
    share = frame["location_precision"].value_counts(normalize=True)

    assert {name: share[name] for name in synthetic.PRECISIONS} == pytest.approx(
        synthetic.PRECISIONS, abs=0.015
    )


def test_points_lie_in_the_area_that_the_row_names(frame):
    outlines = json.loads((DATA / "outlines.geojson").read_text(encoding="utf-8"))["features"]
    areas = {feature["properties"]["pcode"]: shape(feature["geometry"]).buffer(1e-3) for feature in outlines}
    pointed = frame[frame["lat"].notna()]

    assert len(pointed) == pytest.approx(0.67 * N, rel=0.05)
    for pcode, rows in pointed.groupby("area_pcode"):
        assert shapely.contains_xy(areas[pcode], rows["lon"], rows["lat"]).all()


def test_areas_have_no_point_and_the_unlocated_have_neither(frame):
    is_point = frame["location_precision"].isin(synthetic.RADIUS_M)
    unlocated = frame["location_precision"] == "unlocated"

    assert frame.loc[~is_point, ["lat", "lon", "radius_m"]].isna().all(axis=None)
    assert (frame.loc[unlocated, "area_pcode"] == "").all()
    assert (frame.loc[~unlocated, "area_pcode"] != "").all()


def test_no_shelter_building_is_given_finer_than_a_kilometre(frame):
    sheltering = frame[frame["struck"].isin(["school", "shelter"]) & frame["radius_m"].notna()]

    assert len(sheltering) > 0
    assert sheltering["radius_m"].min() >= 1_000


def test_dates_and_ranges_are_in_order(frame):
    dated = frame[frame["event_start"].notna()]

    assert (dated["event_start"] <= dated["event_end"]).all()
    assert dated["event_start"].min() >= synthetic.FIRST_DAY
    assert dated["event_end"].max() <= synthetic.LAST_DAY
    for counted in ("strikes", "killed", "injured"):
        smallest, largest = frame[f"{counted}_min"], frame[f"{counted}_max"]
        assert not (smallest > largest).any()
        assert smallest.isna().any()
        assert (smallest.notna() & largest.isna()).any()


def test_a_part_names_the_first_report_of_its_own_incident(frame):
    incidents = frame.set_index("report_id")["incident_key"]
    parts = frame[frame["contained_in"] != ""]

    assert len(parts) > 0
    assert np.array_equal(incidents[parts["contained_in"]], parts["incident_key"])
    assert (parts["contained_in"] < parts["report_id"]).all()


def test_the_csv_is_read_as_the_bundled_tables_are(tmp_path: Path):
    synthetic.write_csv(synthetic.reports(300), tmp_path / "reports.csv")
    synthetic.write_sources_csv(tmp_path / "sources.csv")

    rows = read_table(tmp_path, "reports")

    assert len(rows) == 300
    assert set(rows["source_id"]) <= set(read_table(tmp_path, "sources").index)


def test_parquet_holds_the_same_rows(tmp_path: Path):
    synthetic.write_parquet(synthetic.reports(300), tmp_path / "reports.parquet")

    assert pa.parquet.read_table(tmp_path / "reports.parquet").equals(made(300))
