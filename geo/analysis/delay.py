"""How late a source's reports come: which of the last days may still lack some of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

SHARE = 0.9
"""Of a source's reports, so many are published within its delay."""
FEWEST = 5
"""A source with fewer reports to go by has no delay of its own."""


@dataclass(frozen=True, slots=True)
class Delay:
    """Within how many days reports are published, as a rule."""

    days: int
    source_code: int | None
    """The source that it was worked out from; None when from all of them together."""
    n_reports: int
    """How many reports it was worked out from."""


@dataclass(frozen=True, slots=True)
class Delays:
    """The delays of a snapshot's sources."""

    by_source: Mapping[int, Delay]
    together: Delay | None
    """Of all reports, for sources without one of their own; None when no report says when it came."""
    last_published: int | None
    """Day number of the latest publication in the snapshot."""

    def longest(self, sources: Collection[int]) -> Delay | None:
        """Return the longest delay among some sources."""
        own = [self.by_source[code] for code in sources if code in self.by_source]
        if self.together and any(code not in self.by_source for code in sources):
            own.append(self.together)
        return max(own, key=lambda delay: delay.days, default=None)


def delays(event: np.ndarray, published: np.ndarray, source: np.ndarray, last: int | None) -> Delays:
    """Return how late reports are published, from those with a day of the event and of the publication.

    The delay is the smallest number of days within which `SHARE` of a source's reports were published
    (the 90th percentile, nearest rank). A report published before the day that it names counts as none late.

    `event` and `published` are day numbers, `source` a code, one element a report; `last` is the day
    number of the latest publication of any report.
    """
    late = np.maximum(published - event, 0)
    order = np.argsort(source, kind="stable")
    codes, starts = np.unique(source[order], return_index=True)
    parts = dict(zip(codes.tolist(), np.split(late[order], starts[1:]), strict=True)) if len(codes) else {}
    own = {code: Delay(_rank(part), code, len(part)) for code, part in parts.items() if len(part) >= FEWEST}
    return Delays(own, Delay(_rank(late), None, len(late)) if len(late) else None, last)


@dataclass(frozen=True, slots=True)
class LateCounts:
    """How many reports of each source came how many days late, of a part of the reports."""

    source: np.ndarray
    """A code, one element for each source and number of days that there is."""
    days: np.ndarray
    n: np.ndarray
    last: int | None
    """Day number of the latest publication."""


def late_counts(event: np.ndarray, published: np.ndarray, source: np.ndarray, last: int | None) -> LateCounts:
    """Count what `delays` takes, so that parts can be put together."""
    late = np.maximum(published - event, 0)
    pairs, n = np.unique(np.stack([source, late], axis=1), axis=0, return_counts=True)
    return LateCounts(pairs[:, 0], pairs[:, 1], n, last)


def delays_of(parts: Sequence[LateCounts]) -> Delays:
    """Return what `delays` returns for all reports of some parts."""
    source, days, n = (
        np.concatenate([getattr(part, name) for part in parts]) for name in ("source", "days", "n")
    )
    own = {}
    for code in np.unique(source).tolist():
        of_it = source == code
        if (total := int(n[of_it].sum())) >= FEWEST:
            own[code] = Delay(_rank_of(days[of_it], n[of_it]), code, total)
    together = Delay(_rank_of(days, n), None, int(n.sum())) if len(n) else None
    return Delays(own, together, max((part.last for part in parts if part.last is not None), default=None))


def _rank_of(late: np.ndarray, n: np.ndarray) -> int:
    """Return `_rank` of numbers that stand so often each."""
    order = np.argsort(late, kind="stable")
    before = np.cumsum(n[order])
    # As numpy's inverted_cdf takes it, rounding included.
    position = max(0, int(np.ceil(int(before[-1]) * (100 * SHARE / 100) - 1)))
    return int(late[order][np.searchsorted(before, position, side="right")])


def _rank(late: np.ndarray) -> int:
    return int(np.percentile(late, 100 * SHARE, method="inverted_cdf"))
