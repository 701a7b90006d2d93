"""Which columns of a file say when, how they are read, and what is asked."""

# ruff: noqa: RUF001 digits of Arabic and Persian are what is tested

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from io import BytesIO, StringIO

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.ingest.uploads import agreed, look
from geo.tabular import find_days
from geo.tabular.apply import apply, moved_days
from geo.tabular.day_cells import DayCells, read_days
from geo.tabular.guess import guessed
from geo.tabular.mapping import Mapping, from_toml, to_toml
from geo.tabular.opening import Foreign, open_file
from geo.tabular.questions import Question
from geo.tabular.sample import Sample
from geo.wording.day_sentences import DAYS
from geo.wording.plan_texts import ANSWERS

WHEN = ("event_start", "event_end", "date_precision", "time_from", "time_to")


def written(header: list[str], *rows: list[str]) -> Foreign:
    text = StringIO(newline="")
    csv.writer(text).writerows([header, *rows])
    return open_file("testville.csv", BytesIO(text.getvalue().encode()))


def rows_of(file: Foreign, mapping: Mapping) -> list[dict[str, str]]:
    again = from_toml(to_toml(mapping), "m.toml")  # what a reading decides stands in the mapping file
    return apply(again, file.first).texts.to_pylist()


def read(header: list[str], *rows: list[str]) -> tuple[list[tuple[str, ...]], tuple[Question, ...]]:
    """Return when each row was, and the questions of days."""
    file = written(header, *rows)
    mapping, questions = guessed(file.columns, file.first, file.name)
    found = [tuple(row[name] for name in WHEN) for row in rows_of(file, mapping)]
    return found, tuple(one for one in questions if one.subject == "day")


def day(text: str, time: str = "") -> tuple[str, ...]:
    return text, "", "day", time, ""


def span(first: str, last: str, precision: str = "range") -> tuple[str, ...]:
    return first, last, precision, "", ""


@pytest.mark.parametrize(
    ("header", "row", "said"),
    [
        ("start,end", "2023-10-07,2023-10-09", span("2023-10-07", "2023-10-09")),
        ("week start,week end", "2023-10-07,2023-10-13", span("2023-10-07", "2023-10-13")),
        ("week start", "2023-10-07", span("2023-10-07", "2023-10-13")),
        ("date_start,date_end", "2023-10-07,2023-10-07", ("2023-10-07", "2023-10-07", "day", "", "")),
        ("Year,Month", "2023,10", span("2023-10-01", "2023-10-31", "month")),
        ("Year,Month", "2024,February", span("2024-02-01", "2024-02-29", "month")),
        ("Year,Month,Day", "2023,10,7", day("2023-10-07")),
        ("السنة,الشهر,اليوم", "٢٠٢٣,تشرين الأول,٧", day("2023-10-07")),
        ("date,year", "7 October,2023", day("2023-10-07")),
        ("Year", "2023", span("2023-01-01", "2023-12-31")),
        ("Month", "2023-10-01", span("2023-10-01", "2023-10-31", "month")),
        ("date", "2023/10/07 00:00:00+00", day("2023-10-07")),
        ("date", "October 8 2023", day("2023-10-08")),
        ("date", '"October 18, 2023"', day("2023-10-18")),
        ("date", '"October 25,2023"', day("2023-10-25")),
        ("date", "7-Oct-23", day("2023-10-07")),
        ("date", "Oct 2023", span("2023-10-01", "2023-10-31", "month")),
        ("date", "2023-10", span("2023-10-01", "2023-10-31", "month")),
        ("date", "10/17/2023 4:20 PM", day("2023-10-17", "16:20")),
        ("date", "1696710600", day("2023-10-07", "23:30")),
        ("date", "1696710600000", day("2023-10-07", "23:30")),
        ("date", "45206", day("2023-10-07")),
        ("date", "7 أكتوبر 2023", day("2023-10-07")),
        ("التاريخ", "7 تشرين الأول 2023", day("2023-10-07")),
        ("תאריך", "7 באוקטובר 2023", day("2023-10-07")),
        ("date", "٢٠٢٣-١٠-٠٧", day("2023-10-07")),
        ("date", "۲۰۲۳/۱۰/۰۷", day("2023-10-07")),
        ("date", "2023-10-07 to 2023-10-09", span("2023-10-07", "2023-10-09")),
        ("date", "7-9 Oct 2023", span("2023-10-07", "2023-10-09")),
        ("date", "2023-10-07 23:30 Asia/Gaza", day("2023-10-07", "23:30")),
        ("date", "2023-10-07T23:30:00+02:00", day("2023-10-07", "23:30")),
        ("date", "2023-10-07T23:30:00+04:00", day("2023-10-07", "23:30")),
        ("Date (UTC)", "2023-10-07 22:30", day("2023-10-08", "01:30")),
        ("date_utc", "13/10/2023 22:30", day("2023-10-14", "01:30")),
        ("Date (UTC+3)", "2023-10-07 22:30", day("2023-10-07", "22:30")),
        ("Date,Time (UTC)", "2023-10-07,22:30", day("2023-10-08", "01:30")),
        ("date,time", "2023-10-07,4:20 pm", day("2023-10-07", "16:20")),
        (
            "start,end",
            "2023-10-07 06:30,2023-10-07 09:00",
            ("2023-10-07", "2023-10-07", "day", "06:30", "09:00"),
        ),
        ("Timestamp,Begin,End", ",2023-10-07,2023-10-09", span("2023-10-07", "2023-10-09")),
        ("date,time", "2023-10-07,", day("2023-10-07")),
    ],
)
def test_days_come_in_as_they_are_written(header: str, row: str, said: tuple[str, ...]):
    found, questions = read(header.split(","), *csv.reader([row]))
    assert found == [said]
    assert questions == ()


