"""Points in the many ways in which files write them: read as what they are, or asked about."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Transformer

from geo.geometry.gazetteer import Areas
from geo.geometry.region_bounds import REGION
from geo.model.errors import SourceError
from geo.tabular import region_boxes
from geo.tabular.apply import apply
from geo.tabular.guess import guessed
from geo.tabular.mapping import Mapping, from_toml, to_toml
from geo.tabular.opening import open_file
from geo.tabular.point_forms import fault, read, read_axis
from geo.tabular.questions import Question
from tests.builders import outlines

AREAS = Areas.parse(outlines())
GAZA = (31.52, 34.45)


def planned(*lines: str) -> tuple[Mapping, tuple[Question, ...]]:
    file = open_file("t.csv", BytesIO("\n".join(lines).encode()))
    mapping, questions = guessed(file.columns, file.first, file.name)
    assert all(question.text.endswith("?") for question in questions)
    return mapping, tuple(question for question in questions if question.subject == "place")


def rows(mapping: Mapping, *lines: str) -> list[dict[str, str]]:
    file = open_file("t.csv", BytesIO("\n".join(lines).encode()))
    again = from_toml(to_toml(mapping), "m.toml")
    return [row for piece in file.pieces() for row in apply(again, piece, AREAS).texts.to_pylist()]


def points(*lines: str) -> list[tuple[float, float]]:
    mapping, questions = planned(*lines)
    assert not questions
    return [(float(row["lat"]), float(row["lon"])) for row in rows(mapping, *lines)]


def point(text: str, form: str) -> tuple[float, float]:
    lat, lon = read(pa.array([text]), form)
    return float(lat[0].as_py()), float(lon[0].as_py())


@pytest.mark.parametrize(
    "text",
    [
        *(
            "31.52, 34.45",
            "(31.52, 34.45)",
            "[31.52, 34.45]",
            "31.52 34.45 0 5",
            "31.52;34.45",
            "31.52,34.45,0",
        ),
        *(
            "31,52; 34,45",
            "31,52 34,45",
            "31.52° 34.45°",
            "+31.52 +34.45",
            "٣١\u066b\u0665٢، ٣٤\u066b٤\u0665",
            "۳۱\u066b\u06f5۲ ۳۴\u066b۴\u06f5",
        ),
        *("31.52 N, 34.45 E", "E 34.45, N 31.52", "34.45E 31.52N", "31.52N 34.45", "lat: 31.52, lon: 34.45"),
        *(
            "31°31'12\"N 34°27'00\"E",
            "31° 31\u2032 12\u2033 N, 34° 27\u2032 0\u2033 E",
            "34°27'00\"E 31°31'12\"N",
        ),
        *("31°31.2'N 34°27'E", "31d31m12s N, 34d27m E", "31.52 شمالا 34.45 شرقا", "31.52 צפון, 34.45 מזרח"),
    ],
)
def test_two_axes_in_one_cell(text: str):
    assert point(text, "lat lon") == GAZA


@pytest.mark.parametrize(
    "text", ["31,52", "31", "31,34", "31 31 12", "31,52,34,45", "no place", "91 degrees", "31.5.2 34"]
)
def test_what_may_be_something_else_is_no_point(text: str):
    lat, lon = read(pa.array([text]), "lat lon")
    assert (lat[0].as_py(), lon[0].as_py()) == (text, "")


@pytest.mark.parametrize(
    ("text", "form", "where"),
    [
        ("34.45, 31.52", "lon lat", GAZA),
        ("31.52N 34.45E", "lon lat", GAZA),
        ("POINT(34.45 31.52)", "WKT", GAZA),
        ("POINT Z (34.45 31.52 0)", "WKT", GAZA),
        ("SRID=4326;POINT(34.45 31.52)", "WKT", GAZA),
        ("MULTIPOINT((34.45 31.52))", "WKT", GAZA),
        ("POINT(31.52 34.45)", "WKT lat lon", GAZA),
        ('{"type": "Point", "coordinates": [34.45, 31.52]}', "JSON", GAZA),
        ("{'coordinates': (34.45, 31.52), 'type': 'Point'}", "JSON", GAZA),
        ('{"lat": 31.52, "lon": 34.45}', "JSON", GAZA),
        ('{"longitude": "34.45", "latitude": "31.52"}', "JSON", GAZA),
        # Published examples: the White House, and Honolulu.
        ("18SUJ2339407395", "MGRS", (38.89770, -77.03650)),
        ("4Q FJ 12345 67890", "MGRS", (21.40980, -157.91608)),
    ],
)
def test_a_form_of_one_cell(text: str, form: str, where: tuple[float, float]):
    assert np.allclose(point(text, form), where, atol=1e-5)


@pytest.mark.parametrize(
    "text",
    ["POLYGON((34 31,35 31,35 32,34 31))", "LINESTRING(34 31,35 32)", "POINT EMPTY", "SRID=99;POINT(1 2)"],
)
def test_a_shape_that_is_no_point_gets_none(text: str):
    assert read(pa.array([text]), "WKT")[1][0].as_py() == ""


@pytest.mark.parametrize(
    "text",
    [
        "31.52",
        "31,52",
        "٣١\u066b\u0665٢",
        "31.52°",
        "31.52 N",
        "N 31.52",
        "31°31'12\"N",
        "31 31 12",
        "31.52 شمالا",
    ],
)
def test_one_axis_in_its_column(text: str):
    assert read_axis(pa.array([text]), "lat")[0].as_py() == "31.52"


@pytest.mark.parametrize("text", ["31.52 E", "31 52", "about 31", "31°61'", "-31 N"])
def test_what_is_no_latitude_stays_as_it_came(text: str):
    assert read_axis(pa.array([text]), "lat")[0].as_py() == text


@pytest.mark.parametrize(
    ("lat", "lon"),
    [
        *(("Latitude (deg)", "Longitude (deg)"), ("POINT_Y", "POINT_X"), ("_GPS_latitude", "_GPS_longitude")),
        *(("y", "x"), ("LATITUDE", "LONG"), ("קו רוחב", "קו אורך"), ("خط العرض", "خط الطول"), ("lat", "lng")),
    ],
)
def test_a_pair_is_known_by_its_names(lat: str, lon: str):
    assert points(f"{lon},{lat},n", "34.45,31.52,1", "34.46,31.53,2") == [GAZA, (31.53, 34.46)]


@pytest.mark.parametrize("column", ["lat_lon", "GPS", "Location", "place"])
def test_a_cell_with_letters_needs_no_question(column: str):
    assert points(column, '"31.52N, 34.45E"') == [GAZA]


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("gps", "31.52 34.45 0 5"),
        ("lat_lon", '"31.52, 34.45"'),
        ("lonlat", '"34.45, 31.52"'),
        ("geom", "SRID=4326;POINT(34.45 31.52)"),
        ("shape", '"{""type"": ""Point"", ""coordinates"": [34.45, 31.52]}"'),
        ("geom", "SRID=32636;POINT(637664.72 3488144.63)"),
    ],
)
def test_one_column_whose_order_is_known(column: str, cell: str):
    assert np.allclose(points(f"{column},n", f"{cell},1"), [GAZA], atol=1e-5)


def test_few_points_without_an_order_are_asked_about_and_many_are_not():
    few = "where,n", '"31.52, 34.45",1'
    mapping, (question,) = planned(*few)
    assert "lat" not in mapping.fields
    assert question.answers[0].text.startswith("31.52000 degrees north")
    for answer, where in zip(question.answers, (GAZA, GAZA[::-1]), strict=False):
        row = rows(answer.put_into(mapping), *few)[0]
        assert (float(row["lat"]), float(row["lon"])) == where
    many = [f'"31.{n}, 34.{n}",{n}' for n in range(20, 50)]
    assert points("where,n", *many)[0] == (31.20, 34.20)


def test_axes_are_never_taken_from_two_pairs():
    mapping, (question,) = planned("lat,gps_lon,n", "31.52,34.45,1")
    assert not {"lat", "lon"} & set(mapping.fields)
    assert set(question.columns) == {"lat", "gps_lon"}
    lines = "start_lat,start_lon,lat,lon", "31.10,34.10,31.52,34.45"
    assert points(*lines) == [GAZA]
    assert any("not read: 'start_lat' and 'start_lon'" in note for note in planned(*lines)[0].notes)


def test_pairs_that_disagree_are_asked_about_and_those_that_agree_are_not():
    header = "lat,lon,second_lat,second_lon"
    assert points(header, "31.52,34.45,31.5201,34.4501") == [GAZA]
    mapping, (question,) = planned(header, "31.52,34.45,31.60,34.45")
    assert "lat" not in mapping.fields
    assert len(question.answers) == 3
    assert "In 1 rows" in question.text


def test_a_geometry_is_compared_with_the_columns():
    header = "geometry_lat,geometry_lon,geometry_type,lat,lon"
    assert points(header, "31.52,34.45,Point,31.52,34.45") == [GAZA]
    assert planned(header, "31.52,34.45,Point,31.40,34.45")[1]


def test_metres_beside_a_geometry_are_left_and_alone_are_asked_about():
    assert points("X,Y,geometry_lat,geometry_lon", "637664,3488144,31.52,34.45") == [GAZA]
    lines = "X,Y", "637664.72,3488144.63"
    mapping, (question,) = planned(*lines)
    assert "lat" not in mapping.fields
    (system,) = [answer for answer in question.answers if "32636" in answer.text]
    row = rows(system.put_into(mapping), *lines)[0]
    assert np.allclose((float(row["lat"]), float(row["lon"])), GAZA, atol=1e-5)


@pytest.mark.parametrize("epsg", [2039, 28191, 28193, 32636, 3857])
def test_metres_of_the_region_have_their_system_among_the_answers(epsg: int):
    x, y = Transformer.from_crs(4326, epsg, always_xy=True).transform(GAZA[1], GAZA[0])
    lines = "Northing,Easting", f"{y:.2f},{x:.2f}"
    mapping, (question,) = planned(*lines)
    found = [answer for answer in question.answers if f"EPSG:{epsg})" in answer.text]
    assert found
    at = [rows(answer.put_into(mapping), *lines)[0] for answer in found]
    assert any(np.allclose((float(row["lat"]), float(row["lon"])), GAZA, atol=1e-5) for row in at)


def test_metres_in_one_column_are_asked_about():
    for column, cell in (("coordinates", '"637664.72, 3488144.63"'), ("geom", "POINT(637664.72 3488144.63)")):
        lines = f"{column},n", f"{cell},1"
        mapping, (question,) = planned(*lines)
        assert "lat" not in mapping.fields
        (system,) = [answer for answer in question.answers if "32636" in answer.text]
        row = rows(system.put_into(mapping), *lines)[0]
        assert np.allclose((float(row["lat"]), float(row["lon"])), GAZA, atol=1e-5)


def test_axes_that_look_swapped_are_asked_about():
    mapping, (question,) = planned("lat,lon", "34.45,31.52", "34.46,31.53")
    assert "lat" not in mapping.fields
    assert question.answers[0].text.startswith("31.52000 degrees north")


def test_a_point_column_without_numbers_is_asked_about():
    mapping, (question,) = planned("lat,lon", "near the sea,x", "31.5,34.5", "?,?")
    assert "lat" not in mapping.fields
    assert "1 of 3 rows" in question.text


def test_a_column_of_places_that_holds_points_is_no_name():
    mapping, questions = planned("location,town", '"31.52N, 34.45E",Testville')
    assert not questions
    assert (mapping.fields["place_name"].column, mapping.fields["lat"].column) == ("town", "location")


@pytest.mark.parametrize(
    "lines",
    [
        ("low,high", "3,4"),
        ("ages,n", "12 15,1"),
        ("range,n", '"3, 4",1'),
        ("x,y", "no,yes"),
        ("score,n", "1.5 2.5,1"),
        ("url,n", "https://example.org/31.52,34.45,1"),
    ],
)
def test_numbers_that_are_no_place_are_left_alone(lines: tuple[str, ...]):
    mapping, questions = planned(*lines)
    assert "lat" not in mapping.fields
    assert not questions


MANY = ["lat,lon,n", *(f"31.{20 + n % 3},34.45,{n}" for n in range(60))]


def test_many_rows_on_few_points_are_told_and_asked_about():
    mapping, (question,) = planned(*MANY)
    assert "60 of 60 rows share 3 points." in mapping.notes
    assert "what does a point stand for?" in question.text
    within = {
        row["radius_m"] for answer in question.answers[1:3] for row in rows(answer.put_into(mapping), *MANY)
    }
    assert within == {"5000", "10000"}
    area = next(answer for answer in question.answers if "governorate" in answer.text)
    row = rows(
        area.put_into(mapping), *(line.replace("31.", "31.0").replace("34.45", "34.05") for line in MANY)
    )[0]
    assert (row["lat"], row["area_pcode"]) == ("", "XX0101")


def test_rows_that_say_how_fine_they_are_are_told_and_not_asked_about():
    lines = [f"{line},{'precision' if not n else 'locality'}" for n, line in enumerate(MANY)]
    mapping, questions = planned(*lines)
    assert not questions
    assert "60 of 60 rows share 3 points." in mapping.notes


def test_a_file_of_points_of_their_own_is_not_asked_about():
    assert len(points("lat,lon", *(f"31.{20 + n},34.{20 + n}" for n in range(60)))) == 60


def test_what_is_called_a_middle_is_asked_about():
    mapping, (question,) = planned("centroid_lat,centroid_lon", "31.52,34.45")
    assert "lat" not in mapping.fields
    assert "middle" in question.text


@pytest.mark.parametrize("form", ["", "lat lon", "WKT", "MGRS", "EPSG:2039"])
def test_a_form_that_is_known_has_no_fault(form: str):
    assert not fault(form)


@pytest.mark.parametrize("form", ["utm", "EPSG:", "EPSG:999999", "%d/%m/%Y"])
def test_a_form_that_is_none_is_refused(form: str):
    with pytest.raises(SourceError, match="use one of lat lon"):
        from_toml(f"[columns.lat]\nfrom = 'a'\nform = '{form}'", "m.toml")


def test_the_region_is_the_one_of_the_intake():
    assert (REGION.south, REGION.west, REGION.north, REGION.east) == region_boxes.REGION


def in_mgrs(lat: float, lon: float) -> str:
    zone = int((lon + 180) // 6) + 1
    x, y = Transformer.from_crs(4326, 32600 + zone, always_xy=True).transform(lon, lat)
    band = "CDEFGHJKLMNPQRSTUVWX"[int((lat + 80) // 8)]
    column = "ABCDEFGHJKLMNPQRSTUVWXYZ"[(zone - 1) % 3 * 8 + int(x // 100_000) - 1]
    row = "ABCDEFGHJKLMNPQRSTUV"[(int(y // 100_000) + (0 if zone % 2 else 5)) % 20]
    return f"{zone}{band}{column}{row}{int(x % 100_000):05}{int(y % 100_000):05}"


def in_dms(degrees: float) -> str:
    tenths = round(degrees * 36_000)
    return f"{tenths // 36_000}°{tenths // 600 % 60}'{tenths % 600 / 10:.1f}\""


def in_utm(lat: float, lon: float) -> str:
    x, y = Transformer.from_crs(4326, 32636, always_xy=True).transform(lon, lat)
    return f"{x:.2f},{y:.2f}"


WAYS = {
    "a pair": ("lat,lon", lambda lat, lon: f"{lat:.6f},{lon:.6f}"),
    "a decimal comma": ("lat,lon", lambda lat, lon: f'"{lat:.6f}","{lon:.6f}"'.replace(".", ",")),
    "one column": ("coordinates", lambda lat, lon: f'"{lat:.6f}, {lon:.6f}"'),
    "one column turned": ("coordinates", lambda lat, lon: f'"[{lon:.6f}, {lat:.6f}]"'),
    "a geopoint": ("gps", lambda lat, lon: f"{lat:.6f} {lon:.6f} 0 5"),
    "WKT": ("wkt", lambda lat, lon: f"POINT({lon:.6f} {lat:.6f})"),
    "JSON": ("geom", lambda lat, lon: f'"{{""type"": ""Point"", ""coordinates"": [{lon:.6f}, {lat:.6f}]}}"'),
    "MGRS": ("grid", in_mgrs),
    "DMS": ("position", lambda lat, lon: '"' + f"{in_dms(lat)}N {in_dms(lon)}E".replace('"', '""') + '"'),
    "metres": ("X,Y", in_utm),
}
NEAR = st.tuples(st.floats(29.5, 33.3), st.floats(34.3, 35.8))
FAR = st.tuples(st.floats(10.1, 42.9), st.floats(22.1, 67.9))


@pytest.mark.parametrize("way", WAYS)
@given(near=NEAR, far=FAR, is_far=st.booleans())
@settings(max_examples=20, deadline=None)
def test_a_point_comes_back_or_is_among_the_answers(
    way: str, near: tuple[float, float], far: tuple[float, float], *, is_far: bool
):
    header, write = WAYS[way]
    lat, lon = far if is_far and way != "metres" else near
    lines = f"{header},n", f"{write(lat, lon)},1"
    mapping, questions = planned(*lines)
    ways = [mapping] if not questions else [answer.put_into(mapping) for answer in questions[0].answers]
    found = [rows(one, *lines)[0] for one in ways]
    at = [(float(row["lat"]), float(row["lon"])) for row in found if row["lat"]]
    metres = [np.hypot((y - lat) * 111_320, (x - lon) * 111_320 * np.cos(np.radians(lat))) for y, x in at]
    assert min(metres) < (3 if way == "DMS" else 1)
    assert questions or max(metres) < (3 if way == "DMS" else 1)
