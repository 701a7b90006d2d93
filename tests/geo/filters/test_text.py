"""The text search looks in the columns that the method names, and in no other."""

from __future__ import annotations

import re
from pathlib import Path

from tests.builders import report, select, snapshot, view_of

METHOD = (Path(__file__).parents[3] / "docs" / "method.md").read_text(encoding="utf-8")
MARK = "zzzmark"
COLUMNS = (
    *("place_name", "claimant", "publisher", "summary", "direction_claimed", "incident_key"),
    *("url", "read_at", "location_note", "relayed_by"),
)
"""Columns of free text, besides the id."""


def test_a_search_looks_in_the_columns_that_the_method_names():
    [sentence] = re.findall(r"A search looks in ([^.]+)\.", METHOD)
    opened = snapshot(*(report(column, **{column: MARK}) for column in COLUMNS), report(MARK))
    found = select(opened, view_of(opened).but(text=MARK)).shown["report_id"]

    assert {"report_id" if one == MARK else one for one in found} == {*re.findall(r"`(\w+)`", sentence)}
