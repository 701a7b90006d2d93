"""Tables of publishers, as they are after somebody opened and saved them."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path

import pytest

from geo.connectors.all_connectors import connector_of
from tests.geo.connectors.events import acled, ged
from tests.geo.connectors.rows import read


def pcode(**cells: object) -> dict[str, object]:
    """One area of the table of p-codes."""
    level = {"Location": "PSE", "Admin Level": "2", "P-Code": "TST01", "Name": "Testville"}
    return {**level, "Parent P-Code": "TST", **cells}


TABLES = {
    "reports of UCDP": ("reports", [ged(id=n) for n in range(50)]),
    "reports of ACLED": ("reports", [acled(event_id_cnty=f"TST{n}") for n in range(50)]),
    "p-codes": ("places", [pcode(**{"P-Code": f"TST{n}"}) for n in range(50)]),
}


def lines_of(rows: list[dict[str, object]], delimiter: str = ",") -> list[str]:
    text = StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
    writer.writerows([list(rows[0]), *(list(row.values()) for row in rows)])
    return text.getvalue().splitlines(keepends=True)


def saved(tmp_path: Path, lines: list[str], encoding: str = "utf-8") -> Path:
    path = tmp_path / "table.csv"
    path.write_text("".join(lines), encoding=encoding, newline="")
    return path


@pytest.mark.parametrize(("table", "rows"), TABLES.values(), ids=TABLES)
def test_a_quotation_that_is_not_closed_costs_its_own_row(tmp_path: Path, table: str, rows: list):
    lines = lines_of(rows)
    place = lines[3].index("Testville")
    lines[3] = f'{lines[3][:place]}"{lines[3][place:]}'
    path = saved(tmp_path, lines)

    found, bad = read(connector_of(path).parse([path]), table)

    assert (len(found), [(one.line, one.reason) for one in bad]) == (
        49,
        [(4, "opens a quotation mark and does not close it")],
    )


@pytest.mark.parametrize(("table", "rows"), TABLES.values(), ids=TABLES)
@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_cells_are_parted_as_the_file_parts_them(tmp_path: Path, table: str, rows: list, delimiter: str):
    path = saved(tmp_path, lines_of(rows, delimiter))

    parsed = connector_of(path).parse([path])

    assert len(read(parsed, table)[0]) == 50
    assert any("Cells are parted by" in note for note in parsed.notes)


def test_the_encoding_is_found_and_said(tmp_path: Path):
    path = saved(tmp_path, lines_of([ged(where_coordinates="طيبة")]), "cp1256")

    parsed = connector_of(path).parse([path])

    assert "Windows-1256" in " ".join(parsed.notes)
    assert read(parsed, "reports")[0][0]["place_name"] == "طيبة"


def test_a_cell_may_run_over_lines(tmp_path: Path):
    path = saved(tmp_path, lines_of([ged(source_article="one\ntwo"), ged(id=2)]))
    assert len(read(connector_of(path).parse([path]), "reports")[0]) == 2
