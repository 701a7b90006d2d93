"""What every engine has of the reports of a snapshot beside its answers: their ids, rows and whole columns.

Exposure, pauses, claims and coverage compare whole columns themselves. They are mapped from the index, so
a process that never asks for them never has them in memory.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from geo.filters.differs import CLAIMS_DIFFER
from geo.filters.filter_index import WordSets
from geo.model.claim_aspects import ClaimAspect
from geo.snapshot.coded_columns import CodedColumns, ready_columns
from geo.snapshot.drawn_grounds import DrawnAreas
from geo.snapshot.file_checks import looked_at
from geo.snapshot.grid import Grid
from geo.snapshot.index_columns import columns_of
from geo.snapshot.report_queries import ReportQueries
from geo.snapshot.stored_reports import StoredReports

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path

    import pyarrow as pa

    from geo.filters.filter_index import CodedColumn
    from geo.geometry.area_code import AreaDrawn
    from geo.geometry.gazetteer import Areas
    from geo.snapshot.columns import Columns
    from geo.snapshot.derive import Vocabulary
    from geo.snapshot.index import Index
    from geo.snapshot.matching import MatchingReports
    from geo.snapshot.single_points import Points


class ReportStore(StoredReports, ReportQueries):
    """The reports of one snapshot; an engine adds which of them a view shows."""

    def __init__(self, stored: pa.Table | Path, index: Index, vocabulary: Vocabulary, areas: Areas) -> None:
        """Take what `StoredReports` takes, and the outlines."""
        super().__init__(stored, index, vocabulary)
        self._sources = {source: code for code, source in enumerate(vocabulary.sources)}
        self._areas = areas

    @cached_property
    def _columns(self) -> Columns:
        return columns_of(self._arrays)

    @cached_property
    def _grid(self) -> Grid:
        return Grid(self._columns, self._arrays)

    @cached_property
    def _coded(self) -> CodedColumns:
        ready = ready_columns(self._columns, list(self._sources), self._pcodes)
        return CodedColumns({**ready, CLAIMS_DIFFER: self.claims_differ}, self._wide.encoded)

    @cached_property
    def claims_differ(self) -> WordSets:
        """In which aspects the claims about the incident of each report differ, in the order of the list."""
        return WordSets(self._arrays[CLAIMS_DIFFER], [str(aspect) for aspect in ClaimAspect])

    @looked_at
    def claims_differ_of(self, report_ids: Collection[str]) -> dict[str, tuple[str, ...]]:
        """Return in which aspects the claims about the incident of some reports differ, for those that do."""
        found = self._ids.places(report_ids)
        differ = {
            i: self.claims_differ.words_of(int(self.claims_differ.codes[row])) for i, row in found.items()
        }
        return {i: aspects for i, aspects in differ.items() if aspects}

    @cached_property
    def _drawn(self) -> DrawnAreas:
        return DrawnAreas(self._columns, self.column, self._pcodes, self._areas)

    @property
    def columns(self) -> Columns:
        """What decides what a view shows; not to be changed.

        Raises DamagedError when it is not what was written; whoever compares columns looks once, before.
        """
        for file in self.mapped:
            file.look()
        return self._columns

    def coded(self, column: str) -> CodedColumn:
        """Return a documented column of texts as codes, held once it was asked for; not to be changed."""
        return self._coded[column]

    @looked_at
    def points(self, wanted: np.ndarray) -> Points:
        """Return the points of some reports; `wanted` has an element a report, in the order of the list."""
        return self._grid.points(wanted)

    @looked_at
    def by_source(self, found: MatchingReports, sources: Iterable[str]) -> dict[str, int]:
        """Return how many of the reports found are of each of some sources that have any."""
        code = self._columns.source_code[found.rows]
        known = [name for name in sources if name in self._sources]
        counts = {name: int(np.count_nonzero(code == self._sources[name])) for name in known}
        return {name: n for name, n in counts.items() if n}

    @looked_at
    def all_levels_inside(self, area: AreaDrawn) -> np.ndarray:
        """Return how every report lies to an area drawn, by its place in the list; not to be changed."""
        return self._drawn.lies_in(area)

    @looked_at
    def levels_inside(self, area: AreaDrawn, report_ids: Collection[str]) -> dict[str, int]:
        """Return how some reports lie to an area drawn, as `geo.geometry.area_code` says it."""
        levels = self._drawn.lies_in(area)
        return {i: int(levels[row]) for i, row in self._ids.places(report_ids).items()}
