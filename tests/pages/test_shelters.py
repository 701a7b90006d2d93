"""The shelter zones page as a script: steps from change to change, figures with their sources, one view."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from geo.model import Language
from geo.snapshot.current import current
from tests.pages.scripts import healthy, html, opened

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

DAY = {"from": "2023-12-02", "to": "2023-12-02"}


def dates(app: AppTest) -> tuple[date, date]:
    view = app.session_state["view"]
    return view.date_from, view.date_to


@pytest.mark.parametrize("lang", Language)
def test_the_page_runs_in_every_language(lang: Language) -> None:
    app = opened("shelters.py", lang=lang.value, **DAY)

    assert app.selectbox(key="lang").value == lang
    assert "class='sl-summary'" in html(app)


def test_the_answer_stands_alone_and_its_caveat_is_a_click_away() -> None:
    app = opened("shelters.py", **DAY)
    answer, folded = html(app).split("class='sl-summary'>")[1:3]

    assert " labelled " in answer.split(". ")[0]
    assert " inside" in answer.split(". ")[1]
    assert "Compared with" not in answer
    assert "What was compared, and what this does not show" in answer
    assert "Compared with: " in folded
    assert "</details>" in folded


def test_steps_go_to_the_days_on_which_something_changes_and_the_view_goes_along() -> None:
    app = opened("shelters.py", **DAY)

    healthy(app.button(key="change_after").click().run())
    assert dates(app) == (date(2023, 12, 3), date(2023, 12, 3))

    healthy(app.button(key="change_before").click().run())
    healthy(app.button(key="change_before").click().run())
    assert dates(app) == (date(2023, 12, 1), date(2023, 12, 1))


def test_there_is_no_step_beyond_the_first_and_the_last_change() -> None:
    first = opened("shelters.py", **{"from": "2023-10-07", "to": "2023-10-07"})
    stated = current().zones
    latest = str(max(stated["valid_from"].max(), stated["valid_to"].max() + timedelta(days=1)).date())
    last = opened("shelters.py", **{"from": latest, "to": latest})

    assert (first.button(key="change_before").disabled, first.button(key="change_after").disabled) == (
        True,
        False,
    )
    assert (last.button(key="change_before").disabled, last.button(key="change_after").disabled) == (
        False,
        True,
    )


def test_a_link_to_a_zone_opens_its_card_with_both_areas() -> None:
    app = opened("shelters.py", sel="z026", **DAY)

    assert "Area as published" in html(app)
    assert "8.5 km²" in html(app)
    assert "about 9.1 km²; the outline drawn here is 7 per cent larger" in html(app)
    healthy(app.button(key="close_detail").click().run())
    assert "8.5 km²" not in html(app)


def test_people_sheltering_are_listed_a_row_a_claimant_and_an_area_keeps_its_own() -> None:
    app = opened("shelters.py", **DAY)
    healthy(app.segmented_control(key="tables_of").set_value("sheltering").run())
    everything = html(app)
    assert "2,000,000" in everything
    assert "The Hill (no source named)" in everything
    assert "never added" in everything

    healthy(app.selectbox(key="area").select("PS0260").run())

    assert "2,000,000" not in html(app)
    assert "of other areas" in html(app)


def test_areas_stand_side_by_side_with_the_difference_in_words() -> None:
    app = opened("shelters.py", **DAY)
    healthy(app.segmented_control(key="tables_of").set_value("areas").run())

    assert "coarse drawings" in html(app)
    assert "the outline drawn here is 7 per cent larger" in html(app)
    assert "no outline could be drawn" in html(app)


def test_every_statement_is_listed_and_a_coarsening_is_named() -> None:
    app = opened("shelters.py", **DAY)
    healthy(app.segmented_control(key="tables_of").set_value("statements").run())

    assert all(zone in html(app) for zone in current().zones.index)
    assert "individual shelter buildings are never located finer" in html(app)


def test_the_switch_leaves_out_area_level_reports_everywhere() -> None:
    app = opened("shelters.py")
    located = (current().reports["location_precision"] != "unlocated").sum()
    everything = f" of the {located:,} reports shown"
    assert everything in html(app)

    healthy(app.toggle(key="exposure_areas").set_value(True).run())

    assert everything not in html(app)
    assert " reports shown" in html(app)


def test_a_view_without_statements_says_so() -> None:
    app = opened("shelters.py", **{"from": "2019-01-01", "to": "2019-01-01"})

    assert "0 statuses may have been in force" in html(app)
    healthy(app.segmented_control(key="tables_of").set_value("sheltering").run())
    assert "That is not zero" in html(app)


def test_a_search_for_a_block_lists_the_statements_that_name_it() -> None:
    app = opened("shelters.py", q="بلوك 17", **DAY)

    assert "Block 17: named in" in html(app)
    assert "z051" in html(app)
    assert "Block 17: named in" not in html(opened("shelters.py", q="17", **DAY))
