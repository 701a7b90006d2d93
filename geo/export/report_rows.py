"""The rows of a view with what the file says of them: what every format is written from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.export.about import About, about
from geo.export.derived_columns import with_derived_columns
from geo.export.export_columns import in_order
from geo.filters.ends import ENDS
from geo.language import Words
from geo.queries.view_answer import ViewAnswer
from geo.snapshot.matching import MatchingReports

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class ReportRows:
    """All reports that a view's filters find and that may be given to others."""

    answer: ViewAnswer
    found: MatchingReports
    about: About

    @property
    def words(self) -> Words:
        """Words of the view's language."""
        return self.answer.words

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Return the rows by event date, then id, with the columns of `geo.export.export_columns.SCHEMA`.

        A batch at a time is in memory, however many rows there are.
        """
        reading = ENDS.chosen(self.answer.view)
        return in_order(with_derived_columns(self.answer.snapshot, self.found, reading))


def rows_of(answer: ViewAnswer) -> ReportRows:
    """Find the rows of a view."""
    found = answer.matching()
    return ReportRows(answer, found, about(answer, found))
