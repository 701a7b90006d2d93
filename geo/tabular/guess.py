"""A first plan of how a file is read, from the names of columns, HXL tags and what stands in the cells.

Each subject has a file of its own (`find_days`, `find_places`, `find_words`, `find_source`): one function
settles its documented columns, given what names proposed; one asks about the columns that are left.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geo.connectors.toolkit.foreign import TAGS_SKIPPED
from geo.tabular import find_days, find_places, find_source, find_words, odd_texts
from geo.tabular.find_names import proposed
from geo.tabular.mapping import COLUMNS, Mapping
from geo.tabular.questions import Question, SettledFields
from geo.tabular.sample import Sample

if TYPE_CHECKING:
    from collections.abc import Mapping as Dict
    from collections.abc import Sequence

    from geo.connectors.toolkit.contract import SourceRows


def guess(
    columns: Sequence[str],
    sample: SourceRows,
    name: str = "",
    known: Dict[str, Dict[str, str]] | None = None,
) -> Mapping:
    """Return a first mapping of columns, given some rows of the file, and with it what it leaves open."""
    return guessed(columns, sample, name, known)[0]


def guessed(
    columns: Sequence[str],
    sample: SourceRows,
    name: str = "",
    known: Dict[str, Dict[str, str]] | None = None,
    licence: str = "",
) -> tuple[Mapping, tuple[Question, ...]]:
    """Return a first mapping of columns, given some rows of the file, and the questions that it leaves open.

    `name` is that of the file, `known` are the rows of the table `sources` that there are, by id, `licence`
    is what stands beside the table.
    """
    sheet = Sample.of(name, columns, sample)
    fields = proposed(sheet)
    notes: list[str] = [TAGS_SKIPPED] if sheet.tags else []
    questions: list[Question] = []

    def settle(found: SettledFields) -> None:
        fields.update(found.fields)
        for ours in [ours for ours, one in fields.items() if not one]:
            del fields[ours]
        notes.extend(found.notes)
        questions.extend(found.questions)

    settle(find_days.find(sheet, fields))
    settle(find_places.find(sheet, fields))
    settle(find_words.find(sheet, fields))
    settle(odd_texts.find(sheet, fields))
    of_source, source, is_guess = find_source.find(sheet, fields, known or {}, licence)
    settle(of_source)
    asked = {column for question in questions for column in question.columns}
    used = {column for one in fields.values() for column in one.columns} | asked
    unused = [column for column in columns if column not in used]
    for part in (find_days, find_places, find_words, find_source):
        questions += part.left(sheet, unused, fields)
    if unused:
        notes.append(f"Not kept: {', '.join(unused)}.")
    mapping = Mapping(
        {column: fields[column] for column in COLUMNS if column in fields},
        source,
        has_tags=bool(sheet.tags),
        is_guess=is_guess,
    )
    if lacking := ", ".join(mapping.missing):
        notes.append(f"No column found for {lacking}: every row needs one.")
    return replace(mapping, notes=tuple(notes)), tuple(questions)
