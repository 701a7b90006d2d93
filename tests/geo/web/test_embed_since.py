"""An embed that names an older snapshot says what has changed since; one of the current data says nothing."""

from __future__ import annotations

from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from geo.language import words
from geo.model import Language
from geo.snapshot import current
from geo.snapshot.files import write_snapshot
from tests.builders import arrow_tables, outlines, report

if TYPE_CHECKING:
    from starlette.testclient import TestClient

OLDER = (report("kept"), report("gone", event_start="2024-01-06"))
NEWER = (report("kept", killed_min=4, killed_max=4), report("new"), report("newer"))
every_page = pytest.mark.parametrize("page", ["/embed?", "/embed?format=text&"])


@pytest.fixture
def ids(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """Ids of an older snapshot and of the current one, in a home of their own."""
    monkeypatch.setenv("SHELTERLINE_HOME", str(tmp_path))
    older, newer = (write_snapshot(arrow_tables(*rows), outlines(), tmp_path) for rows in (OLDER, NEWER))
    current.point_to(tmp_path, newer)
    return older, newer


@every_page
def test_an_older_embed_counts_what_has_changed(client: TestClient, ids: tuple[str, str], page: str):
    text = unescape(client.get(f"{page}snap={ids[0]}").text)
    assert f"This link shows snapshot {ids[0]} of " in text
    assert "2 reports added, 1 report revised, 1 report withdrawn." in text


@every_page
@pytest.mark.parametrize("lang", [Language.AR, Language.HE])
def test_it_says_so_in_the_language_of_the_view(
    client: TestClient, ids: tuple[str, str], page: str, lang: Language
):
    text = unescape(client.get(f"{page}snap={ids[0]}&lang={lang}").text)
    said = words(lang).plural("{n} report withdrawn", "{n} reports withdrawn", 1)
    assert said in text


@every_page
def test_an_embed_of_the_current_data_says_nothing(client: TestClient, ids: tuple[str, str], page: str):
    for query in ("", f"snap={ids[1]}"):
        assert "This link shows" not in unescape(client.get(f"{page}{query}").text)


def test_a_file_says_the_same_whatever_has_changed(client: TestClient, ids: tuple[str, str]):
    assert b"This link shows" not in client.get(f"/export/view.html?snap={ids[0]}").content
