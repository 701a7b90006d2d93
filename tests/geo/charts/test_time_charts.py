"""Charts over time: valid Vega-Lite, each figure once, open ends open, texts of data as values only."""

from __future__ import annotations

import itertools
import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, strategies

from geo.analysis.bins import bins_of, unit_for
from geo.analysis.toll_series import daily
from geo.charts.chart_spec import ChartCaption
from geo.charts.over_time_words import over_time_sentence, over_time_table, over_time_units
from geo.charts.rates import rates_chart
from geo.charts.report_series import Split, report_series
from geo.charts.reports_over_time import (
    ReportsOverTime,
    over_time,
    over_time_chart,
)
from geo.charts.toll_chart import daily_chart, tolls_chart
from geo.export.chart_files import write_chart
from geo.layers.symbols import Theme
from geo.model.days import day_number
from geo.queries.pause_comparison import compared
from geo.queries.pauses import Pause
from geo.snapshot.current import current
from tests.builders import EN, report, row, snapshot, view_of, views_of_its_days

if TYPE_CHECKING:
    from geo.filters.view import View

HOSTILE = "datum['x'] <script>{expr: 1}"


def values(drawn: dict) -> list[dict]:
    return [one for rows in drawn["datasets"].values() for one in rows]


def tolls(*said: dict):
    return snapshot(
        tolls=[row("tolls", f"t{n}", **{"qualifier": "exact", **one}) for n, one in enumerate(said)]
    )


def without_data(drawn: dict) -> str:
    return str({name: part for name, part in drawn.items() if name != "datasets"})


@pytest.mark.parametrize("theme", Theme)
def test_every_chart_of_the_chronicle_is_valid_vega_lite(theme: Theme):
    opened = current()
    view = opened.default_view()
    every = compared(opened, view)
    killed = opened.tables["tolls"].query("measure == 'killed' and population == 'palestinians_gaza'")
    for make in (
        over_time_chart(over_time(opened, view), tuple(said.pause for said in every), EN),
        rates_chart(every, EN),
        tolls_chart(killed, EN),
        daily_chart(daily(killed), EN),
    ):
        make(theme).to_dict()  # raises where it is not


FIRST, N_DAYS = date(2024, 1, 1), 1_000
PLOT_PX, CHARACTER_PX = 324, 6.9
"""The days of the chart on a phone, and the widest digit of the fonts that a page takes, at 11 pixels."""


def labels(pauses: tuple[Pause, ...], series: ReportsOverTime) -> list[dict]:
    drawn = over_time_chart(series, pauses, EN)(Theme.LIGHT)
    # As the chart has them: to write it out and hold it to the schema takes twice as long as to make it.
    found = next(part.data for part in drawn.layer if "label" in part.data)
    return [{**one, "label": one["label"].strip("\u2066\u2069")} for one in found.to_dict("records")]


def labels_of_days(*starts: int) -> list[dict]:
    """Return the labels of pauses that begin so many days after the first day of a thousand."""
    last = FIRST + timedelta(N_DAYS - 1)
    # As the page counts so many days: bars by the day take far longer to make, and have the same labels.
    bins = bins_of(FIRST, last, unit_for(FIRST, last)).cut(FIRST, last)
    none = np.zeros(len(bins), np.int64)
    days = [day_number(FIRST) + start for start in sorted(starts)]
    pauses = tuple(Pause((), (day, day), (day, day), True, (), frozenset()) for day in days)  # noqa: FBT003
    return labels(pauses, ReportsOverTime(bins, none, none, (), 0, is_cut=False))


def numbers_in(label: str) -> list[int]:
    ends = [[int(n) for n in run.split("–")] for run in label.split(", ")]
    return [n for run in ends for n in range(run[0], run[-1] + 1)]


