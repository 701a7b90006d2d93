"""How many of the reports shown lie in a frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from geo.geometry.frame import Frame, frame_around
from geo.layers.frame_counts import frame_sentence, outside_sentence, reports_in
from geo.model import LocationPrecision
from tests.builders import EN, TESTVILLE, report, snapshot

if TYPE_CHECKING:
    from collections.abc import Callable

AREA = {"location_precision": LocationPrecision.GOVERNORATE}
REPORTS = (
    report("here"),
    report("here-too"),
    report("there", lat=31.05, lon=40.5, area_pcode="YY"),
    report("area", **AREA),
    report("far-area", **AREA, area_pcode="YY"),
)


def around_testville(side: float = 400) -> Frame:
    return frame_around(*TESTVILLE, 12, width=side, height=side)


@pytest.mark.parametrize(
    ("frame", "n"),
    [
        (around_testville(), 3),
        (frame_around(31.5, 40.5, 6, width=100, height=100), 2),
        (frame_around(31.5, 37, 5, width=2_000, height=2_000), 5),
        (frame_around(-31.5, -37, 5, width=100, height=100), 0),
    ],
)
def test_points_in_it_and_areas_that_reach_into_it_are_counted(frame: Frame, n: int):
    opened = snapshot(*REPORTS)
    assert reports_in(opened, opened.default_view(), frame.bounds()) == n


def test_a_frame_that_lacks_some_says_how_many_it_has():
    opened = snapshot(*REPORTS)
    said = frame_sentence(opened, opened.default_view(), around_testville().bounds(), EN)
    assert said == "In this frame: 3 of the 5 reports shown"


def test_what_lies_outside_is_the_rest_of_it():
    opened = snapshot(*REPORTS)
    said = outside_sentence(opened, opened.default_view(), around_testville().bounds(), EN)
    assert said == "2 of 5 lie outside this view"


@pytest.mark.parametrize("sentence", [frame_sentence, outside_sentence])
def test_a_frame_with_all_says_nothing(sentence: Callable[..., str]):
    opened = snapshot(report("here"), report("area", **AREA))
    assert sentence(opened, opened.default_view(), around_testville().bounds(), EN) == ""
