"""Reaching what lies on the map: by a click, by the keyboard, and what is not on it at all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from geo.filters.registry import reason_labels
from geo.snapshot.current import current
from pages.common.picked import PART

if TYPE_CHECKING:
    from tests.browser.conftest import Tab

# The symbol of most reports: how many they are, latitude and longitude of its place.
LARGEST = """() => {
    const [{ mark }] = [...map.shelterline.scene.points].sort((one, other) => other.mark.n - one.mark.n);
    const { lat, lng } = map.unproject(L.point(mark.x, mark.y).multiplyBy(256 * 2 ** map.getZoom()));
    return [mark.n, lat, lng];
}"""
IN_THE_LIST = "document.activeElement.closest('.st-key-row') !== null"
# Two reports of one incident at Khan Younis, 24 January 2024.
ONE_SPOT = "/?from=2024-01-24&to=2024-01-24&layers=reports,areas&z=12&lat=31.34000&lon=34.31000"
AREA_ONLY = "/?from=2023-12-02&to=2023-12-02&layers=reports,areas&z=10"
ZONES = "/?from=2023-12-02&to=2023-12-02&layers=zones&z=11"


def somewhere_in_the_strip(day: str) -> set[str]:
    """Ids of the reports of a day that say no more of their place than that it is in the Gaza Strip."""
    reports = current().reports
    of_the_day = (reports["event_start"].astype(str) <= day) & (reports["event_end"].astype(str) >= day)
    here = of_the_day & (reports["area_pcode"] == "PS02") & reports["lat"].isna()
    return set(reports.index[here])


def test_every_report_under_a_click_is_reachable(tab: Tab) -> None:
    tab.open(ONE_SPOT)
    reports = current().reports
    khan_younis = reports.loc["r0063"]
    of_the_day = reports[reports["event_start"].astype(str) == "2024-01-24"]
    one_place = of_the_day[(of_the_day[["lat", "lon"]] == khan_younis[["lat", "lon"]]).all(axis="columns")]
    here = sorted(one_place.index)
    assert len(here) > 1

    tab.click_on_map("symbol", (khan_younis["lat"], khan_younis["lon"]))

    first = tab.address_for_selection()
    chooser = tab.page.locator(".st-key-picked_one")
    expect(chooser).to_contain_text(f"{len(here)} at this place")
    reached = {first}
    for index in range(1, len(here)):
        chooser.get_by_role("combobox").click()
        options = tab.page.get_by_role("option")
        expect(options).to_have_count(len(here))
        options.nth(index).click()
        chosen = tab.address_for_selection(other_than=reached)
        expect(tab.page.locator(".st-key-detail article")).to_contain_text(chosen)
        tab.settled()
        assert tab.selection() == chosen
        reached.add(chosen)
    assert sorted(reached) == here


def test_all_that_a_large_symbol_stands_for_is_there_part_by_part(tab: Tab) -> None:
    tab.open("/?lat=31.40000&lon=34.40000&z=5&layers=reports")
    tab.settled()
    n, lat, lon = tab.map().evaluate(LARGEST)
    assert n > PART

    tab.click_on_map("symbol", (lat, lon))

    first = tab.address_for_selection()
    chooser = tab.page.locator(".st-key-picked_one")
    expect(chooser).to_contain_text(f"{n:,} near here, at ")
    parts = tab.page.locator(".st-key-paging_picked_one_parts")
    expect(parts).to_contain_text(f"1–{PART} / {n:,}")
    parts.get_by_role("button", name="Later rows").click()
    assert tab.address_for_selection(other_than=[first])
    expect(parts).to_contain_text(f"{PART + 1}–{min(n, 2 * PART)} / {n:,}")
    expect(chooser).to_contain_text(f"{n:,} near here, at ")
    expect(chooser.get_by_role("combobox")).to_have_value(re.compile(f"^{PART + 1}\\. "))


def test_a_click_on_a_badge_opens_the_reports_of_its_area(tab: Tab) -> None:
    tab.open(AREA_ONLY)

    tab.click_on_map("badge", "PS02")

    here = somewhere_in_the_strip("2023-12-02")
    assert len(here) > 1
    assert tab.address_for_selection() in here
    expect(tab.page.locator(".st-key-picked_one")).to_contain_text(f"{len(here)} at this place")
    expect(tab.page.locator(".st-key-detail article")).to_contain_text("Reported somewhere in Gaza Strip")


def test_a_click_on_a_hatch_opens_the_reports_of_its_area(tab: Tab) -> None:
    tab.open(AREA_ONLY + "&lat=31.40000&lon=34.38000")

    tab.click_at(31.38, 34.36)

    assert tab.address_for_selection() in somewhere_in_the_strip("2023-12-02")


def test_a_click_on_a_zone_opens_its_card_with_its_issuer(tab: Tab) -> None:
    tab.open(ZONES)
    labelled = tab.map().evaluate("map.shelterline.scene.labels.zones.map(({ zone }) => zone.mark)")
    zone = next(mark for mark in labelled if mark["status"] == "ordered_to_evacuate")

    tab.click_on_map("zone", zone["id"])

    assert tab.address_for_selection() == zone["id"]
    card = tab.page.locator(".st-key-detail article")
    expect(card).to_contain_text(zone["label"])
    expect(card).to_contain_text("Issued by")
    expect(card).to_contain_text("It is not a finding about the place.")


def test_a_click_on_the_open_sea_selects_nothing(tab: Tab) -> None:
    tab.open(AREA_ONLY)

    tab.click_at(31.60, 34.25)

    tab.settled()
    assert tab.address["sel"] == ""
    expect(tab.page.locator(".st-key-detail article")).to_have_count(0)


@pytest.mark.parametrize("from_where", ["map", "list"])
def test_escape_closes_the_detail(from_where: str, tab: Tab) -> None:
    tab.open(AREA_ONLY)
    if from_where == "map":
        tab.click_on_map("badge", "PS02")
    else:
        tab.page.locator(".st-key-list label", has_text="number not stated Khan Younis").click()
    tab.address_for_selection()
    expect(tab.page.locator(".st-key-detail article")).to_be_visible()
    tab.settled()

    tab.page.keyboard.press("Escape")

    tab.address_for(sel="")
    expect(tab.page.locator(".st-key-detail article")).to_have_count(0)
    tab.painted_for(sel="")
    assert tab.selection() is None


def test_the_list_is_walked_by_keyboard_alone_and_the_map_follows(tab: Tab) -> None:
    tab.open("/?from=2023-12-01&to=2023-12-31")
    tab.settled()
    counts, place = tab.counts, tab.viewport
    for _ in range(60):
        tab.page.keyboard.press("Tab")
        if tab.page.evaluate(IN_THE_LIST):
            break
    assert tab.page.evaluate(IN_THE_LIST), "60 steps with the Tab key do not reach the list"

    walked: set[str] = set()
    for _ in range(3):
        tab.page.keyboard.press("ArrowDown")
        chosen = tab.address_for_selection(other_than=walked)
        tab.painted_for(sel=chosen)
        assert tab.selection() == chosen
        expect(tab.page.locator(".st-key-detail article")).to_contain_text(chosen)
        assert tab.page.evaluate(IN_THE_LIST)
        walked.add(chosen)

    tab.page.keyboard.press("ArrowUp")
    tab.page.wait_for_function("last => new URLSearchParams(location.search).get('sel') !== last", arg=chosen)
    assert tab.address["sel"] in walked
    assert (tab.counts, tab.viewport) == (counts, place)


def test_rows_that_read_the_same_are_both_reachable(tab: Tab) -> None:
    tab.open("/?from=2023-10-31&to=2023-10-31")
    twins = tab.page.locator(
        ".st-key-row [data-testid=stRadioOption]", has_text=re.compile(r"Jabalia camp .*says Hamas")
    )
    expect(twins).to_have_count(2)

    reached: set[str] = set()
    for twin in twins.all():
        twin.click()
        reached.add(tab.address_for_selection(other_than=reached))
        expect(twin.locator("input")).to_be_checked()

    assert reached == {"r0039", "r0040"}


def test_what_is_not_on_the_map_is_listed_with_its_reason(tab: Tab) -> None:
    tab.open("/?from=2023-10-07&to=2025-12-31")
    shown, total = tab.counts
    line = tab.page.locator(".st-key-not_shown").get_by_role("button")
    left_out, *by_reason = (int(n.replace(",", "")) for n in re.findall(r"\d[\d,]*", line.inner_text()))
    assert left_out + shown == total
    assert sum(by_reason) == left_out

    line.click()

    listed = tab.page.locator(".st-key-not_shown_panel tbody tr")
    expect(listed).to_have_count(left_out)
    reasons = listed.locator("td:nth-child(1)").all_inner_texts()
    assert set(reasons) <= set(reason_labels().values())
    expect(listed.locator("td:nth-child(2)").first).to_have_text(re.compile(r"r\d{4}"))


def test_more_than_a_panel_lists_is_a_link_away_and_its_columns_run_as_the_language_does(tab: Tab) -> None:
    tab.open("/?from=2023-12-02&to=2023-12-02&lang=ar")
    tab.page.locator(".st-key-not_shown").get_by_role("button").click()
    heads = tab.page.locator(".st-key-not_shown_panel th")
    expect(heads).to_have_count(8)
    lefts = heads.evaluate_all("all => all.map(each => each.getBoundingClientRect().left)")
    assert lefts == sorted(lefts, reverse=True)

    whole = tab.page.locator(".st-key-not_shown_panel a[href^='/table?']")
    tab.page.goto(tab.origin + whole.get_attribute("href"))

    shown, total = 14, 1_940
    expect(tab.page.locator(".sl-grid")).to_have_attribute("aria-rowcount", str(total - shown + 1))