def overlaps(found: list[dict], n_days: int) -> list[tuple[str, str]]:
    """Return the labels of a row that run into the next one on a phone."""

    def left_px(one: dict) -> float:
        return (date.fromisoformat(one["from"][:10]) - FIRST).days * PLOT_PX / n_days

    in_order = sorted(found, key=lambda one: (one["row"], one["from"]))
    return [
        (one["label"], other["label"])
        for one, other in itertools.pairwise(in_order)
        if one["row"] == other["row"] and left_px(one) + len(one["label"]) * CHARACTER_PX > left_px(other)
    ]


def test_each_pause_of_the_chronicle_has_its_number_in_the_chart():
    opened = current()
    view = opened.default_view()
    pauses = tuple(each.pause for each in compared(opened, view))
    series = over_time(opened, view)
    found = labels(pauses, series)

    assert sorted(n for one in found for n in numbers_in(one["label"])) == [*range(1, len(pauses) + 1)]
    assert not overlaps(found, (series.bins.edges[-1] - series.bins.edges[0]).days)


@given(strategies.lists(strategies.integers(0, N_DAYS - 1), min_size=1, max_size=60))
def test_no_two_labels_of_pauses_overlap_and_no_number_is_lost(starts: list[int]):
    found = labels_of_days(*starts)

    assert sorted(n for one in found for n in numbers_in(one["label"])) == [*range(1, len(starts) + 1)]
    assert not overlaps(found, N_DAYS)


def test_eight_pauses_within_sixteen_days_are_two_numbers_and_a_range():
    found = labels_of_days(*range(100, 116, 2))

    assert [(one["label"], one["row"]) for one in found] == [("1", 0), ("2", 1), ("3–8", 2)]


def test_pauses_far_apart_have_a_number_each_in_the_lowest_row():
    found = labels_of_days(0, 100, 200, 999)

    assert [(one["label"], one["row"]) for one in found] == [("1", 0), ("2", 0), ("3", 0), ("4", 0)]


def test_a_rate_without_an_upper_limit_is_not_drawn():
    days = {"start": "2024-01-10", "end": "2024-01-12"}
    opened = snapshot(
        report(),
        report("r2", event_start="2024-01-01"),
        report("r3", event_start="2024-01-31"),
        pauses=[
            row("pauses", "p1", name="Hours of each day", kind="tactical pause", **days),
            row("pauses", "p2", name="Whole days", start="2024-01-09", end="2024-01-11"),
        ],
    )
    every = compared(opened, view_of(opened, "2024-01-01", "2024-01-31"))
    drawn = rates_chart(every, EN)(Theme.LIGHT).to_dict()

    for what in ("Reports", "Incidents"):
        drawn_of = [one for one in values(drawn) if one.get("what") == what]
        inside = [one["pause"] for one in drawn_of if one["stretch"] == "During"]
        assert inside == ["1. Whole days"]
        assert any(one["pause"] == "2. Hours of each day" for one in drawn_of)


def test_rates_begin_at_zero_also_where_all_are_zero():
    opened = current()
    for view in (opened.default_view(), opened.default_view().but(text="zzzzqqq")):
        drawn = rates_chart(compared(opened, view), EN)(Theme.LIGHT).to_dict()
        low, high = drawn["layer"][0]["encoding"]["x"]["scale"]["domain"]

        assert low == 0
        assert high >= max(one["most"] for one in values(drawn) if "most" in one)
        assert high > 0


def test_reports_are_counted_certain_and_possible_by_day():
    opened = snapshot(
        report("r1"),
        report("r2", event_start="2024-01-10", event_end="2024-01-11", date_precision="range"),
    )
    held = over_time(opened, view_of(opened))

    assert held.certain.tolist() == held.possible.tolist() == [1, 0]
    assert [(period.last - period.first, period.n) for period in held.longer] == [(1, 1)]
    table = over_time_table(held, EN)
    assert table[["Drawn as", "Reports"]].to_numpy().tolist() == [
        ["Bar", "1"],
        ["Bar", "0"],
        ["Longer period", "1"],
        ["All bars", "1"],
        ["All longer periods", "1"],
        ["All reports", "2"],
    ]


