"""A file of attacks in every text field: nothing runs, and each row is accounted for."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.ingest import ingest
from geo.snapshot.current import current_id, point_to
from geo.snapshot.tables import SCHEMA
from geo.tabular.mapping import COLUMNS
from tests.builders import csv_text, report
from tests.geo.ingest.conftest import home_in
from tests.geo.opening import open_current

ATTACKS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'; DROP TABLE reports; --",
    "gaza' OR '1'='1",
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|'x'!A0",
    "\u202egnp.exe",
    "a\x00b",
    "\x1b[2J",
    "x" * 500_000,
    "{{7*7}}${7*7}",
    "../../etc/passwd",
]
TEXT_COLUMNS = [name for name, kind in SCHEMA["reports"].items() if kind == "text"]


def test_attacks_in_every_text_field_are_each_accounted_for(home: Path, tmp_path: Path):
    rows = [
        report(**{"report_id": f"a{i}x{j}", "incident_key": "a", column: attack})
        for i, column in enumerate(TEXT_COLUMNS)
        for j, attack in enumerate(ATTACKS)
    ]
    path = tmp_path / "attacks.csv"
    path.write_text(csv_text(COLUMNS, rows), encoding="utf-8", newline="")
    result = ingest(path, home)
    assert result.rows == len(rows) == result.accepted + result.rejected + result.duplicates
    opened = open_current(home)
    kept = [row["summary"] for row in opened.reports.to_dict("records") if row["report_id"].startswith("a")]
    assert {"<script>alert(1)</script>", "=cmd|' /C calc'!A0"} <= set(kept)
    assert not [text for text in kept if any(mark in text for mark in "\u202e\x00\x1b")]
    texts = [str(cell) for line in result.rejects.to_pylist() for cell in line.values()]
    assert all(text.isprintable() for text in texts)
    assert max(map(len, texts)) <= 10_001


def test_a_cell_of_ten_megabytes_costs_its_row_and_no_other(home: Path, tmp_path: Path):
    path = tmp_path / "long.csv"
    lines = csv_text(COLUMNS, [report("r3"), report("r4", summary="x" * 10_000_000), report("r5")])
    path.write_text(lines, encoding="utf-8", newline="")
    result = ingest(path, home)
    assert (result.rows, result.accepted, result.rejected) == (3, 2, 1)


def test_a_name_of_a_file_that_turns_the_line_is_written_out(home: Path, tmp_path: Path):
    path = tmp_path / "\u202evsc.x.csv"
    path.write_text(csv_text(COLUMNS, [report("r3", kind="laser")]), encoding="utf-8")
    assert ingest(path, home).rejects["file"][0].as_py() == "\\u202evsc.x.csv"


@pytest.fixture(scope="module")
def shared_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return home_in(tmp_path_factory.mktemp("attacked"))


CELLS = st.text(max_size=8) | st.sampled_from(
    [
        "r1",
        "r3",
        "2024-01-10",
        "31.05",
        "drone",
        "site",
        "day",
        "synthetic",
        "https://x.y",
        "1",
        "-0",
        "1e400",
        "nan",
    ]
)


@given(st.lists(st.dictionaries(st.sampled_from(COLUMNS), CELLS, max_size=6), max_size=5))
@settings(max_examples=25)
def test_any_row_of_text_cells_ends_in_one_of_three_ways(shared_home: Path, said: list[dict[str, str]]):
    before = current_id(shared_home)
    path = shared_home / "any.csv"
    rows = [report(**{"report_id": f"r{i % 3}", **row}) for i, row in enumerate(said)]
    text = csv_text(COLUMNS, rows).encode("utf-8", "surrogatepass")
    path.write_bytes(text)
    result = ingest(path, shared_home)
    point_to(shared_home, before)
    assert result.rows == result.accepted + result.rejected + result.duplicates
    assert result.rows >= (1 if rows else 0)
