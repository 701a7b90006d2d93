"""What a reader meets on first opening the page, without a network, on a desk or on a phone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from geo.snapshot.current import current
from tests.browser.conftest import held

if TYPE_CHECKING:
    from playwright.sync_api import Locator

    from tests.browser.conftest import OpenTab, SharedTab, Tab

PHONE = {"width": 390, "height": 844}
HOOKS = ("shown", "not_shown", "notices", "share", "detail", "legend")
# Streamlit looks for its own service below the page's path before it looks at the root.
STREAMLITS_OWN_PROBES = ("/sources/_stcore/health", "/sources/_stcore/host-config")
# What never stops moving, by the name of its animation.
PULSING = """() => document.getAnimations()
    .filter(({ effect }) => effect.getComputedTiming().iterations === Infinity)
    .map(({ animationName }) => animationName)"""
# Notes where the map lies, from its first paint on, whenever that is another place than before.
WHERE_IT_LAY = """
    window.places = [];
    (function look() {
        const frame = [...document.querySelectorAll("iframe")].find(f => f.contentWindow?.shelterlinePainted);
        const { left, width, top } = frame?.getBoundingClientRect() ?? {};
        const last = window.places.at(-1);
        const isNew = left !== last?.left || width !== last?.width || top !== last?.top;
        if (frame && isNew) window.places.push({ left, width, top });
        requestAnimationFrame(look);
    })();
