"""How finely a file places its rows: codes, words and radii, known by more than a name or asked about."""

from __future__ import annotations

import pytest

from tests.geo.tabular.test_points import planned, rows

POINT = "lat,lon"


def placed(*lines: str) -> list[tuple[str, str]]:
    mapping, questions = planned(*lines)
    assert not questions
    return [(row["location_precision"], row["radius_m"]) for row in rows(mapping, *lines)]


@pytest.mark.parametrize("column", ["where_prec", "geo_precision", "precision"])
def test_codes_alone_are_asked_about(column: str):
    lines = f"{POINT},{column}", "31.52,34.45,2", "31.53,34.46,1"
    mapping, (question,) = planned(*lines)
    assert "location_precision" not in mapping.fields
    assert question.columns == (column,)
    found = [rows(answer.put_into(mapping), *lines)[0] for answer in question.answers[:2]]
    assert {(row["location_precision"], row["radius_m"]) for row in found} == {
        ("locality", "25000"),
        ("locality", "10000"),
    }


def test_the_book_of_the_name_is_the_first_answer():
    for column, book in (("where_prec", "UCDP"), ("geo_precision", "ACLED")):
        question = planned(f"{POINT},{column}", "31.52,34.45,2")[1][0]
        assert book in question.answers[0].text


def test_a_book_is_known_by_two_of_its_columns():
    assert placed(f"{POINT},where_prec,dyad_name", "31.52,34.45,2,a") == [("locality", "25000")]
    assert placed(f"{POINT},geo_precision,event_id_cnty", "31.52,34.45,2,XXX1") == [("locality", "10000")]


@pytest.mark.parametrize(
    ("text", "precision", "radius_m"),
    [
        ("(2) 25 km Precision", "locality", "25000"),
        ("25 km precision", "locality", "25000"),
        ("within 500 m", "neighbourhood", "500"),
        ("Town", "locality", ""),
        ("exact location", "site", ""),
    ],
)
def test_words_say_how_fine_a_point_is(text: str, precision: str, radius_m: str):
    assert placed(f"{POINT},Geo Precision", f'31.52,34.45,"{text}"') == [(precision, radius_m)]


@pytest.mark.parametrize(
    ("text", "precision"),
    [
        ("(3) District, Communicipality or Commune", "governorate"),
        ("(4) Province, State, Governorate", "territory"),
        ("(5) Linear Feature e.g. Along Road/River", "subregion"),
        ("(6) Country", "territory"),
    ],
)
def test_the_words_of_insecurity_insight_are_areas(text: str, precision: str):
    assert placed(f"{POINT},Geo Precision", f'31.52,34.45,"{text}"') == [(precision, "")]


def test_other_words_are_asked_about_with_an_example():
    lines = f"{POINT},precision", "31.52,34.45,so-so", "31.53,34.46,town"
    mapping, (question,) = planned(*lines)
    assert question.examples == ("so-so",)
    found = rows(question.answers[0].put_into(mapping), *lines)
    assert [row["location_precision"] for row in found] == ["locality", "locality"]


@pytest.mark.parametrize(
    ("column", "cell", "radius_m"), [("radius_m", "500", "500"), ("Radius (km)", "2.5", "2500")]
)
def test_a_radius_with_its_unit_in_the_name(column: str, cell: str, radius_m: str):
    assert placed(f"{POINT},{column}", f"31.52,34.45,{cell}") == [("locality", radius_m)]


@pytest.mark.parametrize(
    ("cell", "radius_m"), [("500 m", "500"), ("2.5 km", "2500"), ("3 كم", "3000"), ('3 ק"מ', "3000")]
)
def test_a_radius_with_its_unit_in_the_cell(cell: str, radius_m: str):
    cell = cell.replace('"', '""')
    assert placed(f"{POINT},radius", f'31.52,34.45,"{cell}"') == [("locality", radius_m)]


@pytest.mark.parametrize(("cell", "first"), [("5", "kilometres"), ("500", "metres")])
def test_a_radius_without_a_unit_is_asked_about(cell: str, first: str):
    lines = f"{POINT},radius", f"31.52,34.45,{cell}"
    mapping, (question,) = planned(*lines)
    assert "radius_m" not in mapping.fields
    assert first in question.answers[0].text
    found = {rows(answer.put_into(mapping), *lines)[0]["radius_m"] for answer in question.answers}
    assert found == {cell, f"{cell}000", ""}


def test_numbers_that_are_no_codes_may_be_a_radius():
    mapping, (question,) = planned(f"{POINT},precision", "31.52,34.45,12.5", "31.53,34.46,400")
    assert "location_precision" not in mapping.fields
    assert "radius" in question.text
