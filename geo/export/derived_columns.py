"""What an export derives for each report: statuses at its place, and on what claims about it differ."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from geo.export import status_columns
from geo.filters.differs import CLAIMS_DIFFER
from geo.model import EndReading
from geo.snapshot.matching import MatchingReports
from geo.snapshot.opened import Snapshot

HXL_TAGS = {**status_columns.HXL_TAGS, CLAIMS_DIFFER: "#meta+claims+differ+list"}
"""The HXL tag of each derived column, in their order."""
SCHEMA = pa.schema([*status_columns.SCHEMA, pa.field(CLAIMS_DIFFER, pa.string())])


def with_derived_columns(
    snapshot: Snapshot, found: MatchingReports, reading: EndReading
) -> Iterator[pa.RecordBatch]:
    """Yield batches of reports with the derived columns; `reading` is of statements without an end."""
    statuses, done = status_columns.status_columns_of(snapshot, reading), 0
    for batch in found.batches():
        rows = found.rows[done : done + batch.num_rows]
        done += batch.num_rows
        derived = [*statuses.columns(rows), claims_differ_column(snapshot, rows).cast(pa.string())]
        yield pa.RecordBatch.from_arrays(
            [*batch.columns, *derived], names=[*batch.schema.names, *SCHEMA.names]
        )


def claims_differ_column(snapshot: Snapshot, rows: np.ndarray | None = None) -> pa.DictionaryArray:
    """Return on what claims about the incidents of reports differ; `rows` are places in the list, or all."""
    differ = snapshot.store.claims_differ
    codes = differ.codes if rows is None else differ.codes[rows]
    words = pa.array([";".join(each) for each in differ.every_set()])
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int32)), words)
