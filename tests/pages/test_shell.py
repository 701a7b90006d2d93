"""The pages as scripts: they run in every language, count right, and keep one view between them."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import NoReturn

import pytest
from streamlit.testing.v1 import AppTest

from geo.filters.claimant import CLAIMANT
from geo.filters.ends import ENDS
from geo.geometry.footprints import NONE
from geo.model import EndReading, Kind, Language, SourceKind
from geo.model.errors import SnapshotError
from geo.snapshot.current import current
from pages.common import state
from pages.common.day import read
from pages.common.inline_scripts import SCRIPTS, inline_scripts, script
from tests.pages.scripts import LONGEST_RUN_S, SHELL, healthy, html, opened
from tests.pages.sentences import long_sentences

NOTHING_OF_SOURCE, NOTHING_OF_AREA = "s017", "PS0120"
"""A source of statements on zones alone, and an area, of which the chronicle has no report."""


@pytest.fixture
def app() -> AppTest:
    """The map page, at a link to everything."""
    return opened()


def counts(app: AppTest) -> tuple[int, int]:
    shown, total = re.search(r"Showing ([\d,]+) of ([\d,]+) reports", html(app)).groups()
    return int(shown.replace(",", "")), int(total.replace(",", ""))


def days(app: AppTest) -> tuple[date, date]:
    view = app.session_state["view"]
    return view.date_from, view.date_to


@pytest.mark.parametrize(
    "page", ["map.py", "timeline.py", "shelters.py", "claims.py", "compare.py", "sources.py"]
)
@pytest.mark.parametrize("lang", Language)
def test_a_page_runs_in_every_language_in_short_sentences(page: str, lang: Language) -> None:
    app = opened(lang=lang.value, sel="r0054")
    healthy(app.switch_page(page).run())

    assert app.selectbox(key="lang").value == lang
    assert long_sentences(app) == []


def test_the_first_view_is_of_the_whole_chronicle(app: AppTest) -> None:
    reports = current().reports
    drawn = reports["event_start"].notna() & (reports["footprint"] != NONE)

    assert counts(app) == (int(drawn.sum()), len(reports))
    assert days(app) == current().span


def test_filters_that_came_later_are_sent_once_their_line_is_open(app: AppTest) -> None:
    assert not [each for each in app.multiselect if each.key in {"struck", "party", "claimant"}]


def test_a_link_that_chooses_a_claimant_opens_the_list_of_claimants() -> None:
    app = opened(claimant="UNRWA")
    reports = (current().reports["claimant"] == "UNRWA").sum()

    assert app.multiselect(key="claimant").value == ["UNRWA"]
    assert "UNRWA" in app.multiselect(key="claimant").options
    assert counts(app)[0] <= reports


def test_a_list_offers_first_what_the_view_would_show_most_of() -> None:
    app = opened(claimant="UNRWA", q="school")
    healthy(app.multiselect(key="struck").set_value(["school"]).run())

    view, shown = app.session_state["view"], current().counts
    options = app.multiselect(key="claimant").options
    n = [shown(CLAIMANT.choose(view, (name,))).shown for name in claimants(options)]
    assert n == sorted(n, reverse=True)
    assert n[0] > n[-1]


def claimants(options: list[str]) -> list[str]:
    """The claimants that a list offers, but for those that it calls otherwise than the reports do."""
    known = current().facet("claimant")
    return [option for option in options if option in known]


def test_another_party_is_chosen_beside_the_claimant() -> None:
    app = opened(claimant="UNRWA")
    healthy(app.multiselect(key="party").set_value(["Iran"]).run())

    view = app.session_state["view"]
    assert (view.choice("party"), view.choice("claimant")) == (("Iran",), ("UNRWA",))


def test_how_missing_ends_are_read_is_chosen_beside_the_filters_and_changes_no_count() -> None:
    app = opened(ends="day")
    before = counts(app)
    control = app.segmented_control(key="ends")
    assert control.value == EndReading.DAY

    healthy(control.set_value(EndReading.OPEN).run())

    assert ENDS.chosen(app.session_state["view"]) is EndReading.OPEN
    assert counts(app) == before
    assert "whatever was stated since" in html(app)


def test_resetting_the_filters_lifts_those_that_came_later() -> None:
    app = opened(struck="school", claimant="UNRWA")
    healthy(app.button(key="reset").click().run())

    assert app.session_state["view"].choices == ()


def test_a_link_without_dates_counts_those_of_its_own(app: AppTest) -> None:
    one_day = opened(**{"from": "2023-12-02", "to": "2023-12-02"})
    reports = current().reports
    then = (reports["event_start"] <= "2023-12-02") & (reports["event_end"] >= "2023-12-02")
    drawn = int((then & (reports["footprint"] != NONE)).sum())

    assert counts(one_day) == (drawn, len(reports))
    assert counts(app)[0] > drawn > 0


def test_a_text_is_a_filter(app: AppTest) -> None:
    everything = counts(app)

    healthy(app.text_input(key="text").input("hospital").run())

    assert 0 < counts(app)[0] < everything[0]
    assert counts(app)[1] == everything[1]


def test_a_reset_brings_everything_back_but_keeps_the_language(app: AppTest) -> None:
    everything = counts(app)
    app.text_input(key="text").input("hospital").run()
    app.selectbox(key="area").select("PS0275").run()
    assert counts(app) != everything

    healthy(app.button(key="reset").click().run())

    assert counts(app) == everything
    assert app.text_input(key="text").value == ""
    assert app.selectbox(key="area").value == "all"
    app.selectbox(key="lang").select(Language.AR).run()
    healthy(app.button(key="reset").click().run())
    assert app.selectbox(key="lang").value == Language.AR


def test_a_preset_sets_its_dates_and_the_whole_chronicle_brings_them_back(app: AppTest) -> None:
    first, last = current().span
    preset = app.selectbox(key="preset")
    assert preset.options[:3] == ["Whole chronicle", "Last 30 days of data", "Last 90 days of data"]

    healthy(preset.select_index(1).run())
    start, end = days(app)
    assert ((last - start).days, end) == (29, last)

    healthy(app.selectbox(key="preset").select_index(0).run())
    assert days(app) == (first, last)


def test_the_preset_of_the_truce_is_that_of_its_days(app: AppTest) -> None:
    [index] = [
        i for i, label in enumerate(app.selectbox(key="preset").options) if "Truce of 24 November" in label
    ]
    healthy(app.selectbox(key="preset").select_index(index).run())

    assert days(app) == (date(2023, 11, 24), date(2023, 12, 1))


def test_a_first_day_after_the_last_takes_the_last_along() -> None:
    def asked() -> None:
        import datetime as dt  # noqa: PLC0415 a script of its own

        from pages.common import cannot_show, state  # noqa: PLC0415

        cannot_show.open_or_stop()
        state.adopt_address()
        state.end_on(dt.date(2023, 12, 2))
        state.start_on(dt.date(2024, 1, 1))

    app = healthy(AppTest.from_function(asked, default_timeout=LONGEST_RUN_S).run())

    assert days(app) == (date(2024, 1, 1), date(2024, 1, 1))


def test_a_last_day_before_the_first_takes_the_first_along() -> None:
    def asked() -> None:
        import datetime as dt  # noqa: PLC0415 a script of its own

        from pages.common import cannot_show, state  # noqa: PLC0415

        cannot_show.open_or_stop()
        state.adopt_address()
        state.start_on(dt.date(2024, 1, 1))
        state.end_on(dt.date(2023, 11, 1))

    app = healthy(AppTest.from_function(asked, default_timeout=LONGEST_RUN_S).run())

    assert days(app) == (date(2023, 11, 1), date(2023, 11, 1))


NO_DAYS = ["2023-02-31", "1899-12-31", "2101-01-01", "", "<b>", 20231007, None, ["2023-10-07"]]


@pytest.mark.parametrize("sent", NO_DAYS)
def test_what_is_no_day_of_a_view_is_not_taken_from_the_browser(sent: object) -> None:
    assert read(sent) is None
    assert read("2023-10-07") == date(2023, 10, 7)


def test_a_kind_of_source_chooses_its_sources_and_gives_them_back(app: AppTest) -> None:
    everything = counts(app)
    snapshot = current()
    reports, sources = snapshot.reports, snapshot.tables["sources"]
    kinds = reports["source_id"].groupby(reports["source_id"].map(sources["kind"])).unique()

    healthy(app.pills(key="source_kinds").set_value([SourceKind.UN]).run())
    assert chosen_sources(app) == sorted(kinds["un"])
    assert counts(app)[0] < everything[0]

    healthy(app.pills(key="source_kinds").set_value([SourceKind.UN, SourceKind.NGO]).run())
    assert chosen_sources(app) == sorted([*kinds["un"], *kinds["ngo"]])

    healthy(app.pills(key="source_kinds").set_value([]).run())
    assert chosen_sources(app) == []
    assert counts(app) == everything


def test_a_whole_kind_is_one_button_and_a_source_of_it_can_be_left_out(app: AppTest) -> None:
    healthy(app.pills(key="source_kinds").set_value([SourceKind.UN]).run())
    whole, listed = chosen_sources(app), app.multiselect(key="single_sources")
    assert listed.value == []
    assert sum(option.startswith("Leave out: ") for option in listed.options) == len(whole)

    healthy(listed.set_value([whole[0]]).run())

    assert chosen_sources(app) == whole[1:]
    assert sorted(app.multiselect(key="single_sources").value) == whole[1:]
    assert app.pills(key="source_kinds").value == []


def chosen_sources(app: AppTest) -> list[str]:
    """The sources that the session's view names."""
    return list(app.session_state["view"].sources or ())


