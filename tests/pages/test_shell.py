"""The pages as scripts: they run in every language, count right, and keep one view between them."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import NoReturn

import pytest
from streamlit.testing.v1 import AppTest

from geo.errors import SnapshotError
from geo.model import Language, SourceKind
from geo.precision import NONE
from geo.store.current import current
from pages.ui import state

SHELL = Path(__file__).parents[2] / "pages" / "shell.py"
LONGEST_RUN_S = 60


@pytest.fixture
def app() -> AppTest:
    """The map page, opened without an address."""
    return opened()


def opened(**parameters: str) -> AppTest:
    app = AppTest.from_file(SHELL, default_timeout=LONGEST_RUN_S)
    for name, value in parameters.items():
        app.query_params[name] = value
    return healthy(app.run())


def healthy(app: AppTest) -> AppTest:
    assert [problem.message for problem in app.exception] == []
    return app


def html(app: AppTest) -> str:
    return " ".join(element.proto.body for element in app.get("html"))


def counts(app: AppTest) -> tuple[int, int]:
    shown, total = re.search(r"Showing (\d+) of (\d+) reports", html(app)).groups()
    return int(shown), int(total)


@pytest.mark.parametrize("page", ["map.py", "timeline.py", "claims.py", "sources.py"])
@pytest.mark.parametrize("lang", Language)
def test_a_page_runs_in_every_language(page: str, lang: Language) -> None:
    app = opened(lang=lang.value)
    healthy(app.switch_page(page).run())

    assert app.selectbox(key="lang").value == lang


def test_the_first_view_is_of_the_whole_chronicle(app: AppTest) -> None:
    reports = current().reports
    drawn = reports["event_start"].notna() & (reports["footprint"] != NONE)

    assert counts(app) == (int(drawn.sum()), len(reports))
    assert (app.date_input(key="from").value, app.date_input(key="to").value) == current().span


def test_a_link_without_dates_counts_those_of_its_own(app: AppTest) -> None:
    one_day = opened(**{"from": "2023-12-02", "to": "2023-12-02"})

    assert counts(one_day) == (4, 273)
    assert counts(app)[0] > 4


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
    assert preset.options[:2] == ["Whole chronicle", "Last 30 days of data"]

    healthy(preset.select_index(1).run())
    start, end = app.date_input(key="from").value, app.date_input(key="to").value
    assert ((last - start).days, end) == (29, last)

    healthy(app.selectbox(key="preset").select_index(0).run())
    assert (app.date_input(key="from").value, app.date_input(key="to").value) == (first, last)


def test_the_preset_of_the_truce_is_that_of_its_days(app: AppTest) -> None:
    [index] = [
        i for i, label in enumerate(app.selectbox(key="preset").options) if "Truce of 24 November" in label
    ]
    healthy(app.selectbox(key="preset").select_index(index).run())

    assert app.date_input(key="from").value == date(2023, 11, 24)
    assert app.date_input(key="to").value == date(2023, 12, 1)


def test_a_first_day_after_the_last_takes_the_last_along(app: AppTest) -> None:
    healthy(app.date_input(key="to").set_value(date(2023, 12, 2)).run())
    healthy(app.date_input(key="from").set_value(date(2024, 1, 1)).run())

    assert app.date_input(key="to").value == date(2024, 1, 1)
    healthy(app.date_input(key="to").set_value(date(2023, 11, 1)).run())
    assert app.date_input(key="from").value == date(2023, 11, 1)


def test_a_kind_of_source_chooses_its_sources_and_gives_them_back(app: AppTest) -> None:
    everything = counts(app)
    chronicle = current()
    reports, sources = chronicle.reports, chronicle.tables["sources"]
    kinds = reports["source_id"].groupby(reports["source_id"].map(sources["kind"])).unique()

    healthy(app.pills(key="source_kinds").set_value([SourceKind.UN]).run())
    assert sorted(app.multiselect(key="single_sources").value) == sorted(kinds["un"])
    assert counts(app)[0] < everything[0]

    healthy(app.pills(key="source_kinds").set_value([SourceKind.UN, SourceKind.NGO]).run())
    assert sorted(app.multiselect(key="single_sources").value) == sorted([*kinds["un"], *kinds["ngo"]])

    healthy(app.pills(key="source_kinds").set_value([]).run())
    assert app.multiselect(key="single_sources").value == []
    assert counts(app) == everything


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


def test_data_that_cannot_be_shown_are_not_and_the_page_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> NoReturn:
        raise SnapshotError("snapshot 0123456789ab is damaged: reports.parquet *changed*")

    monkeypatch.setattr(state, "current", refuse)

    app = AppTest.from_file(SHELL, default_timeout=LONGEST_RUN_S).run()

    assert not app.exception
    assert "reports" in app.error[0].value
    assert "\\*changed\\*" in app.error[0].value
    assert not app.radio
