"""Rows in JSON of every form, and the sentence for JSON that has none."""

from __future__ import annotations

import json

import pytest

from geo.connectors.toolkit.foreign import Part
from geo.model.errors import SourceError
from tests.geo.tabular.files import bad_of, opened, rows_of

EVENTS = [{"date": "2024-01-10", "place": "Testville", "killed": 3}, {"date": "2024-01-11", "killed": None}]
TEXTS = [["2024-01-10", "Testville", "3"], ["2024-01-11", "", ""]]
AT = {"type": "Point", "coordinates": [34.4, 31.5]}


def feature(at: object = AT, **said: object) -> dict[str, object]:
    return {"type": "Feature", "properties": {"kind": "airstrike"}, "geometry": at, **said}


def collection(*features: object, **said: object) -> str:
    return json.dumps({"type": "FeatureCollection", "features": features, **said})


@pytest.mark.parametrize("name", ["t.json", "t.txt", "t.csv", "t.geojson"])
@pytest.mark.parametrize(
    "content",
    [
        json.dumps(EVENTS),
        json.dumps({"events": EVENTS}),
        json.dumps({"metadata": {"n": 2}, "data": {"events": EVENTS}, "tags": ["a"]}),
        "\n".join(map(json.dumps, EVENTS)) + "\n\n",
        "\ufeff" + json.dumps(EVENTS, indent=2),
    ],
    ids=["list", "key", "deeper", "lines", "mark"],
)
def test_a_list_of_objects_is_a_table(name: str, content: str):
    file = opened(name, content)
    assert (file.columns, rows_of(file)) == (("date", "place", "killed"), TEXTS)


def test_the_list_that_was_read_is_named():
    file = opened("t.json", json.dumps({"stats": {"n": 2}, "events": EVENTS}))
    assert (file.notes, file.part) == (("Read the list 'events'.",), Part("list", "events"))


def test_of_several_lists_all_are_named_and_one_can_be_chosen():
    content = json.dumps({"strikes": EVENTS, "alerts": EVENTS[:1], "words": [{"a": 1}]})
    file = opened("t.json", content)
    assert file.parts == (Part("list", "strikes"), Part("list", "alerts"))
    assert len(rows_of(opened("t.json", content, Part("list", "alerts")))) == 1
    with pytest.raises(SourceError, match=r"has no list tolls; it has strikes, alerts, words"):
        opened("t.json", content, Part("list", "tolls"))


def test_small_objects_inside_become_columns_and_others_stay_text():
    rows = [
        {"id": 1, "where": {"name": "Testville", "code": 4}, "at": AT, "tags": ["a"], "deep": {"a": {"b": 1}}}
    ]
    file = opened("t.json", json.dumps([*rows, {"id": 2, "where": None}]))
    assert file.columns == ("id", "where.name", "where.code", "at", "tags", "deep")
    assert rows_of(file) == [
        ["1", "Testville", "4", json.dumps(AT), '["a"]', '{"a": {"b": 1}}'],
        ["2", "", "", "", "", ""],
    ]


def test_a_broken_line_costs_no_other():
    content = '{"a": 1}\n{"a": \n[1]\n{"a": 2}\n'
    assert rows_of(opened("t.ndjson", content)) == [["1"], ["2"]]
    reason = "is no object of JSON, as the other lines are"
    assert bad_of(opened("t.ndjson", content)) == [(2, reason), (3, reason)]


@pytest.mark.parametrize(
    "content",
    [
        json.dumps(feature()),
        collection(feature()),
        json.dumps([feature()]),
        json.dumps({"data": collection(feature()) and [feature()]}),
        "\n".join(["\x1e" + json.dumps(feature())] * 2),
    ],
    ids=["one", "collection", "list", "key", "lines"],
)
@pytest.mark.parametrize("name", ["t.geojson", "t.txt"])
def test_features_are_features_however_they_are_wrapped(content: str, name: str):
    file = opened(name, content)
    assert file.columns == ("kind", "geometry_lat", "geometry_lon", "geometry_type")
    assert rows_of(file)[0] == ["airstrike", "31.5", "34.4", "Point"]


