"""Eight things that readers come for, from the opening page on: few clicks and keys, the answer in sight.

Each is what a new reader tried; the page is never scrolled.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.tasks.hand import Hand

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Locator

    from tests.browser.conftest import Tab


@pytest.fixture
def hand(tab: Tab) -> Iterator[Hand]:
    """A reader's hand at the opening page."""
    tab.open()
    tab.settled()
    hand = Hand(tab)
    yield hand
    hand.was_quick()


def stands(what: Locator) -> None:
    """Hold that all of it is on the screen."""
    expect(what).to_be_in_viewport(ratio=1)


def test_khan_younis_in_december_2023_by_the_un(hand: Hand) -> None:
    hand.choose("Preset periods", "Dec 2023")
    hand.choose("Area", "Khan Y")
    hand.click(hand.page.get_by_role("button", name=re.compile("^UN ")))

    expect(sentence := hand.page.locator(".sl-sentence")).to_contain_text("1–31 Dec 2023")
    expect(sentence).to_contain_text("Khan Younis")
    stands(sentence)
    stands(hand.page.locator(".st-key-shown"))
    rows = hand.page.locator(".st-key-row").get_by_test_id("stRadioOption")
    stands(rows.first)
    shown, total = hand.tab.counts
    assert 0 < shown < total


def test_al_mawasi_on_the_thirteenth_of_july_2024(hand: Hand) -> None:
    for field in ("From", "To"):
        hand.click(hand.page.get_by_role("textbox", name=field, exact=True))
        hand.type("20240713")
        hand.press("Enter")
        hand.shown(**{field.lower(): "2024-07-13"})
    hand.click(hand.page.get_by_test_id("stSidebar").get_by_role("link", name="Shelter zones"))

    answer = hand.page.locator(".sl-summary").first
    expect(answer).to_contain_text(
        re.compile(r"Al-Mawasi.*: labelled humanitarian by Israel Defense Forces, 6 May")
    )
    expect(answer).to_contain_text(re.compile(r"Up to \d+ of the \d+ reports shown may lie inside"))
    stands(answer)


def test_the_code_of_an_embed(hand: Hand) -> None:
    hand.click(hand.page.get_by_role("button", name="Share"))
    hand.click(hand.page.get_by_role("radio", name="Embed"))

    code = hand.page.locator(".st-key-share code")
    expect(code).to_contain_text("<iframe src=")
    stands(code)


def test_a_figure_for_print_in_arabic(hand: Hand) -> None:
    hand.choose("Language", "ع")
    hand.click(hand.page.get_by_role("button", name="مشاركة"))
    hand.click(hand.page.get_by_role("radio", name="تنزيل"))

    link = hand.page.locator(".st-key-share a[href*='view.pdf'][href*='size=print']")
    stands(link)
    assert "lang=ar" in link.get_attribute("href")
    answer = hand.page.request.get(hand.tab.origin + link.get_attribute("href"))
    assert answer.body().startswith(b"%PDF")


def test_a_geopackage_of_lebanon(hand: Hand) -> None:
    hand.choose("Area", "Leb")
    hand.click(hand.page.get_by_role("button", name="Share"))
    hand.click(hand.page.get_by_role("radio", name="Download"))

    link = hand.page.locator(".st-key-share a[href*='reports.gpkg']")
    stands(link)
    assert "area=LBN" in link.get_attribute("href")
    with hand.page.expect_download() as download:
        link.click(modifiers=["Alt"])
    hand.clicks += 1
    assert download.value.suggested_filename.endswith(".gpkg")


def test_who_disagrees_on_the_hospital_al_ahli(hand: Hand) -> None:
    hand.choose("Preset periods", "Whole")
    hand.shown(**{"from": "2023-10-07"})
    hand.click(hand.page.get_by_test_id("stSidebar").get_by_role("link", name="Claims"))
    hand.click(hand.page.get_by_role("textbox", name="Text"))
    hand.type("Ahli")
    hand.press("Enter")

    first = hand.page.locator(".sl-incident").first
    expect(first.locator("h2")).to_contain_text("Ahli")
    stands(first.locator("h2"))
    stands(first.locator(".sl-different li").first)


def test_a_file_of_ones_own(hand: Hand, tmp_path: Path) -> None:
    table = tmp_path / "testville.csv"
    table.write_text(
        "date,latitude,longitude,link\n2026-06-01,31.5,34.45,https://example.org/a\n", encoding="utf-8"
    )
    hand.click(hand.page.locator(".st-key-own_way button"))
    with hand.page.expect_file_chooser() as chooser:
        hand.page.locator(".st-key-own_part").get_by_test_id("stBaseButton-secondary").click()
    hand.clicks += 1
    chooser.value.set_files(table)
    hand.click(hand.page.locator(".st-key-own_agree button"))
    hand.click(hand.page.locator(".st-key-own_to_map button"))

    told = hand.page.locator(".st-key-own_counts")
    expect(told).to_contain_text("Your file: 1 of 1 row shown")
    stands(told)


def test_before_and_after_a_pause(hand: Hand) -> None:
    hand.click(hand.page.get_by_role("radio", name=re.compile("^Pauses ")))

    rates = hand.page.locator(".sl-rates").first
    expect(rates.locator("dt")).to_have_text(["Before", "During", "After"])
    expect(rates.locator("dd").first).to_have_text(re.compile(r"\d|unknown|no days"))
    stands(rates)
