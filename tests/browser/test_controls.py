"""What a control shows is what the link says, whatever the reader did before looking at it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from playwright.sync_api import expect

from geo.layers.all_layers import LAYERS
from geo.model import Layer
from tests.browser.test_changes import choose
from tests.browser.test_timeline import button, handle
from tests.running import running_app

if TYPE_CHECKING:
    from tests.browser.conftest import OpenTab, Tab

LAYERS_ON = (Layer.REPORTS, Layer.AREAS, Layer.ZONES, Layer.LABELS)
LINK = (
    "/?from=2024-01-01&to=2024-02-28&kind=airstrike,missile&prec=neighbourhood,locality&area=PSE&q=Khan"
    f"&ends=day&layers={','.join(LAYERS_ON)}&lat=31.36&lon=34.34&z=11"
)
# Every choice of the page, by the key of its widget: texts, chosen buttons, and what lists have taken.
SHOWN = """() => {
    const all = (box, selector) => [...box.querySelectorAll(selector)].map(found => found.innerText.trim());
    const shown = {};
    for (const box of document.querySelectorAll('[class*="st-key-"]')) {
        const key = [...box.classList].find(name => name.startsWith("st-key-")).slice(7);
        const held = [
            ...[...box.querySelectorAll("input[type=text]")].map(input => input.value),
            ...all(box, "[aria-pressed=true], [aria-checked=true]"),
            ...all(box, ".react-aria-ComboBox [data-tag]"),
        ];
        if (held.length && !box.querySelector('[class*="st-key-"]')) shown[key] = held;
    }
    return shown;
}"""
# Lists of the filters that this link leaves open.
OPEN = ("single_sources", "struck", "party", "claimant")
# Lines to the page's session, for breaking them as a tunnel does; the page finds its session again.
KEEP_LINES = """
    window.linesOfTest = [];
    window.WebSocket = class extends WebSocket {
        constructor(...given) {
            super(...given);
            if (this.url.includes("/_stcore/stream")) window.linesOfTest.push(this);
        }
    };
"""
COUNT_RUNS = """() => {
    window.runsOfTest = 0;
    const app = document.querySelector(".stApp");
    new MutationObserver(() => { if (app.dataset.testScriptState === "running") window.runsOfTest += 1; })
        .observe(app, { attributeFilter: ["data-test-script-state"] });
}"""
CONNECTION = "data-test-connection-state"


def change_date(tab: Tab) -> None:
    tab.page.get_by_role("textbox", name="To").fill("2024-02-20")
    tab.page.keyboard.press("Enter")
    tab.painted_for(to="2024-02-20")


def step(tab: Tab) -> None:
    first = tab.address["from"]
    button(tab, "One step on (.)").click()
    tab.page.wait_for_function("was => !location.search.includes(`from=${was}`)", arg=first)


def play(tab: Tab) -> None:
    """Play for a step or more: the address has the new dates when playing stops."""
    first, day = tab.address["from"], handle(tab, "First day")
    before = day.get_attribute("aria-valuenow")
    button(tab, "Play").click()
    expect(day).not_to_have_attribute("aria-valuenow", before or "")
    button(tab, "Pause").click()
    tab.page.wait_for_function("was => !location.search.includes(`from=${was}`)", arg=first)


def change_language_and_back(tab: Tab) -> None:
    choose(tab.page, "Language", "العربية")
    tab.painted_for(lang="ar")
    choose(tab.page, "اللغة", "English")
    tab.painted_for(lang="en")


def go_back(tab: Tab) -> None:
    before = tab.address["kind"]
    tab.page.locator(".st-key-kinds").get_by_role("button", name="Rocket").click()
    tab.page.wait_for_function("was => new URLSearchParams(location.search).get('kind') !== was", arg=before)
    tab.settled()
    tab.page.go_back()
    tab.painted_for(kind=before)


def zoom(tab: Tab) -> None:
    tab.map().locator("[data-action=zoom_in]").click()
    tab.address_for(z="12")


def choose_row(tab: Tab) -> None:
    tab.page.locator(".st-key-row [data-testid=stRadioOption]").first.click()
    tab.address_for_selection()


def break_line(tab: Tab) -> None:
    tab.page.evaluate(COUNT_RUNS)
    tab.page.evaluate("linesOfTest.at(-1).close()")
    connected_again(tab)


def connected_again(tab: Tab) -> None:
    tab.page.wait_for_function("() => runsOfTest > 0")
    expect(tab.page.locator(".stApp")).to_have_attribute(CONNECTION, "CONNECTED")
    tab.settled()


def assert_controls_mirror_the_link(tab: Tab) -> None:
    tab.settled()
    address, shown = tab.address, tab.page.evaluate(SHOWN)
    for name in ("from", "to"):
        expect(tab.page.get_by_role("textbox", name=name.title())).to_have_value(address[name])
    assert shown["kinds"] == ["Airstrike", "Missile"]
    precisions = [text.partition(",")[0] for text in shown["precisions"] if text]
    assert precisions == ["Neighbourhood", "Locality"]
    assert shown["text"] == [address["q"]]
    assert shown["ends"] == ["That day only"]
    assert shown["area"] == ["Palestinian Territories"]
    assert shown["lang"] == ["English"]
    assert shown["preset"] == [""]
    # Filters that the link leaves open have nothing chosen.
    assert "source_kinds" not in shown
    assert [shown[key] for key in OPEN] == [[""]] * len(OPEN)
    if address["sel"]:
        expect(tab.page.locator(".st-key-detail article")).to_contain_text(address["sel"])


def test_every_control_mirrors_the_link_whatever_was_done_before(new_tab: OpenTab) -> None:
    tab = new_tab()
    tab.page.add_init_script(KEEP_LINES)
    tab.open(LINK)
    handle(tab, "First day").wait_for()
    for act in (choose_row, change_date, go_back, zoom, change_language_and_back, break_line, step, play):
        act(tab)
        assert_controls_mirror_the_link(tab)

    # Opened for the first time: what it shows must not be what it would be without the link.
    tab.page.get_by_role("button", name="Layers").click()
    layers = tab.page.locator(".st-key-layers [aria-pressed=true]")
    expect(layers).to_have_text([LAYERS[layer].label for layer in LAYERS_ON])
    assert tab.address["layers"] == ",".join(LAYERS_ON)
    layers.first.click()
    rest = ",".join(LAYERS_ON[1:])
    assert tab.address_for(layers=rest)["layers"] == rest


def test_a_restart_of_the_server_leaves_the_view_as_it_is(new_tab: OpenTab, tmp_path: Path) -> None:
    home, log = tmp_path / "home", tmp_path / "log.txt"
    with running_app(home, log) as server:
        tab = new_tab()
        tab.origin = server.url
        tab.open(LINK)
        tab.settled()
        was = tab.address
        tab.page.evaluate(COUNT_RUNS)
    expect(tab.page.locator(".stApp")).not_to_have_attribute(CONNECTION, "CONNECTED")
    with running_app(home, log, port=urlsplit(server.url).port):
        connected_again(tab)
        change_date(tab)

        assert tab.address_for(to="2024-02-20") == was | {"to": "2024-02-20"}
