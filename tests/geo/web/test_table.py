"""The table over HTTP: a page that works without scripts, windows of rows, rows to paste."""

from __future__ import annotations

import html
import re
from contextlib import ExitStack
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest

from geo.web.export_limits import FEATURES

if TYPE_CHECKING:
    from starlette.testclient import TestClient

    from geo.snapshot.opened import Snapshot

_ROW = re.compile(r'<tr><td data-head="[^"]*"><a href="/report/([^"?]+)\?')


def ids(page: str) -> list[str]:
    return _ROW.findall(page)


def way(page: str, rel: str) -> str:
    return html.unescape(re.search(rf'<a href="([^"]+)" rel="{rel}"', page)[1])


def test_without_scripts_pages_follow_each_other(client: TestClient, bundled: Snapshot):
    first = client.get("/table?v=1").text
    second = client.get(way(first, "next")).text
    listed = bundled.store.matching(bundled.default_view()).rows[:200]
    assert ids(first) + ids(second) == bundled.ids(listed)
    assert ids(client.get(way(second, "prev")).text) == ids(first)


def test_the_head_of_a_column_sorts_up_then_down(client: TestClient):
    page = client.get("/table?v=1&kind=airstrike").text
    for sort in ("ascending", "descending"):
        address = html.unescape(re.search(r'<a href="([^"]+)" data-keeps title="killed_min"', page)[1])
        page = client.get(address).text
        assert f'aria-sort="{sort}"' in page
    rows = client.get(f"{address.replace('/table?', '/table/rows.json?')}&cols=report_id,killed_min").json()
    assert [row[0] for row in rows["rows"]] == ids(page)
    stated = [row[1] for row in rows["rows"] if row[1] is not None]
    assert stated == sorted(stated, reverse=True)


def test_a_window_that_names_its_snapshot_is_kept_for_ever(client: TestClient, query: str):
    address = f"/table/rows.json?{query}&sort=-killed_min&offset=100&limit=10&form=1"
    answer = client.get(address)
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert len(answer.json()["rows"]) == 10
    again = client.get(address, headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (HTTPStatus.NOT_MODIFIED, b"")
    other = client.get(address.replace("offset=100", "offset=110"))
    assert other.headers["etag"] != answer.headers["etag"]
    assert client.get(address.replace("form=1", "form=0")).headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "odd",
    [
        *("rows=all", "reason=x", "sort=nothing", "sort=--kind", "cols=zz", "limit=501", "limit=-1"),
        *("offset=1e3", "offset=99999999999", "from=x", "offset=٣"),
    ],
)
def test_programs_are_told_what_cannot_be_read_and_people_see_the_rest(odd: str, client: TestClient):
    answer = client.get(f"/table/rows.json?{odd}")
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert odd.partition("=")[0] in answer.json()["detail"]
    page = client.get(f"/table?{odd}")
    assert page.status_code == HTTPStatus.OK
    assert ids(page.text)
    if not odd.startswith("limit"):
        assert f"ignored: {odd.partition('=')[0]}=" in page.text


def test_rows_behind_the_end_are_none(client: TestClient, bundled: Snapshot):
    answer = client.get("/table/rows.json?offset=1000000000").json()
    assert (answer["rows"], answer["n"]) == ([], bundled.total)
    assert client.get("/table/rows.tsv?pick=999999999").text.count("\n") == 1
    assert client.get("/table/rows.tsv?pick=0-5000").status_code == HTTPStatus.BAD_REQUEST


def test_the_page_runs_no_text_of_its_address(client: TestClient):
    page = client.get("/table?q=%3Cscript%3Ealert(1)%3C/script%3E&sort=%22%3E%3Cb%3E&cols='").text
    assert "<script>alert" not in page
    assert "<b>" not in page
    assert client.get("/table?v=1&snap=ffffffffffff").status_code == HTTPStatus.NOT_FOUND


def test_in_the_app_the_filters_stand_beside_it(client: TestClient):
    page = client.get("/table?v=1&bare=1&lang=he&scheme=dark").text
    assert 'data-scheme="dark"' in page
    assert 'dir="rtl"' in page
    assert "sl-search" not in page
    assert 'name="q"' in client.get("/table?v=1").text


def test_rows_that_cost_more_than_reading_wait_for_their_turn(client: TestClient):
    with ExitStack() as taken:
        for _ in range(FEATURES.most_each):
            taken.enter_context(FEATURES.place("testclient"))
        for costly in (
            "/table?sort=kind",
            "/table/rows.json?cols=statuses_certain",
            "/table/rows.tsv?pick=0&sort=kind",
        ):
            assert client.get(costly).status_code == HTTPStatus.SERVICE_UNAVAILABLE, costly
        assert client.get("/table").status_code == HTTPStatus.OK


def test_every_way_within_a_page_keeps_its_form(client: TestClient):
    page = client.get("/table?bare=1&scheme=dark&kind=airstrike").text
    ways = [html.unescape(way) for way in re.findall(r'<a href="(/table[^"]+)"', page)]
    assert ways
    assert all("bare=1&scheme=dark" in way for way in ways)


def test_places_and_claimants_are_named_in_the_language_of_the_page(client: TestClient):
    page = client.get("/table?v=1&from=2023-12-02&to=2023-12-02&lang=ar").text
    assert "خان يونس" in page
    assert ">Khan Younis<" not in page
