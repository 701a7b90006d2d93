"""In which form the days of a column are written: that of all its cells, or several where it is in doubt."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from geo.tabular.day_forms import DAY_FORMS, ISO, reader
from geo.tabular.day_texts import WAYS, Moment

_ORDERS = ("day first", "month first", "short year first")
_STRICT = "day or month first"
_OTHERS = (ISO, *(way for way in WAYS if way not in {*_ORDERS, _STRICT}))
_SIMPLE = tuple(form for form in DAY_FORMS[: DAY_FORMS.index(ISO)] if "%y" not in form)
_BARE_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?")
_YEARS = (1900, 2100)
"""A year out of these is mostly of another calendar."""
_FIRST_TEXTS, _N_EXAMPLES = 20, 3
_SHORT = re.compile(r"\D*(\d{1,2})\D(\d{1,2})\D(\d\d)(?:\D.*)?")
_SIGN = re.compile(r"^\D*\d+ ?")
_LIKELY_YEARS = range(16, 28)
_MONTHS = 12
_ENOUGH_DAYS, _MOST_YEARS = 9, 4
_ENOUGH_SWAPPED = 5


@dataclass(frozen=True, slots=True)
class DayChoice:
    """How the cells of a column can be read as days."""

    forms: tuple[str, ...] = ()
    """The likeliest first; more than one where only a person can say which. Empty when no cell is a day."""
    n: int = 0
    """Cells that were looked at."""
    n_days: int = 0
    """How many of them any form reads."""
    n_read: tuple[int, ...] = ()
    """How many of them each form reads."""
    example: str = ""
    """A cell that is another day in each form, where there are several."""
    unread: tuple[str, ...] = ()
    """Up to three cells that no form reads."""
    is_mixed: bool = False
    """Whether some cells have the day first and others the month, so that none can be trusted."""
    is_swapped: bool = False
    """Whether a program may have swapped day and month of those cells that it took for days."""

    @property
    def share(self) -> float:
        """How many of the cells are days in one form or another, from 0 to 1."""
        return self.n_days / self.n if self.forms else 0.0


def choose(texts: Sequence[str], *, says_day: bool) -> DayChoice:
    """Return how the cells of a column, none of them empty, can be read as days.

    With `says_day`, as by the name of the column, bare numbers can be days: of Excel, of a clock, or years.
    """
    counted = Counter(texts if says_day else (one for one in texts if not _BARE_NUMBER.fullmatch(one)))
    first = list(counted)[:_FIRST_TEXTS]
    if not any(_read(text, way) for text in first for way in (*_OTHERS, *_ORDERS)):
        return DayChoice(n=len(texts), unread=tuple(first[:_N_EXAMPLES]))
    cover, left = _cover(list(counted))
    by_order = {order: [text for text in left if _read(text, order)] for order in _ORDERS}
    ordered = [text for text in left if any(text in read for read in by_order.values())]
    is_uniform = not cover and len({_SIGN.sub("", text)[:1] for text in ordered}) == 1
    orders, is_mixed = _orders(ordered, by_order, is_uniform=is_uniform)
    forms = tuple("|".join(filter(None, (*cover, order))) for order in orders)
    is_swapped = len(forms) == 1 and _looks_swapped(counted, cover, ordered, by_order)
    if is_swapped:
        forms = (forms[0], "|".join("%Y-%d-%m" if one == ISO else one for one in forms[0].split("|")))
    read = [text for text in counted if text not in left or text in ordered]
    forms = tuple(dict.fromkeys(_simple(form, read) for form in forms))
    n_read = tuple(sum(n for text, n in counted.items() if _read(text, form)) for form in forms)
    unread = tuple(text for text in counted if text not in read)[:_N_EXAMPLES]
    n_days = sum(counted[text] for text in read)
    chosen = DayChoice(forms, len(texts), n_days, n_read, "", unread, is_mixed, is_swapped)
    return replace(chosen, example=_example(forms, read)) if len(forms) > 1 else chosen


def _read(text: str, form: str) -> Moment | None:
    try:
        found = reader(form)(text)
    except ValueError:
        return None
    return found if _YEARS[0] <= found.first.year <= _YEARS[1] else None


def _first_day(text: str, form: str) -> date | None:
    found = _read(text, form)
    return found.first if found else None


def _cover(texts: list[str]) -> tuple[list[str], list[str]]:
    """Return the fewest ways that read what needs no order of day and month, and what they do not read."""
    cover, left = [], texts
    while left:
        reads = {way: [text for text in left if _read(text, way)] for way in _OTHERS if way not in cover}
        best = max(reads, key=lambda way: len(reads[way]))
        if not reads[best]:
            break
        cover.append(best)
        read = set(reads[best])
        left = [text for text in left if text not in read]
    return sorted(cover, key=_OTHERS.index), left


def _orders(texts: list[str], by_order: dict[str, list[str]], *, is_uniform: bool) -> tuple[list[str], bool]:
    """Return the orders in which the numbers of some texts can stand, and whether they stand in several.

    What one text proves holds for others only where all are written alike.
    """
    if not texts:
        return [""], False
    whole = [order for order in _ORDERS if len(by_order[order]) == len(texts)]
    if not whole:
        some = [order for order in _ORDERS if by_order[order]]
        return [_STRICT, *sorted(some, key=lambda order: -len(by_order[order]))], True
    orders = (
        whole if is_uniform else sorted(filter(by_order.get, _ORDERS), key=lambda one: -len(by_order[one]))
    )
    if len(orders) > 1 and _years_stand_last(texts):
        orders = [order for order in orders if order != "short year first"]
    days: dict[tuple[date | None, ...], str] = {}
    for order in orders:
        read = tuple(_first_day(text, order) for text in texts)
        first = next(iter(days), read)
        if any(one and other and one != other for one, other in zip(first, read, strict=True)) or not days:
            days.setdefault(read, order)
    return list(days.values()), False


def _years_stand_last(texts: list[str]) -> bool:
    """Whether years of two digits surely stand last: nobody's days are all between the 16th and the 27th."""
    parts = [found.groups() for text in texts if (found := _SHORT.fullmatch(text))]
    years = {int(year) for *_, year in parts}
    is_likely = all(year in _LIKELY_YEARS for year in years) and len(years) <= _MOST_YEARS
    return is_likely and len({(one, two) for one, two, _ in parts}) >= _ENOUGH_DAYS


