"""Areas typed as corners, opened from GeoJSON and saved as such."""

from __future__ import annotations

import json

import pytest

from geo.geometry import area_code, area_texts
from geo.geometry.area_code import DrawnAreaError, checked
from geo.geometry.area_texts import read_area, to_geojson, written

SQUARE = checked([(31.0, 34.0), (31.0, 34.1), (31.1, 34.1), (31.1, 34.0)])
ARABIC = {ord(","): "\u060c", ord("."): "\u066b", **{ord(str(n)): chr(0x660 + n) for n in range(10)}}
"""How a phone set to Arabic types numbers."""
RING = [[34.0, 31.0], [34.1, 31.0], [34.1, 31.1], [34.0, 31.1], [34.0, 31.0]]
HOLE = [[34.04, 31.04], [34.06, 31.04], [34.06, 31.06], [34.04, 31.04]]


@pytest.mark.parametrize("area", [SQUARE, checked(SQUARE.corners, 700), checked([(31.05, 34.05)], 2_500)])
def test_an_area_comes_back_from_its_file_and_from_its_lines(area: area_code.AreaDrawn):
    assert read_area(to_geojson(area)) == area
    assert read_area(written(area), area.around_m) == area


def test_a_saved_circle_is_ground_to_others():
    features = json.loads(to_geojson(checked([(31.05, 34.05)], 2_500)))["features"]
    assert [feature["geometry"]["type"] for feature in features] == ["Polygon", "Point"]


@pytest.mark.parametrize(
    "text",
    [
        "31, 34\n31, 34.1\n31.1, 34.1\n31.1, 34\n",
        "31 34\r\n\r\n31\t34.1\r\n31.1; 34.1\r\n31.1, 34",
        "31, 34\n31, 34.1\n31.1, 34.1\n31.1, 34".translate(ARABIC),
        "31°, 34°\n31°, 34.1°\n31.1°, 34.1°\n31.1°, 34°",
        json.dumps({"type": "Polygon", "coordinates": [RING]}),
        json.dumps({"type": "MultiPolygon", "coordinates": [[RING]]}),
        "\ufeff" + json.dumps({"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [RING]}}),
    ],
)
def test_corners_are_read_as_people_write_them(text: str):
    assert set(read_area(text).corners) == set(SQUARE.corners)


@pytest.mark.parametrize(
    ("text", "because"),
    [
        ("31, 34\nnorth of the crossing", area_texts.NOT_READ),
        ("31, 34, 9", area_texts.NOT_READ),
        ("²1, 34", area_texts.NOT_READ),
        ("31.5" + " " * 100_000 + "x", area_texts.NOT_READ),
        ("", area_code.EMPTY),
        ("{", area_texts.NO_AREA),
        ("[" * 5_000, area_texts.NO_AREA),
        ("[]", area_texts.NO_AREA),
        ('{"type": "Feature", "geometry": null}', area_texts.NO_AREA),
        ('{"type": "Polygon"}', area_texts.NO_AREA),
        ('{"type": "Polygon", "coordinates": [5]}', area_texts.NO_AREA),
        ('{"type": "Polygon", "coordinates": [[["a", "b"]]]}', area_texts.NO_AREA),
        ('{"type": "MultiPolygon", "coordinates": [5]}', area_texts.NO_AREA),
        ('{"type": "LineString", "coordinates": [[34, 31]]}', area_texts.NO_AREA),
        (json.dumps({"type": "Polygon", "coordinates": [RING, HOLE]}), area_texts.HOLES),
        (json.dumps({"type": "MultiPolygon", "coordinates": [[RING], [HOLE]]}), area_texts.SEVERAL),
        ('{"type": "Polygon", "coordinates": [[[34, NaN]]]}', area_code.OUTSIDE_REGION),
        (f'{{"type": "Polygon", "coordinates": [[[34, {"9" * 400}]]]}}', area_code.OUTSIDE_REGION),
        ("9" * 300_000, area_texts.TOO_LONG),
    ],
)
def test_what_is_no_area_says_why(text: str, because: str):
    with pytest.raises(DrawnAreaError) as refused:
        read_area(text, 0)
    assert refused.value.message == because
