"""The brush index over HTTP."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import pytest

from geo.layers.brush_answer import brush_address

if TYPE_CHECKING:
    from starlette.testclient import TestClient

    from geo.snapshot.opened import Snapshot

PATH = "/tiles/brush/reports.json"
WHOLE_ZOOM = 17
FOR_A_LINE = 60_000
"""Bytes of the bundled chronicle's, gzipped."""


def test_an_index_that_names_its_snapshot_holds_for_ever(client: TestClient, bundled: Snapshot):
    answer = client.get(brush_address(bundled, bundled.opening_view()))
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.json()["total"] == bundled.total
    # The frame of an embed has no origin of its own, so that its script reads as one of another site.
    assert answer.headers["access-control-allow-origin"] == "*"


def test_an_index_of_the_current_snapshot_is_asked_for_again(client: TestClient):
    answer = client.get(PATH)
    assert answer.headers["cache-control"] == "no-cache"
    known = client.get(PATH, headers={"if-none-match": answer.headers["etag"]})
    assert (known.status_code, known.content) == (304, b"")


def test_an_index_of_another_form_is_not_kept(client: TestClient, query: str):
    assert client.get(f"{PATH}?{query}&form=99").headers["cache-control"] == "no-cache"


def test_the_bundled_index_is_small_enough_for_a_slow_line(client: TestClient, bundled: Snapshot):
    address = brush_address(bundled, bundled.opening_view())
    with client.stream("GET", address, headers={"accept-encoding": "gzip"}) as answer:
        zipped = b"".join(answer.iter_raw())
    assert len(zipped) < FOR_A_LINE
    assert json.loads(gzip.decompress(zipped))["text"]["nothing"] == "Nothing is left out"


def test_dates_and_place_make_no_difference(client: TestClient):
    whole = client.get(PATH).content
    assert client.get(f"{PATH}?from=2024-01-01&to=2024-01-02&z={WHOLE_ZOOM}&lat=0").content == whole
    assert client.get(f"{PATH}?kind=drone").content != whole


def test_a_view_that_cannot_be_read_has_none(client: TestClient):
    assert client.get(f"{PATH}?from=x").status_code == 400


def test_no_id_and_no_word_of_a_report_is_in_it(client: TestClient, bundled: Snapshot):
    text = client.get(PATH).text
    reports = bundled.page(bundled.default_view(), bundled.total)
    assert not [report_id for report_id in reports["report_id"] if f'"{report_id}"' in text]
    assert not [place for place in set(reports["place_name"]) if place and f'"{place}"' in text]


@pytest.mark.parametrize(
    "tiles",
    [
        *("17/0/0,17/131071/131071", "7/0/0,7/127/127"),
        *("9/1/1,10/1/1", "9/1", "9/512/0", "99/0/0", "9/1/1,", "x", ",".join(["3/1/1"] * 65)),
    ],
)
def test_tiles_that_are_none_are_refused(client: TestClient, tiles: str):
    assert client.get(f"{PATH}?tiles={tiles}").status_code == 400


def test_a_small_chronicle_has_one_index_whatever_is_on_the_screen(client: TestClient):
    assert client.get(f"{PATH}?tiles=9/300/200,9/301/200").content == client.get(PATH).content