def _looks_swapped(
    counted: Counter[str], cover: list[str], ordered: list[str], by_order: dict[str, list[str]]
) -> bool:
    """Whether all days of ISO 8601 could be months, and all others stand in an order that has no such day.

    So it is when a program took 05/04/2023 for a day of May, and left 13/04/2023 as a text.
    """
    iso = {_first_day(text, ISO) for text in counted if _read(text, ISO)} if ISO in cover else set()
    days = [day for day in iso if day is not None]
    is_one_order = any(
        len(by_order[order]) == len(ordered) and not by_order[other]
        for order, other in (("day first", "month first"), ("month first", "day first"))
    )
    is_such = bool(ordered) and is_one_order and len(days) >= _ENOUGH_SWAPPED
    return is_such and all(day.day <= _MONTHS for day in days) and any(day.day != day.month for day in days)


def _simple(form: str, texts: list[str]) -> str:
    """Return the form of `strptime` that reads some texts as a form does, or that form."""
    same = (simple for simple in _SIMPLE if all(_read(text, simple) == _read(text, form) for text in texts))
    return next(same, form)


def _example(forms: tuple[str, ...], texts: list[str]) -> str:
    """Return a text that is another day in each form, or in as many as there can be."""
    return max(texts, key=lambda text: len({_first_day(text, form) for form in forms} - {None}))
