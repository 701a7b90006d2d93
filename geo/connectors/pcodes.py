"""HDX global p-codes: names and codes of administrative areas, as places without a point."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from geo.connectors.toolkit.cells import Found, blocks, text
from geo.connectors.toolkit.contract import BadLine, Connector, Contract, ParsedFiles
from geo.connectors.toolkit.reading import SourceLine, columns_of, lines_of, listed, notes_of
from geo.model import SourceKind
from geo.snapshot.opened import DATA_DIR
from geo.snapshot.tables import csv_name

CONTRACT = Contract(
    id="global-pcodes",
    title="HDX global p-codes",
    publisher="OCHA, through HDX",
    kind=SourceKind.UN,
    home_url="https://data.humdata.org/dataset/global-pcodes",
    licence="CC BY-IGO",
    is_redistributable=True,
    cadence="when OCHA revises a country's codes",
    caveats=("Names and codes only: these places have no point, and none is made up for them.",),
    hosts=(),
)
COUNTRIES = ("PSE", "EGY", "LBN", "SYR", "ISR", "JOR")
_NEEDED = ("Location", "Admin Level", "P-Code", "Name", "Parent P-Code")
_KINDS = {"1": "governorate", "2": "district"}
_NO_JSON = listed("")
_FORM = f"a table with {', '.join(_NEEDED)}"


def recognises(name: str, head: bytes) -> bool:
    """Whether a file is the table of p-codes."""
    first_line = head.partition(b"\n")[0]
    return name.endswith(".csv") and all(column.encode() in first_line for column in _NEEDED)


def parse(paths: Sequence[Path]) -> ParsedFiles:
    """Read areas of the region as places of the gazetteer.

    Raises SourceError when a file cannot be read; SchemaError when it lacks a column.
    """
    columns = {name for path in paths for name in columns_of(path, _NO_JSON, _FORM, lambda _: _NEEDED)}
    return ParsedFiles(
        tables={"places": blocks("places", _places(paths))},
        ignored=tuple(sorted(columns - set(_NEEDED))),
        notes=notes_of(paths),
    )


def _places(paths: Sequence[Path]) -> Iterator[Found | BadLine]:
    with (DATA_DIR / csv_name("places")).open(encoding="utf-8", newline="") as file:
        known = {row["place_id"] for row in csv.DictReader(file)}
    for path in paths:
        for line in lines_of(path, _NO_JSON, _FORM):
            yield line if isinstance(line, BadLine) else _place(line, known)


def _place(line: SourceLine, known: set[str]) -> Found | BadLine:
    raw = {name: text(line.raw, name) for name in _NEEDED}
    pcode = raw["P-Code"]
    place_id = pcode.lower()

    def refused(column: str, reason: str, advice: str) -> BadLine:
        return BadLine(line.number, place_id, raw[column], reason, advice)

    if raw["Location"] not in COUNTRIES:
        return refused("Location", "is no country of the region", "nothing; the row is not about this region")
    if raw["Admin Level"] not in _KINDS:
        return refused("Admin Level", "is no level that has a place", f"use one of {', '.join(_KINDS)}")
    if place_id in known:
        advice = "nothing; the gazetteer has the area, with its names in more languages"
        return refused("P-Code", "is in the gazetteer already", advice)
    cells = {
        "place_id": place_id,
        "name_en": raw["Name"],
        "kind": _KINDS[raw["Admin Level"]],
        "pcode": pcode,
        "parent": raw["Parent P-Code"].lower(),
        "read_at": f"HDX global p-codes, {pcode}",
    }
    return Found(line.number, cells, raw)


CONNECTOR = Connector(CONTRACT, parse, recognises)
