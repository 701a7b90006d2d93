"""Two rules that hold for everything that leaves the program."""

from __future__ import annotations

import json
import logging
import re

import numpy as np
import pytest
from babel.messages.pofile import read_po
from starlette.applications import Starlette
from starlette.testclient import TestClient

from geo.export.embedded_reports import embedded_reports
from geo.export.formats import Suffix
from geo.filters.permalink import query_string
from geo.ingest.report_rules import SHELTER_RADIUS_M
from geo.language import LOCALE_DIR, words
from geo.layers.cards import report_card, zone_card
from geo.layers.geography import geography_of
from geo.layers.scene import scene
from geo.model import Language
from geo.snapshot.opened import Snapshot
from geo.web.routes import ROUTES
from tests.geo.export.files import ALL, file_of, read_some, rows

SHELTERS = {"shelter", "school"}
PLACES_OF_SHELTER = {"shelter_area", "displacement_camp"}
TWO_DECIMALS = re.compile(r"^-?\d+(\.\d{1,2})?0*$")
SAFE = {
    "en": r"\bsafe\w*",
    "ar": r"(?:^|\s)(?:ال)?(?:آمن\w*|أمان\w*)",
    "he": r"(?:^|\s)ה?בטוח\w*|מוגן",
}
WHO = {"en": r"\{who\}|\bby\b", "ar": r"\{who\}|من قِبل|من جانب", "he": r"\{who\}|על ידי"}
DENIED = {
    "en": r"\b(?:no|not|never|none)\b[^.:;]*\bsafe",
    "ar": r"(?:لا|ليس|ليست|لم|أي)\b[^.:؛]*(?:آمن|أمان)",
    "he": r"(?:שום|אינו|אינה|לא|אין|אף)\b[^.:;]*(?:בטוח|מוגן)",
}
"""That nothing is called so; nobody has to be named for that."""


def texts(lang: str) -> list[str]:
    with (LOCALE_DIR / lang / "LC_MESSAGES" / "shelterline.po").open("rb") as file:
        catalogue = read_po(file, locale=lang)
    found: list[str] = []
    for message in catalogue:
        for text in (message.string, message.id if lang == "en" else ()):
            found += [text] if isinstance(text, str) else list(text)
    return [text for text in found if text]


@pytest.mark.parametrize("lang", list(Language))
def test_safe_never_stands_without_who_said_so(lang: Language):
    said = [text for text in texts(lang) if re.search(SAFE[lang], text, re.IGNORECASE)]
    assert said, "the rule that no zone is called so names the word itself"
    told = rf"{WHO[lang]}|{DENIED[lang]}"
    assert not [text for text in said if not re.search(told, text, re.IGNORECASE)]


@pytest.mark.parametrize("text", ["This zone is safe", "A safe place, as of today", "Safer than elsewhere"])
def test_a_text_that_calls_a_place_so_would_be_found(text: str):
    assert re.search(SAFE["en"], text, re.IGNORECASE)
    assert not re.search(rf"{WHO['en']}|{DENIED['en']}", text, re.IGNORECASE)


def shelter_ids(opened: Snapshot) -> set[str]:
    reports = opened.reports
    is_point = reports["lat"].notna()
    return set(reports.index[is_point & reports["struck"].isin(SHELTERS)])


def test_no_report_of_a_shelter_is_held_finer_than_a_kilometre_and_each_says_so(bundled: Snapshot):
    found = bundled.reports.loc[sorted(shelter_ids(bundled))]
    assert len(found) > 10
    assert (found["footprint_radius_m"] >= SHELTER_RADIUS_M).all()


@pytest.mark.parametrize("suffix", ALL)
def test_no_file_of_rows_gives_a_shelter_finer(bundled: Snapshot, suffix: Suffix):
    columns = ["report_id", "struck", "radius_m", "location_precision", "lat"]
    found = read_some(file_of(rows(bundled), suffix), suffix, columns)
    found = found[found["struck"].isin(SHELTERS) & found["lat"].notna()]
    assert len(found) > 10
    assert "site" not in set(found["location_precision"])
    assert (found["radius_m"].fillna(SHELTER_RADIUS_M) >= SHELTER_RADIUS_M).all()


def test_no_page_without_a_server_gives_a_shelter_finer(bundled: Snapshot):
    view = bundled.default_view()
    held = embedded_reports(bundled, view, bundled.counts(view).shown)
    radius = dict(zip(held.id, held.radius, strict=True))
    shown = shelter_ids(bundled) & set(radius)
    assert shown
    assert min(radius[i] for i in shown) >= SHELTER_RADIUS_M


def test_no_tile_gives_a_shelter_finer(bundled: Snapshot):
    cells = bundled.aggregate(bundled.default_view(), 0, (0, 0, 1 << 24, 1 << 24))
    radius = dict(zip(bundled.ids(cells.first), cells.radius_m, strict=True))
    assert min(radius[i] for i in shelter_ids(bundled) & set(radius)) >= SHELTER_RADIUS_M


def test_the_geography_draws_a_place_of_shelter_as_ground_of_a_kilometre(bundled: Snapshot):
    zones = json.loads(geography_of(bundled).body)["zones"]
    found = {i: zone for i, zone in zones.items() if zone["kind"] in PLACES_OF_SHELTER}
    assert found
    for zone_id, zone in found.items():
        assert zone["geometry"]["type"] != "Point", zone_id
        ring = np.array(zone["geometry"]["coordinates"][0]) if zone["geometry"]["type"] == "Polygon" else None
        if ring is not None:
            across_m = (ring.max(axis=0) - ring.min(axis=0))[1] * 111_320
            assert across_m >= 0.9 * SHELTER_RADIUS_M, zone_id


def test_a_point_of_a_place_of_shelter_says_that_it_was_coarsened(bundled: Snapshot):
    zones = bundled.zones
    points = zones[zones["kind"].isin(PLACES_OF_SHELTER - {"displacement_camp"})]
    points = points[points["geometry_wkt"].str.startswith("POINT")]
    for zone in points.itertuples():
        lon_lat = re.findall(r"-?\d+\.\d+|-?\d+", zone.geometry_wkt)
        assert all(TWO_DECIMALS.match(number) for number in lon_lat), zone.zone_id
        assert zone.geometry_note, zone.zone_id
        assert zone.geometry_note.split()[0] in zone_card(zone.zone_id, bundled, words(Language.EN))


def test_neither_a_card_nor_the_map_gives_the_coordinates_of_a_shelter(bundled: Snapshot):
    en, view = words(Language.EN), bundled.default_view()
    for report_id in sorted(shelter_ids(bundled))[:6]:
        report = bundled.report(report_id)
        card = report_card(report_id, bundled, en)
        assert f"{report.lat}" not in re.sub(r'href="[^"]*"', "", card)
        selection = scene(bundled, view.but(selected=report_id), en, 0).selection
        assert selection.radius_m >= SHELTER_RADIUS_M


@pytest.mark.parametrize("route", ["/embed?", "/embed?format=text&", "/export/view.svg?", "/cite.txt?"])
def test_no_answer_and_no_log_writes_the_coordinates_of_a_shelter(
    bundled: Snapshot, route: str, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)
    found = bundled.reports.loc[sorted(shelter_ids(bundled))]
    client = TestClient(Starlette(routes=ROUTES))

    answer = client.get(route + query_string(bundled.default_view()))

    assert answer.status_code == 200
    said = answer.text + caplog.text
    pairs = [(f"{row.lat:.3f}", f"{row.lon:.3f}") for row in found.itertuples()]
    assert not [pair for pair in pairs if all(number in said for number in pair)]
