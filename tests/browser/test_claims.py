"""Timeline and claims as a reader has them: by link, by keyboard, on a phone, and back to the map."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PAINT_DEADLINE_MS, Tab

if TYPE_CHECKING:
    from tests.browser.conftest import OpenTab

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}}
WIDER_THAN_THE_PAGE = """() => {
    const main = document.querySelector('[data-testid=stMain]');
    return [document.documentElement.scrollWidth, main.scrollWidth].some(width => width > innerWidth);
}"""
AT_THE_TOP = """() => {
    const titles = [...document.querySelectorAll('.sl-incident h2')];
    const title = titles.find(head => head.textContent.includes('Al-Ahli'));
    const { top } = title?.getBoundingClientRect() ?? { top: 1e9 };
    return top >= 0 && top < innerHeight / 3;
}"""
AHLI = "Claims side by side: 17 Oct 2023 · Al-Ahli Arab Hospital, Gaza City"


RATES = ".st-key-chart_rates svg.marks"
# Labels of a chart that lie over one another, or beyond its edge.
OVERPRINTED = """chart => {
    const all = chart.getBoundingClientRect();
    const boxes = [...chart.querySelectorAll('text')].filter(text => text.textContent.trim())
        .map(text => [text.textContent, text.getBoundingClientRect()]);
    // The boxes of two lines share the room for the tails of letters.
    const apart = (a, b) => a.left >= b.right - 1 || a.top >= b.bottom - 4;
    const meet = (a, b) => !apart(a, b) && !apart(b, a);
    const beyond = box => box.top < all.top - 1 || box.bottom > all.bottom + 1;
    const later = i => boxes.slice(i + 1).map(([, box]) => box);
    return boxes.filter(([, box], i) => beyond(box) || later(i).some(other => meet(box, other)))
        .map(([said]) => said);
}"""


# Labels of a chart of which a part lies beyond the screen.
CUT = """chart => [...chart.querySelectorAll('text')].filter(text => {
    const { left, right } = text.getBoundingClientRect();
    return left < 0 || right > innerWidth;
}).map(text => text.textContent)"""


def ledger(page: Page) -> Locator:
    return page.get_by_role("list", name=AHLI)


def opened(tab: Tab, address: str) -> Tab:
    tab.page.goto(tab.origin + address)
    # The sidebar's last widget is the last thing of every page.
    expect(tab.page.locator(".st-key-more_filters summary")).to_be_attached(timeout=2 * PAINT_DEADLINE_MS)
    tab.settled()
    return tab


def test_a_link_to_one_incident_opens_it_and_leads_to_the_map_and_back(tab):
    opened(tab, "/claims?v=1&sel=r0014")
    expect(ledger(tab.page).get_by_role("listitem")).to_have_count(5)
    tab.page.wait_for_function(AT_THE_TOP)

    incident = tab.page.locator("[class*=st-key-incident_]").filter(has=ledger(tab.page)).first
    incident.get_by_role("link", name="See it on the map").click()
    tab.painted()
    assert tab.address_for(sel="r0014")["z"] >= "12"

    tab.page.get_by_role("link", name="See the claims side by side").click()
    expect(ledger(tab.page)).to_be_visible()
    assert tab.address["sel"] == "r0014"
    assert not tab.foreign


def test_each_pause_has_its_room_in_the_chart_of_rates_however_few_there_are(tab):
    room, heights = 80, {}
    for day, ends in (("2023-11-28", "day"), ("2023-11-28", "open"), ("2024-09-02", "open")):
        opened(tab, f"/timeline?v=1&from={day}&to={day}&ends={ends}")
        chart = tab.page.locator(RATES)
        expect(tab.page.locator(".sl-pause").first).to_be_visible()
        n = tab.page.locator(".sl-pause").count()
        expect(chart.get_by_text(re.compile(r"^\d+\. "))).to_have_count(n)
        assert chart.evaluate(OVERPRINTED) == []
        heights[n] = round(chart.bounding_box()["height"])

    fewest = min(heights)
    assert heights == {n: heights[fewest] + room * (n - fewest) for n in heights}
    assert len(heights) == 3
    assert heights[fewest] >= room * fewest + 100  # the plot, and below it axis and legend


def test_the_keyboard_reaches_a_ledger_and_the_table_of_a_chart(tab):
    opened(tab, "/claims?v=1&from=2023-10-17&to=2023-10-17")
    ledger(tab.page).focus()
    expect(ledger(tab.page)).to_be_focused()

    opened(tab, "/timeline?v=1&from=2023-11-20&to=2023-12-05")
    twin = tab.page.locator(".st-key-chart_over_time details.sl-twin")
    twin.locator("summary").focus()
    tab.page.keyboard.press("Enter")
    expect(twin.locator("table")).to_be_visible()
    expect(twin.locator("tbody tr").filter(has_text=re.compile("Bar"))).to_have_count(16)
    expect(twin.locator("tbody tr").last).to_contain_text("All reports")


def test_charts_are_saved_when_they_are_asked_for(tab):
    opened(tab, "/timeline?v=1&from=2023-11-20&to=2023-12-05")
    files = tab.page.locator(".st-key-files_over_time")
    for name, begins in (("SVG", b"<svg"), ("CSV", b"\xef\xbb\xbfFrom")):
        with tab.page.expect_download() as download:
            files.get_by_role("button", name=name).click()
        assert download.value.path().read_bytes().startswith(begins)
        assert download.value.suggested_filename.startswith("shelterline-over_time-")


def test_nothing_runs_sideways_on_a_phone(new_tab):
    tab = new_tab(**PHONE)
    opened(tab, "/claims?v=1&sel=r0014")
    expect(ledger(tab.page).get_by_role("listitem")).to_have_count(5)
    tab.page.wait_for_function(AT_THE_TOP)
    boxes = [claim.bounding_box() for claim in ledger(tab.page).get_by_role("listitem").all()]

    assert len({box["x"] for box in boxes}) == 1  # stacked
    assert not tab.page.evaluate(WIDER_THAN_THE_PAGE)

    opened(tab, "/timeline?v=1&lang=ar")
    expect(tab.page.locator(".sl-pause").first).to_be_visible()
    expect(tab.page.locator(".st-key-chart_rates canvas, .st-key-chart_rates svg").first).to_be_visible()
    assert not tab.page.evaluate(WIDER_THAN_THE_PAGE)


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_on_a_phone_answer_and_first_chart_stand_within_the_first_screen(new_tab, lang):
    tab = new_tab(**PHONE)
    opened(tab, f"/timeline?v=1&lang={lang}")
    expect(tab.page.locator(".sl-answer")).to_be_in_viewport()
    chart = tab.page.locator(".st-key-chart_over_time svg.marks")
    expect(chart).to_be_in_viewport(ratio=1)
    assert not chart.evaluate(CUT)


@pytest.mark.parametrize("by", ["pointer", "keyboard"])
def test_a_link_to_an_incident_is_in_the_address_and_opens_it_for_another_reader(
    tab: Tab, new_tab: OpenTab, by: str
) -> None:
    opened(tab, "/claims?v=1&from=2023-10-17&to=2023-10-17")
    incident = tab.page.locator("[class*=st-key-incident_]").filter(has=ledger(tab.page)).first
    link = incident.get_by_role("button", name="Link to this incident")
    assert tab.address["sel"] == ""

    if by == "pointer":
        link.click()
    else:
        link.focus()
        tab.page.keyboard.press("Enter")

    expect(
        tab.page.get_by_role("status").filter(has_text="The address of this page leads here.")
    ).to_be_visible()
    tab.settled()
    assert tab.address["sel"]
    other = opened(new_tab(), tab.page.evaluate("location.pathname + location.search"))
    expect(other.page.get_by_text("The address of this page leads here.")).to_be_visible()
    expect(ledger(other.page)).to_be_visible()
