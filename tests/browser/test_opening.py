"""The bare address and the list beside its map, by mouse and by keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from tests.browser.conftest import Tab

DAY = "/?from=2023-12-02&to=2023-12-02"


def test_the_bare_address_is_written_out_as_the_last_days_and_leads_to_everything(tab: Tab) -> None:
    tab.open("/")
    tab.settled()
    opening = tab.page.locator(".st-key-opening")
    expect(opening).to_contain_text("The last 90 days of the chronicle.")
    expect(opening).to_be_in_viewport(ratio=1)
    assert tab.address["layers"] == "reports,areas,latest_zones,sheltering,labels"
    assert tab.counts[0] < tab.counts[1] / 2

    opening.get_by_role("button").click()

    tab.painted_for(**{"from": "2023-10-07", "layers": "reports,areas,zones,sheltering,labels"})
    expect(opening).to_have_count(0)


@pytest.mark.parametrize("page", ["timeline", "shelters"])
def test_another_page_without_parameters_keeps_its_old_meaning(page: str, tab: Tab) -> None:
    tab.page.goto(f"{tab.origin}/{page}")

    assert tab.address_for(**{"from": "2023-10-07"})["layers"] == "reports,areas,zones,sheltering,labels"


def test_the_list_is_sorted_and_grouped_by_keyboard_and_the_link_stays(tab: Tab) -> None:
    tab.open(DAY)
    tab.settled()
    before, rows = tab.address, tab.page.locator(".st-key-row [data-testid=stRadioOption]")
    expect(rows.first).to_contain_text("400 targets Gaza Strip")
    order = tab.page.get_by_role("combobox", name="Order of the list")

    order.focus()
    tab.page.keyboard.press("ArrowDown")
    tab.page.keyboard.type("Largest")
    tab.page.keyboard.press("Enter")
    expect(rows.first).to_contain_text("77 killed, 28 strikes West Bank")

    together = tab.page.get_by_role("switch", name="By incident").or_(
        tab.page.get_by_role("checkbox", name="By incident")
    )
    together.focus()
    tab.page.keyboard.press("Space")
    expect(rows.nth(2)).to_contain_text("same incident 50 targets")
    assert tab.address == before
