"""oEmbed and short links, as an editor's program and a reader of a post meet them."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode, urlsplit
from xml.etree import ElementTree as ET

import pytest

from geo.snapshot import short_links
from geo.snapshot.short_links import (
    LONGEST_LINK,
    NoRoomError,
    ShortLink,
    ShortLinkError,
    can_keep,
    keep_link,
    read_link,
)

if TYPE_CHECKING:
    from starlette.testclient import TestClient

SITE = "http://testserver"


def asked(client: TestClient, url: str, **more: object):
    return client.get(f"/oembed?{urlencode({'url': url, **more})}")


def framed(html: str) -> str:
    """The address inside the HTML that an editor's program pastes."""
    (source,) = re.findall(r'<iframe src="([^"]*)"', html)
    return unescape(source)


@pytest.mark.parametrize("path", ["/", "/timeline", "/embed", "/report/r0001"])
def test_every_page_leads_to_its_oembed(client: TestClient, query: str, path: str):
    # The pages of the app get the same head from the same preview.
    page = f"{path}?{query}" if path == "/embed" else path
    if path in {"/embed", "/report/r0001"}:
        (link,) = re.findall(r'type="application/json\+oembed" href="([^"]*)"', client.get(page).text)
        answer = client.get(unescape(link).removeprefix(SITE))
    else:
        answer = asked(client, f"{SITE}{path}?{query}")
    said = answer.json()
    assert (answer.status_code, said["version"], said["type"]) == (200, "1.0", "rich")
    assert said["provider_name"] == "Shelterline"
    assert client.get(framed(said["html"]).removeprefix(SITE)).status_code == 200


def test_a_pinned_link_stays_and_another_follows(client: TestClient, query: str):
    frozen = framed(asked(client, f"{SITE}/?{query}").json()["html"])
    live = framed(asked(client, f"{SITE}/?kind=rocket&lang=ar").json()["html"])
    assert parse_qs(urlsplit(frozen).query)["snap"] == [query.partition("snap=")[2][:12]]
    said = parse_qs(urlsplit(live).query)
    assert (said["live"], said["kind"], said["lang"], "snap" in said) == (["1"], ["rocket"], ["ar"], False)
    assert not {"from", "to"} & said.keys()


@pytest.mark.parametrize(
    ("bounds", "size"),
    [
        ({}, (720, 520)),
        ({"maxwidth": 400}, (400, 520)),
        ({"maxwidth": 300, "maxheight": 300}, (300, 300)),
        ({"maxwidth": 99_999, "maxheight": 99_999}, (4_000, 520)),
    ],
)
def test_a_frame_is_no_larger_than_asked_for(
    client: TestClient, bounds: dict[str, int], size: tuple[int, int]
):
    said = asked(client, f"{SITE}/", **bounds).json()
    assert (said["width"], said["height"]) == size
    assert f'width="{size[0]}" height="{size[1]}"' in said["html"]


def test_the_picture_of_a_view_is_given_where_it_is_no_larger_than_asked_for(client: TestClient):
    told = asked(client, f"{SITE}/").json()
    assert (told["thumbnail_width"], told["thumbnail_height"]) == (1_200, 630)
    assert client.get(told["thumbnail_url"]).headers["content-type"] == "image/png"
    assert "thumbnail_url" not in asked(client, f"{SITE}/", maxwidth=600).json()


def test_a_dark_embed_stays_dark(client: TestClient):
    assert "scheme=dark" in asked(client, f"{SITE}/embed?scheme=dark").json()["html"]
    assert "scheme=" not in asked(client, f"{SITE}/embed?scheme=pink").json()["html"]


def test_the_frame_is_in_a_sandbox_without_an_origin(client: TestClient):
    html = asked(client, f"{SITE}/?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E").json()["html"]
    assert 'sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox"' in html
    assert "allow-same-origin" not in html
    assert "<script" not in html


def test_xml_says_the_same(client: TestClient):
    answer = asked(client, f"{SITE}/?q=%26%0b", format="xml")
    assert answer.headers["content-type"] == "text/xml; charset=utf-8"
    root = ET.fromstring(answer.content)  # noqa: S314 our own answer
    assert (root.tag, root.findtext("type")) == ("oembed", "rich")
    assert framed(root.findtext("html")).startswith(f"{SITE}/embed?")


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("https://elsewhere.example/", 404),
        ("http://testserver.evil.example/", 404),
        ("http://testserver@evil.example/", 404),
        ("javascript:alert(1)", 404),
        ("http://[", 404),
        (f"{SITE}/healthz.txt", 404),
        (f"{SITE}/report/none", 404),
        (f"{SITE}/?snap=000000000000", 404),
        (f"{SITE}/v/0123456789", 404),
        (f"{SITE}/?{'x' * 20_000}", 404),
    ],
)
def test_what_is_not_ours_has_no_embed(client: TestClient, url: str, status: int):
    assert asked(client, url).status_code == status


