"""Every file that a page offers arrives: each button is clicked, each address is fetched."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Tab

DAYS = "v=1&from=2023-11-20&to=2023-12-05&src=all"
TABLES = ("exposure", "sheltering", "areas", "statements")
"""Tables of the page of shelter zones, one of them shown at a time."""


def saved(page: Page) -> list[tuple[str, bytes]]:
    """Click every button that saves a file, and return names and contents of what came."""
    files = []
    for button in page.get_by_test_id("stDownloadButton").get_by_role("button").all():
        with page.expect_download() as download:
            button.click()
        files.append((download.value.suggested_filename, download.value.path().read_bytes()))
    return files


def assert_whole(files: list[tuple[str, bytes]]) -> None:
    begins = {".csv": b"\xef\xbb\xbf", ".svg": b"<svg", ".png": b"\x89PNG"}
    for name, content in files:
        assert content.startswith(begins[Path(name).suffix]), name
        assert len(content) > 200, name


def addresses_of(links: Locator) -> set[str]:
    return set(links.evaluate_all("links => links.map(link => link.href)"))


def assert_answered(tab: Tab, addresses: Iterable[str]) -> None:
    for address in addresses:
        answer = tab.page.request.get(address)
        assert answer.status == 200, address
        assert answer.body(), address


def test_every_file_of_the_timeline_arrives(tab: Tab):
    tab.page.goto(f"{tab.origin}/timeline?{DAYS}")
    expect(tab.page.locator(".st-key-tolls").get_by_test_id("stDownloadButton").first).to_be_visible()
    tab.settled()
    files = saved(tab.page)
    assert_whole(files)
    # A picture in two forms, and the figures.
    n_charts = tab.page.locator("[class*='st-key-chart_']").count()
    assert n_charts > 1
    assert len({name for name, _ in files}) == 3 * n_charts


def test_every_table_of_the_shelter_zones_arrives(tab: Tab):
    tab.open(f"/shelters?{DAYS}")
    tab.settled()
    tables = tab.page.locator(".st-key-tables_of").get_by_role("radio")
    expect(tables).to_have_count(len(TABLES))
    for nth, table in enumerate(TABLES):
        tables.nth(nth).click()
        # A button of the table before offers a file that the server forgets once the next is drawn.
        expect(tab.page.locator(f".st-key-{table}_csv")).to_be_visible()
        expect(tab.page.get_by_test_id("stDownloadButton")).to_have_count(1)
        tab.settled()
        ((name, content),) = saved(tab.page)
        assert_whole([(name, content)])
        assert name.startswith(f"shelterline-{table}-")


def test_the_table_of_sources_arrives_and_is_of_the_snapshot(tab: Tab):
    tab.page.goto(f"{tab.origin}/sources?{DAYS}")
    expect(tab.page.get_by_test_id("stDownloadButton")).to_have_count(1)
    tab.settled()
    ((name, content),) = saved(tab.page)
    assert_whole([(name, content)])
    rows = content.decode("utf-8-sig").splitlines()
    assert len(rows) == 1 + tab.page.locator(".st-key-source_table tbody tr").count()
    assert f"Snapshot {tab.address['snap']}." in rows[1]


def test_every_file_of_the_share_panel_answers(tab: Tab):
    tab.open(f"/?{DAYS}")
    tab.settled()
    tab.page.get_by_role("button", name="Share").click()
    panel = tab.page.locator(".st-key-share")
    addresses = set()
    for part, links in (("Download", "a[href*='/export/']"), ("Cite", "a[href*='/cite.']")):
        panel.get_by_role("radio", name=part).click()
        expect(panel.locator(links).first).to_be_visible()
        tab.settled()
        if part == "Download":
            # Rows, the package, the addresses of the sources, each figure in each form, the page.
            assert panel.get_by_role("link").count() == 4 + 1 + 1 + 3 * 3 + 1
        addresses |= addresses_of(panel.get_by_role("link"))
    # Rows in four forms and as a package, the figure in three and as a page, the citation in four.
    assert len(addresses) >= 4 + 1 + 4 + 4
    assert_answered(tab, addresses)


def test_every_file_of_the_reports_left_out_answers(tab: Tab):
    tab.open(f"/?{DAYS}")
    tab.settled()
    tab.page.locator(".st-key-not_shown").get_by_role("button").click()
    links = tab.page.locator(".st-key-not_shown_panel a[download]")
    expect(links.first).to_be_visible()
    assert_answered(tab, addresses_of(links))
