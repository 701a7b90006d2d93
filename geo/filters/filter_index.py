"""The reports of a snapshot as filters see them: arrays of small integers, one element a report."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from geo.geometry.area_code import AreaDrawn

NO_DAY = np.iinfo(np.int32).max
"""Stands for the days of an undated report."""
DISC, AREA = 1, 2
"""Codes of footprints; 0 is none."""

_FEW = 16
"""Codes that are compared one after the other; of more each row is looked up in a table."""
Rows = slice | np.ndarray
"""Places in the list of reports."""
Test = Callable[[Rows], np.ndarray]
"""Returns which of some rows meet a condition, as an array of booleans."""


@dataclass(frozen=True, slots=True)
class SearchTerm:
    """A part of what is searched for."""

    form: str
    """Words in search form."""
    is_phrase: bool
    """Whether they must stand side by side; else each may stand anywhere."""


def chosen_of(column: np.ndarray, rows: Rows) -> np.ndarray:
    """Return some rows of a column, in order; `rows` may hold a truth value for each as well.

    An index of truth values takes numpy four times as long where true and false are mixed.
    """
    if isinstance(rows, np.ndarray) and rows.dtype == bool:
        return np.asarray(np.compress(rows, column))
    return np.asarray(column[rows])


@dataclass(frozen=True, slots=True, eq=False)
class CodedColumn:
    """A column of texts as codes."""

    codes: np.ndarray
    """Position in `words`; -1 for none."""
    words: Sequence[str]

    def positions(self, chosen: Iterable[str]) -> frozenset[int]:
        """Return the codes of words; one that is not there has none, and so finds nothing."""
        position = {word: code for code, word in enumerate(self.words)}
        return frozenset(position[word] for word in chosen if word in position)

    def counts(self, rows: Rows = slice(None)) -> dict[str, int]:
        """Return how often each word stands in some rows of the column, for those that do."""
        # One place on, so that no code at all has a place as well, the first.
        codes = chosen_of(self.codes, rows).astype(np.intp) + 1
        counts = np.bincount(codes, minlength=len(self.words) + 1)[1:].tolist()
        return {word: n for word, n in zip(self.words, counts, strict=True) if n}

    def first_places(self) -> dict[str, tuple[int, int]]:
        """Return how often each word stands in the column, and the first place of it, for those that do."""
        codes, first, n = np.unique(self.codes, return_index=True, return_counts=True)
        found = zip(codes.tolist(), n.tolist(), first.tolist(), strict=True)
        return {self.words[code]: (n, place) for code, n, place in found if code >= 0}

    def test(self, chosen: Iterable[str]) -> Test:
        """Return a test for rows with one of the chosen words."""
        codes = self.positions(chosen)
        return lambda rows: is_among(self.codes[rows], codes)


@dataclass(frozen=True, slots=True, eq=False)
class WordSets(CodedColumn):
    """A column with several words in a cell, each once; `codes` are sums of 1, 2, 4… for each word."""

    def counts(self, rows: Rows = slice(None)) -> dict[str, int]:
        """Return in how many of some rows each word stands, for those that do."""
        sets = np.bincount(chosen_of(self.codes, rows), minlength=1 << len(self.words))
        with_word = [int(sets[np.arange(len(sets)) >> bit & 1 == 1].sum()) for bit in range(len(self.words))]
        return {word: n for word, n in zip(self.words, with_word, strict=True) if n}

    def words_of(self, code: int) -> tuple[str, ...]:
        """Return the words of a cell, in order."""
        return tuple(word for bit, word in enumerate(self.words) if code >> bit & 1)

    def every_set(self) -> list[tuple[str, ...]]:
        """Return what a cell may say, by its code."""
        return [self.words_of(code) for code in range(1 << len(self.words))]

    def first_places(self) -> dict[str, tuple[int, int]]:
        """Return in how many rows each word stands, and the first of them, for those that do."""
        counts = WordSets.counts(self)
        has = {word: self.codes & (1 << bit) != 0 for bit, word in enumerate(self.words) if word in counts}
        return {word: (counts[word], int(np.argmax(rows))) for word, rows in has.items()}

    def test(self, chosen: Iterable[str]) -> Test:
        """Return a test for rows with one of the chosen words or more."""
        wanted = self.codes.dtype.type(sum(1 << code for code in self.positions(chosen)))
        return lambda rows: (self.codes[rows] & wanted) != 0


@dataclass(frozen=True, slots=True, eq=False)
class FilterIndex:
    """What the filters compare; arrays have one element a report, in the order of the list."""

    day_first: np.ndarray
    """Days since 1970; `NO_DAY` when undated."""
    day_last: np.ndarray
    footprint: np.ndarray
    """0 none, 1 a disc, 2 an area."""
    coded: Callable[[str], CodedColumn]
    """Returns a documented column of texts as codes."""
    areas_within: Callable[[str], Collection[str]]
    """Returns the p-code of an area and those of all areas below it."""
    has_text: Callable[[tuple[SearchTerm, ...]], np.ndarray]
    """Returns whether each report says all of some terms."""
    lies_in: Callable[[AreaDrawn], np.ndarray]
    """Returns how the ground of each report lies to an area drawn, as `geo.geometry.area_code` says it."""


def among(column: CodedColumn, chosen: Iterable[str] | None) -> Test | None:
    """Return a test for rows with one of the chosen words; None when nothing is chosen."""
    return None if chosen is None else column.test(chosen)


def is_among(column: np.ndarray, codes: Iterable[int]) -> np.ndarray:
    """Return which elements of a column of codes are one of some codes."""
    chosen = list(codes)
    if len(chosen) <= _FEW and chosen:
        # A comparison of a million small numbers takes a tenth of a millisecond, to look them up three.
        found = column == chosen[0]
        for code in chosen[1:]:
            found |= column == code
        return np.asarray(found)
    table = np.zeros(int(max(column.max(initial=0), *chosen, 0)) + 2, bool)
    # -1, no code at all, looks at the last place, which no code has.
    table[chosen] = True
    return np.asarray(table[column])