@pytest.mark.parametrize(
    "query", ["", "url=&format=yaml", "url=http%3A%2F%2Ftestserver%2F&maxwidth=0", "maxwidth=9"]
)
def test_what_cannot_be_read_is_refused(client: TestClient, query: str):
    assert client.get(f"/oembed?{query}").status_code == 400


def test_a_short_link_sends_on_to_the_whole_view(
    client: TestClient, query: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    name = keep_link(tmp_path, ShortLink("timeline", query))
    monkeypatch.setattr("geo.web.link_redirect.home", lambda: tmp_path)
    monkeypatch.setattr("geo.web.oembed.home", lambda: tmp_path)
    answer = client.get(f"/v/{name}", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (308, f"../timeline?{query}")
    assert answer.headers["cache-control"].endswith("immutable")
    assert str(answer.next_request.url) == f"{SITE}/timeline?{query}"
    assert query.partition("snap=")[2][:12] in framed(asked(client, f"{SITE}/v/{name}").json()["html"])
    unknown = client.get("/v/0123456789?lang=ar", follow_redirects=False)
    assert (unknown.status_code, 'dir="rtl"' in unknown.text) == (404, True)
    assert client.post(f"/v/{name}").status_code == 405


def test_the_same_view_has_the_same_short_link_and_one_file(tmp_path: Path):
    link = ShortLink("", "v=1&lang=he&q=%D7%A2")
    assert keep_link(tmp_path, link) == keep_link(tmp_path, link)
    assert read_link(tmp_path, keep_link(tmp_path, link)) == link
    assert len(list((tmp_path / "links").glob("[0-9a-f]*"))) == 1


def test_strangers_cannot_fill_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(short_links, "MOST_LINKS", 3)
    names = [keep_link(tmp_path, ShortLink("", f"q={n}")) for n in range(3)]
    with pytest.raises(NoRoomError):
        keep_link(tmp_path, ShortLink("", "q=one+more"))
    assert [keep_link(tmp_path, ShortLink("", f"q={n}")) for n in range(3)] == names
    monkeypatch.setattr(short_links, "MOST_LINKS", 9)
    monkeypatch.setattr(short_links, "MOST_BYTES", 20)
    with pytest.raises(NoRoomError):
        keep_link(tmp_path, ShortLink("", "q=another+one"))
    with pytest.raises(NoRoomError):
        keep_link(tmp_path, ShortLink("", "q=" + "x" * LONGEST_LINK))
    assert {path.name for path in (tmp_path / "links").iterdir()} == {*names, ".lock"}


def test_a_link_that_is_damaged_is_none_and_can_be_made_anew(tmp_path: Path):
    name = keep_link(tmp_path, ShortLink("", "q=a"))
    (tmp_path / "links" / name).write_bytes(b"?q=other")
    assert read_link(tmp_path, name) is None
    assert keep_link(tmp_path, ShortLink("", "q=a")) == name
    assert read_link(tmp_path, name) == ShortLink("", "q=a")


def test_no_link_takes_the_name_of_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Two links of one name can be looked for, at some cost."""
    monkeypatch.setattr(short_links, "name_of", lambda _content: "0123456789")
    first = ShortLink("", "q=printed")
    name = keep_link(tmp_path, first)
    with pytest.raises(NoRoomError):
        keep_link(tmp_path, ShortLink("", "q=other"))
    assert read_link(tmp_path, name) == first


@pytest.mark.parametrize("name", ["", "..", "../../etc", "0123456789/", "ABCDEF0123", "01234567890"])
def test_only_a_name_is_ever_part_of_a_path(tmp_path: Path, name: str):
    assert read_link(tmp_path, name) is None


@pytest.mark.parametrize("page", ["/evil.example", "..", "a/b", "https:"])
def test_a_link_leads_to_a_page_of_ours_alone(tmp_path: Path, page: str):
    with pytest.raises(NoRoomError):
        keep_link(tmp_path, ShortLink(page, "q=a"))


def test_a_home_that_may_only_be_read_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    assert can_keep(tmp_path)
    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(ShortLinkError, match="home cannot be written"):
        keep_link(tmp_path, ShortLink("", "q=a"))