@pytest.mark.parametrize("moment", ["when", "timestamp"])
def test_each_feature_of_kml_has_a_moment_in_utc_or_a_first_and_a_last_day(moment: str):
    header = ["Name", moment, "begin", "end"]
    found, questions = read(
        header, ["a", "2023-10-07T22:30:00Z", "", ""], ["b", "", "2023-10-07", "2023-10-09"]
    )
    assert found == [day("2023-10-08", "01:30"), span("2023-10-07", "2023-10-09")]
    assert questions == ()


MIXED = ["2023-10-07"], ["8 October 2023"], ["13/10/2023"], ["Oct 2023"], ["10 تشرين الأول 2023"]


def test_several_forms_in_one_column_are_all_read():
    found, questions = read(["date"], *MIXED)
    days = ["2023-10-07", "2023-10-08", "2023-10-13", "2023-10-01", "2023-10-10"]
    assert [row[0] for row in found] == days
    assert questions == ()


def test_one_cell_proves_nothing_of_others_where_a_column_has_several_forms():
    _, (question,) = read(["date"], *MIXED, ["9/10/2023"])
    assert [answer.text for answer in question.answers[:2]] == [
        "9/10/2023 is 9 October 2023: the day stands first.",
        "9/10/2023 is 10 September 2023: the month stands first, in 5 of 6 cells.",
    ]


def answered(header: list[str], rows: list[list[str]], place: int) -> list[str]:
    """Return the first days of rows by one answer to the one question of a file."""
    file = written(header, *rows)
    mapping, questions = guessed(file.columns, file.first, file.name)
    (question,) = [one for one in questions if one.subject == "day"]
    return [row["event_start"] for row in rows_of(file, question.answers[place].put_into(mapping))]


def test_both_orders_in_one_column_are_asked_and_never_guessed():
    rows = [["13/01/2024"], ["01/14/2024"], ["03/04/2024"]]
    assert answered(["date"], rows, 0) == ["2024-01-13", "2024-01-14", "03/04/2024"]
    assert answered(["date"], rows, 1) == ["2024-01-13", "01/14/2024", "2024-04-03"]
    assert answered(["date"], rows, 2) == ["13/01/2024", "2024-01-14", "2024-03-04"]
    assert answered(["date"], rows, 3) == ["", "", ""]


