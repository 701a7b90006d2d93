"""A chronicle whose every text is an attack: the page shows the texts and does nothing that they ask for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.request import urlopen

import pytest
from playwright.sync_api import BrowserContext, expect

from geo.snapshot.tables import KEYS, SCHEMA, TEXT
from tests.browser.conftest import Tab
from tests.builders import TESTVILLE, Row, report, row, write
from tests.running import REPOSITORY, Server, running_app

if TYPE_CHECKING:
    from pathlib import Path

ATTACK = (
    "</script><script>top.pwned=1</script> "
    ":streamlit: one -> two <- three <-> four >= five <= six ~= seven -- eight "
    '<img src="https://attack.invalid/a.png" onerror="top.pwned=1">'
    "![](https://attack.invalid/b.png) [link](javascript:top.pwned=1) :material/warning: $x$ "
    "{{ 7 * 7 }} {% raw %} ${top.pwned=1} \\u003c _abc123 \"'` onmouseover='top.pwned=1' "
    "<svg onload=alert(1)> <style>@import 'https://attack.invalid/c.css'</style>"
)
TO_THE_LETTER = ":streamlit: one -> two <- three <-> four >= five <= six ~= seven -- eight"
SAID = "</script><script>top.pwned=1</script>"
# Texts that are looked up rather than shown, and would be refused or left undrawn.
LOOKED_UP = {
    "incident_key",
    "source_id",
    "area_pcode",
    "contained_in",
    "zone_key",
    "pcodes",
    "geometry_wkt",
    "geometry_basis",
    "parent",
    *KEYS.values(),
}
# The app as app.py makes it, with another chronicle behind it.
AROUND = """
import sys
from pathlib import Path

sys.path.insert(0, {repository!r})
from geo.snapshot import current

current.write_bundled.__defaults__ = (Path({data!r}),)
import streamlit as st

from geo.web.routes import ROUTES

app = st.App(Path({repository!r}, "pages", "shell.py"), routes=ROUTES)
"""


def attacked(table: str, plain: Row, **said: object) -> Row:
    """A row whose free texts are all the attack."""
    texts = {name for name, kind in SCHEMA[table].items() if kind == TEXT} - LOOKED_UP
    return {**plain, **dict.fromkeys(texts, ATTACK), **said}


@pytest.fixture(scope="module")
def attacked_server(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app over a chronicle of attacks."""
    folder = tmp_path_factory.mktemp("attack")
    attacked_id = f"r2{ATTACK}".replace(",", "")
    write(
        folder,
        attacked("reports", report("r1", incident_key="i")),
        attacked("reports", report(attacked_id, incident_key="i", url="javascript:top.pwned=1")),
        attacked("reports", report("r3", location_precision="governorate")),
        attacked("reports", report("r4", location_precision="unlocated")),
        attacked("reports", report("r5", event_start="2024-01-12", contained_in="r3")),
        zones=[attacked("zones", row("zones", "z1"))],
        sheltering=[attacked("sheltering", row("sheltering", "h1"))],
        pauses=[attacked("pauses", row("pauses", "p1", start="2024-01-09", end="2024-01-11"))],
        tolls=[attacked("tolls", row("tolls", "t1"))],
        sources=[attacked("sources", row("sources", "synthetic"))],
        places=[attacked("places", row("places", "testville"))],
    )
    script = folder / "attacked_app.py"
    script.write_text(AROUND.format(repository=str(REPOSITORY), data=str(folder)), encoding="utf-8")
    with running_app(home, folder / "log.txt", script) as running:
        yield running


@pytest.fixture
def attacked_tab(one_reader: BrowserContext, attacked_server: Server) -> Iterator[Tab]:
    page = one_reader.new_page()
    tab = Tab(page, attacked_server.url)
    yield tab
    tab.settled()
    assert not tab.ran_something()
    assert (tab.foreign, tab.dialogs, tab.errors) == ([], [], [])
    page.close()


@pytest.fixture
def plain_tab(one_reader: BrowserContext, attacked_server: Server) -> Iterator[Tab]:
    """A tab for pages without Streamlit."""
    page = one_reader.new_page()
    tab = Tab(page, attacked_server.url)
    yield tab
    assert not tab.ran_something()
    assert (tab.foreign, tab.dialogs, tab.errors) == ([], [], [])
    page.close()


PLACE = "/?from=2024-01-10&to=2024-01-10&lat=31.05000&lon=34.05000&z=12"


def test_the_map_and_its_tooltip_show_the_text(attacked_tab: Tab) -> None:
    attacked_tab.open(PLACE)
    assert attacked_tab.counts == (3, 5)
    chart = attacked_tab.map().locator(".leaflet-container")

    where = attacked_tab.point_of("symbol", TESTVILLE)
    chart.hover(position={"x": where["x"] + 3, "y": where["y"]})

    expect(attacked_tab.map().locator(".shelterline-tip")).to_be_visible()


