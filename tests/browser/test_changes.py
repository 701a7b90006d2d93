"""What stays and what changes on the map while the reader filters, moves and changes the language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator, Page, WebSocket

    from tests.browser.conftest import Tab

MOVED = "/?lat=31.35000&lon=34.30000&z=11"
RAPID_CHANGES = 60


def filter_by_text(page: Page) -> None:
    page.get_by_role("textbox", name="Text").fill("hospital")
    page.keyboard.press("Enter")


def choose_dates(page: Page) -> None:
    choose(page, "Preset periods", "Truce of 24 November to 1 December 2023")


def type_a_date(page: Page) -> None:
    page.get_by_role("textbox", name="From").click()
    page.keyboard.type("2025-01-01")
    page.get_by_role("heading", level=1).click()


def change_language(page: Page) -> None:
    choose(page, "Language", "العربية")


def choose(page: Page, name: str, option: str) -> None:
    page.get_by_role("combobox", name=name).click()
    # A long list has only those of its entries in the page that are in sight.
    page.keyboard.type(option)
    page.get_by_role("option", name=option).click()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (filter_by_text, {"q": "hospital"}),
        (choose_dates, {"from": "2023-11-24", "to": "2023-12-01"}),
        (type_a_date, {"from": "2025-01-01"}),
    ],
)
def test_a_filter_changes_what_is_drawn_on_the_same_map(
    change: Callable[[Page], None], told: dict[str, str], tab: Tab
) -> None:
    before = tab.open(MOVED)
    counts, place, picture = tab.counts, tab.viewport, tab.picture("points")
    mark(tab)

    change(tab.page)

    after = tab.painted_for(**told)
    assert is_marked(tab)
    assert tab.viewport == place
    assert after["query"] != before["query"]
    assert after["features"] != before["features"]
    assert tab.picture("points") != picture
    assert tab.counts[0] < counts[0]
    assert tab.counts[1] == counts[1]
    assert {name: tab.address_for(**told)[name] for name in told} == told


def test_what_is_no_day_is_said_and_changes_nothing(tab: Tab) -> None:
    before = tab.open("/?from=2023-10-17&to=2023-10-20")
    field = tab.page.get_by_role("textbox", name="From")

    field.fill("2023-02-31")
    field.press("Enter")

    expect(tab.page.get_by_role("alert").filter(has_text="2023-02-31")).to_be_visible()
    assert "from=2023-10-17" in before["query"]
    field.press("Escape")
    expect(field).to_have_value("2023-10-17")
    # The same day a second time, after the view has moved away from it by other means.
    for _ in range(2):
        field.fill("2023-10-18")
        field.press("Enter")
        tab.painted_for(**{"from": "2023-10-18"})
        tab.page.get_by_role("button", name="Reset filters").click()
        tab.painted_for(**{"from": "2023-10-07"})
        expect(field).to_have_value("2023-10-07")


def test_a_language_switch_keeps_the_map_and_changes_its_words(tab: Tab) -> None:
    tab.open(MOVED)
    counts, place = tab.counts, tab.viewport
    pictures = {layer: tab.picture(layer) for layer in ("base", "labels")}
    zoom_in = tab.map().locator("[data-action=zoom_in]")
    english = zoom_in.get_attribute("aria-label")
    mark(tab)

    change_language(tab.page)

    tab.painted_for(lang="ar")
    assert is_marked(tab)
    assert (tab.counts, tab.viewport) == (counts, place)
    assert tab.picture("labels") != pictures["labels"]
    expect(zoom_in).not_to_have_attribute("aria-label", english)
    expect(tab.page.locator("html")).to_have_attribute("lang", "ar")
    assert tab.address_for(lang="ar")["lang"] == "ar"


def test_a_filter_leaves_the_base_map_as_it_is(tab: Tab) -> None:
    tab.open("/?v=1")
    tab.page.locator(".st-key-welcomed_close button").click()
    expect(tab.page.locator(".st-key-welcome")).to_have_count(0)
    tab.settled()
    picture = tab.picture("base")

    choose_dates(tab.page)

    tab.painted_for(to="2023-12-01")
    assert tab.picture("base") == picture


def test_a_move_reaches_the_address_without_a_new_entry_in_the_history(tab: Tab) -> None:
    tab.open("/?v=1")
    tab.settled()
    entries = tab.page.evaluate("history.length")
    was = tab.address

    drag(tab, 120, 60)

    moved = tab.page.wait_for_function(
        "lon => new URLSearchParams(location.search).get('lon') !== lon && location.search", arg=was["lon"]
    )
    assert moved
    tab.settled()
    lat, lon, zoom = tab.viewport
    now = tab.address
    assert (float(now["lat"]), float(now["lon"]), now["z"]) == (
        pytest.approx(lat, abs=0.001),
        pytest.approx(lon, abs=0.001),
        str(zoom),
    )
    place = ("lat", "lon", "z")
    assert {k: v for k, v in now.items() if k not in place} == {
        k: v for k, v in was.items() if k not in place
    }
    assert tab.page.evaluate("history.length") == entries


def test_a_filter_after_a_move_keeps_the_place_on_the_map_and_in_the_address(tab: Tab) -> None:
    tab.open("/?v=1")
    tab.settled()
    was = tab.address["lon"]
    mark(tab)
    tab.map().locator("[data-action=zoom_in]").click()
    tab.address_for(z="11")
    drag(tab, 90, -70)
    tab.page.wait_for_function("lon => !location.search.includes(`lon=${lon}`)", arg=was)
    place = tab.viewport

    filter_by_text(tab.page)

    tab.painted_for(q="hospital")
    assert is_marked(tab)
    assert tab.viewport == place
    address = tab.address_for(q="hospital")
    assert (float(address["lat"]), float(address["lon"]), int(address["z"])) == pytest.approx(place, abs=1e-3)


def test_a_long_move_runs_the_page_once_when_the_map_rests(tab: Tab) -> None:
    runs: list[str | bytes] = []

    def listen(socket: WebSocket) -> None:
        if "_stcore" in socket.url:
            socket.on("framesent", lambda said: runs.append(said))  # noqa: PLW0108  # a builtin cannot be bound

    tab.page.on("websocket", listen)
    tab.open("/?v=1")
    tab.settled()
    was = tab.address["lon"]
    runs.clear()

    drag(tab, 120, -80, steps=60)

    tab.page.wait_for_function("lon => !location.search.includes(`lon=${lon}`)", arg=was)
    tab.settled()
    # Every frame that a page sends asks for a run of the script.
    assert len(runs) == 1


def test_rapid_changes_leave_no_layers_behind(tab: Tab) -> None:
    tab.open("/?v=1")
    toggle(tab, "UN")
    layers = leaflet_layers(tab)

    pill = tab.page.locator(".st-key-source_kinds").get_by_role("button", name="Media")
    for _ in range(RAPID_CHANGES):
        pill.dispatch_event("click")

    tab.settled()
    toggle(tab, "Datasets")
    assert leaflet_layers(tab) == layers


def test_two_quick_clicks_choose_two_kinds_though_every_number_changes(tab: Tab) -> None:
    tab.open("/?from=2023-10-07&to=2024-01-31")
    kinds, sources = (tab.page.locator(f".st-key-{key}") for key in ("kinds", "source_kinds"))

    # All in one go: none waits for the answer to the one before.
    for chip in (kinds, "Airstrike"), (sources, "Media"), (kinds, "Artillery"):
        chip[0].get_by_role("button", name=chip[1]).dispatch_event("click")

    tab.address_for(kind="airstrike,artillery")
    tab.settled()
    assert tab.address["src"] != "all"
    for group, chosen in ((kinds, ["Airstrike", "Artillery"]), (sources, ["Media"])):
        pressed = group.locator("button[aria-pressed=true]")
        expect(pressed).to_have_text(chosen)


def test_a_chip_counts_what_the_view_would_show_with_it(tab: Tab) -> None:
    tab.open("/?from=2023-12-02&to=2023-12-02")
    tab.settled()
    kinds, sources = (tab.page.locator(f".st-key-{key}") for key in ("kinds", "source_kinds"))
    everything = tab.counts[0]
    before = numbers(kinds)
    # A report is of one kind and of one publisher.
    assert sum(before.values()) == sum(numbers(sources).values()) == everything
    of_un = numbers(sources)["UN"]
    assert 0 < of_un < everything

    toggle(tab, "UN")

    assert tab.counts[0] == of_un
    # Its own choice changes no number of a group: that is what another click would add.
    assert sum(numbers(sources).values()) == everything
    assert sum(numbers(kinds).values()) == of_un


def test_a_chip_without_a_report_is_quieter_and_still_chooses(tab: Tab) -> None:
    tab.open("/?from=2023-12-02&to=2023-12-02")
    tab.settled()
    kinds = tab.page.locator(".st-key-kinds")
    empty = next(name for name, n in numbers(kinds).items() if not n)
    chip = kinds.get_by_role("button", name=f"{empty} 0")
    expect(chip).to_have_css("border-style", "dashed")

    chip.click()

    expect(tab.page.locator(".st-key-empty")).to_be_visible()
    expect(chip).to_have_attribute("aria-pressed", "true")


def numbers(group: Locator) -> dict[str, int]:
    """The number beside each button, as a screen reader hears it, by the button's label."""
    toolbar = group.get_by_role("toolbar")
    said = re.findall(r'button "(.+) ([\d,]+)"', toolbar.aria_snapshot())
    assert len(said) == toolbar.get_by_role("button").count()
    return {label: int(n.replace(",", "")) for label, n in said}


