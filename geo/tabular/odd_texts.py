"""Columns that are called by the name of a text, such as a place or a publisher, and hold something else.

A name proposes a column; its cells decide. A place that is called 2023-10-07, or a publisher that is called
34.31, stands under the wrong name: nothing is taken from such a column before somebody said so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from geo.tabular.clock_texts import time_of
from geo.tabular.day_choice import choose
from geo.tabular.known_words import word_of
from geo.tabular.mapping import MappedField
from geo.tabular.questions import Question, Reply, SettledFields, Subject, not_used
from geo.tabular.sample import ENOUGH, Sample

_TEXTS = {
    "place_name": (Subject.PLACE, "the name of the place"),
    "publisher": (Subject.SOURCE, "who published it"),
    "claimant": (Subject.SOURCE, "who asserts it"),
}
_POINT = re.compile(r"(SRID=\d+;\s*)?POINT\b.*", re.IGNORECASE)
_OTHERS = frozenset({"", "unspecified"})


def find(sheet: Sample, fields: Mapping[str, MappedField]) -> SettledFields:
    """Return an empty field, and a question, for each text whose column holds days, numbers or kinds.

    Where the column serves as something else already, what its cells say is enough, and nothing is asked.
    """
    found: dict[str, MappedField] = {}
    questions: list[Question] = []
    for ours, (subject, what) in _TEXTS.items():
        one = fields.get(ours, MappedField())
        if not one.column or one.more or not _is_odd(sheet, one.column):
            continue
        found[ours] = MappedField()
        if not any(one.column in other.columns for name, other in fields.items() if name not in _TEXTS):
            unless = not_used(one.column)
            questions.append(
                Question(
                    subject,
                    (one.column,),
                    f"Does {one.column!r} say {what}? Its cells do not look like it.",
                    (unless, Reply("Yes: its cells are taken as they are.", {ours: one})),
                    tuple(sheet.distinct(one.column)[:3]),
                )
            )
    return SettledFields(found, tuple(questions))


def _is_odd(sheet: Sample, column: str) -> bool:
    texts = sheet.texts(column)
    if not texts:
        return False
    return sheet.mostly(column, _is_no_name) or choose(texts, says_day=False).share >= ENOUGH


def _is_no_name(text: str) -> bool:
    """Whether a text has no letter, or is a point, a time or a known kind of strike or thing struck."""
    if not any(map(str.isalpha, text)) or _POINT.match(text) or time_of(text):
        return True
    return any(word_of(ours, text) not in _OTHERS for ours in ("kind", "struck"))
