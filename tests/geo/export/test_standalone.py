"""A view as one file: whole, closed to the network, and harmless whatever the data say."""

from __future__ import annotations

import json
import re
from copy import copy
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from geo.export import embedded_reports as embedding
from geo.export import single_page as standalone
from geo.export.embedded_reports import embedded_reports
from geo.export.single_page import single_page
from geo.language import words
from geo.model import Language, Layer
from geo.queries.view_answer import answer_view
from geo.snapshot.opened import Snapshot
from tests.builders import EN, TESTVILLE, report, shown_ids, snapshot, view_of
from tests.geo.plain import World

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Playwright

SITE = "https://maps.example.invalid/"
INK = """() => {
    const { canvas } = map.shelterline.layers.points;
    return canvas.getContext("2d").getImageData(canvas.width / 2, canvas.height / 2, 1, 1).data[3];
}"""
ATTACK = "</script><script>top.pwned=1</script><!--<script>\u2028<img src=x onerror=alert(1)>"


class Elements(HTMLParser):
    """Every element with its attributes, and the text of scripts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: dict[str, str] = {}
        self.text = ""
        self._in = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        self._in = tag if tag == "script" else ""
        if self._in:
            self._name = dict(attrs).get("id") or str(len(self.scripts))

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002  as the parser calls it
        self._in = ""

    def handle_data(self, data: str) -> None:
        if self._in:
            self.scripts[self._name] = self.scripts.get(self._name, "") + data
        else:
            self.text += data


def elements(opened: Snapshot, **changes: object) -> Elements:
    view = opened.default_view().but(**changes)
    return Elements(single_page(answer_view(opened, view, SITE)).decode())


def test_a_file_names_no_other_file(bundled: Snapshot):
    for tag, attributes in elements(bundled).found:
        assert tag not in {"link", "iframe", "object"} or attributes.get("href") == "data:,"
        assert (attributes.get("src") or "data:").startswith("data:")


def test_a_file_allows_itself_what_it_brings_and_no_server(bundled: Snapshot):
    page = elements(bundled)
    policy = next(a["content"] for t, a in page.found if a.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none'; img-src data:;")
    assert "unsafe" not in policy
    assert policy.count("sha256-") == len(standalone.SCRIPTS) + len(standalone.STYLES)


def test_texts_of_the_data_stay_texts():
    texts = dict.fromkeys(("place_name", "claimant", "publisher", "summary", "location_note"), ATTACK)
    page = elements(snapshot(report(url="javascript:top.pwned=1", **texts)), text="")
    assert len(page.scripts) == 2 + len(standalone.SCRIPTS)
    assert "</script><script>top.pwned=1" in page.text
    assert not [a for t, a in page.found if t == "img" and a.get("src") == "x"]
    assert not [a for _, a in page.found if (a.get("href") or "").startswith("javascript")]


def test_a_searched_text_stays_text(bundled: Snapshot):
    page = elements(bundled, text=ATTACK)
    assert len(page.scripts) == 2 + len(standalone.SCRIPTS)
    state = json.loads(page.scripts["sl-data"])["state"]
    assert "%3C%2Fscript%3E" in state["query"]


def test_every_report_shown_is_in_the_table_with_its_claimant(bundled: Snapshot):
    page = elements(bundled)
    ids = [a["data-id"] for t, a in page.found if t == "tr" and re.match(r"r\d", a.get("data-id") or "")]
    assert ids == shown_ids(bundled, bundled.default_view(), 1000)


def test_a_table_says_where_it_ends(bundled: Snapshot, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(standalone, "MOST_ROWS", 7)
    shown = bundled.counts(bundled.default_view()).shown
    assert f"The first 7 of {shown:,} reports" in elements(bundled).text


def test_the_online_base_map_is_left_out(bundled: Snapshot):
    page = elements(bundled, layers=(Layer.REPORTS, Layer.OSM))
    assert json.loads(page.scripts["sl-data"])["state"]["layers"] == ["reports"]


def test_a_file_reads_from_right_to_left(bundled: Snapshot):
    assert ("html", {"lang": "he", "dir": "rtl"}) in elements(bundled, lang=Language.HE).found


@pytest.mark.browser
@pytest.mark.parametrize("east", [-1, 1])
def test_a_file_shows_ground_that_a_report_claims_from_far_away(
    playwright: Playwright, chromium: str, tmp_path: Path, east: int
):
    lat, lon = TESTVILLE
    opened = snapshot(report(radius_m=25_000))
    path = tmp_path / "view.html"
    view = view_of(opened, lat=lat, lon=lon + 0.25 * east, z=14)
    path.write_bytes(single_page(answer_view(opened, view, SITE)))
    with playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"]) as browser:
        page = browser.new_page()
        page.goto(path.as_uri())
        expect(page.locator(".shelterline-scale")).to_contain_text("m")
        assert page.evaluate(INK) > 0


def test_points_are_embedded_in_the_order_of_the_list(bundled: Snapshot):
    view = bundled.default_view()
    found = embedded_reports(bundled, view, n_points=0)
    drawn = set(found.id)
    shown = [i for i in shown_ids(bundled, view, bundled.total) if i in drawn]
    assert (found.shift, found.id, sum(found.n)) == (0, shown, len(shown))


def test_more_points_than_a_file_holds_are_counted_and_none_is_lost(
    synthetic_world: World, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(embedding, "MOST_SINGLE", 300)
    opened = synthetic_world.opened
    view = opened.default_view()
    points = opened.counts(view).shown - sum(opened.counts(view).areas.values())
    found = embedded_reports(opened, view, points)
    assert found.shift > 0
    assert len(found.n) <= 300
    assert sum(found.n) == points


def test_a_layer_that_is_off_is_not_embedded(bundled: Snapshot):
    view = view_of(bundled, layers=(Layer.AREAS,))
    assert embedded_reports(bundled, view, 0).n == []


def test_the_words_are_the_view_s(bundled: Snapshot):
    view = bundled.default_view().but(lang=Language.AR)
    text = single_page(answer_view(bundled, view, SITE)).decode()
    assert words(Language.AR)("This file needs no network.") in text
    assert EN("This file needs no network.") not in text


@pytest.mark.parametrize("kept", [["synthetic"], ["synthetic", "synthetic-2"]])
def test_what_may_not_be_given_to_others_is_left_out_and_said(kept: list[str]):
    # The rows of a snapshot are shared between tests; the table of sources is this test's own.
    opened = copy(snapshot(report("r1"), report("r2", source_id="synthetic-2", publisher="Testville Radio")))
    sources = opened.tables["sources"]
    flagged = sources.assign(redistributable=~sources["source_id"].isin(kept))
    opened.tables = {**opened.tables, "sources": flagged}
    page = elements(opened)
    ids = [a["data-id"] for t, a in page.found if t == "tr" and a.get("data-id", "").startswith("r")]
    assert ids == [i for i, source in (("r1", "synthetic"), ("r2", "synthetic-2")) if source not in kept]
    assert json.loads(page.scripts["sl-data"])["dates"]["file"]["points"]["id"] == ids
    assert "terms do not allow passing" in page.text
