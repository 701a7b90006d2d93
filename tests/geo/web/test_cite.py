"""Citations, as a client gets them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from geo.export.citation import STYLES
from geo.filters.permalink import query_string
from geo.snapshot.opened import Snapshot

if TYPE_CHECKING:
    from starlette.testclient import TestClient

every_style = pytest.mark.parametrize("style", list(STYLES))


@every_style
def test_a_view_is_cited_with_all_its_parameters(client: TestClient, bundled: Snapshot, style: str):
    query = query_string(bundled.default_view())
    answer = client.get(f"/cite.{style}?{query}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, STYLES[style].media_type)
    assert f"http://testserver/?{query}" in answer.text
    assert bundled.id in answer.text


def test_parameters_that_the_address_leaves_out_are_written_out(client: TestClient, bundled: Snapshot):
    assert query_string(bundled.default_view()) in client.get("/cite.txt").text


def test_the_day_is_today_and_the_answer_is_not_kept(client: TestClient):
    answer = client.get("/cite.json")
    today = datetime.now(UTC).date()
    assert answer.json()[0]["accessed"]["date-parts"] == [[today.year, today.month, today.day]]
    assert answer.headers["cache-control"] == "no-cache"


@every_style
@pytest.mark.parametrize(("query", "status"), [("from=x", 400), ("snap=0123456789ab", 404)])
def test_what_cannot_be_cited_is_a_problem_document(client: TestClient, style: str, query: str, status: int):
    answer = client.get(f"/cite.{style}?{query}")
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")


def test_an_unknown_style_names_those_there_are(client: TestClient):
    assert "txt, bib, ris, json" in client.get("/cite.docx").json()["detail"]


def test_csl_json_is_json_in_utf_8(client: TestClient):
    assert "تقارير" in json.loads(client.get("/cite.json?lang=ar").content)[0]["title"]
