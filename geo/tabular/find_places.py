"""Which columns say where: a point in one column or two, an area, and how finely."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from geo.tabular.column_names import CODEBOOKS, plain
from geo.tabular.known_words import word_of
from geo.tabular.mapping import MappedField
from geo.tabular.questions import Found, Question
from geo.tabular.sheet import Sheet

OURS = ("lat", "lon", "area_pcode", "place_name", "location_precision", "radius_m", "location_note")
"""The documented columns that are settled here."""


def find(sheet: Sheet, fields: Mapping[str, MappedField]) -> Found:
    """Return the fields of `OURS`, given what names proposed for them; an empty field takes one away."""
    found = {ours: fields[ours] for ours in OURS if ours in fields}
    if "location_precision" in found:
        column = found["location_precision"].column
        texts = sheet.distinct(column)
        title, codes = CODEBOOKS.get(plain(column), ("", {}))
        if "location_precision" in codes and texts and all(text.isdigit() for text in texts):
            for name, words in codes.items():
                if name == "location_precision" or name not in fields:
                    other = "" if name != "location_precision" else None
                    found[name] = MappedField(column, words=words, other=other, why=title)
        else:
            words = {text: word_of("location_precision", text) for text in texts}
            known = {text: word for text, word in words.items() if word and word != text}
            found["location_precision"] = replace(found["location_precision"], words=known)
    notes = []
    if "lat" in found and "location_precision" not in found:
        notes.append("No column says how fine the points are: each counts as a locality, within 3 km.")
    return Found(found, notes=tuple(notes))


def left(sheet: Sheet, columns: Sequence[str], fields: Mapping[str, MappedField]) -> tuple[Question, ...]:
    """Return a question for each of the columns that nothing uses and that could say where."""
    del sheet, columns, fields
    return ()