def test_an_order_in_doubt_is_asked_once_for_a_first_and_a_last_day():
    _, (question,) = read(["start", "end"], ["03/04/2024", "05/04/2024"])
    assert question.columns == ("start", "end")
    assert [answer.text for answer in question.answers] == [
        "03/04/2024 is 3 April 2024: the day stands first.",
        "03/04/2024 is 4 March 2024: the month stands first.",
        "Take nothing from start and end.",
    ]
    month_first = question.answers[1].fields
    assert [month_first[ours].form for ours in ("event_start", "event_end")] == ["%m/%d/%Y"] * 2


def test_days_that_a_program_may_have_swapped_are_asked():
    rows = [[f"2023-{month:02}-05"] for month in range(6, 12)] + [["13/10/2023"]]
    assert answered(["date"], rows, 0)[:2] == ["2023-06-05", "2023-07-05"]
    assert answered(["date"], rows, 1)[:2] == ["2023-05-06", "2023-05-07"]
    assert answered(["date"], rows, 1)[-1] == "2023-10-13"


RECORDS = (
    *("created_at", "last_updated", "date of birth", "timestamp of record", "_submission_time", "modified"),
    *("EditDate", "CreationDate", "retrieved", "Date added", "timestamp", "تاريخ الميلاد", "תאריך עדכון"),
)


@pytest.mark.parametrize("name", [*RECORDS, "Post date", "published"])
def test_a_day_of_record_keeping_is_not_that_of_the_event(name: str):
    found, questions = read([name, "date"], ["2023-10-09", "2023-10-07"])
    assert found == [day("2023-10-07")]
    assert questions == ()


@pytest.mark.parametrize("name", [*RECORDS, "Post date", "published"])
def test_a_file_that_has_no_other_day_is_asked_whether_that_one_is_meant(name: str):
    found, (question,) = read([name, "n"], ["2023-10-09", "1"])
    assert found == [("", "", "unknown", "", "")]
    assert question.columns == (name,)
    assert answered([name, "n"], [["2023-10-09", "1"]], 0) == ["2023-10-09"]


def test_the_day_of_publication_is_known_by_its_name_alone():
    file = written(["Post date", "date", "filed"], ["2023-10-09", "2023-10-07", "2023-10-10"])
    mapping, _ = guessed(file.columns, file.first, file.name)
    assert rows_of(file, mapping)[0]["published_date"] == "2023-10-09"


def test_the_start_and_the_end_of_filling_in_a_form_are_no_event():
    header = ["start", "end", "today", "incident_date", "_uuid"]
    found, questions = read(header, ["2023-11-01 10:00", "2023-11-01 10:09", "2023-11-01", "2023-10-07", "a"])
    assert found == [day("2023-10-07")]
    assert questions == ()


def test_a_column_that_names_the_event_comes_before_others():
    found, questions = read(["date", "event_date"], ["2023-10-09", "2023-10-07"])
    assert (found, questions) == ([day("2023-10-07")], ())


def test_a_column_that_names_the_event_and_holds_no_days_does_not():
    found, questions = read(["date", "event_date"], ["2023-10-09", "soon"])
    assert (found, questions) == ([day("2023-10-09")], ())


def test_columns_that_are_as_likely_and_differ_are_asked():
    rows = [["2023-10-08", "2023-10-07", "2023-10-09"]]
    header = ["date", "start", "end"]
    _, (question,) = read(header, *rows)
    assert question.columns == ("date", "start", "end")
    assert answered(header, rows, 0) == ["2023-10-08"]
    assert answered(header, rows, 1) == ["2023-10-07"]
    assert "event_end" not in question.answers[0].put_into(Mapping()).fields
    assert question.answers[1].fields["event_end"].column == "end"


