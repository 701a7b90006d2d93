"""The ledgers, looked through: filtered in the file, a page at a time, whatever is typed."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from geo.snapshot.ledger_search import Ledger, LedgerQuery
from geo.snapshot.tables import arrow_schema

N = 250
HOSTILE = ("'; DROP TABLE ledger; --", "%", "_", "\\", "\ud800", "\x00", "=1+1")


@pytest.fixture(scope="module")
def revisions(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    """Two hundred and fifty synthetic changes of five reports."""
    path = tmp_path_factory.mktemp("ledger") / "revisions.parquet"
    rows = [
        {
            "revision_id": f"v{i:09d}",
            "table": "reports",
            "report_id": f"r{i % 5}",
            "change": ("revised", "added", "withdrawn")[i % 3],
            "column": "summary",
            "before": f"Testville {i}",
            "after": "=cmd()",
            "source_id": "kept" if i % 10 else "own",
            "parent": "0" * 12,
            "file": "it's.csv",
        }
        for i in range(N)
    ]
    pq.write_table(pa.Table.from_pylist(rows, arrow_schema("revisions")), path)
    return Ledger("revisions", path)


def test_pages_hold_every_row_once_the_latest_first(revisions: Ledger):
    pages = [revisions.page(LedgerQuery(), 100, start) for start in (0, 100, 200)]
    ids = [i for page in pages for i in page["revision_id"]]

    assert (len(ids), len(set(ids)), ids[0]) == (N, N, f"v{N - 1:09d}")


def test_filters_hold_together(revisions: Ledger):
    sought = LedgerQuery(report_id="r3", change="withdrawn", file="it's.csv", column="summary")

    found = revisions.page(sought, N)

    assert revisions.count(sought) == len(found) > 0
    assert set(found["report_id"]) == {"r3"}
    assert set(found["change"]) == {"withdrawn"}


def test_a_text_is_found_whatever_its_case(revisions: Ledger):
    assert revisions.count(LedgerQuery(text="TESTVILLE 249")) == 1


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_a_hostile_text_is_a_text(text: str, revisions: Ledger):
    for field in ("text", "source_id", "file", "report_id"):
        assert revisions.count(LedgerQuery(**{field: text})) in {0, N}
    assert revisions.count(LedgerQuery()) == N


def test_only_documented_columns_are_offered(revisions: Ledger):
    assert revisions.choices("source_id") == ["kept", "own"]
    with pytest.raises(KeyError):
        revisions.choices('x" FROM ledger; --')


def test_a_ledger_that_is_not_there_is_empty():
    assert Ledger("rejects", None).count(LedgerQuery(text="a")) == 0
    assert Ledger("rejects", None).page(LedgerQuery(), 10).empty


def test_an_older_ledger_lacks_columns_and_is_read_all_the_same(tmp_path: Path):
    old = ["revision_id", "report_id", "column", "before", "after", "parent", "file"]
    pq.write_table(pa.Table.from_pylist([dict.fromkeys(old, "a")]), tmp_path / "old.parquet")
    ledger = Ledger("revisions", tmp_path / "old.parquet")

    assert ledger.count(LedgerQuery(report_id="a")) == 1
    assert ledger.page(LedgerQuery(), 1)["change"].tolist() == [""]
