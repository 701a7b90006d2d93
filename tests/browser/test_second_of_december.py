"""One day that many claims were made about: each with who says so and where, none added to another."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Locator, expect

if TYPE_CHECKING:
    from tests.browser.conftest import Tab

DAY = "/?v=1&from=2023-12-02&to=2023-12-02&src=all"
WHOLE, PART = "r0054", "r0055"


@pytest.fixture
def day(tab: Tab) -> Tab:
    tab.open(DAY)
    tab.settled()
    return tab


FIRST_SCREEN = (
    ("400 targets", "says Israeli military"),
    ("50 targets", "says Israeli military · part of: 400 targets"),
    ("2,000,000 people", "says The Hill"),
    ("Truce ended on 1 Dec 2023", "Announced by Qatar, Egypt and US mediation; Israel and Hamas"),
)


@pytest.mark.parametrize(("figure", "who"), FIRST_SCREEN)
def test_the_first_screen_says_what_is_claimed_and_who_says_so(figure: str, who: str, day: Tab) -> None:
    item = day.page.locator(".sl-key li").filter(has_text=figure).filter(has_text=who)

    expect(item.locator("strong", has_text=figure)).to_be_in_viewport(ratio=1)
    expect(item.get_by_text(who)).to_be_in_viewport(ratio=1)


def test_the_claim_of_400_targets_is_of_the_whole_strip(day: Tab) -> None:
    choose_row(day, "400 targets Gaza Strip", WHOLE)

    card = day.page.locator(".st-key-detail article")
    expect(card).to_contain_text("Israeli military says:")
    expect(card).to_contain_text("400 targets across Gaza")
    expect(fact(card, "Where")).to_contain_text("Reported somewhere in Gaza Strip; no finer place is stated")
    expect(fact(card, "Strikes claimed")).to_have_text("400")
    expect(fact(card, "Killed, as claimed")).to_have_text("unknown")
    expect_a_source(card)


def test_the_50_in_the_south_are_part_of_the_400(day: Tab) -> None:
    choose_row(day, "50 targets Southern Gaza Strip", PART)
    card = day.page.locator(".st-key-detail article")
    expect(fact(card, "Strikes claimed")).to_have_text("50")
    note = card.locator(".sl-note", has_text="Part of a larger claim and never added to it")
    expect(note).to_contain_text("400 targets")
    expect_a_source(card)

    choose_row(day, "400 targets Gaza Strip", WHOLE)
    expect(card.locator(".sl-note", has_text="A part of this claim")).to_contain_text("50 of its 400")


def test_the_end_of_the_truce_is_told_with_its_source(day: Tab) -> None:
    day.page.locator(".st-key-list_of").get_by_role("radio", name="Pauses").click()

    truce = day.page.locator(".st-key-list li", has_text="Truce of 24 November to 1 December 2023")
    expect(truce).to_contain_text("Announced by Qatar, Egypt and US mediation")
    expect(truce).to_contain_text("Disputed: Each side blamed the other for the collapse")
    expect_a_source(truce)
    expect(day.page.locator(".st-key-list")).not_to_contain_text("2025")


def test_the_resumption_of_the_fighting_is_told_with_its_source(day: Tab) -> None:
    choose_row(day, "number not stated Khan Younis", "r0056")

    card = day.page.locator(".st-key-detail article")
    expect(card).to_contain_text("dozens of air strikes hit targets in Khan Younis after the truce ended")
    expect_a_source(card)


def test_people_sheltering_in_the_south_are_figures_of_a_claimant(day: Tab) -> None:
    day.page.locator(".st-key-list_of").get_by_role("radio", name="Sheltering").click()

    figures = day.page.locator(".st-key-list li")
    expect(figures.filter(has_text="Southern Gaza")).not_to_have_count(0)
    for figure in figures.all():
        expect(figure).to_contain_text(re.compile(r"\d people"))
        expect(figure).to_contain_text(re.compile(r"says \S+.*, as of \d+ \w+ 2023"))
        expect_a_source(figure)


def test_nothing_anywhere_says_450(day: Tab) -> None:
    said = [day.map().evaluate("JSON.stringify({ ...map.shelterline.state, query: '' })")]
    for row, item_id in (("50 targets Southern Gaza Strip", PART), ("400 targets Gaza Strip", WHOLE)):
        choose_row(day, row, item_id)
        said.append(day.page.locator(".stApp").inner_text())
    for name in ("Zones", "Sheltering", "Pauses"):
        tab_button = day.page.locator(".st-key-list_of").get_by_role("radio", name=name)
        tab_button.click()
        expect(tab_button).to_be_checked()
        day.settled()
        said.append(day.page.locator(".stApp").inner_text())

    assert all("400" in text for text in said[1:3])
    assert not any(re.search(r"\b450\b", text) for text in said)


def choose_row(tab: Tab, text: str, item_id: str) -> None:
    tab.page.locator(".st-key-list label", has_text=text).click()
    tab.address_for(sel=item_id)
    tab.settled()


def fact(card: Locator, name: str) -> Locator:
    """What the card says under a name of its list."""
    return card.locator(f"dt:text-is('{name}') + dd")


def expect_a_source(where: Locator) -> None:
    """A publisher, and an address that stands readable and opens apart from the page."""
    expect(where).to_contain_text("Published by")
    link = where.locator("a").first
    address = link.inner_text()
    assert address.startswith("https://")
    expect(link).to_have_attribute("href", address)
    expect(link).to_have_attribute("target", "_blank")
    expect(link).to_have_attribute("rel", re.compile(r"\bnoopener\b.*\bnoreferrer\b"))