def test_a_report_over_the_edge_of_a_week_is_possible_on_both_sides_and_counted_once():
    opened = snapshot(
        report("r1", event_start="2024-01-07", event_end="2024-01-08", date_precision="range"),
        report("r2", event_start="2024-12-31"),
    )
    held = over_time(opened, view_of(opened))
    table = over_time_table(held, EN).set_index("Drawn as")["Reports"]

    assert (held.certain[:2].tolist(), held.possible[:2].tolist()) == ([0, 0], [1, 1])
    assert table[["All bars", "All longer periods", "All reports"]].tolist() == ["1–2", "0", "2"]


def test_a_report_of_nine_months_stands_above_the_bars_with_its_days():
    opened = snapshot(
        report("r1", event_start="2023-10-07"),
        report("r2", event_start="2023-10-07", event_end="2024-07-01", date_precision="range"),
    )
    held = over_time(opened, view_of(opened))
    drawn = over_time_chart(held, (), EN)(Theme.LIGHT).to_dict()

    assert [(one["from"][:10], one["to"][:10]) for one in values(drawn) if "lane" in one] == [
        ("2023-10-07", "2024-07-02")
    ]
    assert [one["label"].strip("\u2066\u2069") for one in values(drawn) if "label" in one] == [
        "1 report of a longer period"
    ]
    assert max(one["high"] for one in values(drawn) if "high" in one) == 1
    assert "1 report of" not in str(
        over_time_chart(over_time(opened, view_of(opened, "2025-01-01")), (), EN)(Theme.LIGHT).to_dict()
    )


def test_the_line_of_no_pause_crosses_what_the_longer_periods_are_called():
    opened = current()
    view = opened.default_view()
    pauses = tuple(each.pause for each in compared(opened, view))
    layers = over_time_chart(over_time(opened, view), pauses, EN)(Theme.LIGHT).to_dict()["layer"]
    marks = [layer["mark"]["type"] for layer in layers]
    [ground] = [
        n
        for n, layer in enumerate(layers)
        if "x2" in layer["encoding"] and layer["encoding"]["x"] == {"value": 0}
    ]

    # The ground of the words hides the lines. The bands are drawn after it, and stay whole.
    assert "rule" in marks[:ground]
    assert set(marks[ground + 1 :]) == {"rect", "text"}
    assert layers[ground]["encoding"]["x2"]["value"] >= 6 * len("20 reports of longer periods")


@pytest.mark.parametrize("split", [Split.KIND, Split.SOURCE])
def test_bars_told_apart_by_colour_are_as_high_as_those_of_one_colour(split: Split):
    opened = current()
    view = opened.default_view()
    held = over_time(opened, view)
    parts = report_series(opened, view, held.bins, split, EN)
    drawn = over_time_chart(held, (), EN, parts)(Theme.LIGHT).to_dict()
    highest: dict[str, int] = {}
    for one in values(drawn):
        if "high" in one:
            highest[one["from"]] = max(highest.get(one["from"], 0), one["high"])

    assert sorted(highest.values()) == sorted(n for n in held.possible.tolist() if n)


@given(views_of_its_days)
def test_bars_and_longer_periods_add_up_to_the_reports_of_the_map(view: View):
    held, shown = over_time(current(), view), current().counts(view).shown

    assert held.total == shown
    assert held.n_in_bars + held.n_longer == shown
    assert held.certain.sum() <= held.n_in_bars <= held.possible.sum()


def test_the_page_says_how_many_reports_there_are_and_where_most_are():
    opened = snapshot(
        *[report(f"r{n}", event_start=f"2024-01-{day}") for n, day in enumerate((10, 11, 11, 14))]
    )

    assert over_time_sentence(over_time(opened, view_of(opened)), EN) == (
        "4 reports, 10–14 Jan 2024; most on 11 Jan 2024 (2)."
    )


