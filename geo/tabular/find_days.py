"""Which columns say when: their form, and what of it only a person can say.

A column that a tag or its name calls the day of the event comes before others. Columns of record-keeping,
such as `created_at`, are never taken by themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from geo.model import DatePrecision
from geo.tabular.column_names import NAMES, plain
from geo.tabular.day_candidates import TAGGED, DayCandidate, DayColumns, candidates
from geo.tabular.day_choice import DayChoice
from geo.tabular.day_columns import DayRole, stem_of, words_of, zone_suffix
from geo.tabular.day_forms import ISO, time_of
from geo.tabular.day_questions import (
    DayWay,
    no_days_question,
    order_question,
    told,
    which_question,
)
from geo.tabular.day_texts import Moment
from geo.tabular.mapping import MappedField
from geo.tabular.other_days import left
from geo.tabular.questions import Question, SettledFields
from geo.tabular.sample import Sample

__all__ = ["DAYS", "OURS", "TIMES", "find", "left"]

DAYS = ("event_start", "event_end", "published_date")
TIMES = ("time_from", "time_to")
OURS = (*DAYS, *TIMES)
"""The documented columns that are settled here."""
_OF_HOURS = "the hours that stand with the days"
_WEAK = frozenset({"from", "to", "until", "occurred", "day"})
"""Names that are mostly of something else where no days stand."""


def find(sheet: Sample, fields: Mapping[str, MappedField]) -> SettledFields:
    """Return the fields of `OURS`, given what names proposed for them; an empty field takes one away."""
    columns = candidates(sheet, fields)
    times = _times(sheet, fields)
    ranked = [one for one in columns.of_the_event() if one.name not in {times[ours].column for ours in times}]
    if not ranked:
        return _without_days(fields, columns, times)
    start, rivals = ranked[0], _rivals(ranked)
    start = _with_its_time(start, sheet, fields, columns)
    end = _end_of(start, columns, fields)
    found = {ours: MappedField() for ours in OURS if ours in fields} | times
    found |= _fields(start, end, start.forms[0], end.forms[0] if end else "", times)
    notes = told(start.name, start.texts, start.forms[0])
    notes += told(end.name, end.texts, end.forms[0]) if end else []
    questions = []
    if rivals or not (start.rank or start.role is DayRole.YEAR):
        questions.append(_which(start, end, rivals, columns, times))
    elif question := _order(start, end, times):
        questions.append(question)
    published, asked, said = _published(columns, fields)
    return SettledFields({**found, **published}, (*questions, *asked), (*notes, *said))


def _times(sheet: Sample, fields: Mapping[str, MappedField]) -> dict[str, MappedField]:
    """Return the columns that hold times of day alone; one called "time" mostly has days as well."""
    return {
        ours: fields[ours]
        for ours in TIMES
        if ours in fields
        and sheet.mostly(fields[ours].column, time_of)
        and not zone_suffix(fields[ours].column)
    }


def _time_beside(sheet: Sample, fields: Mapping[str, MappedField]) -> str:
    """Return the column that is called a time, also where its name says a time zone; empty for none."""
    if "time_from" in fields:
        return fields["time_from"].column
    such = (column for column in sheet.columns if " ".join(words_of(column)) in NAMES["time_from"])
    return next(such, "")


def _with_its_time(
    start: DayCandidate, sheet: Sample, fields: Mapping[str, MappedField], columns: DayColumns
) -> DayCandidate:
    """Return the days with the times beside them where only both together say the day in Gaza."""
    beside = _time_beside(sheet, fields)
    if not beside or len(start.columns) > 1 or beside == start.name:
        return start
    is_local = not zone_suffix(beside) and not zone_suffix(start.name)
    if is_local and sheet.mostly(beside, time_of):
        return start
    return columns.with_time(start, beside) or start


def _rivals(ranked: list[DayCandidate]) -> list[DayCandidate]:
    """Return the other columns that are as likely the day of the event as the first, and say other days."""
    first, *others = ranked
    if first.rank >= TAGGED:
        return []
    return [one for one in others if one.rank == first.rank and one.differs_from(first)]


def _end_of(
    start: DayCandidate, columns: DayColumns, fields: Mapping[str, MappedField] | None = None
) -> DayCandidate | None:
    """Return the last days that go with the first: those of the same name but for the word for an end."""
    proposed = (fields or {}).get("event_end", MappedField())
    if proposed.why.startswith("tagged") and columns.one(proposed.column).is_days:
        return replace(columns.one(proposed.column), why=proposed.why)
    ends = columns.with_role(DayRole.END)
    stems = set(map(stem_of, start.columns))
    paired = [one for one in ends if stem_of(one.name) in stems]
    others = {stem_of(one.name) for one in columns.with_role(DayRole.START)}
    return next(iter(paired or [one for one in ends if stem_of(one.name) not in others]), None)


def _fields(
    start: DayCandidate, end: DayCandidate | None, form: str, end_form: str, times: Mapping[str, MappedField]
) -> dict[str, MappedField]:
    """Return the fields of the first and the last day, and of the hours that stand with them."""
    found = {"event_start": start.field(form)}
    starts = [said for said in start.moments(form) if said]
    if end:
        found["event_end"] = end.field(end_form)
    if "time_from" in times and len(start.columns) == 1:
        return found
    if any(said.time_from for said in starts):
        found["time_from"] = replace(start.field(form or ISO), why=_OF_HOURS)
        if end and any(said and said.time_from for said in end.moments(end_form)):
            found["time_to"] = replace(end.field(end_form or ISO), why=_OF_HOURS)
        elif any(said.time_to for said in starts):
            found["time_to"] = replace(start.field(form or ISO), why=_OF_HOURS)
    return found


def _ways(
    start: DayCandidate, end: DayCandidate | None, times: Mapping[str, MappedField]
) -> tuple[list[DayWay], DayChoice]:
    """Return every way to read the days of one column or of a pair, and the choice that is in doubt."""
    end_forms = end.forms if end else ("",)
    doubtful = start.choice if len(start.forms) > 1 or not end else end.choice
    n = max(len(start.forms), len(end_forms))
    pairs = [
        (start.forms[min(i, len(start.forms) - 1)], end_forms[min(i, len(end_forms) - 1)]) for i in range(n)
    ]
    read = doubtful.n_read or (0,)
    ways = [
        DayWay(
            form if doubtful is start.choice else end_form,
            _all(_fields(start, end, form, end_form, times), times),
            read[min(i, len(read) - 1)],
        )
        for i, (form, end_form) in enumerate(pairs)
    ]
    return ways, doubtful


def _all(found: dict[str, MappedField], times: Mapping[str, MappedField]) -> dict[str, MappedField]:
    """Return the fields of an answer: what it does not name it takes away."""
    return {**{ours: MappedField() for ours in OURS if ours != "published_date"}, **times, **found}


def _order(
    start: DayCandidate, end: DayCandidate | None, times: Mapping[str, MappedField]
) -> Question | None:
    ways, doubtful = _ways(start, end, times)
    if len(ways) == 1:
        return None
    is_end = end is not None and doubtful is not start.choice
    columns = (
        (*end.columns, *start.columns) if end and is_end else (*start.columns, *(end.columns if end else ()))
    )
    return order_question(columns, doubtful, ways)


def _which(
    start: DayCandidate,
    end: DayCandidate | None,
    rivals: list[DayCandidate],
    columns: DayColumns,
    times: Mapping[str, MappedField],
) -> Question:
    shown: list[str] = []
    ways: list[tuple[str, str, DayWay]] = []
    named = [*start.columns]
    for one in (start, *rivals):
        its_end = end if one is start else _end_of(one, columns)
        text = one.choice.example or next(iter(one.texts), "")
        shown.append(text)
        named += [*one.columns, *(its_end.columns if its_end else ())]
        ways += [(one.name, text, way) for way in _ways(one, its_end, times)[0]]
    names = " or ".join(repr(one.name) for one in (start, *rivals))
    text = (
        f"Which column says when it happened: {names}?" if rivals else f"Does {names} say when it happened?"
    )
    return which_question(tuple(dict.fromkeys(named)), shown[:3], ways, text)


def _published(
    columns: DayColumns, fields: Mapping[str, MappedField]
) -> tuple[dict[str, MappedField], list[Question], list[str]]:
    """Return the day of publication, which is one day and comes from a column of that name alone."""
    proposed = fields.get("published_date")
    found = columns.with_role(DayRole.PUBLISHED)
    if proposed:
        found = [one for one in (columns.one(proposed.column), *found) if one.is_days]
    single = [one for one in found if all(said.precision == DatePrecision.DAY for said in _said(one))]
    if not single:
        return ({"published_date": MappedField()} if proposed and found else {}), [], []
    one = single[0]
    field = replace(one.field(one.forms[0]), why=proposed.why if proposed else one.why)
    ways = [
        DayWay(form, {"published_date": one.field(form)}, n)
        for form, n in zip(one.forms, one.choice.n_read, strict=True)
    ]
    asked = [order_question(one.columns, one.choice, ways)] if len(ways) > 1 else []
    return {"published_date": field}, asked, told(one.name, one.texts, one.forms[0])


def _said(one: DayCandidate) -> list[Moment]:
    return [said for said in one.moments(one.forms[0]) if said]


def _without_days(
    fields: Mapping[str, MappedField], columns: DayColumns, times: Mapping[str, MappedField]
) -> SettledFields:
    """Return what is proposed where no column holds days: what is called a day is asked about."""
    found = {ours: MappedField() for ours in TIMES if ours in fields and ours not in times}
    questions: list[Question] = []
    for ours in ("event_start", "event_end"):
        proposed = fields.get(ours)
        if not proposed:
            continue
        found[ours] = proposed
        one = columns.one(proposed.column)
        is_tagged = proposed.why.startswith("tagged")
        if plain(proposed.column) in _WEAK and not is_tagged and not one.choice.forms:
            found[ours] = MappedField()
        elif one.choice.n:
            ways = [
                DayWay(form, {ours: replace(proposed, form=form)}, n)
                for form, n in zip(one.forms, one.choice.n_read, strict=True)
            ]
            found[ours] = ways[0].fields[ours] if ways else proposed
            questions.append(no_days_question(one.columns, one.choice, ways))
    published, asked, said = _published(columns, fields)
    return SettledFields({**found, **published}, (*questions, *asked), tuple(said))
