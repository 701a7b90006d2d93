"""What connectors hand over, as plain rows, and whether the documented format takes it."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pyarrow as pa

from geo.connectors.toolkit.contract import BadLine, Connector, ParsedFiles, SourceRows
from geo.geometry.gazetteer import Areas
from geo.ingest.report_rules import KnownValues, check
from geo.snapshot.opened import DATA_DIR

_ABOVE = [folder / "shared" / "reference" / "open" for folder in Path(__file__).parents[4:6]]
OPEN = next((folder for folder in _ABOVE if folder.is_dir()), _ABOVE[0])
"""Third-party files beside the project, where there are any; never part of it."""


def read(parsed: ParsedFiles, table: str) -> tuple[list[dict[str, str]], list[BadLine]]:
    """Return the rows of a table and the lines that are none."""
    blocks = list(parsed.tables[table])
    return [row for block in blocks for row in block.texts.to_pylist()], [b for x in blocks for b in x.bad]


def refused(connector: Connector, parsed: ParsedFiles) -> list[dict[str, object]]:
    """Return what the documented format has against the reports of a connector."""
    return [row for block in parsed.tables["reports"] for row in _against(connector, block)]


def _against(connector: Connector, block: SourceRows) -> list[dict[str, object]]:
    checked = check(SourceRows(block.texts, block.lines), _known(connector.contract.id), "synthetic")
    return checked.rejects.select(["report_id", "column", "value", "reason"]).to_pylist()


@cache
def _known(source: str) -> KnownValues:
    pcodes = [area.pcode for area in Areas.read(DATA_DIR / "outlines.geojson")]
    none = pa.array([], pa.string())
    return KnownValues(pa.array([source]), pa.array(sorted(pcodes)), none)


def write_csv(path: Path, rows: Sequence[dict[str, object]]) -> Path:
    """Write a CSV file of the columns of the first row."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def write_json(path: Path, content: object) -> Path:
    """Write a JSON file."""
    path.write_text(json.dumps(content), encoding="utf-8")
    return path
