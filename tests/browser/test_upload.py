"""A reader's own file: dropped, agreed to, drawn over the map, and unknown to anybody else."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from tests.attacks.test_hostile_files import empty_sheets
from tests.browser.conftest import PAINT_DEADLINE_MS, OpenTab, Server, Tab
from tests.browser.test_axe import Findings

ROWS = [
    "date,place,latitude,longitude,link,killed,what,source",
    "2023-12-02,Testville,31.50,34.40,https://example.org/a,3,airstrike,synthetic",
    '2023-12-02,"<img src=x onerror=window.pwned=1>",31.30,34.30,https://example.org/b,,drone,=1+1',
    "2019-01-01,Testville,31.45,34.38,https://example.org/c,,drone,synthetic",
    "2023-13-02,Testville,31.40,34.36,javascript:window.pwned=1,1,drone,synthetic",
]
DAYS = urlencode({"from": "2023-12-01", "to": "2023-12-05", "lang": "en"})
OWN_AT = """() => {
    const { scene, frame } = map.shelterline;
    const { x, y } = [...scene.upload].sort((a, b) => b.y - a.y)[0];
    return { x: x - frame.view.x0, y: y - frame.view.y0 };
}"""


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    path = tmp_path / "mine.csv"
    path.write_text("\n".join(ROWS), encoding="utf-8")
    return path


def open_file(tab: Tab, path: Path) -> None:
    """Open a file on the page of sources and go to the map with it."""
    page = tab.page
    tab.open(f"/?{DAYS}")
    tab.settled()
    page.locator(".st-key-own_way button").click()
    page.locator(".st-key-own_part input[type=file]").set_input_files(path)
    # One cell in four says no day: that is asked, not guessed.
    answer = page.get_by_text("Read the 3 cells that say a day; the others are refused.")
    answer.click(timeout=PAINT_DEADLINE_MS)
    expect(page.get_by_text("1 question is open")).to_have_count(0, timeout=PAINT_DEADLINE_MS)
    tab.settled()
    page.locator(".st-key-own_agree button").click()
    expect(page.locator(".st-key-own_part")).to_contain_text(
        "3 of 4 rows in order, 1 rejected", timeout=PAINT_DEADLINE_MS
    )
    tab.settled()
    with page.expect_download() as rejects:
        page.locator(".st-key-own_rejects_csv button").click()
    head, *rows = rejects.value.path().read_text("utf-8-sig").splitlines()
    assert "reason" in head.split(",")
    assert rows
    assert all("mine.csv" in row for row in rows)
    page.locator(".st-key-own_to_map button").click()
    tab.painted()
    tab.settled()


def test_a_file_lies_over_the_map_in_its_own_session_only(tab: Tab, new_tab: OpenTab, mine: Path):
    alone = tab.open(f"/?{DAYS}")
    shown = tab.counts
    open_file(tab, mine)
    page = tab.page

    assert page.evaluate("window.shelterlinePainted") is None
    painted = tab.map().evaluate("window.shelterlinePainted")
    assert (painted["upload"], painted["features"]) == (2, alone["features"])
    assert tab.counts == shown
    expect(page.locator(".st-key-own_counts")).to_contain_text(
        "Your file: 2 of 4 rows shown · 1 not shown: other dates 1 · 1 row rejected"
    )
    expect(page.locator(".st-key-legend")).to_contain_text("Your file")

    tab.map().locator(".leaflet-container").click(position=tab.map().evaluate(OWN_AT))
    detail = page.locator(".st-key-own_detail")
    expect(detail).to_contain_text("From your file, in this browser session only", timeout=PAINT_DEADLINE_MS)
    expect(detail).to_contain_text("<img src=x onerror=window.pwned=1>")

    page.locator(".st-key-share_button button, .st-key-title [data-testid=stPopoverButton]").last.click()
    expect(page.locator(".st-key-own_not_shared")).to_contain_text(
        "It is not part of this link", timeout=PAINT_DEADLINE_MS
    )
    assert "own" not in page.locator(".st-key-share code").first.inner_text().partition("?")[2]

    other = new_tab()
    other.open(page.url.removeprefix(tab.origin))
    assert other.map().evaluate("map.shelterline.state.upload") is None
    expect(other.page.locator(".st-key-own_counts")).to_have_count(0)
    assert not tab.ran_something()
    assert not tab.errors
    assert not tab.foreign


def test_a_file_that_is_forgotten_leaves_the_map_and_the_server(tab: Tab, mine: Path):
    open_file(tab, mine)
    address = tab.map().evaluate("map.shelterline.state.upload.tiles").format(z=0, x=0, y=0)
    assert tab.page.request.get(tab.origin + address).status == 200

    with tab.repaint():
        tab.page.locator(".st-key-own_forget_map button").click()
    tab.settled()

    assert tab.map().evaluate("map.shelterline.scene.upload.length") == 0
    expect(tab.page.locator(".st-key-own_counts")).to_have_count(0)
    assert tab.page.request.get(tab.origin + address).status == 404


def test_a_file_is_forgotten_within_seconds_when_its_page_is_closed(tab: Tab, new_tab: OpenTab, mine: Path):
    other = new_tab()
    open_file(other, mine)
    address = other.origin + other.map().evaluate("map.shelterline.state.upload.tiles").format(z=0, x=0, y=0)
    assert tab.page.request.get(address).status == 200

    other.page.close()

    # The promise is of five seconds; a machine that is at work may take longer to notice.
    closed = time.monotonic()
    while tab.page.request.get(address).status == 200:
        assert time.monotonic() - closed < 15
    assert tab.page.request.get(address).status == 404


def test_a_hostile_file_is_a_sentence_on_the_page(tab: Tab, tmp_path: Path):
    path = tmp_path / "many.geojson"
    keys = ",".join(f'"k{n}":{n}' for n in range(2_000))
    feature = '{"type":"Feature","geometry":null,"properties":{' + keys + "}}"
    path.write_text('{"type":"FeatureCollection","features":[' + feature + "]}", encoding="utf-8")
    page = tab.page
    tab.open(f"/?{DAYS}")
    tab.settled()
    page.locator(".st-key-own_way button").click()
    page.locator(".st-key-own_part input[type=file]").set_input_files(path)

    expect(page.locator(".st-key-own_part")).to_contain_text(
        "The file cannot be shown. many.geojson has 2,003 columns; at most 1,000 are read",
        timeout=PAINT_DEADLINE_MS,
    )
    assert not tab.errors


def readers_of_files(served: Server) -> list[str]:
    """Processes in which the server reads a file."""
    server = str(served.process.pid)
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            parent = (process / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1]
            command = (process / "cmdline").read_bytes()
        except OSError:
            continue
        if parent == server and b"geo.tabular.child" in command:
            found.append(process.name)
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.parametrize("goes", ["closed", "removed"])
def test_reading_a_file_ends_with_its_page(server: Server, new_tab: OpenTab, tmp_path: Path, goes: str):
    path = tmp_path / "sheets.xlsx"
    path.write_bytes(empty_sheets())
    other = new_tab()
    other.open(f"/?{DAYS}")
    other.settled()
    other.page.locator(".st-key-own_way button").click()
    other.page.locator(".st-key-own_part input[type=file]").set_input_files(path)
    expect(other.page.locator(".st-key-own_part")).to_contain_text("Reading the file…")
    reading = readers_of_files(server)
    assert len(reading) == 1

    if goes == "closed":
        other.page.close()
    else:
        other.page.get_by_role("button", name="Remove sheets.xlsx").click()

    since = time.monotonic()
    while readers_of_files(server):
        assert time.monotonic() - since < 15


def test_a_question_about_a_file_is_answered_by_keyboard(tab: Tab, tmp_path: Path):
    path = tmp_path / "asked.csv"
    path.write_text(
        "date,place,lat,lon,url,kind,claimant\n"
        "03/04/2024,Testville,31.45,34.38,https://example.org/a,drone,synthetic\n",
        encoding="utf-8",
    )
    page = tab.page
    tab.open(f"/?{DAYS}")
    tab.settled()
    page.locator(".st-key-own_way button").click()
    page.locator(".st-key-own_part input[type=file]").set_input_files(path)
    asked = page.get_by_role("radiogroup").filter(has_text="the month stands first")
    expect(asked).to_be_visible(timeout=PAINT_DEADLINE_MS)
    findings = Findings(tab)
    findings.look("a plan with a question", ".st-key-own_part", themes=("light", "dark"))
    assert not findings.faults, "\n\n".join(findings.faults.values())

    asked.get_by_role("radio").first.focus()
    page.keyboard.press("ArrowDown")

    expect(asked.get_by_role("radio").nth(1)).to_be_checked()
    expect(page.locator(".sl-plan")).to_contain_text("4 Mar 2024", timeout=PAINT_DEADLINE_MS)
    tab.settled()
    page.locator(".st-key-own_agree button").click()
    expect(page.locator(".st-key-own_part")).to_contain_text("1 of 1 row in order", timeout=PAINT_DEADLINE_MS)
