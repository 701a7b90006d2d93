"""The figures in a sentence: numbers in digits or words, days, months, years and times of day.

Digits are read as the three languages write them, number words from three upwards: "one" and "two" are
grammar more often than figures, and Arabic has a dual for them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple

_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹\u066b\u066c\u00a0\u202f", "01234567890123456789.,  ")
_MONTHS = (
    ("january", "jan", "يناير", "ינואר"),
    ("february", "feb", "فبراير", "פברואר"),
    ("march", "mar", "مارس", "מרץ", "מרס"),
    ("april", "apr", "أبريل", "אפריל"),
    ("may", "مايو", "מאי"),
    ("june", "jun", "يونيو", "יוני"),
    ("july", "jul", "يوليو", "יולי"),
    ("august", "aug", "أغسطس", "אוגוסט"),
    ("september", "sep", "سبتمبر", "ספטמבר"),
    ("october", "oct", "أكتوبر", "אוקטובר"),
    ("november", "nov", "نوفمبر", "נובמבר"),
    ("december", "dec", "ديسمبر", "דצמבר"),
)
_MONTH_NUMBERS = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}
_SCALES: Mapping[str, int] = {
    **dict.fromkeys(("thousand", "thousands", "ألف", "ألفًا", "آلاف", "אלף", "אלפים", "אלפי"), 1_000),
    **dict.fromkeys(("million", "millions", "مليون", "ملايين", "מיליון", "מיליוני"), 1_000_000),
    **dict.fromkeys(("billion", "billions", "مليار", "מיליארד"), 1_000_000_000),
}
_SMALL = {1: ("one",), 2: ("two",)}
"""Number words that only the row's own text is read for."""
_WORDS = {
    3: ("three", "ثلاثة", "ثلاث", "שלושה", "שלוש"),
    4: ("four", "أربعة", "أربع", "ארבעה", "ארבע"),
    5: ("five", "خمسة", "خمس", "חמישה", "חמש"),
    6: ("six", "ستة", "ست", "שישה", "שש"),
    7: ("seven", "سبعة", "سبع", "שבעה", "שבע"),
    8: ("eight", "ثمانية", "ثماني", "ثمان", "שמונה"),
    9: ("nine", "تسعة", "تسع", "תשעה", "תשע"),
    10: ("ten", "عشرة", "عشر", "עשרה", "עשר"),
    11: ("eleven",),
    12: ("twelve", "dozen"),
    13: ("thirteen",),
    14: ("fourteen",),
    15: ("fifteen",),
    16: ("sixteen",),
    17: ("seventeen",),
    18: ("eighteen",),
    19: ("nineteen",),
    20: ("twenty", "عشرون", "عشرين", "עשרים"),
    30: ("thirty", "ثلاثون", "ثلاثين", "שלושים"),
    40: ("forty", "أربعون", "أربعين", "ארבעים"),
    50: ("fifty", "خمسون", "خمسين", "חמישים"),
    60: ("sixty", "ستون", "ستين", "שישים"),
    70: ("seventy", "سبعون", "سبعين", "שבעים"),
    80: ("eighty", "ثمانون", "ثمانين", "שמונים"),
    90: ("ninety", "تسعون", "تسعين", "תשעים"),
    100: ("hundred", "hundreds", "مئة", "مائة", "مئات", "مئتين", "مئتي", "מאה", "מאות", "מאתיים"),
    1_000: ("thousand", "thousands", "ألف", "آلاف", "ألفين", "ألفي", "אלף", "אלפים", "אלפי", "אלפיים"),
    1_000_000: ("million", "millions", "مليون", "ملايين", "مليوني", "مليونين", "מיליון", "מיליוני"),
}
_TENS = {-12: ("dozens", "عشرات", "עשרות")}
"""More than one dozen: nothing but a row whose text says so carries it."""
_VALUES = {word: n for table in (_WORDS, _TENS) for n, words in table.items() for word in words}
_SMALL_VALUES = {word: n for n, words in _SMALL.items() for word in words}
_MOST_DIGITS = 20
_FIRST_YEAR, _LAST_YEAR = 1900, 2100

