"""When reports in partitions were, and how late they came."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from geo.analysis.delay import Delays, delays_of
from geo.snapshot.cluster.merging import merged_series
from geo.snapshot.time_bins import TimeBins

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from geo.filters.view import View
    from geo.snapshot.day_counts import Histogram


class Ask(Protocol):
    """Asks every partition the same."""

    def __call__(self, question: str, *arguments: object) -> list[Any]:
        """Return the answer of each."""
        ...


class ClusterTimeBins(TimeBins):
    """The reports of one snapshot by their days, counted by workers."""

    def __init__(self, sources: Sequence[str], ask: Ask) -> None:
        """Take the sources in the order of their codes, and what asks the partitions."""
        super().__init__(sources)
        self._ask = ask

    def count(self, view: View, edges: tuple[date, ...], by: str) -> dict[str, Histogram]:
        """Work out `histogram`."""
        return merged_series(self._ask("series", view, edges, by), self.words(by))

    def delays(self) -> Delays:
        """Work out how late the reports of each source come."""
        return delays_of(self._ask("late_counts"))
