"""What a source that was given as a whole has withdrawn, part by part."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest

from geo.connectors.toolkit.contract import ALWAYS, SourcePart, Span
from geo.ingest.withdrawals import Replaced, withdrawn
from geo.snapshot.tables import arrow_schema

IDS = [*(f"x-PSE{n}" for n in range(10)), *(f"x-ISR{n}" for n in range(10)), "x-odd"]
PARTS = SourcePart("Palestine", "x-PSE"), SourcePart("Israel", "x-ISR")


def gone(said: list[str], parts: tuple[SourcePart, ...] | None = PARTS, span: Span = ALWAYS, day: int = 1):
    """Return the ids that are withdrawn when these are said again, and the sentences."""
    rows = [
        {"report_id": one, "event_start": date(2024, 1, day), "event_end": date(2024, 1, day)} for one in IDS
    ]
    table = pa.Table.from_pylist(rows, arrow_schema("reports"))
    sources = pa.chunked_array([["x"] * len(IDS)])
    replaced = Replaced({"x": span}, {} if parts is None else {"x": parts})
    is_gone, notes = withdrawn("reports", table, sources, replaced, pa.array(said, pa.string()))
    return [one for one, which in zip(IDS, is_gone, strict=True) if which], notes


def without(*ids: str) -> list[str]:
    return [one for one in IDS if one not in ids]


def test_a_few_rows_of_a_part_are_withdrawn():
    assert gone(without("x-PSE1", "x-PSE2")) == (["x-PSE1", "x-PSE2"], ())


def test_more_than_a_fifth_of_a_part_are_not_and_that_is_said():
    found, (note,) = gone(without("x-PSE1", "x-PSE2", "x-PSE3", "x-ISR1"))
    assert found == ["x-ISR1"]
    assert note.startswith("x, Palestine: 3 of 10 rows are not said again, and none of them is withdrawn: ")
    assert "--withdraw" in note


def test_where_it_is_asked_for_all_are_withdrawn():
    assert gone(without(*IDS[:10]), parts=None) == (IDS[:10], ())


def test_one_row_of_a_part_in_doubt_stays():
    parts = SourcePart("Palestine", "x-PSE", "the answer is odd"), PARTS[1]
    found, (note,) = gone(without("x-PSE1", "x-ISR1"), parts)
    assert found == ["x-ISR1"]
    assert "x, Palestine: 1 of 10 rows" in note
    assert "withdrawn: the answer is odd." in note


def test_a_row_of_no_part_is_not_withdrawn_alone():
    found, (note,) = gone(without("x-odd"))
    assert (found, note.startswith("x, other rows: 1 of 1")) == ([], True)


def test_a_part_that_says_everything_again_needs_no_sentence():
    assert gone(IDS, (SourcePart("Palestine", "x-PSE", "the answer is odd"), PARTS[1])) == ([], ())


@pytest.mark.parametrize(("day", "expected"), [(1, []), (20, ["x-PSE1"])])
def test_rows_of_other_days_do_not_count(day: int, expected: list[str]):
    span = Span(first=date(2024, 1, 10))
    assert gone(without("x-PSE1"), span=span, day=day) == (expected, ())