_MONTH = "|".join(sorted(_MONTH_NUMBERS, key=len, reverse=True))
_SCALE = "|".join(sorted(_SCALES, key=len, reverse=True))
_PREFIXES = (
    "",
    *("و", "ف", "ب", "ك", "ل", "ال", "وال", "بال", "كال", "لل", "ول", "وب"),
    *("\u05d5", "ה", "ב", "כ", "ל", "מ", "ש", "שב", "וה", "כל", "מה"),
)
"""What Arabic and Hebrew write together with the word that follows."""
_PREFIX = f"(?:{'|'.join(sorted(_PREFIXES, key=len, reverse=True))})"
_FIGURE = re.compile(
    rf"(?P<iso>\b\d{{4}}-\d{{2}}-\d{{2}}\b)"
    rf"|(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?[בל]?(?P<dmonth>{_MONTH})\b(?:,?\s+(?P<dyear>\d{{4}}))?"
    rf"|\b(?P<amonth>{_MONTH})\s+(?P<aday>\d{{1,2}})\b(?!\d)(?:,\s+(?P<ayear>\d{{4}}))?"
    rf"|\b{_PREFIX}(?P<mmonth>{_MONTH})\s+(?P<myear>\d{{4}})\b"
    r"|(?P<time>(?<!\d)\d{1,2}:\d{2}(?!\d))"
    rf"|(?P<number>\d[\d,]*(?:\.\d+)?)(?:[\s-]*(?P<scale>{_SCALE})\b)?"
    r"|(?P<word>[^\W\d_]+)",
    re.IGNORECASE,
)


class FigureKind(StrEnum):
    """What a figure says."""

    NUMBER = "number"
    YEAR = "year"
    """Also a number, when a row says it so."""
    DAY = "day"
    """MM-DD, with YYYY- before it where the year is said."""
    MONTH = "month"
    """YYYY-MM."""
    TIME = "time"
    """HH:MM."""


class FigureSaid(NamedTuple):
    """A figure as it stands in a text."""

    kind: FigureKind
    value: str
    """In one form, whatever the language: a number without separators, ISO for days and times."""
    written: str
    """As the text has it."""


def figures_in(text: str, *, with_small: bool = False) -> Iterator[FigureSaid]:
    """Return the figures of a text, in order; `with_small` reads "one" and "two" as well."""
    for found in _FIGURE.finditer(text.translate(_DIGITS)):
        figure = _figure(found, with_small=with_small)
        if figure is not None:
            yield figure


def _figure(found: re.Match[str], *, with_small: bool) -> FigureSaid | None:
    said, written = found.groupdict(), found[0].strip(" ,")
    if said["iso"]:
        return FigureSaid(FigureKind.DAY, said["iso"], written)
    if said["dmonth"] or said["amonth"]:
        month = _MONTH_NUMBERS[(said["dmonth"] or said["amonth"]).lower()]
        year = said["dyear"] or said["ayear"]
        day = f"{month:02}-{int(said['day'] or said['aday']):02}"
        return FigureSaid(FigureKind.DAY, f"{year}-{day}" if year else day, written)
    if said["mmonth"]:
        month = _MONTH_NUMBERS[said["mmonth"].lower()]
        return FigureSaid(FigureKind.MONTH, f"{said['myear']}-{month:02}", written)
    if said["time"]:
        return FigureSaid(FigureKind.TIME, said["time"].zfill(5), written)
    if said["number"]:
        return _number(said["number"], said["scale"], written)
    value = _word_value(said["word"], with_small=with_small)
    return None if value is None else FigureSaid(FigureKind.NUMBER, str(value), written)


def _number(digits: str, scale: str | None, written: str) -> FigureSaid:
    bare = digits.replace(",", "")
    if len(bare) > _MOST_DIGITS:
        # No row carries it, and no float holds it.
        return FigureSaid(FigureKind.NUMBER, bare, written)
    value = float(bare) * (_SCALES[scale.lower()] if scale else 1)
    if scale is None and digits.isdigit() and _FIRST_YEAR <= value <= _LAST_YEAR:
        return FigureSaid(FigureKind.YEAR, digits, written)
    return FigureSaid(FigureKind.NUMBER, as_number(value), written)


def as_number(value: float) -> str:
    """Return a number in the form in which figures are compared."""
    return str(int(value)) if value == int(value) else str(round(value, 4))


def _word_value(word: str, *, with_small: bool) -> int | None:
    values = {**_VALUES, **_SMALL_VALUES} if with_small else _VALUES
    word = word.lower()
    bare = (word.removeprefix(prefix) for prefix in _PREFIXES if word.startswith(prefix))
    return next((values[each] for each in bare if each in values), None)
