"""The tables of a snapshot as other programs read them."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas
import pyarrow.parquet as pq
import pytest
import shapely

from geo.model.rows import Cell
from geo.snapshot.files import open_snapshot, verify, write_snapshot
from geo.snapshot.home import snapshots_folder
from tests.builders import arrow_tables, outlines, row

OUTLINE = "POLYGON ((34 31, 34.1 31, 34.1 31.1, 34 31))"
Z = "z1"


def written(home: Path, **said: Cell) -> Path:
    """The folder of a snapshot with a zone and two places, one of which has a point."""
    places = [row("places", "p1", lat=31.05, lon=34.05), row("places", "p2")]
    tables = arrow_tables(zones=[row("zones", Z, **said)], places=places)
    return snapshots_folder(home) / write_snapshot(tables, outlines(), home)


@pytest.mark.parametrize("text", [OUTLINE, "POINT (34.05 31.05)", f"MULTI{OUTLINE.replace('((', '(((')})"])
def test_geopandas_reads_the_zones_as_shapes(tmp_path: Path, text: str):
    zones = geopandas.read_parquet(written(tmp_path, geometry_wkt=text) / "zones.parquet")
    assert zones.set_index("zone_id").geometry[Z] == shapely.from_wkt(text)
    assert zones.crs == "OGC:CRS84"


@pytest.mark.parametrize("text", ["", "no shape", "POINT (34.05"])
def test_a_zone_without_a_shape_has_no_geometry_and_keeps_its_text(tmp_path: Path, text: str):
    zones = geopandas.read_parquet(written(tmp_path, geometry_wkt=text) / "zones.parquet")
    assert (list(zones.geometry), list(zones["geometry_wkt"])) == ([None], [text])


def test_geopandas_reads_the_places_as_points_where_they_have_one(tmp_path: Path):
    places = geopandas.read_parquet(written(tmp_path) / "places.parquet").set_index("place_id")
    assert (places.geometry["p1"], places.geometry["p2"]) == (shapely.Point(34.05, 31.05), None)


def test_the_metadata_are_those_of_geoparquet_1_1(tmp_path: Path):
    path = written(tmp_path, geometry_wkt=OUTLINE) / "zones.parquet"
    assert json.loads(pq.read_metadata(path).metadata[b"geo"]) == {
        "version": "1.1.0",
        "primary_column": "geometry",
        "columns": {"geometry": {"encoding": "WKB", "geometry_types": ["Polygon"]}},
    }


def test_a_shape_with_heights_is_named_as_one(tmp_path: Path):
    path = written(tmp_path, geometry_wkt="POINT Z (34.05 31.05 7)") / "zones.parquet"
    said = json.loads(pq.read_metadata(path).metadata[b"geo"])
    assert said["columns"]["geometry"]["geometry_types"] == ["Point Z"]
    assert geopandas.read_parquet(path).geometry[0].z == 7


def test_a_report_s_point_does_not_look_more_precise_than_it_is(tmp_path: Path):
    schema = pq.read_schema(written(tmp_path) / "reports.parquet")
    assert ("geometry" in schema.names, b"geo" in (schema.metadata or {})) == (False, False)


def test_the_geometry_is_no_part_of_what_is_opened_or_identified(tmp_path: Path):
    folder = written(tmp_path, geometry_wkt=OUTLINE)
    opened = open_snapshot(folder)
    assert not any("geometry" in opened.tables[name] for name in ("zones", "places"))
    assert verify(folder) == []
