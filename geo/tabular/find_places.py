"""Which columns say where: a point in one column or two, an area, and how finely."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from geo.tabular.mapping import MappedField
from geo.tabular.questions import Found, Question
from geo.tabular.sheet import Sheet

OURS = ("lat", "lon", "area_pcode", "place_name", "location_precision", "radius_m", "location_note")
"""The documented columns that are settled here."""


def find(sheet: Sheet, fields: Mapping[str, MappedField]) -> Found:
    """Return the fields of `OURS`, given what names proposed for them; an empty field takes one away."""
    del sheet
    found = {ours: fields[ours] for ours in OURS if ours in fields}
    notes = []
    if "lat" in found and "location_precision" not in found:
        notes.append("No column says how fine the points are: each counts as a locality, within 3 km.")
    return Found(found, notes=tuple(notes))


def left(sheet: Sheet, columns: Sequence[str], fields: Mapping[str, MappedField]) -> tuple[Question, ...]:
    """Return a question for each of the columns that nothing uses and that could say where."""
    del sheet, columns, fields
    return ()
