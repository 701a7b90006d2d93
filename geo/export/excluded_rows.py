"""What a view leaves out, as CSV: the same columns as an export of its rows, and the reason of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from geo.export.about import restricted_note
from geo.export.citation import citation_of, plain
from geo.export.export_columns import COLUMNS, SCHEMA
from geo.export.status_columns import with_status_columns
from geo.export.terms import LICENCE_URL, restricted_sources
from geo.export.to_csv import ABOUT, BYTE_ORDER_MARK, HOW_TO_READ, as_csv, header, neutral
from geo.language import N_
from geo.snapshot.matching import WHY_NOT_SHOWN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.filters.view import View
    from geo.language import Words
    from geo.model import ExclusionReason
    from geo.snapshot.matching import ExcludedReports
    from geo.snapshot.opened import Snapshot

NOT_SHOWN_COLUMNS = (WHY_NOT_SHOWN, *COLUMNS)
_WHAT = N_(
    "Reports that this view does not show, each with the first reason that holds (not_shown_because). With "
    "those that it shows they are all reports of the snapshot."
)


def not_shown_csv(
    snapshot: Snapshot, view: View, reason: ExclusionReason | None, site: str, words: Words
) -> Iterator[bytes]:
    """Yield the file in parts; a batch of rows at a time is in memory, however many there are.

    `reason` chooses one reason, None all of them; `site` is the address of the map page, without a query.
    Sources whose terms forbid giving their rows to others are left out, and the file says so.

    Raises:
        SnapshotError: when the view is of another snapshot.

    """
    withheld = restricted_sources(snapshot.tables["sources"])["source_id"].tolist()
    found = snapshot.not_shown(view, reason, withheld)
    said = _said(snapshot, view, found, site, words)
    return _parts(with_status_columns(snapshot, found), said, f"snapshot {snapshot.id}")


def _said(snapshot: Snapshot, view: View, found: ExcludedReports, site: str, words: Words) -> str:
    cited = citation_of(view, snapshot.areas, site, words, accessed=None)
    lines = [
        words(_WHAT),
        cited.title,
        plain(cited, words),
        f"{cited.note} {LICENCE_URL}",
        words(HOW_TO_READ),
    ]
    if found.withheld:
        lines.append(restricted_note(snapshot, found, words))
    return " ".join(" ".join(lines).split())


def _parts(batches: Iterator[pa.RecordBatch], first: str, name: str) -> Iterator[bytes]:
    yield BYTE_ORDER_MARK + header((*NOT_SHOWN_COLUMNS, ABOUT))
    for batch in batches:
        columns = [batch[WHY_NOT_SHOWN], *(batch[field.name].cast(field.type) for field in SCHEMA)]
        said = pa.array([first] + [name] * (batch.num_rows - 1), pa.string())
        first = name
        yield as_csv(neutral(pa.RecordBatch.from_arrays([*columns, said], [*NOT_SHOWN_COLUMNS, ABOUT])))
