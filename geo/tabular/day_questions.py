"""What is asked of the days of a foreign file, and the sentences in which it is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from geo.tabular.day_choice import DayChoice
from geo.tabular.day_forms import day_of, is_moved
from geo.tabular.mapping import MappedField
from geo.tabular.month_names import day_in_words
from geo.tabular.questions import Question, Reply, Subject, not_used

Fields = Mapping[str, MappedField]


@dataclass(frozen=True, slots=True)
class DayWay:
    """One way to read the days of a column, with the fields that it makes."""

    form: str
    fields: Fields
    n_read: int
    """Cells among the first that it reads."""


def order_question(columns: tuple[str, ...], choice: DayChoice, ways: Sequence[DayWay]) -> Question:
    """Ask in which order day and month stand; the cells themselves do not tell."""
    column, shown = columns[0], choice.example
    if choice.is_swapped:
        text = f"Has a program swapped day and month in {column!r}, in cells such as {shown}?"
        replies = [f"No: {_read(shown, ways[0])}.", f"Yes: {_read(shown, ways[1])}."]
    elif choice.is_mixed:
        text = f"{column!r} has cells with the day first and cells with the month first: which can be read?"
        replies = [_mixed(shown, way, choice.n) for way in ways]
    else:
        text = f"Does the day or the month stand first in {column!r}?"
        n_most = max(way.n_read for way in ways)
        replies = [f"{_read(shown, way)}: {_order(way.form)}{_in_some(way, n_most)}." for way in ways]
    answers = [Reply(one, way.fields) for one, way in zip(replies, ways, strict=True)]
    return Question(Subject.DAY, columns, text, (*answers, not_used(*columns)), (shown,))


def which_question(
    columns: tuple[str, ...], shown: Sequence[str], ways: Sequence[tuple[str, str, DayWay]], text: str
) -> Question:
    """Ask which of several columns says the day; each way goes with its column and a cell of it."""
    answers = [Reply(f"Take {column!r}: {_read(cell, way)}.", way.fields) for column, cell, way in ways]
    return Question(Subject.DAY, columns, text, (*answers, not_used(*columns)), tuple(shown))


def no_days_question(columns: tuple[str, ...], choice: DayChoice, ways: Sequence[DayWay]) -> Question:
    """Ask what to do with a column whose name says days and whose cells mostly are none."""
    column = columns[0]
    text = f"{column!r} says a day in {choice.n_days} of {choice.n} cells: how is it to be read?"
    if len(ways) > 1:
        replies = [
            f"{_read(choice.example, way)}; {way.n_read} cells are read so, and others refused."
            for way in ways
        ]
    else:
        replies = [f"Read the {way.n_read} cells that say a day; the others are refused." for way in ways]
    answers = [Reply(one, way.fields) for one, way in zip(replies, ways, strict=True)]
    return Question(Subject.DAY, columns, text, (*answers, not_used(*columns)), choice.unread)


def other_years_question(column: str, start: str, n: int, n_rows: int, fields: Fields) -> Question:
    """Ask what counts where a column of years names others than the days do."""
    text = f"{column!r} is another year than that of {start!r} in {n} of {n_rows} rows: which counts?"
    answers = (
        Reply(f"Take nothing from {column}.", unread=(column,)),
        Reply(f"Take the year alone, from {column!r}.", fields),
        not_used(start),
    )
    return Question(Subject.DAY, (column,), text, answers)


def told(column: str, texts: Sequence[str], form: str) -> list[str]:
    """Return the notes on how the days of a column are read."""
    said = []
    first = next(iter(texts), "")
    if "excel serial" in form:
        shown = next((text for text in texts if text[:5].isdigit()), first)
        said.append(
            f"{column!r} holds numbers by which Excel counts days: {shown} is "
            f"{day_in_words(day_of(shown, form))}."
        )
    if "(week)" in form:
        said.append(f"{column!r} names weeks: each day stands for the seven days that begin with it.")
    if "(month)" in form:
        said.append(f"{column!r} names months: each day stands for its whole month.")
    if any(is_moved(text, form) for text in texts):
        said.append(f"{column!r} has times of another time zone: each counts as the day that it was in Gaza.")
    return said


def _mixed(shown: str, way: DayWay, n: int) -> str:
    if "day or month first" in way.form:
        return (
            f"Read the {way.n_read} of {n} cells that are a day in one order alone; the others are refused."
        )
    return f"{_read(shown, way)}: {_order(way.form)}{_in_some(way, n)}."


def _in_some(way: DayWay, n: int) -> str:
    return f", in {way.n_read} of {n} cells" if way.n_read < n else ""


def _order(form: str) -> str:
    if "short year first" in form:
        return "the year stands first"
    if "month first" in form or "%m/%d" in form:
        return "the month stands first"
    return "the day stands first"


def _read(text: str, way: DayWay) -> str:
    try:
        return f"{text} is {day_in_words(day_of(text, way.form))}"
    except ValueError:
        return f"{text} is no day"
