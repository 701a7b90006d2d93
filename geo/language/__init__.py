"""Words, numbers and dates of the interface, by language. Source strings are English.

Digits are Latin in every language, as the newspapers of the region that mix Arabic or Hebrew with
figures, maps and charts print them; separators and month names follow the CLDR locale.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path

from babel import Locale
from babel.core import get_global
from babel.dates import format_date, format_interval
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent
from babel.support import NullTranslations, Translations

from geo.model import Language, Range

LOCALE_DIR = Path(__file__).parent / "locale"
DOMAIN = "shelterline"
_ALPHA_3, _ALL = 3, 100
_LOCALES = {Language.EN: "en_GB", Language.AR: "ar", Language.HE: "he"}


@dataclass(frozen=True, slots=True)
class Words:
    """One language's way to say things."""

    lang: Language
    catalogue: NullTranslations

    def __call__(self, message: str, **values: object) -> str:
        """Return the message in this language, with `{name}` fields filled from the values."""
        # A catalogue answers the empty message with its own header.
        text = self.catalogue.gettext(message) if message else ""
        return text.format(**values) if values else text

    def plural(self, one: str, many: str, n: int, **values: object) -> str:
        """Return the form that suits `n`; `{n}` is filled with the localised number."""
        text = self.catalogue.ngettext(one, many, n)
        return text.format(n=self.number(n), **values)

    @property
    def locale(self) -> str:
        """CLDR locale for numbers and dates."""
        return _LOCALES[self.lang]

    def number(self, n: int) -> str:
        """Return a count with the locale's separators."""
        return _number(n, self.locale)

    def percent(self, part: int, whole: int) -> str:
        """Return a part in whole hundredths; one that is neither nothing nor all is not rounded to either."""
        hundredths = round(100 * part / whole) if part else 0
        if hundredths == 0 and part:
            return self("under {percent}", percent=self._hundredths(1))
        if hundredths == _ALL and part != whole:
            return self("over {percent}", percent=self._hundredths(_ALL - 1))
        return self._hundredths(hundredths)

    def _hundredths(self, n: int) -> str:
        return format_percent(n / _ALL, locale=self.locale)

    def day(self, day: date | None) -> str:
        """Return a day in words, or that it is not known."""
        if day is None:
            return self("not stated")
        return _day(day, self.locale)

    def month(self, day: date) -> str:
        """Return the month and the year of a day in words."""
        return format_date(day, "LLL y", locale=self.locale)

    def year(self, day: date) -> str:
        """Return the year of a day."""
        return format_date(day, "y", locale=self.locale)

    def days(self, first: date, last: date) -> str:
        """Return an interval of days, both inclusive, with nothing said twice."""
        if first == last:
            return self.day(first)
        return _days(first, last, self.locale)

    def country(self, code: str) -> str:
        """Return the CLDR name of a country by its ISO 3166-1 alpha-3 code; one that has no name as it is."""
        return _countries(self.locale).get(code, code)

    def listed(self, items: Sequence[str]) -> str:
        """Join items as the language joins them."""
        return format_list(list(items), locale=self.locale)

    def range(self, count: Range) -> str:
        """Return a claimed count: a number, a range, an open end, or that it is unknown."""
        if count.min is None and count.max is None:
            return self("unknown")
        if count.max is None:
            return self("at least {n}", n=self.number(count.min or 0))
        if count.min is None:
            return self("up to {n}", n=self.number(count.max))
        if count.min == count.max:
            return self.number(count.min)
        return f"{self.number(count.min)}–{self.number(count.max)}"


@lru_cache(maxsize=16_000)
def _number(n: int, locale: str) -> str:
    return format_decimal(n, locale=locale)


@lru_cache(maxsize=4_000)
def _days(first: date, last: date, locale: str) -> str:
    return format_interval(first, last, "yMMMd", locale=locale)


@lru_cache(maxsize=4_000)
def _day(day: date, locale: str) -> str:
    return format_date(day, "d MMM y", locale=locale)


@cache
def _countries(locale: str) -> dict[str, str]:
    names = Locale.parse(locale).territories
    return {
        code: names[current[0]]
        for code, current in get_global("territory_aliases").items()
        if len(code) == _ALPHA_3 and len(current) == 1 and current[0] in names
    }


@cache
def words(lang: Language) -> Words:
    """Return the words of a language, English where the catalogue has no translation."""
    return Words(lang, Translations.load(LOCALE_DIR, [lang.value], DOMAIN))


def N_(message: str) -> str:  # noqa: N802 the name by which Babel finds messages kept in tables
    """Mark a message for translation where it is defined; it is translated where it is shown."""
    return message
