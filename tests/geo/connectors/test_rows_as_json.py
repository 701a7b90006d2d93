"""Rows of a file as they came, each as one JSON object."""

from __future__ import annotations

import json

import pyarrow as pa
from hypothesis import example, given
from hypothesis import strategies as st

from geo.connectors.toolkit.cells import as_json

TEXTS = st.one_of(st.none(), st.sampled_from(["", '"', "\\", "\n", "\x00", "غزة"]), st.text(max_size=8))


@given(
    st.lists(st.text(max_size=6), min_size=1, max_size=4, unique=True).flatmap(
        lambda names: st.lists(st.fixed_dictionaries(dict.fromkeys(names, TEXTS)), max_size=5)
    )
)
@example([{'a"b': 'said "so" \\', "c": ""}, {'a"b': "two\nlines", "c": None}])
def test_rows_are_what_json_writes(rows: list[dict[str, str | None]]):
    names = list(rows[0]) if rows else ["a"]
    batch = pa.RecordBatch.from_arrays(
        [pa.array([row[name] for row in rows], pa.string()) for name in names], names
    )
    expected = [
        json.dumps({name: row[name] for name in names if row[name]}, ensure_ascii=False) for row in rows
    ]
    assert as_json(batch) == expected
