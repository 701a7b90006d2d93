"""What opens without a link, and how a reader comes from there to everything."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from geo.model import Layer
from geo.snapshot.current import current
from geo.snapshot.list_order import ListOrder, SortBy
from pages.common import state
from pages.common.report_list import PAGE
from tests.pages.scripts import LONGEST_RUN_S, SHELL, healthy, html, opened


@pytest.fixture
def bare() -> AppTest:
    """The map page at its address alone."""
    return healthy(AppTest.from_file(SHELL, default_timeout=LONGEST_RUN_S).run())


def row_labels(app: AppTest) -> list[str]:
    return list(app.radio(key="row").options)


def test_the_bare_address_opens_on_the_last_days_and_says_so(bare: AppTest) -> None:
    assert bare.session_state["view"] == current().opening_view()
    assert "The last 90 days of the chronicle." in html(bare)


def test_one_press_leads_from_there_to_everything(bare: AppTest) -> None:
    healthy(bare.button(key="everything").click().run())

    assert bare.session_state["view"] == current().default_view()
    assert "The last 90 days" not in html(bare)


def test_earlier_zone_statements_come_when_they_are_asked_for(bare: AppTest) -> None:
    healthy(bare.segmented_control(key="list_of").set_value("zones").run())
    healthy(bare.button(key="earlier_zones").click().run())

    layers = bare.session_state["view"].layers
    assert (Layer.ZONES in layers, Layer.LATEST_ZONES in layers) == (True, False)


def test_a_link_that_says_nothing_but_its_version_is_of_everything() -> None:
    app = opened()
    assert app.session_state["view"] == current().default_view()
    assert "The last 90 days" not in html(app)


@pytest.mark.parametrize("address", ["http://127.0.0.1/timeline", "http://127.0.0.1/shelters/"])
def test_another_page_without_parameters_is_of_everything(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(state, "_address", lambda: address)
    app = healthy(AppTest.from_file(SHELL, default_timeout=LONGEST_RUN_S).run())
    assert app.session_state["view"] == current().default_view()


def test_the_list_begins_with_the_newest_and_says_figures_first() -> None:
    app = opened(**{"from": "2023-12-02", "to": "2023-12-02"})
    labels = row_labels(app)
    assert labels[0].startswith("**400 targets** Gaza Strip")
    assert labels[1].startswith("**50 targets** Southern Gaza Strip")
    assert "part of: 400 targets" in labels[1].replace("\\", "")
    assert "2 claims on this" in labels[0]


@pytest.mark.parametrize("sort_by", SortBy)
def test_a_list_is_sorted_as_the_reader_chose_and_the_link_stays(sort_by: SortBy) -> None:
    app = opened()
    before = app.session_state["view"]
    healthy(app.selectbox(key="list_sort").set_value(sort_by).run())
    healthy(app.toggle(key="list_by_incident").set_value(True).run())

    assert app.session_state["view"] == before
    ids = current().listed(before, ListOrder(sort_by, by_incident=True), PAGE)
    healthy(app.radio(key="row").set_value(ids[3]).run())
    assert app.session_state["view"] == before.but(selected=ids[3])


def test_claims_that_stand_together_say_that_they_do() -> None:
    app = opened(**{"from": "2023-12-02", "to": "2023-12-02"})
    assert not any("same incident" in label for label in row_labels(app))
    healthy(app.toggle(key="list_by_incident").set_value(True).run())
    assert row_labels(app)[1].startswith("*same incident* **50 targets**")