@pytest.mark.parametrize("name", ["date of admission", "arrival", "c"])
def test_days_of_a_column_that_does_not_say_of_what_they_are_asked(name: str):
    found, (question,) = read([name, "n"], ["2023-10-07", "1"])
    assert found == [day("2023-10-07")]
    assert question.text == f"Does {name!r} say when it happened?"
    assert answered([name, "n"], [["2023-10-07", "1"]], 0) == ["2023-10-07"]


def test_tags_say_which_days_are_the_first_and_the_last():
    found, questions = read(
        ["a", "b", "date"], ["#date+start", "#date+end", ""], ["2023-10-07", "2023-10-09", "2023-11-01"]
    )
    assert (found, questions) == ([span("2023-10-07", "2023-10-09")], ())


def test_columns_that_say_the_same_days_are_not_asked():
    found, questions = read(["date", "day of report", "start"], ["2023-10-08"] * 3)
    assert (found, questions) == ([day("2023-10-08")], ())


def test_other_days_beside_those_of_the_event_are_asked():
    found, (question,) = read(["date", "arrival"], ["2023-10-08", "2023-10-09"])
    assert found == [day("2023-10-08")]
    assert question.columns == ("arrival",)


def test_cells_that_are_mostly_no_days_are_asked_with_their_number():
    rows = [["2023-10-08"], ["soon"], ["2023-10-09"], ["unclear"]]
    _, (question,) = read(["date"], *rows)
    assert question.text == "'date' says a day in 2 of 4 cells: how is it to be read?"
    assert question.examples == ("soon", "unclear")
    assert answered(["date"], rows, 0) == ["2023-10-08", "soon", "2023-10-09", "unclear"]


def test_days_of_another_calendar_are_not_taken_for_days_of_this_one():
    found, (question,) = read(["date"], ["1402/07/15"], ["1402/07/16"])
    assert found[0][0] == "1402/07/15"
    assert question.text == "'date' says a day in 0 of 2 cells: how is it to be read?"


@pytest.mark.parametrize(("year", "n_questions"), [("2023", 0), ("2022", 1)])
def test_a_year_beside_a_day_is_asked_about_only_where_it_is_another(year: str, n_questions: int):
    found, questions = read(["date", "year"], ["2023-10-08", year], ["2023-10-09", "2023"])
    assert found[0] == day("2023-10-08")
    assert len(questions) == n_questions


def test_numbers_are_days_only_in_a_column_that_says_so():
    found, _ = read(["households", "n"], ["45206", "2023"])
    assert found == [("", "", "unknown", "", "")]


def test_midnight_among_times_is_no_hour():
    found, _ = read(["date"], ["2023-10-07 06:30"], ["2023-10-08 00:00"])
    assert found == [day("2023-10-07", "06:30"), day("2023-10-08")]


def test_days_that_are_moved_by_the_header_are_told():
    file = written(["Date (UTC)"], ["2023-10-07 22:30"])
    mapping, _ = guessed(file.columns, file.first, file.name)
    said = "'Date (UTC)' has times of another time zone: each counts as the day that it was in Gaza."
    assert said in mapping.notes
    assert moved_days(mapping, file.first) == (said,)


@pytest.mark.parametrize(
    ("pcode", "time"), [("PS0275", "23:30"), ("IL01", "23:30"), ("IR07", ""), ("", "23:30")]
)
def test_an_hour_moved_to_gaza_is_left_out_where_clocks_show_another(pcode: str, time: str):
    file = written(["date", "pcode"], ["2023-10-07T20:30:00Z", pcode])
    mapping, _ = guessed(file.columns, file.first, file.name)
    assert rows_of(file, mapping)[0]["time_from"] == time


def test_a_cell_that_is_no_day_says_no_hour_either():
    rows = [[f"2023-10-{n:02} 06:30"] for n in range(1, 20)] + [["2023-10-32 06:30"]]
    found, _ = read(["date"], *rows)
    assert found[-1] == ("2023-10-32 06:30", "", "day", "", "")


