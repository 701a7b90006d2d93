"""Boundaries in the place of the bundled outlines."""

import json
import zipfile
from functools import cache

import pytest
import shapely
from shapely.geometry import mapping

from geo.connectors.all_connectors import connectors
from geo.geometry.gazetteer import Areas
from geo.model.errors import SourceError
from geo.snapshot.opened import DATA_DIR
from tests.geo.connectors.replay import Answer, ignore, publisher
from tests.geo.connectors.rows import OPEN, write_json

COD = connectors()["cod-ab-pse"]
UNIONS = ("PS01", "PS02", "PSE")


@cache
def bundled():
    return Areas.read(DATA_DIR / "outlines.geojson")


@cache
def layer():
    """Return the bundled governorates, moved by a kilometre, in the form of the publisher."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {
                    "adm2_name": "",
                    "adm2_name1": None,
                    "adm2_pcode": area.pcode,
                    "adm1_pcode": area.parent,
                    "valid_on": "2024-01-01",
                    "version": "v00",
                },
                "geometry": mapping(shapely.affinity.translate(area.geometry, 0.01, 0.003)),
            }
            for area in bundled()
            if area.level == "governorate"
        ],
    }


def test_the_new_outlines_meet_each_other_and_their_neighbours(tmp_path):
    parsed = COD.parse([write_json(tmp_path / "pse_admin2.geojson", layer())])
    areas = Areas.parse(parsed.outlines)
    leaves = [area.geometry for area in areas if area.pcode not in UNIONS]
    assert shapely.coverage_is_valid(leaves)
    assert all(area.geometry.is_valid for area in areas)
    assert {area.pcode for area in areas} == {area.pcode for area in bundled()}
    moved = shapely.affinity.translate(bundled()["PS0275"].geometry, 0.01, 0.003)
    assert areas["PS0275"].geometry.symmetric_difference(moved).area < 0.02 * moved.area
    whole = shapely.union_all([areas[code].geometry for code in ("PS01", "PS02")])
    assert whole.symmetric_difference(areas["PSE"].geometry).area < 1e-9


def test_names_stay_and_the_origin_is_said(tmp_path):
    areas = Areas.parse(COD.parse([write_json(tmp_path / "pse_admin2.geojson", layer())]).outlines)
    assert areas["PS0275"].names == bundled()["PS0275"].names
    assert "OCHA COD-AB State of Palestine v00 valid on 2024-01-01 (CC BY-IGO)" in areas["PS0275"].basis
    assert areas["LBN"] == bundled()["LBN"]


def test_a_file_that_lacks_an_area_is_refused(tmp_path):
    short = {**layer(), "features": layer()["features"][:-1]}
    with pytest.raises(SourceError, match=r"the file lacks PS.*which reports may name"):
        COD.parse([write_json(tmp_path / "pse_admin2.geojson", short)])


def test_a_layer_of_larger_areas_asks_for_the_smaller(tmp_path):
    larger = {
        "type": "FeatureCollection",
        "features": [{"properties": {"adm1_pcode": "PS01"}, "geometry": None}],
    }
    with pytest.raises(
        SourceError, match=r"no layer of admin 2 areas.*Give that file \(pse_admin2.geojson\)"
    ):
        COD.parse([write_json(tmp_path / "pse_admin1.geojson", larger)])


@pytest.mark.parametrize("geometry", [None, {}, {"type": "Point", "coordinates": [34, 31]}, {"type": "Cube"}])
def test_an_area_without_ground_is_refused(tmp_path, geometry):
    first, *others = layer()["features"]
    broken = {**layer(), "features": [{**first, "geometry": geometry}, *others]}
    with pytest.raises(SourceError, match=first["properties"]["adm2_pcode"]):
        COD.parse([write_json(tmp_path / "pse_admin2.geojson", broken)])


def archive(path, name, content):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(name, content)
    return path


def test_the_archive_of_the_publisher_is_read(tmp_path):
    path = archive(tmp_path / "pse_adm.zip", "pse_admin2.geojson", json.dumps(layer()))
    assert COD.recognises(path.name, path.read_bytes())
    assert COD.parse([path]).outlines


def test_an_archive_that_unpacks_too_large_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("geo.connectors.cod_ab.MAX_JSON_BYTES", 1_000)
    path = archive(tmp_path / "pse_adm.zip", "pse_admin2.geojson", " " * 2_000)
    with pytest.raises(SourceError, match="unpacks to more than 1,000 bytes: refused"):
        COD.parse([path])


def package(*resources: object):
    return Answer({"success": True, "result": {"resources": list(resources)}})


def test_the_geojson_of_the_package_is_fetched(tmp_path):
    shp = {"format": "SHP", "url": "/shp.zip"}
    with publisher(package(shp, {"format": "GeoJSON", "url": "/x.geojson"}), Answer(layer())) as here:
        paths = COD.fetch(tmp_path, here.settings("HDX"), ignore).paths
    assert [(asked.path, asked.query.get("id")) for asked in here.asked] == [
        ("/api/3/action/package_show", "cod-ab-pse"),
        ("/x.geojson", None),
    ]
    assert COD.parse(paths).outlines


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (package({"format": "SHP", "url": "/a.zip"}), "offers SHP and no GeoJSON; get one by hand"),
        (Answer({"error": {}}), "expected result.resources"),
        (package({"format": "GeoJSON", "url": "https://example.com/a"}), "is not on a host that cod-ab-pse"),
    ],
)
def test_a_package_that_does_not_help_says_what_to_do(tmp_path, answer, said):
    with publisher(answer) as here, pytest.raises(SourceError, match=said):
        COD.fetch(tmp_path, here.settings("HDX"), ignore)


@pytest.mark.skipif(
    not (OPEN / "cod-ab-pse").is_dir(), reason="the reference files are not beside the project"
)
def test_the_publishers_own_boundaries_make_a_whole():
    areas = Areas.parse(COD.parse([OPEN / "cod-ab-pse" / "pse_admin2.geojson"]).outlines)
    assert shapely.coverage_is_valid([area.geometry for area in areas if area.pcode not in UNIONS])
    assert all(
        areas[area.pcode].geometry.symmetric_difference(area.geometry).area < 0.2 * area.geometry.area
        for area in bundled()
    )