def toggle(tab: Tab, kind: str) -> None:
    """Press a kind of source and wait until the map has heard of it."""
    with tab.repaint():
        tab.page.locator(".st-key-source_kinds").get_by_role("button", name=kind).click()
    tab.settled()


def leaflet_layers(tab: Tab) -> dict[str, int]:
    """How much the map holds, and how much the component's list of feature groups."""
    return tab.map().evaluate(
        "() => ({ layers: Object.keys(map._layers).length, groups: window.feature_group.length,"
        " canvases: document.querySelectorAll('canvas').length })"
    )


def drag(tab: Tab, right: int, down: int, steps: int = 4) -> None:
    box = tab.page.locator(".st-key-mapbox iframe").bounding_box()
    x, y = box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.3
    mouse = tab.page.mouse
    mouse.move(x, y)
    mouse.down()
    mouse.move(x + right, y + down, steps=steps)
    mouse.up()


def mark(tab: Tab) -> None:
    """Put a mark on the map's window, its map and its canvas; a new one of any would lack it."""
    tab.map().evaluate(
        "() => { window.markOfTest = map; document.querySelector('canvas').dataset.markOfTest = 'yes' }"
    )


def is_marked(tab: Tab) -> bool:
    return tab.map().evaluate(
        "() => window.markOfTest === map && document.querySelector('canvas').dataset.markOfTest === 'yes'"
    )
