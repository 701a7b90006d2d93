"""Tolls by the filters of a view, and what these leave out."""

from __future__ import annotations

import pytest

from geo.analysis.toll_series import daily
from geo.queries.tolls import tolls_in
from geo.snapshot.current import current
from geo.wording.toll_sentences import daily_table, left_out_tolls
from tests.builders import EN, report, row, snapshot, view_of


def of(*areas: str):
    return snapshot(report(), tolls=[row("tolls", f"t{n}", area=area) for n, area in enumerate(areas)])


def test_without_a_filter_every_toll_of_the_dates_is_found_and_nothing_is_said():
    opened = current()
    said = tolls_in(opened, opened.default_view())

    assert (said.other_sources, said.other_areas) == (0, 0)
    assert left_out_tolls(said, opened.default_view(), EN) == [
        f"{said.other_dates} tolls are as of days outside the dates shown."
    ]


def test_the_tolls_of_yemen_are_not_those_of_gaza():
    opened = current()
    view = opened.default_view().but(area="YEM")
    said = tolls_in(opened, view)

    assert said.found.empty
    assert said.other_areas == len(tolls_in(opened, opened.default_view()).found)
    assert left_out_tolls(said, view, EN)[1:] == [
        f"The area chosen leaves out {said.other_areas} tolls of areas that are others or wider."
    ]


@pytest.mark.parametrize(
    ("area", "found"), [("XX01", {"t0", "t1"}), ("XX0101", {"t1"}), ("YY", set()), ("XX", {"t0", "t1"})]
)
def test_an_area_keeps_what_lies_in_it_and_leaves_out_what_is_wider_or_unknown(area: str, found: set[str]):
    opened = of("Exshire", "Testville district", "Exland and Whyland", "the region")
    said = tolls_in(opened, view_of(opened).but(area=area))

    assert set(said.found.index) == found
    assert said.other_areas == 4 - len(found)


def test_the_sources_chosen_keep_what_they_published_and_the_rest_is_counted():
    opened = snapshot(report(), tolls=[row("tolls", "t0"), row("tolls", "t1", publisher="Another paper")])
    view = view_of(opened).but(sources=("synthetic",))
    said = tolls_in(opened, view)

    assert list(said.found.index) == ["t0"]
    assert left_out_tolls(said, view, EN) == ["The sources chosen leave out 1 toll of another publisher."]


def test_filters_that_no_toll_can_meet_are_named():
    opened = of("Exshire")
    view = view_of(opened).but(kinds=("drone",))

    assert len(tolls_in(opened, view).found) == 1
    assert "do not filter tolls" in left_out_tolls(tolls_in(opened, view), view, EN)[0]


def test_a_derived_figure_names_who_published_both_of_its_totals():
    later = {"as_of_date": "2024-01-12", "published_date": "2024-01-13", "url": "https://example.org/b"}
    opened = snapshot(
        tolls=[
            row("tolls", f"t{n}", value_min=100 + n, value_max=100 + n, qualifier="exact", **said)
            for n, said in enumerate(({}, later))
        ]
    )
    tolls = opened.tables["tolls"]

    [said] = daily_table(daily(tolls), tolls, EN).to_dict("records")

    assert said["Published by"] == "Synthetic Wire, 10 Jan 2024 / Synthetic Wire, 13 Jan 2024"
    assert said["Address"] == "https://example.org/a / https://example.org/b"