def test_without_a_clear_peak_the_page_names_none():
    opened = snapshot(report("r1"), report("r2", event_start="2024-01-14"))

    assert "most" not in over_time_sentence(over_time(opened, view_of(opened)), EN)
    nothing = over_time(opened, view_of(opened, "2030-01-01", "2031-01-01"))
    assert over_time_sentence(nothing, EN) == "No report on the map is dated to these days."


def test_the_first_bin_and_the_last_are_cut_to_the_dates_shown_and_say_so():
    opened = current()
    view = view_of(opened, "2023-11-05", "2024-06-12")
    held = over_time(opened, view)
    table = over_time_table(held, EN)

    assert (table["From"].iloc[0], table["To"].iloc[0]) == (date(2023, 11, 5), date(2023, 11, 5))
    bars = table[table["Drawn as"] == "Bar"]
    assert (bars["From"].iloc[-1], bars["To"].iloc[-1]) == (date(2024, 6, 10), date(2024, 6, 12))
    assert held.certain.sum() <= opened.counts(view).shown
    assert "is cut" in over_time_units(held, EN)
    assert "is cut" not in over_time_units(over_time(opened, view_of(opened, "2023-11-06", "2024-06-16")), EN)


@pytest.mark.parametrize("last", ["2023-11-28", "2023-11-29", "2023-12-02", "2023-12-12"])
def test_no_axis_names_a_day_twice(last: str):
    opened = current()
    held = over_time(opened, view_of(opened, "2023-11-28", last))
    claims = tolls(
        *({"as_of_date": day, "value_min": n, "value_max": n} for n, day in enumerate(("2023-11-28", last)))
    ).tables["tolls"]

    for make in (over_time_chart(held, (), EN), tolls_chart(claims, EN), daily_chart(daily(claims), EN)):
        drawn = write_chart(make, ChartCaption("", "", ""), EN, "svg").decode()
        labels = re.findall(r">(\d+ (?:Nov|Dec))<", drawn)
        assert len(labels) == len(set(labels))


@given(views_of_its_days)
def test_bars_count_no_report_that_is_not_on_the_map(view: View):
    held, shown = over_time(current(), view), current().counts(view).shown

    assert held.certain.sum() <= shown
    assert held.possible.max() <= shown


def test_days_beyond_the_chronicle_are_one_empty_bin():
    opened = snapshot(report())
    held = over_time(opened, view_of(opened, "2030-01-01", "2031-01-01"))

    assert np.array_equal(held.possible, [0])


def test_a_pause_is_a_band_and_one_without_an_end_a_line():
    truce = {"start": "2023-11-24", "end": "2023-12-01"}
    opened = snapshot(
        report(event_start="2023-11-01"),
        report("r2", event_start="2023-12-20"),
        pauses=[
            row("pauses", "p1", start="2023-11-09", end_precision="unknown"),
            row("pauses", "p2", **truce),
            row("pauses", "p3", start="2023-11-24", start_precision="unknown", end="2023-12-01"),
        ],
    )
    view = view_of(opened, "2023-11-01", "2023-12-20")
    every = tuple(said.pause for said in compared(opened, view))
    drawn = over_time_chart(over_time(opened, view), every, EN)(Theme.LIGHT).to_dict()
    bands = {
        band["number"]: (band["form"], band["from"][:10], band["to"][:10])
        for band in values(drawn)
        if "form" in band
    }

    assert bands == {
        1: ("line", "2023-11-09", "2023-11-10"),
        2: ("band", "2023-11-24", str(date(2023, 12, 2))),
    }