def test_a_stated_precision_is_kept_and_has_no_hour_of_a_month():
    found, _ = read(["date", "date precision"], ["2023-10-07 06:30", "month"])
    assert found == [("2023-10-07", "", "month", "", "")]


def test_a_file_on_the_page_keeps_days_and_hours_of_one_column():
    looked = look("testville.csv", b"date,place\n13/10/2023 06:30,A\n")
    mapping = agreed(looked, looked.plan, {"event_start": "date", "time_from": "date"}, {})
    row = apply(mapping, looked.first).texts.to_pylist()[0]
    assert (row["event_start"], row["time_from"]) == ("2023-10-13", "06:30")


ARABIC = (
    *("يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو"),
    *("يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"),
)
HEBREW = (
    *("ינואר", "פברואר", "מרץ", "אפריל", "מאי", "יוני"),
    *("יולי", "אוגוסט", "ספטמבר", "אוקטובר", "נובמבר", "דצמבר"),
)
LEVANTINE = (
    *("كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران", "تموز", "آب", "أيلول"),
    *("تشرين الأول", "تشرين الثاني", "كانون الأول"),
)
FORMS: dict[str, Callable[[date], str]] = {
    **{
        form: lambda said, form=form: said.strftime(form)
        for form in (
            *("%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%y", "%m-%d-%y", "%Y/%m/%d", "%Y%m%d", "%d %B %Y"),
            *("%B %d, %Y", "%d-%b-%y", "%a, %d %b %Y", "%Y-%m-%d 00:00:00+00", "%d/%m/%Y 11:30 PM"),
            *("%Y-%m-%dT09:30:00Z", "%Y-%m-%d to %Y-%m-%d"),
        )
    },
    "epoch": lambda said: str(int(datetime(said.year, said.month, said.day, 9, tzinfo=UTC).timestamp())),
    "milliseconds": lambda said: (
        str(datetime(said.year, said.month, said.day, 9, tzinfo=UTC).timestamp())[:-2] + "000"
    ),
    "excel": lambda said: str((said - date(1899, 12, 30)).days),
    "persian": lambda said: said.strftime("%Y/%m/%d").translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")),
    "arabic": lambda said: f"{said.day} {ARABIC[said.month - 1]} {said.year}",
    "levantine": lambda said: f"{said.day} {LEVANTINE[said.month - 1]} {said.year}",
    "hebrew": lambda said: f"{said.day} ב{HEBREW[said.month - 1]} {said.year}",
}
YEARS_OF_WAR = st.dates(date(2023, 10, 7), date(2026, 10, 1))
ANY_YEARS = st.dates(date(2001, 9, 10), date(2037, 12, 31))


def assert_no_other_day(texts: list[str], days: list[date]) -> None:
    """Hold that each text comes in as its day, or so in an answer; never as another day unasked."""
    file = written(["date"], *([text] for text in texts))
    mapping, questions = guessed(file.columns, file.first, file.name)
    ways = [answer.put_into(mapping) for one in questions for answer in one.answers] or [mapping]
    expected = [said.isoformat() for said in days]
    came = [[row["event_start"] for row in rows_of(file, way)] for way in ways]
    for number, (text, said) in enumerate(zip(texts, expected, strict=True)):
        assert said in {rows[number] for rows in came}, (text, said)
    if not questions:
        assert came[0] == expected


@given(
    st.sampled_from(sorted(FORMS)),
    st.lists(YEARS_OF_WAR, min_size=20, max_size=30) | st.lists(ANY_YEARS, min_size=20, max_size=30),
)
@settings(max_examples=60, deadline=None)
def test_a_column_of_days_comes_back_as_these_days_or_as_a_question(form: str, days: list[date]):
    assert_no_other_day([FORMS[form](said) for said in days], days)


