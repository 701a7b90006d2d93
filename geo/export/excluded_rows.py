"""Reports that a view does not show, as CSV: the columns of an export, and the reason for each."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from geo.export.about import restricted_note
from geo.export.citation import citation_of, plain
from geo.export.derived_columns import with_derived_columns
from geo.export.export_columns import COLUMNS, SCHEMA
from geo.export.terms import LICENCE_URL
from geo.export.to_csv import ABOUT, BYTE_ORDER_MARK, HOW_TO_READ, as_csv, header, neutral
from geo.filters.ends import ENDS
from geo.language import N_
from geo.model import ExclusionReason
from geo.queries.view_answer import ViewAnswer
from geo.snapshot.matching import WHY_NOT_SHOWN

NOT_SHOWN_COLUMNS = (WHY_NOT_SHOWN, *COLUMNS)
_WHAT = N_(
    "Reports that this view does not show, each with the first reason that holds (not_shown_because). With "
    "those that it shows they are all reports of the snapshot."
)


def not_shown_csv(answer: ViewAnswer, reason: ExclusionReason | None) -> Iterator[bytes]:
    """Yield the file in parts; a batch of rows at a time is in memory, however many there are.

    `reason` chooses one reason, None all of them. The rows of restricted sources are left out, and the file
    says so.
    """
    found = answer.excluded(reason)
    first = _about(answer, reason)
    rows = with_derived_columns(answer.snapshot, found, ENDS.chosen(answer.view))
    return _parts(rows, first, f"snapshot {answer.snapshot.id}")


def _about(answer: ViewAnswer, reason: ExclusionReason | None) -> str:
    cited, words = citation_of(answer), answer.words
    lines = [
        words(_WHAT),
        cited.title,
        plain(cited, words),
        f"{cited.note} {LICENCE_URL}",
        words(HOW_TO_READ),
    ]
    if restricted := answer.restricted_excluded(reason):
        lines.append(restricted_note(answer, restricted))
    return " ".join(" ".join(lines).split())


def _parts(batches: Iterator[pa.RecordBatch], first: str, name: str) -> Iterator[bytes]:
    yield BYTE_ORDER_MARK + header((*NOT_SHOWN_COLUMNS, ABOUT))
    for batch in batches:
        columns = [batch[WHY_NOT_SHOWN], *(batch[field.name].cast(field.type) for field in SCHEMA)]
        notes = pa.array([first] + [name] * (batch.num_rows - 1), pa.string())
        first = name
        yield as_csv(neutral(pa.RecordBatch.from_arrays([*columns, notes], [*NOT_SHOWN_COLUMNS, ABOUT])))
