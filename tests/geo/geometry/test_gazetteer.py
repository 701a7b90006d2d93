from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given

from geo.geometry.gazetteer import Areas, PlaceNames, SearchNames, search_form
from geo.model import Language
from geo.snapshot.opened import Snapshot
from tests.builders import any_text, outline, row, snapshot, write


@pytest.fixture
def areas(tmp_path: Path) -> Areas:
    return Areas.read(write(tmp_path) / "outlines.geojson")


def test_an_area_holds_itself_and_all_below_it(areas: Areas):
    assert areas.within("XX") == {"XX", "XX01", "XX0101", "XX0102"}


def test_an_area_does_not_hold_what_is_around_it(areas: Areas):
    assert areas.within("XX0101") == {"XX0101"}


def test_an_area_comes_after_the_one_around_it(areas: Areas):
    assert [area.pcode for area in areas] == ["XX", "XX01", "XX0102", "XX0101", "YY"]


def test_every_bundled_area_comes_after_the_one_around_it(bundled: Snapshot):
    order = [area.pcode for area in bundled.areas]
    assert all(order.index(a.parent) < order.index(a.pcode) for a in bundled.areas if a.parent)


def test_an_area_without_an_outline_is_not_known(areas: Areas):
    assert "XX0199" not in areas


def test_a_name_that_the_gazetteer_has_not_is_empty(areas: Areas):
    assert areas["XX"].names == {Language.EN: "Exland", Language.AR: "", Language.HE: ""}


def test_the_label_of_every_bundled_area_is_inside_its_box(bundled: Snapshot):
    for area in bundled.areas:
        west, south, east, north = area.geometry.bounds
        assert south <= area.label[0] <= north
        assert west <= area.label[1] <= east


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Khan Younis", "KHAN  YOUNIS"),
        ("‘Abasān al Jadīdah", "abasan al jadidah"),
        ("Al-Mawasi", "almawasi"),
        ("أريحا", "اريحا"),
        ("غزة", "غزه"),
        ("مُخَيَّم", "مخيم"),
        ("رفـــح", "رفح"),
        ("רָפִיחַ", "רפיח"),
        ("Deir al-Balah", "Deir al\u2011Balah"),
    ],
)
def test_spellings_of_one_name_meet(one: str, other: str):
    assert search_form(one) == search_form(other)


def test_different_names_do_not_meet():
    assert search_form("Jabalia") != search_form("Jalazone")


@given(any_text)
def test_any_text_has_a_search_form(text: str):
    assert search_form(text) == search_form(text).strip()


def names(**said: str) -> PlaceNames:
    return PlaceNames(snapshot(places=[row("places", "t", **said)]).tables["places"])


def test_a_place_named_in_english_has_its_arabic_and_hebrew_names():
    found = names().spellings_beside(search_form("Market street, Testville"))
    assert {"تستفيل", search_form("טסטוויל")} <= set(found.split())


def test_a_place_is_found_by_another_spelling():
    assert "testville" in names(alt_names="Tistfeel;Testwil").spellings_beside(search_form("Old Tistfeel"))


def test_a_longer_word_is_another_place():
    assert names().spellings_beside(search_form("Testvillette")) == ""


def test_a_place_without_a_name_in_a_language_matches_no_text():
    assert names(name_ar="", name_he="").spellings_beside(search_form("Elsewhere")) == ""


def test_the_longest_name_of_an_area_is_one_part_of_a_search():
    named = Areas.parse(json.dumps({"features": [outline("XX", name_ar="أرض إكس"), outline("YY")]}).encode())
    none = snapshot(places=[]).tables["places"]
    assert SearchNames(named, none).ways_to_say(search_form("camp أرض إكس")) == [
        [("camp",)],
        [("exland",), ("ارض", "اكس")],
    ]


def test_a_name_of_a_place_is_every_name_of_it_and_no_longer_one_than_needed():
    places = snapshot(places=[row("places", "t", alt_names="Testville town;Tistfeel")]).tables["places"]
    none = Areas.parse(json.dumps({"features": []}).encode())
    named = SearchNames(none, places).same_as((search_form("טסטוויל"),))
    assert named == sorted((search_form(name),) for name in ("Testville", "Tistfeel", "تستفيل", "טסטוויל"))
