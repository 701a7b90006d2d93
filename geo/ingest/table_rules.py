"""The rules of the tables beside the reports: tolls, places and the rest."""

from __future__ import annotations

import numpy as np
import pyarrow.compute as pc

from geo.connectors.toolkit.contract import SourceRows
from geo.ingest.cell_rules import (
    ADDRESS_FORM,
    check_ids,
    check_needs,
    check_range,
    check_texts,
    check_times,
    has,
    mask,
    typed_column,
)
from geo.ingest.region import check_cells, check_points
from geo.ingest.rejects import Findings
from geo.ingest.report_rules import Checked, KnownValues, check, checked
from geo.snapshot.tables import KEYS, TABLES

_REQUIRED = {
    "tolls": ("as_of_date", "area", "measure", "claimant", "publisher", "url"),
    "sheltering": ("as_of_date", "area_name", "claimant", "publisher", "url"),
    "zones": ("zone_key", "publisher", "url"),
    "pauses": ("name", "publisher", "url"),
    "places": ("name_en", "kind"),
    "assessments": ("claimant", "publisher", "url", "image_to", "geometry_wkt", "structures"),
}
_RANGES = {"tolls": ("value",), "sheltering": ("people",), "zones": ("people",)}
_INTERVALS = {
    "zones": ("valid_from", "valid_to"),
    "pauses": ("start", "end"),
    "assessments": ("image_from", "image_to"),
}
_TIMES = {
    "zones": (("valid_from", "valid_from_time"), ("valid_to", "valid_to_time")),
    "pauses": (("start", "start_time"), ("end", "end_time")),
}


def check_table(table: str, rows: SourceRows, known: KnownValues, file: str) -> Checked:
    """Hold every rule of a table against every row of a block; see `geo.ingest.report_rules` for reports."""
    if table == "reports":
        return check(rows, known, file)
    findings = Findings(rows, table)
    check_texts(findings)
    for name in (KEYS[table], *_REQUIRED[table]):
        findings.refuse(
            name, has(findings, name, ""), "is empty", f"say the {name}; a row is nothing without it"
        )
    check_ids(findings)
    if "url" in TABLES[table]:
        is_address = mask(pc.match_substring_regex(rows.texts["url"], ADDRESS_FORM))
        findings.refuse("url", ~is_address, "is no address", "give one that begins with https:// or http://")
    typed = {name: typed_column(findings, name) for name in TABLES[table]}
    for name in _RANGES.get(table, ()):
        check_range(findings, typed, name)
        says_nothing = has(findings, f"{name}_min", "") & has(findings, f"{name}_max", "")
        if table == "tolls":
            advice = "give the figure, or leave the row out: unknown is not zero"
            findings.refuse(f"{name}_min", says_nothing, "is empty, as is the upper end", advice)
    if table in _INTERVALS:
        first, last = _INTERVALS[table]
        turned = mask(pc.less(typed[last], typed[first]))
        findings.refuse(last, turned, f"is before {first}", "correct one of the two")
    if table in _TIMES:
        check_needs(findings, {time: day for day, time in _TIMES[table]})
        check_times(findings, typed, *_TIMES[table])
    if table == "assessments":
        check_cells(findings, rows.texts["geometry_wkt"])
    if "lat" in typed:
        nowhere = np.full(len(rows.lines), -1)
        check_points(findings, typed["lat"], typed["lon"], known.boxes, nowhere)
    return checked(findings, typed, file, np.full(len(rows.lines), -1))


def is_taken_in(table: str) -> bool:
    """Whether rows of a table may come in; sources come with what names them."""
    return table == "reports" or table in _REQUIRED
