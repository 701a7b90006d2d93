"""Turn the compiled reference facts into the tables of ``data/``.

    python tools/import_facts.py REFERENCE_DIR DATA_DIR

REFERENCE_DIR holds ``chronicle/``, ``zones/`` and ``chronicle-2/`` as they were compiled; DATA_DIR receives
the CSV tables described in ``data/DATA.md``. The program adds no fact. It renames columns, joins the source
ids, coarsens shelter buildings to one kilometre and outlines of block orders to 300 m, applies the
corrections that came with the second part, and the editorial repairs in ``tools/chronicle/repairs/``. Every
change of a value and every row left out is written to ``corrections.csv``, so the tables can be compared
with what was read. It reads nothing of DATA_DIR, so running it twice gives the same files.

All coordinates are EPSG:4326 in degrees; radii are in metres.
"""

from __future__ import annotations

import argparse
from dataclasses import astuple
from pathlib import Path

from chronicle.changes import Change
from chronicle.first_part import first_part
from chronicle.form import check_form
from chronicle.second_part import add_second_part
from chronicle.tables import COLUMNS, write_rows


def main() -> None:
    """Read the command line and write the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("reference", type=Path, help="folder that holds chronicle/, zones/ and chronicle-2/")
    parser.add_argument("data", type=Path, help="folder that receives the tables")
    args = parser.parse_args()
    import_facts(args.reference, args.data)


def import_facts(reference: Path, data: Path) -> None:
    """Write all tables of ``data`` from the files under ``reference``.

    Raises ValueError when an input no longer matches a repair, a row does not join its source or place, or a
    cell has not the documented form.
    """
    log: list[Change] = []
    tables = first_part(reference, log)
    add_second_part(tables, reference / "chronicle-2", log)
    check_form(tables)
    columns = COLUMNS["corrections"].split()
    changes = sorted(log, key=lambda change: (change.table, change.row_id, change.field))
    tables["corrections"] = [dict(zip(columns, astuple(change), strict=True)) for change in changes]
    data.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        write_rows(data / f"{name}.csv", COLUMNS[name].split(), rows)


if __name__ == "__main__":
    main()
