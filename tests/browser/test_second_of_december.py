"""One day that many claims were made about: each with who says so and where, none added to another."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Locator, expect

if TYPE_CHECKING:
    from tests.browser.conftest import SharedTab, Tab

DAY = "/?v=1&from=2023-12-02&to=2023-12-02&src=all"
WHOLE, PART = "r0054", "r0055"


@pytest.fixture
def day(shared_tab: SharedTab) -> Tab:
    """The day as it opens; nothing is done to it."""
    return shared_tab(DAY)


@pytest.fixture
def rows(shared_tab: SharedTab) -> Tab:
    """The day with its reports in the list; each test chooses the row that it looks at."""
    return shared_tab(DAY, "chooses a row")


@pytest.fixture
def lists(shared_tab: SharedTab) -> Tab:
    """The day with one of its other lists; each test chooses its own."""
    return shared_tab(DAY, "chooses a list")


FIRST_SCREEN = (
    ("400 targets", "says Israeli military"),
    ("50 targets", "says Israeli military · part of: 400 targets"),
    ("2,000,000 people", "says The Hill"),
    ("Truce ended on 1 Dec 2023", "Announced by Qatar, Egypt and US mediation; Israel and Hamas"),
)


@pytest.mark.parametrize(("figure", "who"), FIRST_SCREEN)
def test_the_first_screen_says_what_is_claimed_and_who_says_so(figure: str, who: str, day: Tab) -> None:
    strong = day.page.locator(".sl-key li strong", has_text=figure)

    expect(strong).to_be_in_viewport(ratio=1)
    # Who says so stands on the line of the figure, or on the one below it.
    lines = strong.locator("xpath=parent::span | parent::span/following-sibling::span[1]")
    expect(lines.filter(has_text=who).first).to_be_in_viewport(ratio=1)


def test_the_claim_of_400_targets_is_of_the_whole_strip(rows: Tab) -> None:
    choose_row(rows, "400 targets Gaza Strip", WHOLE)

    card = rows.page.locator(".st-key-detail article")
    expect(card).to_contain_text("Israeli military says:")
    expect(card).to_contain_text("400 targets across Gaza")
    expect(fact(card, "Where")).to_contain_text("Reported somewhere in Gaza Strip; no finer place is stated")
    expect(fact(card, "Strikes claimed")).to_have_text("400")
    expect(fact(card, "Killed, as claimed")).to_have_text("unknown")
    expect_a_source(card)


def test_the_50_in_the_south_are_part_of_the_400(rows: Tab) -> None:
    choose_row(rows, "50 targets Southern Gaza Strip", PART)
    card = rows.page.locator(".st-key-detail article")
    expect(fact(card, "Strikes claimed")).to_have_text("50")
    note = card.locator(".sl-note", has_text="Part of a larger claim and never added to it")
    expect(note).to_contain_text("400 targets")
    expect_a_source(card)

    choose_row(rows, "400 targets Gaza Strip", WHOLE)
    expect(card.locator(".sl-note", has_text="A part of this claim")).to_contain_text("50 of its 400")


def test_the_end_of_the_truce_is_told_with_its_source(lists: Tab) -> None:
    choose_list(lists, "Pauses")

    truce = lists.page.locator(".st-key-list li", has_text="Truce of 24 November to 1 December 2023")
    expect(truce).to_contain_text("Announced by Qatar, Egypt and US mediation")
    expect(truce).to_contain_text("Disputed: Each side blamed the other for the collapse")
    expect_a_source(truce)
    expect(lists.page.locator(".st-key-list")).not_to_contain_text("2025")


def test_the_resumption_of_the_fighting_is_told_with_its_source(rows: Tab) -> None:
    choose_row(rows, "number not stated Khan Younis", "r0056")

    card = rows.page.locator(".st-key-detail article")
    expect(card).to_contain_text("dozens of air strikes hit targets in Khan Younis after the truce ended")
    expect_a_source(card)


def test_people_sheltering_in_the_south_are_figures_of_a_claimant(lists: Tab) -> None:
    choose_list(lists, "Sheltering")

    figures = lists.page.locator(".st-key-list li")
    expect(figures.filter(has_text="Southern Gaza")).not_to_have_count(0)
    for figure in figures.all():
        expect(figure).to_contain_text(re.compile(r"\d people"))
        expect(figure).to_contain_text(re.compile(r"says \S+.*, as of \d+ \w+ 2023"))
        expect_a_source(figure)


def test_nothing_anywhere_says_450(tab: Tab) -> None:
    tab.open(DAY)
    tab.settled()
    said = [tab.map().evaluate("JSON.stringify({ ...map.shelterline.state, query: '' })")]
    for row, item_id in (("50 targets Southern Gaza Strip", PART), ("400 targets Gaza Strip", WHOLE)):
        choose_row(tab, row, item_id)
        said.append(tab.page.locator(".stApp").inner_text())
    for name in ("Zones", "Sheltering", "Pauses"):
        choose_list(tab, name)
        said.append(tab.page.locator(".stApp").inner_text())

    assert all("400" in text for text in said[1:3])
    assert not any(re.search(r"\b450\b", text) for text in said)


def choose_row(tab: Tab, text: str, item_id: str) -> None:
    tab.page.locator(".st-key-list label", has_text=text).click()
    tab.address_for(sel=item_id)
    tab.settled()


def choose_list(tab: Tab, name: str) -> None:
    button = tab.page.locator(".st-key-list_of").get_by_role("radio", name=name)
    button.click()
    expect(button).to_be_checked()
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
