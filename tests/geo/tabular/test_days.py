"""Days and times in every usual way of writing them, and what is no day."""

# ruff: noqa: RUF001 digits of Arabic and Persian are what is tested

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.model.errors import SourceError
from geo.tabular.day_forms import DAY_FORMS, day_of, fault, fits, moment_of
from geo.tabular.day_texts import WAYS
from geo.tabular.mapping import from_toml
from geo.tabular.strptime_forms import strptime_reader

OCTOBER = ("2023-10-01", "2023-10-31", "month", "", "")
SEVENTH = ("2023-10-07", "2023-10-07", "day", "", "")
THREE_DAYS = ("2023-10-07", "2023-10-09", "range", "", "")


def read(text: str, form: str) -> tuple[str, ...]:
    said = moment_of(text, form)
    return said.first.isoformat(), said.last.isoformat(), str(said.precision), said.time_from, said.time_to


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("2023-10-07", ""),
        ("2023/10/07 00:00:00+00", "year first"),
        ("2023.10.7", "year first"),
        ("2023 10 7", "year first"),
        ("۲۰۲۳/۱۰/۰۷", "year first"),
        ("20231007", "year first"),
        ("07/10/2023", "day first"),
        ("7. 10. 2023", "day first"),
        ("٧/١٠/٢٠٢٣", "day first"),
        ("7-10-23", "day first"),
        ("10/7/2023", "month first"),
        ("23-10-07", "short year first"),
        ("Saturday, October 7, 2023", "month named"),
        ("October 7 2023", "month named"),
        ("October 7,2023", "month named"),
        ("7-Oct-23", "month named"),
        ("7th of Oct. 2023", "month named"),
        ("2023 Oct 07", "month named"),
        ("7 أكتوبر 2023", "month named"),
        ("٧ تشرين الأول ٢٠٢٣", "month named"),
        ("7 تشرين الأول/أكتوبر 2023", "month named"),
        ("السبت 7 أكتوبر 2023", "month named"),
        ("7 באוקטובר 2023", "month named"),
        ("\u200f7 אוק׳ 2023", "month named"),
        ("45206", "excel serial"),
        ("1696636800", "epoch seconds"),
        ("1696636800000", "epoch milliseconds"),
        ("07/10/2023", "ISO 8601|day first"),
    ],
)
def test_a_day_is_read_in_its_form(text: str, form: str):
    assert read(text, form) == SEVENTH


@pytest.mark.parametrize(
    ("text", "form", "said"),
    [
        ("2023-10", "month", OCTOBER),
        ("10/2023", "month", OCTOBER),
        ("Oct 2023", "month", OCTOBER),
        ("تشرين الأول 2023", "month", OCTOBER),
        ("2023-10-01", "ISO 8601 (month)", OCTOBER),
        ("2023", "year", ("2023-01-01", "2023-12-31", "range", "", "")),
        ("2023-W40", "week", ("2023-10-02", "2023-10-08", "range", "", "")),
        ("2023-10-07", "ISO 8601 (week)", ("2023-10-07", "2023-10-13", "range", "", "")),
        ("2023-10-07 to 2023-10-09", "year first", THREE_DAYS),
        ("2023-10-07/2023-10-09", "year first", THREE_DAYS),
        ("7-9 Oct 2023", "month named", THREE_DAYS),
        ("October 7–9, 2023", "month named", THREE_DAYS),
        ("7 – 9 أكتوبر 2023", "month named", THREE_DAYS),
        ("7/10/2023 - 9/10/2023", "day first", THREE_DAYS),
        ("30 Dec – 2 Jan 2024", "month named", ("2023-12-30", "2024-01-02", "range", "", "")),
        ("Oct - Nov 2023", "month", ("2023-10-01", "2023-11-30", "range", "", "")),
    ],
)
def test_longer_times_are_their_first_to_their_last_day(text: str, form: str, said: tuple[str, ...]):
    assert read(text, form) == said


