"""Names of the months and of the days of the week, in English, Arabic and Hebrew.

The Arabic names are those of Egypt and the Gulf, of the Levant and Iraq, and of the Maghreb; the Hebrew ones
are those of the Gregorian calendar. No locale of the machine is asked.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from geo.geometry.gazetteer import search_form

_MONTHS = (
    "january|jan|يناير|كانون الثاني|كانون ثاني|جانفي|ינואר|ינו",
    "february|feb|فبراير|شباط|فيفري|פברואר|פבר",
    "march|mar|مارس|آذار|מרץ|מרס",
    "april|apr|أبريل|إبريل|نيسان|أفريل|אפריל|אפר",
    "may|مايو|أيار|ماي|מאי",
    "june|jun|يونيو|يونيه|حزيران|جوان|יוני",
    "july|jul|يوليو|يوليه|تموز|جويلية|يوليوز|יולי",
    "august|aug|أغسطس|آب|أوت|غشت|אוגוסט|אוג",
    "september|sept|sep|سبتمبر|أيلول|شتنبر|ספטמבר|ספט",
    "october|oct|أكتوبر|تشرين الأول|تشرين أول|אוקטובר|אוק",
    "november|nov|نوفمبر|تشرين الثاني|تشرين ثاني|نونبر|נובמבר|נוב",
    "december|dec|ديسمبر|كانون الأول|كانون أول|دجنبر|דצמבר|דצמ",
)
_WEEKDAYS = (
    "monday|mon|الاثنين|الإثنين|יום שני|שני|יום ב",
    "tuesday|tue|tues|الثلاثاء|יום שלישי|שלישי|יום ג",
    "wednesday|wed|الأربعاء|יום רביעי|רביעי|יום ד",
    "thursday|thu|thur|thurs|الخميس|יום חמישי|חמישי|יום ה",
    "friday|fri|الجمعة|יום שישי|שישי|יום \u05d5",
    "saturday|sat|السبت|שבת|יום שבת",
    "sunday|sun|الأحد|יום ראשון|ראשון|יום א",
)
_BETWEEN = re.compile(r"\s*[/()]\s*")
_ABBREVIATING = str.maketrans("", "", "\u05f3.")


def _numbered(lines: tuple[str, ...], first: int) -> dict[str, int]:
    return {search_form(name): n for n, line in enumerate(lines, first) for name in line.split("|")}


_MONTH_OF, _WEEKDAY_OF = _numbered(_MONTHS, 1), _numbered(_WEEKDAYS, 0)


def day_in_words(day: date) -> str:
    """Return a day with the English name of its month, which cannot be read in two ways: 3 April 2024."""
    name = _MONTHS[day.month - 1].partition("|")[0]
    return f"{day.day} {name.capitalize()} {day.year}"


@lru_cache(maxsize=2_000)
def month_of(name: str) -> int:
    """Return the number of a month, 1 to 12, and 0 where a text names none.

    Of two names, as in `تشرين الأول/أكتوبر`, both must be those of one month.
    """
    found = {_named(part) for part in _BETWEEN.split(name) if part}
    return found.pop() if len(found) == 1 else 0


@lru_cache(maxsize=2_000)
def weekday_of(name: str) -> int | None:
    """Return the day of the week, 0 for Monday, and None where a text names none."""
    return _WEEKDAY_OF.get(search_form(name.translate(_ABBREVIATING)).removeprefix("يوم "))


def _named(name: str) -> int:
    said = search_form(name.translate(_ABBREVIATING))
    # "7 באוקטובר": the preposition is written together with the name.
    return _MONTH_OF.get(said) or (_MONTH_OF.get(said[1:], 0) if said.startswith("ב") else 0)