def test_filters_survive_a_look_at_the_sources(app: AppTest) -> None:
    app.text_input(key="text").input("rafah").run()
    seen = counts(app)

    healthy(app.switch_page("sources.py").run())
    healthy(app.switch_page("map.py").run())

    assert app.text_input(key="text").value == "rafah"
    assert counts(app) == seen


def test_a_bad_value_of_a_link_is_named_and_forgotten_after_a_change() -> None:
    app = opened(**{"from": "2023-99-01", "z": "999"})
    assert "ignored: from=2023-99-01" in html(app)
    assert "ignored: z=999" in html(app)
    assert "ignored: to" not in html(app)

    healthy(app.text_input(key="text").input("rafah").run())

    assert "ignored:" not in html(app)


def test_a_selected_zone_is_opened_and_closed() -> None:
    app = opened(sel="z001")
    assert "Erez crossing" in html(app)

    healthy(app.button(key="close_detail").click().run())

    assert "<article" not in html(app)


def test_the_sources_page_names_the_snapshot_and_awaits_native_readers(app: AppTest) -> None:
    healthy(app.switch_page("sources.py").run())

    assert current().id in html(app)
    assert re.search("native", html(app))


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", ["What may not be concluded", "By party said to have fired", "Gaza Strip"]),
        ("ar", ["ما لا يجوز استنتاجه", "بحسب الشهر"]),
        ("he", ["מה אין להסיק", "לפי חודש"]),
    ],
)
def test_the_sources_page_shows_what_the_snapshot_holds_and_lacks(lang: str, said: list[str]) -> None:
    app = opened(lang=lang)
    app.session_state["sources_part"] = "coverage"

    shown = html(healthy(app.switch_page("sources.py").run()))

    assert [text for text in said if text not in shown] == []
    assert shown.count("<table") == 7


