"""A view without Streamlit, as a reader, a site that frames it, and a screen reader get it."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest

from geo.filters.permalink import query_string
from geo.language import words
from geo.model import Language
from geo.snapshot import current
from geo.snapshot.grid import Spot
from geo.snapshot.opened import Snapshot
from geo.web import embed as embed_module
from geo.wording import not_shown_sentence, shown_sentence, view_sentence
from tests.builders import EN, report, view_of, write_home

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.testclient import TestClient

PAGES = ("/embed", "/embed?format=text")
every_page = pytest.mark.parametrize("page", PAGES)


@pytest.fixture
def query(bundled: Snapshot) -> str:
    return query_string(view_of(bundled, "2023-12-01", "2023-12-31"))


def with_query(page: str, query: str) -> str:
    return f"{page}{'&' if '?' in page else '?'}{query}"


@every_page
def test_a_page_says_the_view_and_its_counts(client: TestClient, bundled: Snapshot, query: str, page: str):
    view = view_of(bundled, "2023-12-01", "2023-12-31")
    counts = bundled.counts(view)
    text = unescape(client.get(with_query(page, query)).text)
    for sentence in (
        view_sentence(view, bundled.areas, EN),
        shown_sentence(counts.shown, bundled.total, EN),
        not_shown_sentence(counts.reasons, EN),
        f'Snapshot <span dir="ltr">{bundled.id}',
        "CC BY 4.0",
        "Shelterline contributors: ",
    ):
        assert sentence in text


@every_page
def test_any_site_may_frame_it_and_nothing_inline_may_run(client: TestClient, page: str):
    policy = client.get(page).headers["content-security-policy"]
    assert "frame-ancestors *" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("layers", ["reports,osm", "all"])
def test_a_link_to_it_asks_no_other_server(client: TestClient, layers: str):
    answer = client.get(f"/embed?layers={layers}")
    assert "openstreetmap" not in answer.headers["content-security-policy"]
    (state,) = re.findall(r'"layers":\s*\[([^\]]*)\]', answer.text)
    assert "reports" in state
    assert "osm" not in state


def test_no_element_has_a_handler_or_a_style(client: TestClient):
    assert not re.search(r"<[^>]*\s(on\w+|style)=", client.get("/embed").text)


@every_page
def test_a_page_is_asked_for_again_for_it_names_scripts_of_this_release(
    client: TestClient, query: str, page: str
):
    first = client.get(with_query(page, query))
    assert first.headers["cache-control"] == "no-cache"
    again = client.get(with_query(page, query), headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(page).headers["cache-control"] == "no-cache"


@every_page
def test_a_bad_value_falls_back_and_is_named(client: TestClient, page: str):
    answer = client.get(with_query(page, "from=2023-99-01&kind=rocket"))
    assert answer.status_code == 200
    assert "ignored: from=2023-99-01" in answer.text
    assert "Rocket" in answer.text


@every_page
def test_an_unknown_snapshot_shows_nothing_and_offers_the_current_data(client: TestClient, page: str):
    answer = client.get(with_query(page, "snap=000000000000&from=2023-12-01&lang=he"))
    assert answer.status_code == 404
    assert words(Language.HE)("Show the current data instead") in answer.text
    assert "sl-data" not in answer.text
    assert "<table" not in answer.text
    # A reader of the text comes to the text again.
    kept = "format=text&amp;" if "format=text" in page else ""
    assert f'href="/embed?{kept}from=2023-12-01&amp;lang=he' in answer.text
    assert answer.headers["cache-control"] == "no-cache"


@every_page
@pytest.mark.parametrize(("lang", "direction"), [("en", "ltr"), ("ar", "rtl"), ("he", "rtl")])
def test_a_page_has_its_language_and_direction(client: TestClient, page: str, lang: str, direction: str):
    assert f'<html lang="{lang}" dir="{direction}">' in client.get(with_query(page, f"lang={lang}")).text


@every_page
def test_a_searched_text_stays_text(client: TestClient, page: str):
    text = client.get(page, params={"q": '"><script>alert(1)</script>', **dict(format_of(page))}).text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)" in text


def format_of(page: str) -> list[tuple[str, str]]:
    return [("format", "text")] if "format" in page else []


def test_the_text_has_no_script_and_every_report(
    client: TestClient, bundled: Snapshot, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(embed_module, "MOST_ROWS", bundled.total)
    text = unescape(client.get("/embed?format=text").text)
    assert "<script" not in text
    for row in bundled.page(bundled.default_view(), bundled.total).itertuples():
        assert f'data-id="{row.report_id}"' in text
        assert row.claimant in text
        assert row.publisher in text
    unlocated = (bundled.reports["location_precision"] == "unlocated").sum()
    assert f"unlocated: {unlocated}" in text


def test_the_text_says_where_it_ends(client: TestClient, bundled: Snapshot, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(embed_module, "MOST_ROWS", 10)
    text = client.get("/embed?format=text").text
    located = (bundled.reports["location_precision"] != "unlocated").sum()
    assert f"The first 10 of {located:,} reports" in text
    assert text.count('<tr role="row" data-id="r') == 10


def test_what_lies_in_an_area_is_listed_with_its_source(client: TestClient, bundled: Snapshot):
    text = unescape(client.get("/embed/here?areas=PS0275").text)
    n, found = bundled.here(bundled.default_view(), Spot(pcodes=("PS0275",)), embed_module.MOST_HERE)
    rows = bundled.reports
    of_area = rows[(rows["area_pcode"] == "PS0275") & (rows["location_precision"] == "governorate")]
    assert n == len(found) == len(of_area) > 1
    for row in bundled.store.by_ids(found).itertuples():
        assert all(said in text for said in (row.claimant, row.publisher, row.url, row.report_id))


def test_a_zone_and_a_report_are_listed_by_id(client: TestClient):
    text = client.get("/embed/here?ids=r0056,z001,nothing").text
    assert re.findall(r'data-id="(\w+)"', text) == ["r0056", "z001"]


def test_a_long_list_says_that_it_is_cut(client: TestClient, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(embed_module, "MOST_HERE", 5)
    text = client.get("/embed/here?areas=PS02").text
    assert (text.count("<article"), "The first 5;" in text) == (5, True)


@pytest.mark.parametrize(
    "bad",
    ["cells=1", "cells=1.2", "cells=1.2.3", "cells=1.2.3.4.5", "cells=1.2.3.-2", "cells=-1.2.3.0", "from=x"],
)
def test_what_is_no_place_is_a_problem(client: TestClient, bad: str):
    answer = client.get(f"/embed/here?{bad}")
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")


@pytest.mark.usefixtures("with_address")
def test_a_file_is_handed_out_under_a_name(client: TestClient, bundled: Snapshot, query: str):
    answer = client.get(f"/export/view.html?{query}")
    assert answer.headers["content-disposition"].endswith(f'shelterline-view-{bundled.id}.html"')
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert client.get("/export/view.html?from=x").status_code == 400
    assert client.get("/export/view.html?snap=000000000000").status_code == 404


def test_the_embed_has_a_preview_with_absolute_addresses(client: TestClient, query: str):
    text = unescape(client.get(f"/embed?{query}").text)
    assert f'property="og:image" content="http://testserver/export/view.png?{query}&size=social"' in text
    assert f'property="og:url" content="http://testserver/embed?{query}"' in text


def test_a_frame_says_how_many_of_the_reports_it_has(client: TestClient, query: str):
    said = client.get(f"/embed/frame?{query}&bbox=34.2,31.2,34.4,31.4")
    numbers = re.fullmatch(r"In this frame: ([\d,]+) of the ([\d,]+) reports shown", said.text)
    assert said.headers["content-type"] == "text/plain; charset=utf-8"
    assert 0 < int(numbers[1]) < int(numbers[2])
    assert client.get(f"/embed/frame?{query}&bbox=-180,-85,180,85").text == ""
    arabic = client.get(f"/embed/frame?{query.replace('lang=en', 'lang=ar')}&bbox=34.2,31.2,34.4,31.4").text
    assert arabic.startswith("في هذا الإطار")


@pytest.mark.parametrize(
    "bbox", ["", "1,2,3", "34.4,31.2,34.2,31.4", "a,b,c,d", "nan,nan,nan,nan", "0,0,1,95"]
)
def test_what_is_no_frame_is_said(client: TestClient, query: str, bbox: str):
    answer = client.get(f"/embed/frame?{query}&bbox={bbox}")
    assert answer.status_code == 400
    assert "expected west,south,east,north" in answer.text


def test_an_embed_that_names_no_snapshot_follows_the_data_and_says_so(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SHELTERLINE_HOME", str(tmp_path))
    first = write_home(tmp_path, report("r1"))
    current.point_to(tmp_path, first)
    live, frozen = f"/embed?live=1&snap={first}", f"/embed?snap={first}"
    said = "Live: this follows the current data. Now it shows snapshot {}"
    assert said.format(first) in client.get(live).text
    assert "Live: " not in client.get(frozen).text
    second = write_home(tmp_path, report("r1", event_start="2024-01-11"), report("r2"))
    current.point_to(tmp_path, second)
    for address in (live, "/embed"):
        text = client.get(address).text
        assert said.format(second) in text
        assert "2 of 2 reports" in unescape(text)
        # Its text stays as live as it is.
        (twin,) = re.findall(r'http-equiv="refresh" content="0; url=([^"]*)"', text)
        assert said.format(second) in client.get(unescape(twin)).text
    text = client.get(frozen).text
    assert "1 of 1 report" in unescape(text)
    assert "Since then, in this view: 1 report added, 1 report revised" in text


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_address_may_say_which_colours(client: TestClient, scheme: str):
    assert f'data-scheme="{scheme}"' in client.get(f"/embed?scheme={scheme}&fit=1").text
    assert 'class="sl-fit"' in client.get(f"/embed?scheme={scheme}&fit=1").text
    assert "data-scheme" not in client.get("/embed").text


@pytest.mark.parametrize("odd", ["scheme=pink", "live=perhaps", "fit=%22%3E%3Cscript%3E"])
def test_an_option_that_cannot_be_read_is_named(client: TestClient, odd: str):
    text = client.get(f"/embed?{odd}").text
    assert f"ignored: {odd.partition('=')[0]}=" in text
    assert "<script>" not in text


def test_a_frame_without_an_origin_may_read_all_that_the_map_asks_for(client: TestClient, query: str):
    text = client.get(f"/embed?{query}&layers=reports,zones,assessments").text
    shapes = {
        unescape(each).replace("\\u0026", "&") for each in re.findall(r'"(/assets/[^"]*json[^"]*)"', text)
    }
    asked = [
        *shapes,
        f"/embed/geography.json?{query}",
        f"/embed/here?{query}",
        f"/embed/frame?{query}&bbox=34,31,35,32",
    ]
    assert shapes
    for address in asked:
        answer = client.get(address, headers={"origin": "null"})
        assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (200, "*")
