"""When the reports of a snapshot were: counted in bins of days, and how late they came."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.analysis.delay import Delays, LateCounts, delays, late_counts
from geo.filters.filter_index import NO_DAY
from geo.filters.view import EARLIEST, LATEST
from geo.model import DatePrecision, Kind
from geo.model.days import day_number
from geo.snapshot.day_counts import Counter, Histogram
from geo.snapshot.file_checks import looked_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from geo.filters.view import View
    from geo.snapshot.columns import Columns
    from geo.snapshot.file_checks import CheckedFile
    from geo.snapshot.wide import WideFile, WideTable

_KEPT, _KEPT_COUNTERS = 8, 3


class TimeBins(ABC):
    """The reports of one snapshot by their days, whoever counts them."""

    def __init__(self, sources: Sequence[str]) -> None:
        """Take the ids of the sources, in the order of their codes."""
        self._sources = sources
        self._counted = lru_cache(maxsize=_KEPT)(self.count)

    def histogram(self, view: View, edges: tuple[date, ...], by: str) -> dict[str, Histogram]:
        """Count what the map would show in any dates, by `kind` or `source_id`, in bins of days.

        `edges` are the first days of the bins and the first day after all; series without a report are
        left out. Reports of more days than the longest bin are told apart. See `geo.snapshot.day_counts`.
        """
        return self._counted(view.filters().but(date_from=EARLIEST, date_to=LATEST), edges, by)

    @abstractmethod
    def count(self, view: View, edges: tuple[date, ...], by: str) -> dict[str, Histogram]:
        """Work out `histogram` for a view of filters in any dates."""

    @abstractmethod
    def delays(self) -> Delays:
        """Work out how late the reports of each source come; see `geo.analysis.delay`."""

    def words(self, by: str) -> list[str]:
        """Return the names of the series of `kind` or `source_id`, in order."""
        return [str(kind) for kind in Kind] if by == "kind" else list(self._sources)

    def source_codes(self, sources: Iterable[str]) -> list[int]:
        """Return the codes of sources that are there."""
        position = {source: code for code, source in enumerate(self._sources)}
        return [position[source] for source in sources if source in position]

    def source_of(self, code: int) -> str:
        """Return the id of a source by its code."""
        return self._sources[code]


class IndexTimeBins(TimeBins):
    """The same from the columns of an index."""

    def __init__(
        self,
        columns: Columns,
        sources: Sequence[str],
        wide: WideTable | WideFile,
        but_for_dates: Callable[[View], np.ndarray],
        mapped: tuple[CheckedFile, ...] = (),
    ) -> None:
        """Take the columns, and what says which reports a view would show in any dates.

        `mapped` has the files whose pages the columns are.
        """
        super().__init__(sources)
        self.mapped = mapped
        self._columns, self._wide = columns, wide
        self._but_for_dates = but_for_dates
        # Four bytes a report each.
        self._counters = lru_cache(maxsize=_KEPT_COUNTERS)(self._counter)

    @looked_at
    def count(self, view: View, edges: tuple[date, ...], by: str) -> dict[str, Histogram]:
        """Work out `histogram` for a view of filters in any dates."""
        words, counter = self._counters(edges, by)
        counted = zip(["", *words], counter.count(self._but_for_dates(view)), strict=True)
        return {word: series for word, series in counted if series.total}

    def _counter(self, edges: tuple[date, ...], by: str) -> tuple[list[str], Counter]:
        columns = self._columns
        words, codes = self.words(by), {"kind": columns.kind_code, "source_id": columns.source_code}[by]
        days = [day_number(day) for day in edges]
        # Code -1, of a word that is not known, counts as a series of its own.
        codes = codes + np.int16(1)
        return words, Counter(columns.day_first, columns.day_last, codes, days, len(words) + 1)

    @looked_at
    def delays(self) -> Delays:
        """Work out how late the reports of each source come; see `geo.analysis.delay`."""
        return delays(*self._published())

    @looked_at
    def late_counts(self) -> LateCounts:
        """Count the same for a part of a snapshot."""
        return late_counts(*self._published())

    def _published(self) -> tuple[np.ndarray, np.ndarray, np.ndarray, int | None]:
        published = pc.fill_null(self._wide.column("published_date").cast(pa.int32()), NO_DAY).to_numpy()
        columns = self._columns
        is_known = published != NO_DAY
        last = int(published[is_known].max()) if is_known.any() else None
        precision = pc.equal(self._wide.column("date_precision"), str(DatePrecision.DAY))
        says_day = precision.to_numpy(zero_copy_only=False) & (columns.day_first != NO_DAY)
        rows = np.flatnonzero(is_known & says_day & (columns.source_code >= 0))
        return columns.day_last[rows], published[rows], columns.source_code[rows], last