def test_data_that_cannot_be_shown_are_not_and_the_page_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> NoReturn:
        raise SnapshotError("snapshot 0123456789ab is damaged: reports.parquet *changed*")

    monkeypatch.setattr(state, "current", refuse)

    app = AppTest.from_file(SHELL, default_timeout=LONGEST_RUN_S).run()

    assert not app.exception
    assert "reports" in app.error[0].value
    assert "\\*changed\\*" in app.error[0].value
    assert not app.radio


@pytest.mark.parametrize("page", ["map.py", "claims.py"])
def test_a_text_that_no_report_has_is_named_as_the_cause_and_cleared_by_itself(page: str) -> None:
    app = opened(page, q="zzzz", kind="airstrike,drone")

    assert "without the text" in html(app).split("No report to show: all ")[1].split(").")[0]
    assert "The chronicle runs from" not in html(app)
    healthy(app.button(key="without_text").click().run())
    view = app.session_state["view"]
    assert (view.text, view.kinds) == ("", (Kind.AIRSTRIKE, Kind.DRONE))
    assert counts(app)[0] > 0
    assert [button.key for button in app.button if button.key.startswith("without_")] == []


def test_only_a_filter_whose_loss_shows_something_is_offered() -> None:
    app = opened(q="zzzz", area=NOTHING_OF_AREA, **{"from": "2023-10-17", "to": "2023-10-17"})

    assert [button.key for button in app.button if button.key.startswith("without_")] == []
    assert "The chronicle runs from" not in html(app)


def test_days_without_a_report_are_named_as_the_cause() -> None:
    app = opened(kind="airstrike", **{"from": "2019-01-01", "to": "2019-01-01"})

    assert "No report to show for 1 Jan 2019. The chronicle runs from 7 Oct 2023" in html(app)


@pytest.mark.parametrize(
    ("filters", "key"),
    [
        ({"src": NOTHING_OF_SOURCE}, "without_other_sources"),
        ({"layers": "zones"}, "without_layer_off"),
        ({"area": NOTHING_OF_AREA}, "without_other_areas"),
    ],
)
def test_a_filter_that_leaves_all_out_can_be_lifted_alone(filters: dict[str, str], key: str) -> None:
    app = opened(**filters)

    healthy(app.button(key=key).click().run())
    assert counts(app)[0] > 0


def test_no_page_runs_a_script_that_its_policy_does_not_name() -> None:
    pages = Path(__file__).parents[2] / "pages"
    written = {path.name for path in pages.rglob("*.py") if "<script" in path.read_text(encoding="utf-8")}
    runs = {re.search("<script>(.*)</script>", script(name), re.DOTALL)[1] for name in SCRIPTS}

    assert written == {"inline_scripts.py"}
    assert runs < set(inline_scripts())
