"""The parameter `datetime`: what is a day, an instant or an interval, and what is none."""

from __future__ import annotations

from datetime import date

import pytest

from geo.model.days import day_number, day_of
from geo.web.day_interval import read_days
from geo.web.status import BadRequestError

READ = {
    "2024-02-29": ("2024-02-29", "2024-02-29"),
    "2024-01-10T23:59:60Z": ("2024-01-10", "2024-01-10"),
    # The day that it names, in whatever offset.
    "2024-01-10T00:30:00+03:00": ("2024-01-10", "2024-01-10"),
    "2024-01-10t00:30:00.123456789z": ("2024-01-10", "2024-01-10"),
    # As GDAL writes a day.
    "2024-01-10T/2024-01-12T": ("2024-01-10", "2024-01-12"),
    "2024-01-10/2024-02-01": ("2024-01-10", "2024-02-01"),
    "2024-01-10T12:00:00Z/2024-01-10": ("2024-01-10", "2024-01-10"),
    "../2024-02-01": ("0001-01-01", "2024-02-01"),
    "/2024-02-01": ("0001-01-01", "2024-02-01"),
    "2024-01-10/..": ("2024-01-10", "9999-12-31"),
    "2024-01-10/": ("2024-01-10", "9999-12-31"),
}
REFUSED = (
    *("", "..", "/", "../..", "../", "/..", "2024", "2024-01", "2023-02-29", "2024-13-01", "0000-01-01"),
    *("2024-01-10T00:30", "2024-01-10T00:30:00", "2024-01-10T24:00:00Z", "2024-01-10T00:00:00 03:00"),
    *("2024-01-10/2024-01-11/2024-01-12", "2024-01-11/2024-01-10", "P1D/2024-01-10", "\u0662024-01-10"),
    *("2024-01-10\n", " 2024-01-10", "10/01/2024", "yesterday", "9" * 5_000),
)


@pytest.mark.parametrize(("text", "days"), READ.items())
def test_days_are_read(text: str, days: tuple[str, str]):
    first, last = read_days(text)
    assert (day_of(first).isoformat(), day_of(last).isoformat()) == days


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_day_is_refused_in_a_short_sentence(text: str):
    with pytest.raises(BadRequestError, match="datetime=") as refused:
        read_days(text)
    assert len(str(refused.value)) < 250


def test_every_day_there_can_be_is_one():
    for day in (date.min, date.max):
        assert read_days(day.isoformat()) == (day_number(day), day_number(day))
