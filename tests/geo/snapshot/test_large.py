"""What makes large tables bearable: rows in another order without a second copy, and pieces in files."""

from __future__ import annotations

import ctypes
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.model.parallel import give_back
from geo.snapshot.gather import PART_ROWS, gatherer, in_order
from geo.snapshot.spill import IN_MEMORY_BYTES, Spill

TABLE = pa.table({"id": [f"testville{i:03}" for i in range(100)], "n": [*range(99), None]})


def cut(table: pa.Table, cuts: list[int]) -> pa.Table:
    """The same table in pieces, empty ones among them."""
    bounds = [0, *sorted(cuts), table.num_rows]
    return pa.concat_tables([table.slice(first, last - first) for first, last in pairwise(bounds)])


@given(cuts=st.lists(st.integers(0, 100), max_size=5), rows=st.lists(st.integers(0, 99), max_size=50))
def test_gathered_rows_are_those_that_arrow_takes(cuts: list[int], rows: list[int]):
    found = gatherer(cut(TABLE, cuts))(np.array(rows, np.uint64))
    assert found.to_pylist() == TABLE.take(pa.array(rows, pa.int64())).to_pylist()


def test_a_whole_table_is_put_in_order():
    order = np.random.default_rng(1).permutation(100)
    assert in_order(cut(TABLE, [10, 60]), order).to_pylist() == TABLE.take(pa.array(order)).to_pylist()


def test_a_large_table_in_another_order_is_not_in_memory_as_a_whole():
    rows = 4 * PART_ROWS
    table = pa.table({"id": pa.array(range(rows)), "text": pa.repeat("Testville " * 100, rows)})
    before = pa.total_allocated_bytes()

    found = in_order(cut(table, [rows // 2]), np.arange(rows)[::-1])

    assert pa.total_allocated_bytes() - before < IN_MEMORY_BYTES + table.nbytes / 4
    assert found["id"].to_pylist() == list(range(rows))[::-1]


HAS_TRIM = sys.platform == "linux" and hasattr(ctypes.CDLL(None), "malloc_trim")


@pytest.mark.skipif(not HAS_TRIM, reason="another C library")
def test_what_large_work_left_free_goes_back_to_the_system():
    def own_mb() -> int:
        status = Path("/proc/self/status").read_text(encoding="utf-8")
        return int(status.split("RssAnon:")[1].split()[0]) >> 10

    pieces = [np.ones(60_000, np.uint8) for _ in range(4_000)]
    # One in a hundred stays, and keeps the C library from giving back the others without being asked.
    kept = pieces[99::100]
    del pieces
    before = own_mb()
    give_back()
    assert own_mb() < before - 100
    assert len(kept) == 40


def test_an_empty_table_keeps_its_columns():
    assert in_order(TABLE.slice(0, 0), np.empty(0, np.int64)).schema == TABLE.schema


def test_what_is_beyond_the_share_of_memory_is_read_from_a_file():
    with Spill(in_memory_bytes=TABLE.nbytes) as spill:
        before = pa.total_allocated_bytes()
        first, second = spill.hold(TABLE), spill.hold(TABLE)
        assert first is TABLE
        assert second is not TABLE
        assert pa.total_allocated_bytes() - before < TABLE.nbytes / 2
    assert second.equals(TABLE)


def test_no_file_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with Spill(in_memory_bytes=0) as spill:
        held = spill.hold(TABLE)
        # Were its process killed now, a folder without files would stay.
        assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert [*tmp_path.iterdir()] == []
    assert held.equals(TABLE)


def test_without_room_on_disk_a_table_stays_in_memory(monkeypatch: pytest.MonkeyPatch):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pa, "OSFile", full)
    with Spill(in_memory_bytes=0) as spill:
        assert spill.hold(TABLE) is TABLE
