"""Which columns hold words or codes, such as the means of a strike, and what those are in our words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from geo.model import Kind
from geo.tabular.column_names import CODEBOOKS, OUR_WORD, plain
from geo.tabular.mapping import MappedField
from geo.tabular.questions import Found, Question
from geo.tabular.sheet import Sheet

OURS = ("kind", "date_precision", "direction_claimed", "struck", "incident_key")
"""The documented columns that are settled here."""


def find(sheet: Sheet, fields: Mapping[str, MappedField]) -> Found:
    """Return the fields of `OURS`, given what names proposed for them; an empty field takes one away."""
    found = {ours: fields[ours] for ours in OURS if ours in fields}
    if "kind" not in found:
        used = {column for one in fields.values() for column in one.columns}
        such = [
            column
            for column in sheet.columns
            if column not in used and sheet.mostly(column, lambda text: plain(text) in OUR_WORD["kind"])
        ]
        if len(such) == 1:
            found["kind"] = MappedField(such[0], why="by what stands in its cells")
    worded = _in_our_words(found, fields, sheet)
    found = {**found, **worded}
    found.setdefault("kind", MappedField(constant=str(Kind.UNSPECIFIED), why="no column says the means"))
    return Found(found)


def left(sheet: Sheet, columns: Sequence[str], fields: Mapping[str, MappedField]) -> tuple[Question, ...]:
    """Return a question for each of the columns that nothing uses and that could say means or harm."""
    del sheet, columns, fields
    return ()


def _in_our_words(
    found: dict[str, MappedField], fields: Mapping[str, MappedField], sheet: Sheet
) -> dict[str, MappedField]:
    """Return the fields of enumerations with their words in ours, and what a codebook says besides."""
    worded: dict[str, MappedField] = {}
    for ours in ("kind", "date_precision"):
        if ours not in found:
            continue
        column = found[ours].column
        texts = sheet.distinct(column)
        title, codes = CODEBOOKS.get(plain(column), ("", {}))
        if ours in codes and texts and all(text.isdigit() for text in texts):
            for name, words in codes.items():
                if name == ours or name not in fields:
                    other = "" if name != ours else None
                    worded[name] = MappedField(column, words=words, other=other, why=title)
            continue
        known = {text: OUR_WORD[ours][plain(text)] for text in texts if plain(text) in OUR_WORD[ours]}
        words = {theirs: word for theirs, word in known.items() if theirs != word}
        worded[ours] = MappedField(column, words=words, why=found[ours].why)
    return worded
