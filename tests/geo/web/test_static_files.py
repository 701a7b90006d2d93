"""Files that never change, as they are sent: in every coding, whole and in parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from geo.layers.assets import assets

if TYPE_CHECKING:
    from starlette.testclient import TestClient

SCRIPT = "/assets/shelterline.js"


@pytest.mark.parametrize("accepted", ["br", "gzip", "identity"])
@pytest.mark.parametrize("name", sorted(assets()))
def test_every_asset_is_the_same_in_every_coding(client: TestClient, name: str, accepted: str):
    answer = client.get(f"/assets/{name}", headers={"Accept-Encoding": accepted})
    assert answer.content == assets()[name].content
    if name.endswith(".png") or accepted == "identity":
        assert "content-encoding" not in answer.headers
    else:
        assert answer.headers["content-encoding"] == accepted
        assert int(answer.headers["content-length"]) < len(answer.content)


def test_a_picture_is_the_same_for_all(client: TestClient):
    picture = next(name for name in assets() if name.endswith(".png"))
    assert "vary" not in client.get(f"/assets/{picture}").headers
    assert client.get(SCRIPT).headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize("accepted", ["br", "gzip", "identity"])
def test_the_head_is_that_of_the_file(client: TestClient, accepted: str):
    headers = {"Accept-Encoding": accepted}
    head, whole = client.head(SCRIPT, headers=headers), client.get(SCRIPT, headers=headers)
    of_both = ("content-length", "content-encoding", "content-type", "vary", "accept-ranges", "cache-control")
    assert {name: head.headers.get(name) for name in of_both} == {
        name: whole.headers.get(name) for name in of_both
    }


def raw(client: TestClient, **headers: str) -> tuple[int, bytes, str]:
    """Status, bytes as they are sent, and which part they are."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    with client.stream("GET", SCRIPT, headers={"Accept-Encoding": "identity", **named}) as answer:
        return answer.status_code, b"".join(answer.iter_raw()), answer.headers.get("content-range", "")


@pytest.mark.parametrize(
    ("asked", "first", "end"),
    [("bytes=0-9", 0, 10), ("bytes=10-10", 10, 11), ("bytes=100-", 100, None), ("bytes=-5", -5, None)],
)
def test_a_part_is_sent_alone(client: TestClient, asked: str, first: int, end: int | None):
    whole = assets()["shelterline.js"].content
    begins = first % len(whole)
    part = whole[first:end]
    said = f"bytes {begins}-{begins + len(part) - 1}/{len(whole)}"
    assert raw(client, Range=asked) == (206, part, said)


@pytest.mark.parametrize("asked", ["bytes=99999999-", "bytes=5-2", "bytes=-0"])
def test_a_part_that_is_not_there_is_refused(client: TestClient, asked: str):
    whole = assets()["shelterline.js"].content
    assert raw(client, Range=asked) == (416, b"", f"bytes */{len(whole)}")


@pytest.mark.parametrize("asked", ["bytes=-", "bytes=0-1,4-5", "lines=1-2", "bytes=x-1", ""])
def test_what_is_no_range_gets_the_whole(client: TestClient, asked: str):
    assert raw(client, Range=asked)[:2] == (200, assets()["shelterline.js"].content)


def test_a_part_of_another_version_is_not_put_together_with_this_one(client: TestClient):
    etag = client.get(SCRIPT, headers={"Accept-Encoding": "identity"}).headers["etag"]
    assert raw(client, Range="bytes=0-9", If_Range=etag)[0] == 206
    assert raw(client, Range="bytes=0-9", If_Range='"another"')[0] == 200
    assert raw(client, Range="bytes=0-9", If_Range=etag, Accept_Encoding="gzip")[0] == 200
