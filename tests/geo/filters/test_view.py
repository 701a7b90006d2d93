from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given

from geo.filters.view import HOME, MAX_TEXT, View, fold
from geo.model import Kind, Language, Layer, LocationPrecision
from geo.model.rows import Cell
from tests.builders import any_text, bundled_views


def view(**fields: Cell) -> View:
    return View("0123456789ab", **{"date_from": date(2024, 1, 1), "date_to": date(2024, 1, 31), **fields})


def test_choices_are_brought_into_one_order():
    assert view(kinds=(Kind.DRONE, Kind.AIRSTRIKE)) == view(kinds=(Kind.AIRSTRIKE, Kind.DRONE))


def test_sources_are_sorted_and_each_is_kept_once():
    assert view(sources=("s2", "s1", "s2")).sources == ("s1", "s2")


@pytest.mark.parametrize("choice", ["sources", "kinds", "precisions"])
def test_choosing_nothing_means_all(choice: str):
    assert view(**{choice: ()}) == view(**{choice: None})


def test_switching_every_layer_off_stays_every_layer_off():
    assert view(layers=()).layers == ()


def test_layers_are_in_the_order_of_the_link():
    assert view(layers=(Layer.LABELS, Layer.REPORTS)).layers == (Layer.REPORTS, Layer.LABELS)


def test_degrees_are_kept_to_five_decimals():
    assert view(lat=31.123456789, lon=34.000001).lat == 31.12346


def test_zero_has_no_sign():
    assert str(view(lat=-0.000001).lat) == "0.0"


def test_white_space_in_a_search_is_folded():
    assert view(text=" Khan \t\n Younis ").text == "Khan Younis"


def test_a_search_keeps_no_invisible_characters():
    assert fold("Ra\u202efah\u200b\x00") == "Rafah"


@given(any_text)
def test_folding_twice_changes_nothing(text: str):
    assert fold(fold(text)) == fold(text)


@given(any_text)
def test_folded_text_can_be_sent(text: str):
    assert len(fold(text).encode()) <= 4 * MAX_TEXT


@pytest.mark.parametrize(
    "fields",
    [
        {"date_from": date(2024, 2, 1)},
        {"date_to": date(2150, 1, 1)},
        {"lat": 86.0},
        {"lat": float("nan")},
        {"lon": 181.0},
        {"lon": float("inf")},
        {"z": 3},
        {"z": 18},
    ],
    ids=str,
)
def test_what_cannot_be_shown_is_refused(fields: dict[str, Any]):
    with pytest.raises(ValueError, match=r"is off the map|is outside|are reversed or out of range"):
        view(**fields)


def test_a_single_day_is_a_range_of_days():
    assert view(date_to=date(2024, 1, 1)).date_from == date(2024, 1, 1)


@given(bundled_views)
def test_filters_drop_place_language_and_selection_only(drawn: View):
    moved = drawn.but(lat=0.0, lon=0.0, z=5, lang=Language.HE, selected="")
    assert moved.filters() == drawn.filters()


def test_filters_keep_what_decides_what_is_shown():
    chosen = view(sources=("s1",), precisions=(LocationPrecision.SITE,), area="XX01", text="a")
    assert chosen.filters() == chosen.but(lat=HOME[0], lon=HOME[1], z=HOME[2])


@given(bundled_views)
def test_equal_views_have_equal_hashes(drawn: View):
    assert hash(drawn.but()) == hash(drawn)
