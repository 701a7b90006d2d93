"""A page without Streamlit whose dates are dragged: a file on the disk, and what an embed is given."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from geo.export.page_dates import dates_address, dates_file, dates_in_file
from geo.export.single_page import single_page
from geo.language import words
from geo.model import Layer
from geo.model.days import day_number, day_of
from geo.queries.view_answer import answer_view
from geo.snapshot.opened import Snapshot
from geo.tiles import brush_index as indexing
from geo.wording import not_shown_sentence, shown_sentence
from tests.browser.conftest import PICTURE
from tests.builders import EN, report, snapshot, view_of

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page, Playwright

    from geo.filters.view import View

SITE = "https://maps.example.invalid/"
DAY = date(2024, 1, 1)
FOLLOWED = ("points", "ground")
NO_NETWORK = ["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND"]
"""As a reader without a line has it."""


def world() -> Snapshot:
    return snapshot(
        report("r1", event_start="2024-01-01"),
        report("r2", event_start="2024-01-10", event_end="2024-01-12", date_precision="range"),
        report("r3", event_start="2024-01-20", location_precision="governorate"),
        report("r4", event_start="", date_precision="unknown"),
    )


def days(first: int, last: int) -> dict[str, date]:
    return {"date_from": DAY + timedelta(days=first), "date_to": DAY + timedelta(days=last)}


def said_of(opened: Snapshot, view: View) -> str:
    counts, w = opened.counts(view), words(view.lang)
    return f"{shown_sentence(counts.shown, opened.total, w)} · {not_shown_sentence(counts.reasons, w)}"


def put(opened: Snapshot, view: View, path: Path) -> str:
    path.write_bytes(single_page(answer_view(opened, view, SITE)))
    return path.as_uri()


def drag(page: Page, name: str, pixels: float) -> None:
    box = page.get_by_role("slider", name=name).locator(".grip").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + 4
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + pixels, y, steps=6)


def dated(page: Page) -> tuple[int, int]:
    first, last = (
        page.get_by_role("slider", name=name).get_attribute("aria-valuenow")
        for name in ("First day", "Last day")
    )
    return int(first or 0), int(last or 0)


def spots(page: Page) -> list[str]:
    """What can be clicked; of an area only the page of these very dates says how many incidents it has."""
    return [re.sub(r" \(of .*\)", "", text) for text in page.locator("#sl-spots button").all_inner_texts()]


@pytest.mark.browser
def test_a_reader_drags_the_dates_in_an_offline_file(
    playwright: Playwright, chromium: str, tmp_path: Path, bundled: Snapshot
):
    view = bundled.opening_view().but(date_from=date(2024, 1, 1), date_to=date(2024, 3, 31), z=9)
    with playwright.chromium.launch(executable_path=chromium, args=NO_NETWORK) as browser:
        page = browser.new_page(viewport={"width": 1100, "height": 800})
        wrong: list[str] = []
        page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
        page.goto(put(bundled, view, tmp_path / "view.html"))
        expect(page.locator("#sl-spots button").first).to_be_attached()
        before = page.locator(".sl-counts").inner_text()
        assert page.locator("#sl-dated").inner_text() == ""

        drag(page, "Last day", 90)
        drag_said = page.locator("#sl-strip .hover").inner_text()
        dragged = {name: page.evaluate(PICTURE, name) for name in FOLLOWED}
        first, last = dated(page)
        then = view.but(date_from=day_of(first), date_to=day_of(last))
        assert page.locator(".sl-counts").inner_text() == before
        page.mouse.up()
        assert page.locator(".sl-counts").inner_text() == drag_said == said_of(bundled, then) != before
        assert {name: page.evaluate(PICTURE, name) for name in FOLLOWED} == dragged
        assert "31 Mar 2024" in page.locator("#sl-dated").inner_text()
        assert f"to={then.date_to}" in (page.locator("#sl-full").get_attribute("href") or "")

        other = browser.new_page(viewport={"width": 1100, "height": 800})
        other.goto(put(bundled, then, tmp_path / "then.html"))
        expect(other.locator("#sl-spots button").first).to_be_attached()
        assert {name: other.evaluate(PICTURE, name) for name in FOLLOWED} == dragged
        assert spots(page) == spots(other)
        assert not wrong


def file_of(opened: Snapshot) -> dict[str, Any]:
    found = dates_in_file(answer_view(opened, view_of(opened, **days(0, 5)), SITE))
    assert found is not None
    return found


def test_a_file_has_the_reports_of_all_dates_with_their_ids_and_no_others():
    file = file_of(world())
    assert sorted(file["points"]["id"]) == ["r1", "r2"]
    assert len(file["points"]["place"]) == 2
    assert file["areas"] == {"XX0101": {"first": [19], "days": [0], "n": [1]}}
    assert list(file["area_names"]) == ["XX0101"]


def test_what_others_are_given_without_a_file_has_no_ids():
    opened = world()
    said = json.loads(dates_file(opened, view_of(opened)).body)
    assert "id" not in said["points"]
    assert said["strip"]["text"]["title"]


def test_a_strip_outside_of_the_app_offers_nothing_that_it_cannot_do():
    text = file_of(world())["strip"]["text"]
    assert [text[name] for name in ("closer", "save_png", "save_svg")] == ["", "", ""]
    assert text["close"] == EN("Close")


def test_too_many_reports_are_counted_in_the_file_as_they_were(monkeypatch: pytest.MonkeyPatch):
    opened = snapshot(report("r1", summary="One of two."), report("r2", summary="Two of two."))
    monkeypatch.setattr(indexing, "MOST_POINTS", 1)
    view = view_of(opened)
    assert dates_in_file(answer_view(opened, view, SITE)) is None
    page = single_page(answer_view(opened, view, SITE)).decode()
    assert 'id="sl-strip"' not in page
    assert json.loads(page.split('id="sl-data">')[1].split("</script>")[0])["reports"]["n"] == [1, 1]


def test_an_embed_is_told_where_its_dates_are(bundled: Snapshot):
    view = bundled.opening_view()
    found = dates_address(answer_view(bundled, view, SITE))
    assert found is not None
    assert found["index"].endswith("&strip=1")
    with_osm = answer_view(bundled, view.but(layers=(*view.layers, Layer.OSM)), SITE)
    assert dates_address(with_osm) is not None


def test_an_area_says_of_which_days_its_reports_are():
    opened = world()
    page = single_page(answer_view(opened, view_of(opened), SITE)).decode()
    day = day_number(date(2024, 1, 20))
    assert f'data-area="XX0101" data-first="{day}" data-last="{day}"' in page
