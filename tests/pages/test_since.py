"""A link to an older snapshot, in an app whose current snapshot is another one."""

from __future__ import annotations

import html as markup
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from geo.snapshot import current
from geo.snapshot.files import write_snapshot
from tests.builders import arrow_tables, outlines, report
from tests.pages.scripts import healthy, html, opened

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

OLDER = (
    report("kept", event_start="2024-01-05"),
    report("gone", event_start="2024-01-06"),
    report("other", event_start="2024-02-01", killed_min=3, killed_max=3, summary="<b>Testville</b>"),
)
NEWER = (
    report("kept", event_start="2024-01-05"),
    report("new", event_start="2024-01-07"),
    report("other", event_start="2024-02-01", killed_min=4, killed_max=4, summary="<i>Testville</i>"),
)


@pytest.fixture
def ids(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """Ids of an older snapshot and of the current one, in a home of their own."""
    monkeypatch.setenv("SHELTERLINE_HOME", str(tmp_path))
    older, newer = (write_snapshot(arrow_tables(*rows), outlines(), tmp_path) for rows in (OLDER, NEWER))
    current.point_to(tmp_path, newer)
    return older, newer


def notices(app: AppTest) -> str:
    return markup.unescape(" ".join(re.findall(r"role='status'>(.*?)</p>", html(app))))


def test_an_older_link_shows_its_own_data_and_counts_what_has_changed(ids: tuple[str, str]) -> None:
    app = opened(snap=ids[0])
    assert "Showing 3 of 3 reports" in html(app)
    assert f"This link shows snapshot {ids[0]}" in notices(app)
    assert "1 report added, 1 report revised, 1 report withdrawn" in notices(app)


def test_the_list_names_the_fields_and_shows_markup_as_text(ids: tuple[str, str]) -> None:
    said = html(opened(snap=ids[0]))
    listed = re.search(r"<ul class='sl-differences'>.*?</ul>", said)[0]
    assert re.findall(r"<code>(\w+)</code></th>", listed) == ["summary", "killed_min", "killed_max"]
    assert "&lt;b&gt;Testville&lt;/b&gt;" in listed
    assert "<b>" not in listed


def test_a_view_without_a_change_counts_none(ids: tuple[str, str]) -> None:
    app = opened(snap=ids[0], **{"from": "2024-01-05", "to": "2024-01-05"})
    assert "No report in this view has changed since." in notices(app)
    assert "<ul class='sl-differences'>" not in html(app)


def test_the_current_data_are_one_click_away_and_so_is_the_way_back(ids: tuple[str, str]) -> None:
    older, newer = ids
    app = opened(snap=older, **{"from": "2024-01-06", "to": "2024-01-07"})

    healthy(app.button(key="since_go").click().run())
    assert f"This is the current data, snapshot {newer}" in notices(app)
    assert app.query_params["snap"] in ([newer], newer)
    assert "Showing 1 of 3 reports" in html(app)

    healthy(app.button(key="since_go").click().run())
    assert f"This link shows snapshot {older}" in notices(app)
    assert app.query_params["from"] in (["2024-01-06"], "2024-01-06")


def test_a_link_to_the_current_snapshot_says_nothing_of_changes(ids: tuple[str, str]) -> None:
    assert "snapshot" not in notices(opened(snap=ids[1]))


def test_an_unknown_snapshot_shows_nothing_and_offers_the_current_one(ids: tuple[str, str]) -> None:
    app = opened(snap="0123456789ab", **{"from": "2024-01-07", "to": "2024-01-07"})
    assert "0123456789ab" in app.warning[0].value
    assert "Showing" not in html(app)

    healthy(app.button[0].click().run())
    assert "Showing 1 of 3 reports" in html(app)
    assert app.query_params["snap"] in ([ids[1]], ids[1])


@pytest.mark.usefixtures("ids")
@pytest.mark.parametrize("snap", ["../current", "..", "<script>", "", "0" * 500])
def test_what_is_no_id_opens_no_file(snap: str) -> None:
    app = opened(snap=snap)
    assert len(app.warning) == 1
    assert "Showing" not in html(app)