def test_features_that_differ_only_in_their_id_are_told_apart():
    file = opened("t.geojson", collection(feature(id="a"), feature(id="b")))
    assert (file.columns[0], [row[0] for row in rows_of(file)]) == ("id", ["a", "b"])
    both = collection(feature(id=7, properties={"id": "x"}))
    assert opened("t.geojson", both).columns[:2] == ("feature id", "id")
    same = collection(feature(id=7, properties={"id": 7}))
    assert opened("t.geojson", same).columns[:1] == ("id",)


def crs(name: str) -> dict[str, object]:
    return {"type": "name", "properties": {"name": name}}


@pytest.mark.parametrize(
    ("name", "at"),
    [
        ("urn:ogc:def:crs:EPSG::32636", [632867.0, 3485848.0]),
        ("EPSG:3857", [3829387.0, 3698434.0]),
        ("urn:ogc:def:crs:OGC:1.3:CRS84", [34.4, 31.5]),
    ],
)
def test_points_of_another_system_are_moved(name: str, at: list[float]):
    file = opened("t.geojson", collection(feature({"type": "Point", "coordinates": at}), crs=crs(name)))
    _, lat, lon, _ = rows_of(file)[0]
    assert (round(float(lat), 2), round(float(lon), 2)) == (31.5, 34.4)
    assert any(note.startswith("Points were moved from") for note in file.notes) == ("CRS84" not in name)


def test_latitude_that_may_stand_first_is_refused_and_never_swapped():
    swapped = {"type": "Point", "coordinates": [31.5, 34.4]}
    with pytest.raises(SourceError, match="seem to have latitude first; write longitude first"):
        opened("t.geojson", collection(feature(swapped), crs=crs("urn:ogc:def:crs:EPSG::4326")))
    file = opened("t.geojson", collection(feature(), crs=crs("urn:ogc:def:crs:EPSG::4326")))
    assert rows_of(file)[0][1:3] == ["31.5", "34.4"]


def esri(x: float, y: float, **said: object) -> str:
    rows = [{"attributes": {"kind": "drone", "at": 1704873600000}, "geometry": {"x": x, "y": y}}]
    fields = [{"name": "at", "type": "esriFieldTypeDate"}]
    return json.dumps({"fields": fields, "features": rows, **said})


@pytest.mark.parametrize(
    ("x", "y", "system"),
    [
        (34.4, 31.5, {"wkid": 4326}),
        (34.4, 31.5, None),
        (3829387, 3698434, {"wkid": 102100, "latestWkid": 3857}),
        (3829387, 3698434, {"wkid": 102100}),
        (632867, 3485848, {"wkid": 32636}),
    ],
)
def test_features_of_esri_are_read_in_degrees(x: float, y: float, system: object):
    file = opened("t.json", esri(x, y, **({"spatialReference": system} if system else {})))
    kind, at, lat, lon, _ = rows_of(file)[0]
    assert (kind, at) == ("drone", "2024-01-10 08:00:00+00:00")
    assert (round(float(lat), 2), round(float(lon), 2)) == (31.5, 34.4)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("[]", "has no rows: its list is empty"),
        ('{"status": 200, "data": []}', "is JSON without rows"),
        (collection(), "has no features, and so no rows"),
        (json.dumps(AT), "is a Point alone"),
        (json.dumps({"type": "GeometryCollection", "geometries": [AT]}), "is a GeometryCollection alone"),
        (
            json.dumps({"type": "Topology", "objects": {}}),
            "is TopoJSON, which is not read; save it as GeoJSON",
        ),
        ("[[1, 2], [3, 4]]", "is a list of something else than objects; save it as CSV"),
        ('{"a": 1}', "is JSON without rows"),
        ('{"events": [{"a": 1}, ', "is no JSON: it ends before it is whole"),
        ('{\n"events": [\n{"a": ?}]}', "is no JSON: line 3 is not written as JSON is"),
        ('{"a": 1}, {"a": 2}', "is no JSON: from line 1 on it holds something more"),
        (b'{"a": "\xff"}', "is no JSON: line 1 has bytes that are no text; save the file as UTF-8"),
    ],
)
def test_json_without_rows_is_a_sentence(content: str | bytes, said: str):
    with pytest.raises(SourceError, match=said):
        opened("t.json", content)