@given(st.lists(st.tuples(st.sampled_from(sorted(FORMS)), YEARS_OF_WAR), min_size=20, max_size=30))
@settings(max_examples=40, deadline=None)
def test_a_column_of_mixed_forms_comes_back_as_these_days_or_as_a_question(cells: list[tuple[str, date]]):
    assert_no_other_day([FORMS[form](said) for form, said in cells], [said for _, said in cells])


def test_milliseconds_among_days_are_no_day_of_another_century():
    forms = [*["%B %d, %Y"] * 18, "%Y%m%d", "milliseconds"]
    assert_no_other_day([FORMS[form](date(2023, 10, 23)) for form in forms], [date(2023, 10, 23)] * 20)


@given(st.lists(YEARS_OF_WAR, min_size=1, max_size=5), st.integers(0, 40))
@settings(max_examples=30, deadline=None)
def test_two_columns_of_days_are_a_first_and_a_last_day_or_a_question(days: list[date], longer: int):
    pairs = [(said, said + timedelta(longer)) for said in days]
    found, questions = read(
        ["from", "to"], *([a.strftime("%d/%m/%Y"), b.strftime("%d/%m/%Y")] for a, b in pairs)
    )
    if not questions:
        assert [row[:2] for row in found] == [(a.isoformat(), b.isoformat()) for a, b in pairs]


@pytest.mark.parametrize(
    ("written_as", "form"),
    [
        ("%Y-%m-%dT%H:%M:%SZ", ""),
        ("%d/%m/%Y %I:%M %p", "day first"),
        ("%Y-%m-%d %H:%M+03", "year first"),
        ("%Y-%m-%d %H:%M", "ISO 8601 (UTC)"),
        ("%Y-%m-%d %H:%M:%S+05:30", "year first"),
    ],
)
@pytest.mark.parametrize("first", ["2011-03-30", "2023-10-27"])
def test_many_time_stamps_are_read_as_each_alone(written_as: str, form: str, first: str):
    begin = datetime.fromisoformat(f"{first}T00:00:00+00:00")
    texts = [(begin + timedelta(minutes=7 * n + 1)).strftime(written_as) for n in range(700)]
    many, alone = read_days(pa.array(texts), form), DayCells(pa.array(texts), form)
    assert many.first_days().to_pylist() == alone.first_days().to_pylist()
    assert many.times_from().to_pylist() == alone.times_from().to_pylist()


ASKING = (
    (["date"], ["03/04/2024"]),
    (["date"], ["13/01/2024"], ["01/14/2024"], ["03/04/2024"]),
    (["date"], *([f"2023-{month:02}-05"] for month in range(6, 12)), ["13/10/2023"]),
    (["date"], ["soon"], ["2023-10-07"]),
    (["date"], ["soon"], ["03/04/2024"], ["04/03/2024"]),
    (["date", "start"], ["2023-10-07", "2023-10-08"]),
    (["date", "arrival"], ["2023-10-07", "2023-10-08"]),
    (["date", "year"], ["2023-10-07", "2022"]),
    (["arrival"], ["2023-10-07"]),
    (["created_at"], ["2023-10-07"]),
    (["week", "n"], ["2023-10-07", "1"]),
    (["month", "n"], ["2023-10-01", "1"]),
    (["date", "n"], ["45206", "1"]),
)


@pytest.mark.parametrize("table", ASKING)
def test_what_is_asked_and_said_of_days_can_be_told_in_other_languages(table: tuple[list[str], ...]):
    header, *rows = table
    file = written(header, *rows)
    found = find_days.find(Sample.of("t", file.columns, file.first), {})
    _, questions = read(header, *rows)
    said = [*found.notes, *(one.text for one in questions)]
    said += [answer.text for one in questions for answer in one.answers]
    known = [re.compile(re.sub(r"\\\{\w+\\\}", ".+", re.escape(text))) for text in (*DAYS, *ANSWERS)]
    assert said
    assert [text for text in said if not any(one.fullmatch(text) for one in known)] == []
    assert max(len(text.split()) for text in said) <= 25
