"""Times of day in files of other columns."""

from __future__ import annotations

import pytest

from geo.tabular.day_forms import time_of
from geo.tabular.mapping import MappedField, from_toml
from tests.geo.tabular.test_mapping import guessed, mapped


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("04:20", "04:20"),
        ("4:20", "04:20"),
        ("04:20:59", "04:20"),
        ("4:20 pm", "16:20"),
        ("12:05 a.m.", "00:05"),
        ("12:05PM", "12:05"),
        ("25:00", ""),
        ("13:00 pm", ""),
        ("8.30", ""),
        ("midnight", ""),
        ("2024-01-10 04:20", ""),
    ],
)
def test_a_time_is_read_in_the_forms_in_which_it_is_written(text: str, time: str):
    assert time_of(text) == time


@pytest.mark.parametrize("header", ["time", "Event_Time", "hour", "الساعة", "שעה"])
def test_a_column_of_times_is_known_by_its_name_and_its_cells(header: str):
    rows = mapped(f"date,{header}", "2024-01-10,4:20 pm", "2024-01-11,")
    assert [(row["event_start"], row["time_from"]) for row in rows] == [
        ("2024-01-10", "16:20"),
        ("2024-01-11", ""),
    ]


def test_a_column_called_time_that_holds_days_is_the_day():
    lines = "time,place", "2024-01-10 04:20,Testville"
    assert guessed(*lines).fields["event_start"].column == "time"
    assert [(row["event_start"], row["time_from"]) for row in mapped(*lines)] == [("2024-01-10", "04:20")]


def test_a_time_that_cannot_be_read_stays_as_it_came_and_is_refused_later():
    mapping = from_toml('[columns.time_from]\nfrom = "at"\n', "m.toml")
    assert mapping.fields["time_from"] == MappedField("at")
    assert mapped("date,at", "2024-01-10,8.30", mapping=mapping)[0]["time_from"] == "8.30"


def test_a_row_without_an_hour_keeps_the_id_that_it_had_before_there_were_hours():
    row = mapped("date,place", "2024-01-10,Testville")[0]
    assert row["report_id"] == "testville-27085dabde91"
    assert mapped("date,place,time", "2024-01-10,Testville,04:20")[0]["report_id"] != row["report_id"]
