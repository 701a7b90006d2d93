"""Which columns say when: their form, and what of it only a person can say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from geo.tabular.day_choice import readings
from geo.tabular.day_forms import DAY_FORMS, MOVED, fits, is_moved, time_of
from geo.tabular.mapping import MappedField
from geo.tabular.questions import Found, Question
from geo.tabular.sheet import Sheet

DAYS = ("event_start", "event_end", "published_date")
TIMES = ("time_from", "time_to")
OURS = (*DAYS, *TIMES)
"""The documented columns that are settled here."""


def find(sheet: Sheet, fields: Mapping[str, MappedField]) -> Found:
    """Return the fields of `OURS`, given what names proposed for them; an empty field takes one away."""
    found = {ours: fields[ours] for ours in OURS if ours in fields}
    for ours in TIMES:
        # A column called "time" mostly has days as well.
        if ours in found and not sheet.mostly(found[ours].column, time_of):
            found[ours] = MappedField()
    if "event_start" not in found:
        used = {column for one in {**fields, **found}.values() for column in one.columns}
        such = [
            column
            for column in sheet.columns
            if column not in used
            and sheet.mostly(column, lambda text: any(fits(text, form) for form in DAY_FORMS))
        ]
        if len(such) == 1:
            found["event_start"] = MappedField(such[0], why="by what stands in its cells")
    notes = []
    for ours in DAYS:
        if ours in found:
            found[ours], said = _with_form(found[ours], sheet.texts(found[ours].column))
            notes += [f"{found[ours].column!r} {sentence}" for sentence in said]
    return Found(found, notes=tuple(notes))


def left(sheet: Sheet, columns: Sequence[str], fields: Mapping[str, MappedField]) -> tuple[Question, ...]:
    """Return a question for each of the columns that nothing uses and that could say when."""
    del sheet, columns, fields
    return ()


def _with_form(one: MappedField, texts: list[str]) -> tuple[MappedField, list[str]]:
    """Return the field with the form in which most of its days are written, and what is not sure about it."""
    found = readings(texts)
    form = next(iter(found), "")
    said = []
    if len(found) > 1:
        said.append("may have the day first or the month first: the day is taken to be first.")
    if any(is_moved(text, form) for text in texts):
        said.append(MOVED)
    return replace(one, form=form), said
