"""What came of all rows of a foreign file: what they lack, and what was not understood.

A plan looks at the first rows. This counts them all, as they go by, in little memory.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geo.tabular.column_names import plain
from geo.tabular.known_words import word_of

if TYPE_CHECKING:
    from geo.connectors.toolkit.contract import SourceRows
    from geo.tabular.mapping import Mapping

UNATTRIBUTED = "(unattributed)"
"""Claimant of a report of which nobody says who asserts it."""
_WORDED = {"kind": "a kind of strike", "struck": "something that was struck"}
_SHOWN = 8
"""Words that are listed."""
_MOST_WORDS = 10_000
"""Different words of one column that are counted."""


class Account:
    """Counts rows of one file as they are read."""

    def __init__(self, mapping: Mapping) -> None:
        """Take the mapping by which they are read."""
        self._mapping = mapping
        self._n = 0
        self._lacking: Counter[str] = Counter()
        self._unknown: dict[str, Counter[str]] = {}
        self._points: list[np.ndarray] = []

    def see(self, foreign: SourceRows, rows: SourceRows) -> SourceRows:
        """Count a piece of the file, as it came and as it is read, and return the latter."""
        texts = rows.texts
        self._n += texts.num_rows
        is_there = pc.and_(pc.not_equal(texts["lat"], ""), pc.not_equal(texts["lon"], ""))
        for what, is_such in (
            ("No day is read", pc.equal(texts["event_start"], "")),
            ("No point is read", pc.invert(is_there)),
            ("No kind of strike is read", pc.equal(texts["kind"], "unspecified")),
            ("Nobody is named who asserts it", pc.equal(texts["claimant"], UNATTRIBUTED)),
        ):
            self._lacking[what] += pc.sum(is_such).as_py() or 0
        points = pc.binary_join_element_wise(texts["lat"], texts["lon"], " ").filter(is_there)
        self._points.append(pd.util.hash_array(points.to_numpy(zero_copy_only=False)))
        # A row of tags is no row, and stands first.
        came = foreign.texts.slice(foreign.texts.num_rows - texts.num_rows)
        for ours in _WORDED:
            self._count_words(ours, came)
        return rows

    def _count_words(self, ours: str, texts: pa.RecordBatch) -> None:
        one = self._mapping.fields.get(ours)
        if one is None or one.other is None or one.column not in texts.schema.names:
            return
        known = {plain(theirs) for theirs in one.words}
        counted = self._unknown.setdefault(ours, Counter())
        for pair in pc.value_counts(pc.utf8_trim_whitespace(texts[one.column])).to_pylist():
            word = pair["values"]
            is_known = plain(word) in known or (one.usual and word_of(ours, word))
            if word and not is_known and (word in counted or len(counted) < _MOST_WORDS):
                counted[word] += pair["counts"]

    def sentences(self) -> Iterator[str]:
        """Return what a reader should know, once all rows have gone by."""
        for what, n in self._lacking.items():
            if n:
                yield f"{what} in {n:,} of {self._n:,} rows."
        n_shared, n_points = self._shared()
        if n_shared:
            yield f"{n_shared:,} rows share a point with another row; there are {n_points:,} such points."
        for ours, counted in self._unknown.items():
            if counted:
                listed = ", ".join(f"{word[:40]} ({n:,})" for word, n in counted.most_common(_SHOWN))
                more = f" and {len(counted) - _SHOWN:,} more words" if len(counted) > _SHOWN else ""
                yield (
                    f"Not known as {_WORDED[ours]}, and read as {self._mapping.fields[ours].other}: "
                    f"{listed}{more}."
                )

    def _shared(self) -> tuple[int, int]:
        """Return how many rows share their point with another one, and how many points these are."""
        if not self._points:
            return 0, 0
        _, counts = np.unique(np.concatenate(self._points), return_counts=True)
        several = counts[counts > 1]
        return int(several.sum()), len(several)
