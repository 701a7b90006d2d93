"""Columns of a file that could say when and that nothing uses: which of them are asked about."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from geo.tabular.day_candidates import NAMED, DayCandidate, candidates
from geo.tabular.day_choice import choose
from geo.tabular.day_columns import DayRole
from geo.tabular.day_questions import DayWay, other_years_question, which_question
from geo.tabular.mapping import MappedField
from geo.tabular.questions import Question, Reply, Subject
from geo.tabular.sample import Sample

_YEAR = re.compile(r"(?:19|20)\d\d", re.ASCII)
_SEVERAL = 2
_PARTS = (DayRole.YEAR, DayRole.MONTH, DayRole.DAY)


def left(sheet: Sample, columns: Sequence[str], fields: Mapping[str, MappedField]) -> tuple[Question, ...]:
    """Return a question for each of the columns that nothing uses and that could say when."""
    found = candidates(sheet, {})
    start = fields.get("event_start")
    days = [one for one in map(found.one, columns) if one.is_days]
    if not start:
        days += [
            one
            for one in map(found.one, _used_for(fields, "published_date"))
            if one.is_days and one.name not in columns
        ]
        return _no_day(days) or _days_in_names(columns)
    taken = found.joined(start.columns, NAMED, "") if start.more else found.one(start.column)
    if not taken.is_days:
        return ()
    is_sure = taken.rank >= NAMED or start.why.startswith("tagged")
    questions = []
    for one in days:
        role = one.role
        if role in {DayRole.RECORD, DayRole.PUBLISHED}:
            continue
        if role in _PARTS and one.choice.forms == ("year",):
            questions += _other_years(one, taken)
        elif not is_sure and one.choice.forms != ("year",) and one.differs_from(taken):
            questions.append(_beside(one, taken, fields))
    return tuple(questions)


def _used_for(fields: Mapping[str, MappedField], ours: str) -> tuple[str, ...]:
    return fields[ours].columns if ours in fields else ()


def _no_day(days: list[DayCandidate]) -> tuple[Question, ...]:
    """Ask about every column of days where none is taken for the day of the event."""
    if not days:
        return ()
    names = ", ".join(repr(one.name) for one in days)
    text = f"No column plainly says when it happened: does one of these say it, {names}?"
    ways = [
        (one.name, one.choice.example or one.texts[0], DayWay(form, {"event_start": one.field(form)}, n))
        for one in days
        for form, n in zip(one.forms, one.choice.n_read, strict=True)
    ]
    columns = tuple(one.name for one in days)
    return (which_question(columns, [text for _, text, _ in ways][:3], ways, text),)


def _days_in_names(columns: Sequence[str]) -> tuple[Question, ...]:
    """Ask about columns that are called by days, as in a table with a column for each month."""
    named = tuple(c for c in columns if _YEAR.fullmatch(c) or choose([c], says_day=False).forms)
    if len(named) < _SEVERAL:
        return ()
    text = (
        f"Columns are called by days, from {named[0]!r} to {named[-1]!r}, and a row says one day: leave them?"
    )
    answer = Reply("Take nothing from these columns.", unread=named)
    return (Question(Subject.DAY, named, text, (answer,), named[:3]),)


def _beside(one: DayCandidate, taken: DayCandidate, fields: Mapping[str, MappedField]) -> Question:
    """Ask what days are that stand beside those that are taken, and are others."""
    text = f"{one.name!r} holds other days than {taken.name!r}: which say when it happened?"
    shown = one.choice.example or one.texts[0]
    is_end = one.role is DayRole.END and "event_end" not in fields
    ours = "event_end" if is_end else "event_start"
    ways = [
        (one.name, shown, DayWay(form, {ours: one.field(form)}, n))
        for form, n in zip(one.forms, one.choice.n_read, strict=True)
    ]
    return which_question(one.columns, [shown], ways, text)


def _other_years(one: DayCandidate, taken: DayCandidate) -> list[Question]:
    form = one.forms[0]
    pairs = zip(one.moments(form), taken.moments(taken.forms[0]), strict=True)
    both = [(a, b) for a, b in pairs if a and b]
    n = sum(a.first.year not in {b.first.year, b.last.year} for a, b in both)
    if not n:
        return []
    none = {ours: MappedField() for ours in ("event_end", "time_from", "time_to")}
    fields = {**none, "event_start": one.field(form)}
    return [other_years_question(one.name, taken.name, n, len(both), fields)]
