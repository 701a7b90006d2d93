"""What the strip under the map is handed: its series, its pauses, and in which order."""

from __future__ import annotations

from datetime import date

from geo.analysis.bins import Unit, bins_of
from geo.charts.chart_spec import PAPER
from geo.charts.histogram import BAR, histogram
from geo.charts.longer_periods import MOST_DRAWN, LongerPeriod, drawn, lanes
from geo.charts.report_series import MOST_SOURCES, Split, report_series
from geo.layers.symbols import SYMBOL_CONTRAST, Theme, contrast
from geo.model.days import day_number
from tests.builders import EN, report, row, snapshot, view_of


def test_each_pause_says_who_announced_it_and_where_that_was_published():
    opened = snapshot(report(), pauses=[row("pauses", "p1", start="2024-01-09", end="2024-01-11")])

    said = histogram(opened, view_of(opened), EN)

    assert {name: said["pauses"][0][name] for name in ("announced_by", "publisher", "url")} == {
        "announced_by": "Testville council",
        "publisher": "Synthetic Wire",
        "url": "https://example.org/a",
    }


def test_sources_are_ranked_by_their_reports_and_not_by_the_weeks_that_these_touch():
    many = [f"many-{n}" for n in range(MOST_SOURCES)]
    reports = [report(f"{source}-{n}", source_id=source) for source in many for n in range(2)]
    long = report(
        "long", source_id="long", event_start="2023-01-01", event_end="2024-01-10", date_precision="range"
    )
    names = [row("sources", source, name=source.title()) for source in (*many, "long")]
    opened = snapshot(*reports, long, sources=names)

    weeks = bins_of(*opened.span, Unit.WEEK)
    series = report_series(opened, view_of(opened), weeks, Split.SOURCE, EN)

    assert [one.label for one in series] == [
        *(source.title() for source in many),
        "1 other source",
    ]


def test_a_report_of_nine_months_is_no_wall_over_the_weeks():
    opened = snapshot(
        report("first", event_start="2023-10-07"),
        report(
            "long", event_start="2023-10-07", event_end="2024-07-01", date_precision="range", kind="drone"
        ),
    )

    said = histogram(opened, view_of(opened), EN)

    assert said["unit"] == "week"
    assert sum(said["certain"]) == sum(said["possible"]) == 1
    assert said["longer"] == {
        "label": "1 report of a longer period",
        "periods": [
            {
                "first": day_number(date(2023, 10, 7)),
                "last": day_number(date(2024, 7, 1)),
                "n": 1,
                "lane": 0,
            }
        ],
        "rest": "",
    }


def test_a_report_over_the_edge_of_a_week_stays_a_pale_part_of_two_bars():
    opened = snapshot(
        report("edge", event_start="2024-01-07", event_end="2024-01-08", date_precision="range"),
        report("far", event_start="2024-12-31"),
    )

    said = histogram(opened, view_of(opened), EN)

    assert (sum(said["certain"]), sum(said["possible"]), said["longer"]["periods"]) == (1, 3, [])


def test_periods_lie_over_each_other_only_when_every_lane_is_taken():
    periods = [LongerPeriod(first, first + 9, 1) for first in (0, 2, 4, 6, 12)]

    assert lanes(periods, 3) == [0, 1, 2, 0, 1]
    assert lanes(periods, 9) == [0, 1, 2, 3, 0]


def test_of_very_many_periods_the_longest_are_drawn_by_their_days():
    periods = [LongerPeriod(first, first + first, 1) for first in range(2 * MOST_DRAWN)]

    assert drawn(periods) == periods[MOST_DRAWN:]


def test_the_bars_stand_out_from_the_page():
    for theme in Theme:
        assert contrast(BAR.on(theme), PAPER.on(theme)) >= SYMBOL_CONTRAST
