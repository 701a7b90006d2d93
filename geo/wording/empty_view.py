"""Why a view shows no report, and the change that would show some."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from geo.filters.dates import OTHER_DATES, UNDATED
from geo.filters.view import View
from geo.language import Words
from geo.model import ExclusionReason
from geo.wording import why_left_out

_OF_NO_DAY_SHOWN = {UNDATED, OTHER_DATES}


def empty_sentence(
    reasons: Mapping[ExclusionReason, int], view: View, span: tuple[date, date], words: Words
) -> str:
    """Return that no report is of a view's days, or why those that are get left out."""
    days = words.days(view.date_from, view.date_to)
    then = {reason: n for reason, n in reasons.items() if reason not in _OF_NO_DAY_SHOWN}
    if then:
        why = why_left_out(then, words)
        return words.plural(
            "No report to show: the {n} report of {days} is left out ({why}).",
            "No report to show: all {n} reports of {days} are left out ({why}).",
            sum(then.values()),
            days=days,
            why=why,
        )
    first, last = span
    return words(
        "No report to show for {days}. The chronicle runs from {first} to {last}.",
        days=days,
        first=words.day(first),
        last=words.day(last),
    )