@pytest.mark.parametrize(
    ("text", "form", "day", "time"),
    [
        ("10/7/2023 4:20 PM", "month first", "2023-10-07", "16:20"),
        ("2023/10/07 4:20 م", "year first", "2023-10-07", "16:20"),
        ("7 October 2023 at 4 pm", "month named", "2023-10-07", "16:00"),
        ("16:20, 7 October 2023", "month named", "2023-10-07", "16:20"),
        ("2023-10-07 23:30 Asia/Gaza", "year first", "2023-10-07", "23:30"),
        ("2023-10-07T23:30:00+03:00[Asia/Gaza]", "year first", "2023-10-07", "23:30"),
        ("2023-10-07 23:30+02", "year first", "2023-10-07", "23:30"),
        ("2023-10-07T23:30+04:00", "", "2023-10-07", "23:30"),
        ("2023-10-07 23:30 UTC", "year first", "2023-10-08", "02:30"),
        ("2023-10-07 23:30+05", "year first", "2023-10-07", "21:30"),
        ("Sat, 07 Oct 2023 20:30:00 GMT", "month named", "2023-10-07", "23:30"),
        ("Sat Oct 07 2023 20:30:00 GMT+0300 (Israel Daylight Time)", "month named", "2023-10-07", "20:30"),
        ("1696710600", "epoch seconds", "2023-10-07", "23:30"),
        ("1696710600000", "epoch milliseconds", "2023-10-07", "23:30"),
        ("45206.85416666667", "excel serial", "2023-10-07", "20:30"),
        ("2023-10-07 22:30", "ISO 8601 (UTC)", "2023-10-08", "01:30"),
        ("2023-10-07 22:30 (UTC)", "ISO 8601 (UTC)", "2023-10-08", "01:30"),
        ("07.10.2023 22:30", "day first (UTC-5)", "2023-10-08", "06:30"),
        ("07/10/2023 22:30", "%d/%m/%Y %H:%M (UTC)", "2023-10-08", "01:30"),
        ("2023-10-07", "ISO 8601 (UTC)", "2023-10-07", ""),
        ("2023-10-06T21:00:00Z", "", "2023-10-07", ""),
        ("2023-10-07T00:00:00Z", "", "2023-10-07", ""),
        ("2023-10-07 00:00", "", "2023-10-07", ""),
    ],
)
def test_hours_are_kept_and_those_of_other_zones_moved_to_gaza(text: str, form: str, day: str, time: str):
    assert read(text, form)[0] == day
    assert read(text, form)[3] == time


def test_hours_of_two_ends_are_kept():
    said = read("2023-10-07 06:30 - 2023-10-07 09:00", "year first")
    assert said == ("2023-10-07", "2023-10-07", "day", "06:30", "09:00")


@pytest.mark.parametrize(
    "text",
    [
        *("", "x", "sometime in October", "7 October", "October", "Oct-23", "2023-13", "30/02/2023"),
        *("2023-02-29", "07/10/71", "1402/07/15", "1445-03-22", "31/12/0023", "2023  7", "7/10-2023"),
        *("Sunday, October 7, 2023", "7 Foober 2023", "7 أكتوبر/تموز 2023", "2023-10-07 25:00"),
        *("2023-10-07 20:30 IST", "2023-10-07 20:30 Europe/London", "2023-10-09 to 2023-10-07"),
        *("2023-10-07 and 2023-10-09", "9-7 Oct 2023", "about 2023-10-07", "2023-10-07?", "(2023-10-07)"),
        *("1.6967e12", "-5", "2023-W60", "7/10/2023 or 8/10/2023", "13 pm 2023-10-07"),
    ],
)
def test_what_does_not_wholly_say_a_day_is_none(text: str):
    assert [way for way in WAYS if fits(text, way)] == []


@pytest.mark.parametrize("text", ["03/04/2024", "13/10/23", "7-10-23"])
def test_numbers_of_more_than_one_order_are_no_day_where_either_can_stand(text: str):
    assert not fits(text, "day or month first")
    assert day_of("13/10/2023", "day or month first") == date(2023, 10, 13)
    assert day_of("10/13/2023", "day or month first") == date(2023, 10, 13)


@pytest.mark.parametrize(
    "form",
    [*DAY_FORMS, "ISO 8601|month named|month", "day first (UTC)", "ISO 8601 (week) (UTC-5)", "%d|%m|%Y"],
)
def test_a_form_that_is_documented_is_taken(form: str):
    assert fault(form) == ""


@pytest.mark.parametrize("form", ["days first", "day first|%m/%Y", "ISO|day first", "(UTC)", "month named "])
def test_a_form_that_is_none_is_told_with_those_that_are(form: str):
    with pytest.raises(SourceError, match=r"write it as in Python's strptime.* month named, .*2023-11-28"):
        from_toml(f"[columns.event_start]\nfrom = 'x'\nform = '{form}'", "m.toml")


def test_a_stroke_between_day_and_month_is_still_one_form():
    assert day_of("7|10|2023", "%d|%m|%Y") == date(2023, 10, 7)


MOMENTS = st.datetimes(datetime.fromisoformat("1970-01-01"), datetime.fromisoformat("2068-12-31"))
STRPTIME = (
    *("%d/%m/%Y", "%m/%d/%y", "%d.%m.%Y %H:%M", "%Y%m%d", "%d %B %Y", "%b %d, %Y %I:%M %p", "%d-%b-%y"),
    *("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M:%S.%f", "%d/%m/%Y %H:%M %z", "%Y-%j", "%A %d %B %Y"),
)


def read_or_none(read_text: Callable[[str], datetime], text: str) -> datetime | None:
    try:
        return read_text(text)
    except ValueError:
        return None


@given(MOMENTS, st.sampled_from(STRPTIME), st.integers(0, 30), st.sampled_from(["", " ", "1", "x", "/"]))
@settings(max_examples=60)
def test_forms_of_strptime_are_read_as_python_reads_them(said: datetime, form: str, place: int, put_in: str):
    text = said.astimezone(UTC).strftime(form)
    text = text[:place] + put_in + text[place:]
    as_python = read_or_none(lambda one: datetime.strptime(one, form), text)  # noqa: DTZ007 the form decides
    assert read_or_none(strptime_reader(form), text) == as_python
