"""Which reports say what a reader searches for, with every name of a place for each of its names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.filters.filter_index import SearchTerm
    from geo.geometry.gazetteer import SearchNames, Spelling
    from geo.snapshot.report_database import ReportDatabase


def text_search(
    names: SearchNames, database: ReportDatabase, n: int
) -> Callable[[tuple[SearchTerm, ...]], np.ndarray]:
    """Return what says of each of `n` reports, in the order of the list, whether it has all of some terms."""

    def has_words(terms: tuple[SearchTerm, ...]) -> np.ndarray:
        parts: list[list[Spelling]] = []
        for term in terms:
            if term.is_phrase:
                parts.append([(" ".join(name),) for name in names.same_as(tuple(term.form.split()))])
            else:
                parts += names.ways_to_say(term.form)
        found = np.zeros(n, bool)
        found[database.saying(parts)] = True
        return found

    return has_words
