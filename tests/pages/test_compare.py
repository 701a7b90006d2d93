"""The page that compares two views: the sidebar changes one or both, and the link holds both."""

from __future__ import annotations

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from geo.filters.view import View
from geo.filters.view_pair import ViewPair, parse_pair
from geo.model import Kind
from geo.snapshot.current import current
from tests.pages.scripts import LONGEST_RUN_S, healthy, html, opened

A = {"from": "2023-11-24", "to": "2023-12-01"}
B = {"b.from": "2023-12-02", "b.to": "2023-12-09"}


@pytest.fixture
def app() -> AppTest:
    return opened("compare.py", **A, **B)


def said(app: AppTest) -> dict[str, str]:
    held = app.query_params.items()
    return {name: said[0] if isinstance(said, list) else said for name, said in held}


def shown(app: AppTest) -> ViewPair:
    """Both views, as the address of the page says them."""
    return parse_pair(said(app), current().default_view(), current().known).pair


def days(view: View) -> tuple[date, date]:
    return view.date_from, view.date_to


def test_the_page_says_both_views_and_claims_no_cause(app: AppTest) -> None:
    text = html(app)
    for view in (shown(app).a, shown(app).b):
        assert f"Showing {current().counts(view).shown} of" in text
    assert "Reports per day:" in text
    assert "No figure here says why it is as it is." in text


def test_the_sidebar_changes_the_view_that_is_chosen(app: AppTest) -> None:
    before = shown(app)
    side = next(group for group in app.button_group if group.key == "side")
    healthy(side.set_value("b").run())
    kinds = next(group for group in app.button_group if group.key == "kinds")
    healthy(kinds.set_value([str(Kind.AIRSTRIKE)]).run())

    after = shown(app)
    assert (after.a, after.b.kinds) == (before.a, (Kind.AIRSTRIKE,))
    assert said(app)["b.kind"] == "airstrike"
    assert days(after.b) == days(before.b)


def test_both_views_are_changed_at_once(app: AppTest) -> None:
    side = next(group for group in app.button_group if group.key == "side")
    healthy(side.set_value("both").run())
    healthy(app.text_input(key="text").set_value("school").run())

    assert (shown(app).a.text, shown(app).b.text) == ("school", "school")
    assert "b.q" not in said(app)


def test_the_language_is_of_both_whichever_the_sidebar_changes(app: AppTest) -> None:
    side = next(group for group in app.button_group if group.key == "side")
    healthy(side.set_value("b").run())
    healthy(app.selectbox(key="lang").set_value("ar").run())

    assert (said(app)["lang"], said(app)["b.from"]) == ("ar", "2023-12-02")


def test_the_views_are_changed_over(app: AppTest) -> None:
    before = shown(app)
    healthy(app.button(key="swap").click().run())
    assert shown(app) == before.swapped()


def test_the_curtain_is_in_the_link(app: AppTest) -> None:
    form = next(group for group in app.button_group if group.key == "maps_form")
    healthy(form.set_value("curtain").run())
    assert said(app)["maps"] == "curtain"


def test_the_curtain_is_kept_while_the_reader_looks_at_another_page(app: AppTest) -> None:
    form = next(group for group in app.button_group if group.key == "maps_form")
    healthy(form.set_value("curtain").run())
    healthy(app.switch_page("map.py").run())
    healthy(app.switch_page("compare.py").run())
    assert said(app)["maps"] == "curtain"


def test_other_pages_show_the_first_view_and_say_nothing_of_the_second(app: AppTest) -> None:
    side = next(group for group in app.button_group if group.key == "side")
    healthy(side.set_value("b").run())
    healthy(app.switch_page("map.py").run())

    assert (said(app)["from"], said(app)["to"]) == (A["from"], A["to"])
    assert not [name for name in said(app) if name.startswith("b.") or name == "maps"]

    healthy(app.switch_page("compare.py").run())
    assert said(app)["b.from"] == B["b.from"]


def test_the_view_of_another_page_is_compared_with_itself_at_first() -> None:
    app = opened("", **A)
    healthy(app.switch_page("compare.py").run())
    assert shown(app).is_equal
    assert not [name for name in said(app) if name.startswith("b.")]
    assert "Both views ask the same: nothing differs." in html(app)


def test_a_bad_value_of_the_second_view_is_named() -> None:
    app = opened("compare.py", **A, **{"b.to": "never", "b.kind": "laser"})
    assert "b.to=never" in html(app)
    assert "b.kind=laser" in html(app)
    assert shown(app).is_equal


def test_a_day_for_both_leaves_each_its_other_day() -> None:
    def asked() -> None:
        import datetime as dt  # noqa: PLC0415 a script of its own

        from pages.common import cannot_show, pair_state, state  # noqa: PLC0415

        pair_state.enter(compares=True)
        cannot_show.open_or_stop()
        state.adopt_address()
        pair_state.choose_side(pair_state.ChangedSide.BOTH)
        state.start_on(dt.date(2023, 12, 5))
        state.write_address()

    app = AppTest.from_function(asked, default_timeout=LONGEST_RUN_S)
    for name, value in {"v": "1", "from": "2023-12-01", "to": "2023-12-31", "b.to": "2024-12-31"}.items():
        app.query_params[name] = value
    healthy(app.run())

    after = shown(app)
    assert days(after.a) == (date(2023, 12, 5), date(2023, 12, 31))
    assert days(after.b) == (date(2023, 12, 5), date(2024, 12, 31))
