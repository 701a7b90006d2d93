"""Whose rows they are: publisher, claimant, address, ids and terms."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from geo.connectors.toolkit.cells import source_row
from geo.tabular.file_source import own_source
from geo.tabular.mapping import MappedField
from geo.tabular.questions import Found, Question
from geo.tabular.sheet import Sheet
from geo.tabular.terms import keeper_of

OURS = ("source_id", "publisher", "claimant", "url", "report_id")
"""The documented columns that are settled here."""


def find(
    sheet: Sheet, fields: Mapping[str, MappedField], known: Mapping[str, Mapping[str, str]]
) -> tuple[Found, dict[str, str]]:
    """Return the fields of `OURS` and the row of the table `sources`.

    `fields` is what names proposed, `known` the rows of that table that there are, by id.
    """
    found = {ours: fields[ours] for ours in OURS if ours in fields}
    notes = []
    if "url" not in found:
        used = {column for one in fields.values() for column in one.columns}
        such = [c for c in sheet.columns if c not in used and sheet.mostly(c, _is_address)]
        if len(such) == 1:
            found["url"] = MappedField(such[0], why="by what stands in its cells")
    found.setdefault("claimant", MappedField(constant="(unattributed)", why="no column says who asserts it"))
    keeper = keeper_of(sheet)
    if keeper:
        found["source_id"] = MappedField()
        notes.append(f"The rows are those of {keeper.publisher}, whose terms forbid passing its rows on.")
    source: dict[str, str] = {}
    if keeper:
        source = source_row(keeper)
    elif sheet.name and not found.get("source_id"):
        source = own_source(sheet.name, known)
    if source:
        ids = found.get("report_id", MappedField())
        if ids and (keeper or all(text.isdigit() for text in sheet.texts(ids.column))):
            # A bare number is the id of something else in another file.
            found["report_id"] = replace(ids, prefix=f"{source['source_id']}-")
        no_publisher = "no column names a publisher: the file itself"
        found.setdefault("publisher", MappedField(constant=sheet.name, why=no_publisher))
    return Found(found, notes=tuple(notes)), source


def left(sheet: Sheet, columns: Sequence[str], fields: Mapping[str, MappedField]) -> tuple[Question, ...]:
    """Return a question for each of the columns that nothing uses and that could say whose rows they are."""
    del sheet, columns, fields
    return ()


def _is_address(text: str) -> bool:
    return re.match(r"https?://\S+$", text) is not None