def test_each_claimant_is_a_series_and_no_figure_is_between_two():
    opened = tolls(
        {"value_min": 100, "value_max": 200},
        {"value_min": 150, "claimant": "Farside council", "qualifier": "at_least"},
        {"value_max": 20, "claimant": "Third council", "qualifier": "about"},
    )
    drawn = tolls_chart(opened.tables["tolls"], EN)(Theme.LIGHT).to_dict()
    found = {one["series"]: (one["low"], one["high"], one["form"]) for one in values(drawn) if "form" in one}

    assert found == {
        "Testville council": (100, 200, "stated"),
        "Farside council": (150, 150, "at least"),
        "Third council": (20, 20, "up to"),
    }


def test_an_extrapolated_figure_is_a_series_of_its_own_and_says_so():
    opened = tolls({"value_min": 100, "value_max": 100}, {"value_min": 500, "qualifier": "modelled"})
    drawn = tolls_chart(opened.tables["tolls"], EN)(Theme.LIGHT).to_dict()

    assert {one["series"] for one in values(drawn)} == {
        "Testville council",
        "Testville council — extrapolated: “modelled”",
    }


def test_unknown_is_not_drawn_as_zero():
    opened = tolls({}, {"value_min": 0, "value_max": 0, "claimant": "Farside council"})
    drawn = tolls_chart(opened.tables["tolls"], EN)(Theme.LIGHT).to_dict()

    assert [one["series"] for one in values(drawn)] == ["Farside council"]


def test_texts_of_data_are_values_and_scale_members_never_expressions():
    opened = tolls({"value_min": 1, "value_max": 1, "claimant": HOSTILE})
    drawn = tolls_chart(opened.tables["tolls"], EN)(Theme.LIGHT).to_dict()

    assert {one["series"] for one in values(drawn)} == {HOSTILE}
    assert "'expr'" not in without_data(drawn)
    assert "calculate" not in without_data(drawn)


def test_days_without_a_figure_are_spanned_by_a_dashed_link_and_never_by_a_line():
    opened = tolls(
        *({"as_of_date": day, "value_min": n, "value_max": n} for n, day in enumerate(DAYS_WITH_A_GAP))
    )
    drawn = tolls_chart(opened.tables["tolls"], EN)(Theme.LIGHT).to_dict()
    links = {
        (one["day"][:10], one["next_day"][:10]): one["is_next_day"]
        for one in values(drawn)
        if "next_day" in one
    }

    assert links == {("2024-01-10", "2024-01-11"): True, ("2024-01-11", "2024-01-20"): False}
    [dashes] = [
        layer["encoding"]["strokeDash"] for layer in drawn["layer"] if "strokeDash" in layer["encoding"]
    ]
    assert all(gap for _, gap, *_ in dashes["scale"]["range"])
    assert not [layer for layer in drawn["layer"] if layer["mark"]["type"] == "line"]


DAYS_WITH_A_GAP = ("2024-01-10", "2024-01-11", "2024-01-20")


def test_a_chart_of_one_scope_runs_over_the_days_of_all_of_them():
    opened = tolls({"value_min": 1, "value_max": 1})
    days = (date(2023, 10, 7), date(2024, 3, 1))
    drawn = tolls_chart(opened.tables["tolls"], EN, days)(Theme.LIGHT).to_dict()

    axes = [layer["encoding"]["x"]["scale"]["domain"] for layer in drawn["layer"]]
    assert axes == [["2023-10-07T00:00:00", "2024-03-02T00:00:00"]] * len(axes)


def test_what_is_derived_lies_within_the_frame():
    killed = current().tables["tolls"].query("measure == 'killed' and population == 'palestinians_gaza'")
    changes = daily(killed).dropna(subset=["per_day_min", "per_day_max"])
    drawn = daily_chart(daily(killed), EN)(Theme.LIGHT).to_dict()

    for layer in drawn["layer"]:
        low, high = layer["encoding"]["y"]["scale"]["domain"]
        assert low <= min(0, changes["per_day_min"].min())
        assert high >= changes["per_day_max"].max()
