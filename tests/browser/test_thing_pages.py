"""Pages of single things in a browser that runs no script, from right to left and on a phone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from geo.export.thing_page import MOST_BYTES
from tests.browser.test_axe import AXE, RUN, SIZES, THEMES

if TYPE_CHECKING:
    from tests.browser.conftest import OpenTab, Tab

PAGES = {
    "report": "/report/r0054",
    "incident": "/incident/gaza-2024-02-29-aid-convoy",
    "zone": "/zone/z011",
    "source": "/source/s051",
    "place": "/place/PS0270",
    "a page that is not there": "/report/none",
    "an older report": "/report/r0054?snap=9c266b394960",
}
OF_PROGRAMS = (
    *("/ogc?f=html", "/ogc/collections/zones?f=html", "/ogc/collections/zones/items?f=html"),
    *("/ogc/collections/reports/items/r0054?f=html", "/ogc/api?f=html"),
)
"""Pages of what programs read, one of each kind."""
LANGUAGES = (("en", "ltr"), ("ar", "rtl"), ("he", "rtl"))


@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES)
def test_a_page_is_read_without_scripts(new_tab: OpenTab, address: str):
    still = new_tab(java_script_enabled=False)
    for lang, direction in LANGUAGES:
        still.page.goto(f"{still.origin}{address}{'&' if '?' in address else '?'}lang={lang}")
        expect(still.page.locator("html")).to_have_attribute("dir", direction)
        expect(still.page.get_by_role("heading", level=1)).to_have_count(1)
    assert not still.foreign
    # A browser says of an answer of 404 that it is one.
    assert not [error for error in still.errors if "404" not in error]


@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES)
def test_axe_finds_nothing_on_it(tab: Tab, address: str):
    page = tab.page
    for lang, _ in LANGUAGES:
        # Axe is a script: it needs a browser that runs some.
        page.goto(f"{tab.origin}{address}{'&' if '?' in address else '?'}lang={lang}")
        page.evaluate(AXE)
        for size in SIZES:
            page.set_viewport_size(size)
            wide = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
            assert wide <= 0, (address, lang, size)
            for theme in THEMES:
                page.emulate_media(color_scheme=theme)
                assert page.evaluate(RUN, []) == [], (address, lang, size, theme)


def test_pages_of_what_programs_read_are_read_by_people_too(new_tab: OpenTab):
    still, watched = new_tab(java_script_enabled=False), new_tab()
    watched.page.set_viewport_size(SIZES[-1])
    for address in OF_PROGRAMS:
        for lang, direction in LANGUAGES[:2]:
            asked = f"{still.origin}{address}&lang={lang}"
            answer = still.page.goto(asked)
            assert len(answer.body()) <= MOST_BYTES
            expect(still.page.locator("html")).to_have_attribute("dir", direction)
            expect(still.page.get_by_role("heading", level=1)).to_have_count(1)
            watched.page.goto(asked)
            watched.page.evaluate(AXE)
            wide = watched.page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
            assert wide <= 0, asked
            for theme in THEMES:
                watched.page.emulate_media(color_scheme=theme)
                assert watched.page.evaluate(RUN, []) == [], (asked, theme)
    assert not still.foreign
    assert not still.errors


def test_a_card_leads_to_the_page_and_back_to_the_map(tab: Tab):
    tab.open("/?from=2023-12-02&to=2023-12-02&sel=r0054")
    with tab.page.expect_popup() as opened:
        tab.page.get_by_role("link", name="Page of this report").click()
    page = opened.value
    expect(page).to_have_url(re.compile(r"/report/r0054\?snap="))
    expect(page.get_by_role("link", name="See it on the map")).to_be_visible()
