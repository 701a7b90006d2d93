"""What is found and counted in columns of codes, held against a look at each row."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from geo.filters.filter_index import CodedColumn, Rows, among, chosen_of

N = 1_000
CHANCE = np.random.default_rng(11)
WORDS = [f"word{n}" for n in range(40)]
ROWS: dict[str, Rows] = {
    "every row": slice(None),
    "some rows": slice(10, 90),
    "places": np.array([5, 900, 17]),
    "mixed truth": CHANCE.random(N) < 0.5,
    "no row": np.zeros(N, bool),
}


def column(kind: type[np.signedinteger]) -> CodedColumn:
    return CodedColumn(CHANCE.integers(-1, len(WORDS), N).astype(kind), WORDS)


@pytest.mark.parametrize("rows", ROWS.values(), ids=ROWS)
@pytest.mark.parametrize("n_chosen", [0, 1, 4, 16, 17, 40])
@pytest.mark.parametrize("kind", [np.int8, np.int16])
def test_rows_with_one_of_the_chosen_words_are_found(kind: type, n_chosen: int, rows: Rows):
    held, chosen = column(kind), WORDS[:n_chosen]
    test = among(held, [*chosen, "no such word"])
    said = [code >= 0 and WORDS[code] in chosen for code in held.codes[rows].tolist()]
    assert test is not None
    assert test(rows).tolist() == said


@pytest.mark.parametrize("rows", ROWS.values(), ids=ROWS)
def test_words_are_counted_in_the_rows_that_are_asked_for(rows: Rows):
    held = column(np.int8)
    said = Counter(WORDS[code] for code in held.codes[rows].tolist() if code >= 0)
    assert held.counts(rows) == said


@pytest.mark.parametrize("rows", ROWS.values(), ids=ROWS)
def test_rows_of_a_column_are_those_of_its_index(rows: Rows):
    numbers = np.arange(N)
    assert chosen_of(numbers, rows).tolist() == numbers[rows].tolist()
