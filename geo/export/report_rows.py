"""The rows of a view with what the file says of them: what every format is written from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.export.about import About, about
from geo.export.export_columns import in_order
from geo.export.status_columns import with_status_columns
from geo.export.terms import restricted_sources

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

    from geo.filters.view import View
    from geo.language import Words
    from geo.snapshot.matching import MatchingReports
    from geo.snapshot.opened import Snapshot


@dataclass(frozen=True, slots=True)
class ReportRows:
    """All reports that a view's filters find and that may be given to others."""

    snapshot: Snapshot
    found: MatchingReports
    about: About
    words: Words

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Return the rows by event date, then id, with the columns of `geo.export.export_columns.SCHEMA`.

        A batch at a time is in memory, however many rows there are.
        """
        return in_order(with_status_columns(self.snapshot, self.found))


def rows_of(snapshot: Snapshot, view: View, site: str, words: Words) -> ReportRows:
    """Find the rows of a view; `site` is the address of the map page, without a query.

    Raises:
        SnapshotError: when the view is of another snapshot.

    """
    withheld = restricted_sources(snapshot.tables["sources"])["source_id"].tolist()
    found = snapshot.matching(view, withheld)
    return ReportRows(snapshot, found, about(snapshot, view, found, site, words), words)
