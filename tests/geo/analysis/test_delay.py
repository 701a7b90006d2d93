from __future__ import annotations

import numpy as np

from geo.analysis.delay import delays
from geo.charts.histogram import histogram
from geo.language import words
from geo.model import Language
from tests.builders import report, snapshot, view_of


def worked_out(*reports: tuple[int, int, int]):
    """Delays of reports, each of an event on a day, published on a day, by a source."""
    event, published, source = (np.array(column, np.int32) for column in zip(*reports, strict=True))
    return delays(event, published, source, int(published.max()))


def test_nine_in_ten_reports_come_within_the_delay():
    found = worked_out(*((0, late, 0) for late in (0, 0, 0, 0, 0, 1, 1, 2, 3, 60)))
    assert (found.by_source[0].days, found.by_source[0].n_reports) == (3, 10)


def test_a_source_with_few_reports_has_the_delay_of_all_together():
    found = worked_out(*[(0, 1, 0)] * 20, (0, 9, 1))
    assert list(found.by_source) == [0]
    assert found.longest([1]).days == 1
    assert found.longest([1]).source_code is None


def test_the_longest_delay_of_the_sources_chosen_counts():
    found = worked_out(*[(0, 1, 0)] * 5, *[(0, 7, 1)] * 5)
    assert found.longest([0, 1]).days == 7
    assert found.longest([0]).days == 1


def test_a_report_published_before_its_day_is_not_late():
    assert worked_out(*[(5, 3, 0)] * 5).by_source[0].days == 0


def test_without_reports_there_is_no_delay():
    nothing = np.zeros(0, np.int32)
    assert delays(nothing, nothing, nothing, None).longest([0]) is None


def test_the_strip_shades_the_last_days_and_says_why():
    dated = [
        report(f"r{i}", event_start="2024-03-01", event_end="2024-03-01", published_date="2024-03-04")
        for i in range(6)
    ]
    opened = snapshot(*dated)
    late = histogram(opened, view_of(opened), words(Language.EN))["late"]
    published = np.datetime64("2024-03-04").astype(int)
    assert late["from"] == published - 2
    assert "within 3 days" in late["text"]
    assert "4 Mar 2024" in late["text"]


def test_the_strip_follows_every_filter_but_the_dates():
    opened = snapshot(report("a", kind="drone"), report("b", kind="rocket", event_start="2024-06-01"))
    said = histogram(opened, view_of(opened, "2024-06-01", kinds=("drone",)), words(Language.EN))
    assert sum(said["certain"]) == sum(said["possible"]) == 1