def test_every_report_of_the_list_opens_with_its_text(attacked_tab: Tab) -> None:
    attacked_tab.open(PLACE)
    rows = attacked_tab.page.locator(".st-key-row [data-testid=stRadioOption]")
    expect(rows).to_have_count(3)
    seen: set[str] = set()
    for label in rows.all():
        expect(label).to_contain_text(SAID)
        # Word joiners, which cannot be seen, keep Streamlit from changing it.
        assert TO_THE_LETTER in label.inner_text().replace("\u2060", "")
        label.click(position={"x": 10, "y": 10})
        seen.add(attacked_tab.address_for_selection(other_than=seen))
        attacked_tab.settled()
        card = attacked_tab.page.locator(".st-key-detail article")
        expect(card).to_contain_text(SAID)
        expect(card.locator("a[href^=javascript], script, img, svg, style")).to_have_count(0)


def test_reports_of_one_place_are_offered_with_their_text(attacked_tab: Tab) -> None:
    attacked_tab.open(PLACE)

    attacked_tab.click_on_map("symbol", TESTVILLE)
    attacked_tab.address_for_selection()
    attacked_tab.page.locator(".st-key-picked_one").get_by_role("combobox").click()

    expect(attacked_tab.page.get_by_role("option").first).to_contain_text(SAID)


@pytest.mark.parametrize("name", ["Zones", "Sheltering", "Pauses"])
def test_the_other_lists_show_the_text(name: str, attacked_tab: Tab) -> None:
    attacked_tab.open(f"{PLACE}&sel=z1")

    attacked_tab.page.locator(".st-key-list_of").get_by_role("radio", name=name).click()

    expect(attacked_tab.page.locator(".st-key-list")).to_contain_text(SAID)
    expect(attacked_tab.page.locator(".st-key-detail article")).to_contain_text(SAID)


def test_the_table_of_what_is_not_shown_shows_the_text(attacked_tab: Tab) -> None:
    attacked_tab.open(PLACE)

    attacked_tab.page.locator(".st-key-not_shown").get_by_role("button").click()

    expect(attacked_tab.page.locator(".st-key-not_shown_panel table")).to_contain_text(SAID)


@pytest.mark.parametrize("box", ["Single sources", "Preset periods"])
def test_the_filters_offer_the_text(box: str, attacked_tab: Tab) -> None:
    attacked_tab.open(PLACE)

    attacked_tab.page.get_by_role("combobox", name=box).click()

    expect(attacked_tab.page.get_by_role("option", name=SAID).first).to_be_visible()


def test_the_sources_page_shows_the_text(attacked_tab: Tab) -> None:
    attacked_tab.open(PLACE)

    attacked_tab.page.get_by_role("link", name="Sources and method").click()

    table = attacked_tab.page.locator(".st-key-source_table table")
    expect(table).to_contain_text(SAID)


def test_the_embed_shows_the_text_under_a_symbol(plain_tab: Tab) -> None:
    plain_tab.page.goto(f"{plain_tab.origin}/embed{PLACE.removeprefix('/')}")
    symbol = plain_tab.page.locator("#sl-spots button").first
    symbol.focus()
    symbol.press("Enter")
    card = plain_tab.page.locator("#sl-here article").first
    expect(card).to_contain_text(SAID)
    expect(card.locator("a[href^=javascript], script, img, svg, style")).to_have_count(0)


def test_the_text_twin_shows_the_text(plain_tab: Tab) -> None:
    plain_tab.page.goto(f"{plain_tab.origin}/embed{PLACE.removeprefix('/')}&format=text")
    expect(plain_tab.page.locator("tr[data-id=r1]")).to_contain_text(SAID)
    expect(plain_tab.page.locator("main").locator("a[href^=javascript], script, img, svg")).to_have_count(0)


def test_a_file_shows_the_text(plain_tab: Tab, tmp_path: Path) -> None:
    saved = tmp_path / "view.html"
    with urlopen(f"{plain_tab.origin}/export/view.html{PLACE.removeprefix('/')}") as answer:  # noqa: S310  our own
        saved.write_bytes(answer.read())
    plain_tab.page.goto(saved.as_uri())
    symbol = plain_tab.page.locator("#sl-spots button").first
    symbol.focus()
    symbol.press("Enter")
    expect(plain_tab.page.locator("#sl-here article").first).to_contain_text(SAID)
    # Its own address is no other machine's.
    plain_tab.foreign.remove(saved.as_uri())
