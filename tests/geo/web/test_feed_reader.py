"""A feed as somebody else's reader sees it, poll by poll, and as a validator does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import feedparser
import pytest

from geo.language import words
from geo.model import Language
from geo.snapshot import current
from tests.builders import report, row, write_home
from tests.geo.web.atom_grammar import faults

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.testclient import TestClient

FIRST = [report("kept", killed_min=3, killed_max=3), report("gone"), report("same")]
SECOND = [
    report("kept", killed_min=4, killed_max=4),
    report("new", summary="<b>&amp; ]]></b>"),
    report("same"),
]
THIRD = [*SECOND, report("last")]


class Reader:
    """Polls a feed as a reader does: with what it was told last, and for what it has not seen."""

    def __init__(self, client: TestClient, address: str) -> None:
        self.client, self.address = client, address
        self.etag, self.seen, self.status = "", set[str](), 0

    def poll(self) -> list[feedparser.FeedParserDict]:
        answer = self.client.get(self.address, headers={"if-none-match": self.etag} if self.etag else {})
        self.status = answer.status_code
        if self.status == 304:
            return []
        self.etag = answer.headers["etag"]
        read = feedparser.parse(answer.content, response_headers=dict(answer.headers))
        assert not read.bozo, read.get("bozo_exception")
        assert read.version == "atom10"
        new = [entry for entry in read.entries if entry.id not in self.seen]
        assert len({entry.id for entry in read.entries}) == len(read.entries)
        self.seen |= {entry.id for entry in read.entries}
        return new


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SHELTERLINE_HOME", str(tmp_path))
    current.point_to(tmp_path, write_home(tmp_path, *FIRST))
    return tmp_path


def test_a_foreign_reader_sees_each_difference_once(client: TestClient, home: Path):
    reader, w = Reader(client, "/feed.atom?lang=ar"), words(Language.AR)
    assert (reader.poll(), reader.status) == ([], 200)
    current.point_to(home, write_home(home, *SECOND, zones=[row("zones", "z1")]))
    found = {(entry.tags[0].term, entry.tags[1].term): entry for entry in reader.poll()}
    assert {
        (entry.link.partition("?")[0].rpartition("/")[2], entry.tags[1].term) for entry in found.values()
    } == {
        ("kept", "revised"),
        ("gone", "withdrawn"),
        ("new", "added"),
        ("z1", "added"),
    }
    revised = found["reports", "revised"]
    assert revised.title.lower().startswith(w("revised").lower())
    assert "killed_min" in revised.content[0].value
    assert revised.updated_parsed is not None
    assert (reader.poll(), reader.status) == ([], 304)
    current.point_to(home, write_home(home, *THIRD, zones=[row("zones", "z1")]))
    assert [entry.tags[1].term for entry in reader.poll()] == ["added"]
    assert (reader.poll(), reader.status) == ([], 304)
    assert len(reader.seen) == 5


@pytest.fixture(scope="module")
def documents(client: TestClient, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """A feed in each language, and two of narrower views."""
    folder = tmp_path_factory.mktemp("home")
    queries = [*(f"lang={lang}" for lang in Language), "q=%0b%3C&kind=airstrike", "area=XX0102"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SHELTERLINE_HOME", str(folder))
        write_home(folder, *FIRST)
        later = {"zones": [row("zones", "z1")], "tolls": [row("tolls", "t1")]}
        current.point_to(folder, write_home(folder, *SECOND, **later))
        return {query: client.get(f"/feed.atom?{query}").content for query in queries}


def test_a_validator_has_nothing_to_say(documents: dict[str, bytes]):
    assert {query: faults(document) for query, document in documents.items()} == {
        query: [] for query in documents
    }
    assert documents["lang=en"].count(b"<entry>") == 5


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("<updated>", "<updated>yesterday ", "is no time of RFC 3339"),
        ("urn:uuid:", "", "is no address"),
        ("<rights>", "<right>", "mismatched"),
        ('rel="self"', 'rel="alternate"', "a feed should name itself once"),
        ("<author>", "<author><age>3</age>", "author holds age"),
        ("<generator ", '<generator colour="red" ', "has the attribute colour"),
    ],
)
def test_the_validator_would_notice(documents: dict[str, bytes], before: str, after: str, fault: str):
    broken = documents["lang=en"].decode().replace(before, after, 1)
    try:
        said = str(faults(broken.encode()))
    except SyntaxError as error:
        said = str(error)
    assert fault in said