"""


# The bare address leaves earlier statements out, and no later one has an outline near Gaza.
@pytest.mark.parametrize(("address", "drawn"), [("/", {"points"}), ("/?v=1", {"points", "zones"})])
def test_a_first_map_has_reports_and_a_base_map_and_that_of_everything_zones(
    address: str, drawn: set[str], tab: Tab
) -> None:
    painted = tab.open(address)

    assert painted["features"] > 0
    assert tab.picture("base")["colours"] > 3
    assert all(tab.picture(layer)["inked"] > 500 for layer in ("ground", "points", "labels"))
    scene = tab.map().evaluate(
        "() => { const { points, zones } = map.shelterline.scene; return { points, zones } }"
    )
    assert {name for name, marks in scene.items() if marks} == drawn


@pytest.mark.parametrize("address", ["/", "/?lang=ar", "/shelters?from=2023-12-02&to=2023-12-02"])
def test_the_key_stands_above_the_map_and_never_over_it(address: str, shared_tab: SharedTab) -> None:
    tab = shared_tab(address)
    key, chart = tab.page.locator(".st-key-legend"), tab.page.locator(".st-key-mapbox iframe")
    expect(key.locator(".sl-key-line li").first).to_be_visible()
    assert bottom_of(key) <= chart.bounding_box()["y"] + 1

    key.locator("summary").click()
    expect(key.locator(".sl-legend-list li").first).to_be_visible()
    assert bottom_of(key) <= chart.bounding_box()["y"] + 1
    key.locator("summary").click()


@pytest.fixture
def phone(tab: Tab) -> Tab:
    """A window as wide as a phone's, of a reader who has the framework's scripts already."""
    tab.page.set_viewport_size(PHONE)
    return tab


def test_the_key_of_a_phone_stands_below_the_map(phone: Tab) -> None:
    tab = phone
    tab.open("/?from=2023-12-02&to=2023-12-02")
    tab.settled()
    key = tab.page.locator(".st-key-legend").bounding_box()
    assert key["y"] >= bottom_of(tab.page.locator(".st-key-mapbox iframe")) - 1


def test_the_map_says_what_lies_outside_of_it_and_shows_it_all(tab: Tab) -> None:
    tab.open("/?from=2023-12-02&to=2023-12-08")
    note = tab.map().locator(".shelterline-outside")
    expect(note).to_have_text(re.compile(r"^\d+ of \d+ lie outside this view"))
    with tab.repaint():
        note.get_by_role("button", name="show all").click()
    expect(note).to_be_hidden()


def test_a_page_that_shrinks_before_the_outlines_come_leaves_no_wrong_picture(tab: Tab) -> None:
    waiting = held(tab.page, "**/assets/geography.json*")
    tab.page.goto(tab.origin)
    frame = tab.map()
    frame.wait_for_function("map.shelterline?.place && map.getSize().x > 0")
    height = frame.evaluate("map.getSize().y")

    tab.page.set_viewport_size({"width": 1300, "height": 700})
    frame.wait_for_function("before => map.getContainer().clientHeight < before", arg=height)
    assert waiting
    for route in waiting:
        route.continue_()
    tab.painted()
    tab.settled()

    seen = tab.map().evaluate(
        "() => { const { x0, x1, y0, y1 } = map.shelterline.frame.view; return [x1 - x0, y1 - y0] }"
    )
    assert seen == tab.map().evaluate("[frameElement.clientWidth, frameElement.clientHeight]")


@pytest.mark.parametrize("address", ["/", "/?lang=ar", "/shelters", "/shelters?lang=ar"])
@pytest.mark.parametrize("width", [1300, 1000, 390])
def test_a_painted_map_stays_where_it_is_while_the_rest_comes(
    address: str, width: int, new_tab: OpenTab
) -> None:
    tab = new_tab(viewport={"width": width, "height": 850})
    tab.page.add_init_script(WHERE_IT_LAY)
    tab.open(address)
    tab.settled()

    places = tab.page.evaluate("window.places")
    assert len({(place["left"], place["width"]) for place in places}) == 1
    # On a narrower page the lines above it take as many lines as they need.
    tops = [place["top"] for place in places]
    assert width < 1300 or max(tops) - min(tops) < 1


def test_nothing_moves_while_a_widget_is_on_its_way(tab: Tab) -> None:
    waiting = held(tab.page, "**/static/js/Radio*.js")
    tab.open("/")
    boxes = tab.page.get_by_test_id("stSkeleton")
    expect(boxes.first).to_be_visible()
    expect(tab.page.locator(".stApp")).to_have_attribute("data-test-script-state", "notRunning")

    assert waiting
    assert tab.page.evaluate(PULSING) == []
    for route in waiting:
        route.continue_()
    expect(boxes).to_have_count(0)


@pytest.mark.parametrize("address", ["/", "/?lang=ar", "/?from=2023-12-02&to=2023-12-02&sel=r0054"])
def test_a_map_asks_no_other_machine_and_logs_no_error(address: str, shared_tab: SharedTab) -> None:
    tab = shared_tab(address)

    assert (tab.foreign, tab.errors, tab.dialogs) == ([], [], [])


def test_the_sources_page_asks_no_other_machine_either(tab: Tab) -> None:
    tab.page.goto(f"{tab.origin}/sources")
    expect(tab.page.locator(".st-key-identity")).to_be_visible()
    tab.settled()

    assert tab.foreign == []
    assert [e for e in tab.errors if not any(probe in e for probe in STREAMLITS_OWN_PROBES)] == []


def test_the_painted_event_tells_what_was_drawn_and_bubbles(tab: Tab) -> None:
    painted = tab.open("/")

    assert {"snapshot", "query", "tiles", "features", "ms"} <= painted.keys()
    assert painted["snapshot"] == tab.address["snap"]
    heard = tab.map().evaluate(
        """() => new Promise(heard => {
            document.addEventListener("shelterline:painted", event => heard(event.detail), { once: true });
            map.panBy([40, 0], { animate: false });
        })"""
    )
    assert heard["query"] == painted["query"]


def test_the_hooks_of_the_contract_are_on_the_page(tab: Tab) -> None:
    tab.open("/?sel=r0054")
    tab.page.get_by_role("button", name="Share").click()

    for hook in HOOKS:
        expect(tab.page.locator(f".st-key-{hook}")).to_have_count(1)


def test_the_shared_link_is_the_address(tab: Tab) -> None:
    tab.open("/?q=rafah")
    tab.page.get_by_role("button", name="Share").click()

    link = tab.page.locator(".st-key-share code")
    expect(link).to_have_text(re.compile(r"^http.*&q=rafah&"))
    assert link.inner_text() == tab.page.evaluate("location.href")


@pytest.mark.parametrize("path", ["/", "/sources"])
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_nothing_scrolls_sideways_on_a_phone(path: str, lang: str, phone: Tab) -> None:
    tab = phone
    tab.page.goto(f"{tab.origin}{path}?lang={lang}&from=2023-12-02&to=2023-12-02&sel=r0054")
    expect(tab.page.locator(".st-key-title")).to_be_visible()
    if path == "/":
        tab.painted()
    tab.settled()

    assert overflow(tab)["sideways"] == 0
    expect(tab.page.locator("[data-testid=stSidebar]")).not_to_be_in_viewport()


def test_targets_on_a_phone_are_large_enough_for_a_thumb(phone: Tab) -> None:
    tab = phone
    tab.open("/?from=2023-12-02&to=2023-12-02")
    tab.settled()

    buttons = tab.page.locator("[data-testid=stMain] button:visible, .st-key-list label:visible")
    heights = {b.inner_text(): b.bounding_box()["height"] for b in buttons.all()}
    assert heights
    assert {name: h for name, h in heights.items() if h < 44} == {}


@pytest.mark.parametrize(("lang", "direction"), [("en", "ltr"), ("ar", "rtl"), ("he", "rtl")])
def test_the_page_fits_the_window_and_reads_in_the_direction_of_its_language(
    lang: str, direction: str, tab: Tab
) -> None:
    tab.open(f"/?lang={lang}")

    assert overflow(tab) == {"down": 0, "sideways": 0}
    expect(tab.page.locator("html")).to_have_attribute("lang", lang)
    expect(tab.page.locator(".st-key-title h1")).to_have_css("direction", direction)
    side = tab.page.locator("[data-testid=stSidebar]").bounding_box()
    chart = tab.page.locator(".st-key-mapbox iframe").bounding_box()
    is_mirrored = side["x"] >= chart["x"] + chart["width"]
    assert is_mirrored == (direction == "rtl")


def test_a_right_to_left_language_does_not_mirror_the_map(tab: Tab) -> None:
    tab.open("/?lang=en")
    tab.settled()
    english = tab.picture("base")

    tab.open("/?lang=ar")
    tab.settled()

    # The base map has no text: it is the same to the pixel.
    assert tab.picture("base") == english


def test_dates_before_the_chronicle_say_where_it_begins_and_lead_back(tab: Tab) -> None:
    tab.open("/?from=2019-01-01&to=2019-01-01")

    assert tab.counts == (0, current().total)
    empty = tab.page.locator(".st-key-empty")
    expect(empty).to_contain_text("1 Jan 2019")
    expect(empty).to_contain_text("runs from 7 Oct 2023")
    empty.get_by_role("button", name="Go to 7 Oct 2023").click()
    tab.painted_for(**{"from": "2023-10-07", "to": "2023-10-07"})
    assert tab.counts[0] > 0
    expect(empty).to_have_count(0)


def test_a_text_that_nothing_says_leads_back_by_a_reset(tab: Tab) -> None:
    tab.open("/?q=xyzzy")

    tab.page.locator(".st-key-empty_reset button").click()
    tab.painted_for(q="")
    everything = current()
    assert tab.counts == (everything.counts(everything.default_view()).shown, everything.total)


def test_the_online_layer_is_off_until_it_is_turned_on(tab: Tab) -> None:
    tab.open("/?v=1")
    credit = tab.map().locator(".leaflet-control-attribution")
    expect(credit).not_to_contain_text("OpenStreetMap")
    assert tab.foreign == []

    tab.page.get_by_role("button", name="Layers").click()
    with tab.page.expect_request(re.compile(r"^https://tile\.openstreetmap\.org/")):
        tab.page.get_by_role("button", name="OpenStreetMap (online)").click()

    tab.painted_for(layers="reports,areas,zones,sheltering,labels,osm")
    expect(credit).to_contain_text("© OpenStreetMap contributors")
    assert {url.split("/")[2] for url in tab.foreign} == {"tile.openstreetmap.org"}


@pytest.mark.parametrize("layers", ["reports,osm", "all"])
def test_a_link_turns_no_online_layer_on_by_itself(layers: str, tab: Tab) -> None:
    tab.open(f"/?layers={layers}")
    tab.settled()
    assert "osm" in tab.address["layers"]
    assert tab.foreign == []

    tab.page.get_by_role("button", name="Layers").click()
    with tab.page.expect_request(re.compile(r"^https://tile\.openstreetmap\.org/")):
        tab.page.get_by_role("button", name="Draw OpenStreetMap (online)").click()

    expect(tab.map().locator(".leaflet-control-attribution")).to_contain_text("© OpenStreetMap contributors")
    assert "osm" in tab.address["layers"]


def bottom_of(element: Locator) -> float:
    box = element.bounding_box()
    return box["y"] + box["height"]


def overflow(tab: Tab) -> dict[str, int]:
    """By how many pixels the page is larger than the window."""
    return tab.page.evaluate(
        """() => {
            const boxes = [document.scrollingElement, ...document.querySelectorAll(
                '.stApp, [data-testid=stMain], [data-testid=stAppViewContainer]')];
            return {
                down: Math.max(...boxes.map(box => box.scrollHeight - box.clientHeight)),
                sideways: Math.max(...boxes.map(box => box.scrollWidth - box.clientWidth)),
            };
        }"""
    )
