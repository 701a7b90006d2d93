"""What is asked and said of days in a foreign file; `geo.wording.refusals` tells it in other languages."""

from __future__ import annotations

from datetime import date
from functools import cache

from babel.dates import get_month_names

from geo.language import N_, Words

DAYS = (
    N_("Columns are called by days, from {column} to {last}, and a row says one day: leave them?"),
    N_("Take nothing from these columns."),
    N_("Does the day or the month stand first in {column}?"),
    N_("{column} has cells with the day first and cells with the month first: which can be read?"),
    N_("Has a program swapped day and month in {column}, in cells such as {text}?"),
    N_("{column} says a day in {n} of {total} cells: how is it to be read?"),
    N_("Which column says when it happened: {columns}?"),
    N_("Does {column} say when it happened?"),
    N_("No column plainly says when it happened: does one of these say it, {columns}?"),
    N_("{column} holds other days than {other}: which say when it happened?"),
    N_("{column} is another year than that of {other} in {n} of {total} rows: which counts?"),
    N_("{text} is {day}: the day stands first."),
    N_("{text} is {day}: the month stands first."),
    N_("{text} is {day}: the year stands first."),
    N_("{text} is {day}: the day stands first, in {n} of {total} cells."),
    N_("{text} is {day}: the month stands first, in {n} of {total} cells."),
    N_("{text} is {day}: the year stands first, in {n} of {total} cells."),
    N_("Read the {n} of {total} cells that are a day in one order alone; the others are refused."),
    N_("Read the {n} cells that say a day; the others are refused."),
    N_("{text} is {day}; {n} cells are read so, and others refused."),
    N_("No: {text} is {day}."),
    N_("Yes: {text} is {day}."),
    N_("Take {column}: {text} is {day}."),
    N_("Take the year alone, from {column}."),
    N_("{column} holds numbers by which Excel counts days: {text} is {day}."),
    N_("{column} names weeks: each day stands for the seven days that begin with it."),
    N_("{column} names months: each day stands for its whole month."),
)


def told_day(text: str, words: Words) -> str:
    """Return a day such as `3 April 2024` in the reader's language; what is none as it is."""
    parts = text.split()
    try:
        day, month, year = parts
        return words.day(date(int(year), _months()[month], int(day)))
    except (ValueError, KeyError):
        return text


@cache
def _months() -> dict[str, int]:
    return {name: number for number, name in get_month_names("wide", locale="en").items()}
