"""What every answer that a client may keep has in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from starlette.testclient import TestClient

TILE, GEOGRAPHY, SCRIPT = "/tiles/reports/5/19/13.mvt", "/assets/geography.json", "/assets/shelterline.js"


@pytest.mark.parametrize("said", ["{}", "W/{}", '"other", {}', 'W/"other" ,W/{}', "*"])
@pytest.mark.parametrize("path", [TILE, GEOGRAPHY, SCRIPT])
def test_a_client_that_names_what_it_has_gets_nothing_again(client: TestClient, path: str, said: str):
    etag = client.get(path).headers["etag"]
    again = client.get(path, headers={"If-None-Match": said.format(etag)})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("said", ["", "W/", "etag", '"other"', 'W/"other", "another"', '"*"'])
@pytest.mark.parametrize("path", [TILE, GEOGRAPHY, SCRIPT])
def test_a_client_that_has_something_else_gets_the_answer(client: TestClient, path: str, said: str):
    again = client.get(path, headers={"If-None-Match": said})
    assert (again.status_code, len(again.content) > 0) == (200, True)


def encoding(client: TestClient, path: str, accepted: str) -> str:
    return client.get(path, headers={"Accept-Encoding": accepted}).headers.get("content-encoding", "")


@pytest.mark.parametrize("accepted", ["gzip", "GZIP", "gzip;q=0.5", "gzip; q=0.001", "*", "br;q=0, *"])
@pytest.mark.parametrize("path", [TILE, GEOGRAPHY])
def test_who_reads_gzip_gets_gzip(client: TestClient, path: str, accepted: str):
    assert encoding(client, path, accepted) == "gzip"


@pytest.mark.parametrize(
    "accepted", ["", "identity", "gzip;q=0", "gzip; q=0.000", "*, gzip;q=0", "*;q=0", "notgzip"]
)
@pytest.mark.parametrize("path", [TILE, GEOGRAPHY])
def test_who_does_not_read_gzip_gets_plain_bytes(client: TestClient, path: str, accepted: str):
    assert encoding(client, path, accepted) == ""


@pytest.mark.parametrize(
    ("accepted", "tile", "file"),
    [
        ("br", "", "br"),
        ("br, gzip", "gzip", "br"),
        ("gzip, BR", "gzip", "br"),
        ("br;q=0.5, gzip", "gzip", "gzip"),
        ("br;q=0.9, gzip;q=0.8", "gzip", "br"),
        ("br;q=0, gzip;q=0.1", "gzip", "gzip"),
    ],
)
def test_files_are_sent_by_brotli_too_and_tiles_are_not(
    client: TestClient, accepted: str, tile: str, file: str
):
    assert encoding(client, TILE, accepted) == tile
    assert encoding(client, GEOGRAPHY, accepted) == encoding(client, SCRIPT, accepted) == file


@pytest.mark.parametrize("path", [TILE, GEOGRAPHY])
def test_two_encodings_do_not_share_an_etag(client: TestClient, path: str):
    zipped, plain = (client.get(path, headers={"Accept-Encoding": a}) for a in ("gzip", "identity"))
    assert zipped.content == plain.content
    assert zipped.headers["etag"] != plain.headers["etag"]


@pytest.mark.parametrize("path", [TILE, GEOGRAPHY])
def test_what_a_client_has_in_another_encoding_is_sent_again(client: TestClient, path: str):
    etag = client.get(path, headers={"Accept-Encoding": "gzip"}).headers["etag"]
    again = client.get(path, headers={"Accept-Encoding": "identity", "If-None-Match": etag})
    assert (again.status_code, len(again.content) > 0) == (200, True)


@pytest.mark.parametrize("accepted", ["gzip", "identity"])
@pytest.mark.parametrize("path", [TILE, GEOGRAPHY])
def test_caches_are_told_that_encodings_differ_even_when_nothing_is_sent(
    client: TestClient, path: str, accepted: str
):
    headers = {"Accept-Encoding": accepted, "If-None-Match": "*"}
    answer = client.get(path, headers=headers)
    assert (answer.status_code, answer.headers["vary"]) == (304, "Accept-Encoding")
