"""The feed of a view: exactly what two snapshots do not say alike, in forms that readers know."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl
from xml.etree import ElementTree as ET

import pytest

from geo.export.atom import NAMESPACE
from geo.export.view_feed import MOST_ENTRIES
from geo.filters.permalink import following_query
from geo.language import words
from geo.model import Language
from geo.queries.in_area import statements_reach, zones_in
from geo.snapshot import current
from tests.builders import report, row, snapshot, view_of, write_home

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.testclient import TestClient

ATTACK = "\u202e</content><script>alert(1)</script>]]>&\x0b'\""
RESTRICTED = {"name": "Synthetic Registry", "licence": "Not redistributable: synthetic terms"}
OLDEST = {"reports": (report("kept"), report("moved", place_name="Farside")), "zones": [row("zones", "z1")]}
OLDER = {
    "reports": (
        report("kept", killed_min=3, killed_max=3),
        report("moved", place_name="Farside"),
        report("gone", summary="Withdrawn since."),
        report("elsewhere", area_pcode="XX0102"),
        report("closed-1", source_id="closed", publisher=RESTRICTED["name"], summary="Theirs since."),
    ),
    "zones": [row("zones", "z1"), row("zones", "z0")],
    "sources": [row("sources", "synthetic"), row("sources", "closed", name=RESTRICTED["name"])],
    "tolls": [row("tolls", "t1", value_min=5, value_max=5)],
}
NEWER = {
    "reports": (
        report("kept", killed_min=4, killed_max=4, summary="Now four."),
        report("moved", place_name="Farside"),
        report("new", claimant=ATTACK, summary=ATTACK, url="javascript:alert(1)"),
        report("elsewhere", area_pcode="XX0102", killed_min=1),
    ),
    "zones": [row("zones", "z1", issued_by="Farside council"), row("zones", "z2")],
    "sources": [row("sources", "synthetic"), row("sources", "closed", **RESTRICTED)],
    "sheltering": [row("sheltering", "s1")],
    "pauses": [row("pauses", "p1", start="2024-01-10", end="2024-01-11", pcodes="XX0101")],
    "tolls": [row("tolls", "t1", value_min=6, value_max=6)],
}
LAST_STEP = {
    ("reports", "kept", "revised"),
    ("reports", "elsewhere", "revised"),
    ("reports", "new", "added"),
    ("reports", "gone", "withdrawn"),
    ("zones", "z1", "revised"),
    ("zones", "z2", "added"),
    ("zones", "z0", "withdrawn"),
    ("sheltering", "s1", "added"),
    ("tolls", "t1", "revised"),
    ("pauses", "p1", "added"),
}
Items = list[dict[str, object]]


@pytest.fixture(scope="module")
def ids(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    """Ids of three snapshots, the oldest first, in a home of their own; the last is the current one."""
    home: Path = tmp_path_factory.mktemp("home")
    names = [
        write_home(home, *said["reports"], **{k: v for k, v in said.items() if k != "reports"})
        for said in (OLDEST, OLDER, NEWER)
    ]
    current.point_to(home, names[-1])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SHELTERLINE_HOME", str(home))
        yield names


@pytest.fixture
def items(client: TestClient, ids: list[str]) -> Callable[[str], Items]:  # noqa: ARG001 the home holds
    """Reads the items of a JSON Feed."""

    def read(query: str = "") -> Items:
        answer = client.get(f"/feed.json?{query}")
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/feed+json")
        said = answer.json()
        assert said["version"] == "https://jsonfeed.org/version/1.1"
        return said["items"]

    return read


def changes(found: Items, newer: str) -> set[tuple[str, str, str]]:
    """What the items of one snapshot say."""
    said = [item["_shelterline"] for item in found]
    return {(one["table"], one["id"], one["change"]) for one in said if one["newer"] == newer}


def test_a_feed_lists_exactly_the_differences(items: Callable[[str], Items], ids: list[str]):
    found = items("")
    assert changes(found, ids[2]) == LAST_STEP
    assert changes(found, ids[1]) == {
        ("reports", "kept", "revised"),
        ("reports", "gone", "added"),
        ("reports", "elsewhere", "added"),
        ("zones", "z0", "added"),
        ("tolls", "t1", "added"),
    }
    assert len({item["id"] for item in found}) == len(found)


def test_a_feed_says_from_what_to_what(items: Callable[[str], Items]):
    (kept,) = [i for i in items("") if i["_shelterline"]["id"] == "kept" and "Now four" in str(i)]
    assert kept["_shelterline"]["fields"] == [
        {"name": "summary", "before": report()["summary"], "now": "Now four."},
        {"name": "killed_min", "before": 3, "now": 4},
        {"name": "killed_max", "before": 3, "now": 4},
    ]
    assert '<code dir="ltr">killed_min</code>' in str(kept["content_html"])


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("area=XX0102", {("reports", "elsewhere", "revised")}),
        ("q=nothing-says-this&layers=reports", {("tolls", "t1", "revised"), ("pauses", "p1", "added")}),
        ("from=2023-01-01&to=2023-12-31", set()),
    ],
)
def test_a_feed_holds_its_view_alone(
    items: Callable[[str], Items], ids: list[str], query: str, shown: set[tuple[str, str, str]]
):
    assert changes(items(query), ids[2]) == shown


def test_what_came_to_be_restricted_is_no_entry(client: TestClient, ids: list[str]):  # noqa: ARG001
    for form in ("atom", "json"):
        text = client.get(f"/feed.{form}").text
        assert "Theirs since" not in text
        assert "closed-1" not in text


def test_a_feed_may_begin_at_an_older_snapshot(items: Callable[[str], Items], ids: list[str]):
    assert not changes(items(f"snap={ids[1]}"), ids[2])
    assert changes(items(f"snap={ids[1]}"), ids[1])


def test_an_entry_leads_to_the_page_that_has_it(
    client: TestClient, items: Callable[[str], Items], ids: list[str]
):
    found = {(i["_shelterline"]["id"], i["_shelterline"]["newer"]): str(i["url"]) for i in items("")}
    assert found["gone", ids[2]].endswith(f"/report/gone?snap={ids[1]}&lang=en")
    assert found["z2", ids[2]].endswith(f"/zone/z2?snap={ids[2]}&lang=en")
    ours = [url.removeprefix("http://testserver") for url in found.values() if "/?" not in url]
    assert {client.get(url).status_code for url in ours} == {200}


@pytest.mark.usefixtures("ids")
@pytest.mark.parametrize("lang", Language)
def test_it_is_atom(client: TestClient, lang: Language):
    answer = client.get(f"/feed.atom?lang={lang}")
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    root = ET.fromstring(answer.content)  # noqa: S314 our own answer
    name = {"a": NAMESPACE}
    assert root.tag == f"{{{NAMESPACE}}}feed"
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == lang
    # RFC 4287, section 4.1.1: what a feed must have once, and what must be in each entry.
    assert all(len(root.findall(f"a:{each}", name)) == 1 for each in ("id", "title", "updated", "author"))
    assert root.find("a:link[@rel='self']", name).get("href") == f"http://testserver/feed.atom?lang={lang}"
    entries = root.findall("a:entry", name)
    for entry in entries:
        assert all(
            len(entry.findall(f"a:{each}", name)) == 1 for each in ("id", "title", "updated", "content")
        )
        assert entry.find("a:id", name).text.startswith("urn:uuid:")
        assert datetime.fromisoformat(entry.find("a:updated", name).text).tzinfo
        assert entry.find("a:link[@rel='alternate']", name).get("href").startswith("http")
        assert entry.find("a:content", name).get("type") == "html"
    assert words(lang)("What has changed: {view}", view="").strip(" :") in root.find("a:title", name).text
    assert [entry.find("a:id", name).text for entry in entries] == [
        item["id"] for item in client.get(f"/feed.json?lang={lang}").json()["items"]
    ]


@pytest.mark.usefixtures("ids")
def test_texts_stay_texts_in_both_forms(client: TestClient):
    contents = [
        *(str(item["content_html"]) for item in client.get("/feed.json").json()["items"]),
        *(
            found.text or ""
            for found in ET.fromstring(client.get("/feed.atom").content).iter(f"{{{NAMESPACE}}}content")  # noqa: S314
        ),
    ]
    assert any("alert(1)" in content for content in contents)
    assert not any("<script" in content or 'href="javascript' in content for content in contents)


def test_ids_and_addresses_stay_when_a_snapshot_comes(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SHELTERLINE_HOME", str(tmp_path))

    def read() -> tuple[str, set[str], str]:
        answer = client.get("/feed.json?q=council")
        atom = ET.fromstring(client.get("/feed.atom?q=council").content)  # noqa: S314 our own answer
        return (
            atom.findtext(f"{{{NAMESPACE}}}id"),
            {i["id"] for i in answer.json()["items"]},
            answer.headers["etag"],
        )

    seen = []
    for n in range(1, 4):
        # Rows of this test alone: those of another's home would come with its earlier time.
        rows = (report(f"feed{i}") for i in range(n))
        current.point_to(tmp_path, write_home(tmp_path, *rows))
        seen.append(read())
    assert len({feed_id for feed_id, _, _ in seen}) == 1
    assert seen[0][1] < seen[1][1] < seen[2][1]
    assert len({etag for _, _, etag in seen}) == 3


@pytest.mark.usefixtures("ids")
@pytest.mark.parametrize("form", ["atom", "json"])
def test_an_unchanged_feed_is_not_sent_twice(client: TestClient, form: str):
    first = client.get(f"/feed.{form}")
    assert first.headers["cache-control"] == "no-cache"
    again = client.get(f"/feed.{form}", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_feed_has_an_end(client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SHELTERLINE_HOME", str(tmp_path))
    write_home(tmp_path, report("r"))
    current.point_to(tmp_path, write_home(tmp_path, *(report(f"r{n}") for n in range(MOST_ENTRIES + 20))))
    assert len(client.get("/feed.json").json()["items"]) == MOST_ENTRIES


def test_without_an_earlier_snapshot_a_feed_is_empty(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SHELTERLINE_HOME", str(tmp_path))
    current.point_to(tmp_path, write_home(tmp_path, report("r")))
    assert client.get("/feed.json").json()["items"] == []
    assert ET.fromstring(client.get("/feed.atom").content).tag == f"{{{NAMESPACE}}}feed"  # noqa: S314


@pytest.mark.usefixtures("ids")
def test_what_cannot_be_read_is_refused(client: TestClient):
    assert client.get("/feed.atom?from=x").status_code == 400
    assert client.get("/feed.rss").status_code == 404
    assert client.get("/feed.atom?snap=000000000000").status_code == 404
    assert client.get("/feed.atom?sel=gone").status_code == 200


def test_an_end_of_the_data_is_no_end_of_a_feed():
    opened = snapshot(report("r1"), report("r2", event_start="2024-02-01"))
    whole, part = view_of(opened), view_of(opened, "2024-01-11", "2024-02-01")
    assert "from=" not in following_query(whole, opened.span)
    assert "from=2024-01-11" in following_query(part, opened.span)
    assert "&to=" not in following_query(part, opened.span)
    said = dict(parse_qsl(following_query(part, opened.span), keep_blank_values=True))
    assert said.keys().isdisjoint({"snap", "sel", "lat", "lon", "z"})


def test_an_area_that_an_older_snapshot_did_not_know_has_none_of_its_statements():
    older = snapshot(zones=[row("zones", "z1")])
    assert len(zones_in(older, view_of(older))) == 1
    assert zones_in(older, view_of(older, area="XX0109")).empty
    assert not statements_reach(older, older.tables["pauses"].index, "XX0109").any()
