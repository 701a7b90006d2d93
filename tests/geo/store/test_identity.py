from __future__ import annotations

import pandas as pd
import pytest

from geo.gazetteer import Area, Areas
from geo.model import Language
from geo.rows import Cell
from geo.store.chronicle import Chronicle, open_bundled
from geo.store.identity import content_id
from tests.builders import chronicle, report, row


def one_cell(value: Cell) -> str:
    return content_id({"reports": pd.DataFrame({"killed_min": [value]}, dtype=object)})


def test_an_id_is_twelve_hex_digits(bundled: Chronicle):
    assert len(bundled.id) == len(f"{int(bundled.id, 16):012x}") == 12


def test_the_same_files_have_the_same_id_when_opened_twice(bundled: Chronicle):
    assert open_bundled().id == bundled.id


def test_the_order_of_rows_does_not_matter():
    one, two = report("r1"), report("r2", kind="drone")
    assert chronicle(one, two).id == chronicle(two, one).id


def test_the_order_of_columns_does_not_matter():
    frame = pd.DataFrame({"a": ["x"], "b": ["y"]})
    assert content_id({"t": frame}) == content_id({"t": frame[["b", "a"]]})


def test_whole_numbers_have_one_form_however_they_are_typed():
    assert one_cell(3000) == one_cell(3000.0)


def test_a_column_of_integers_and_one_of_floats_are_the_same():
    whole = pd.DataFrame({"n": pd.array([1, None], dtype="Int64")})
    floats = pd.DataFrame({"n": [1.0, float("nan")]})
    assert content_id({"t": whole}) == content_id({"t": floats})


def test_unknown_is_not_zero():
    assert one_cell(None) != one_cell(0)


def test_unknown_is_not_an_empty_text():
    assert one_cell(None) != one_cell("")


def test_a_number_is_not_its_text():
    assert one_cell(1) != one_cell("1")


@pytest.mark.parametrize("unknown", [pd.NA, pd.NaT, float("nan")], ids=str)
def test_every_form_of_unknown_is_one(unknown: Cell):
    assert one_cell(unknown) == one_cell(None)


def test_a_cell_cannot_run_over_into_the_next():
    apart = pd.DataFrame({"a": ['x","y'], "b": ["z"]})
    moved = pd.DataFrame({"a": ["x"], "b": ['y","z']})
    assert content_id({"t": apart}) != content_id({"t": moved})


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("summary", "Other words."),
        ("claimant", "Farside council"),
        ("url", "https://example.org/b"),
        ("published_date", "2024-01-11"),
        ("published_date", ""),
        ("event_end", "2024-01-11"),
        ("kind", "drone"),
        ("lat", 31.06),
        ("radius_m", 3001),
        ("killed_min", 0),
        ("contained_in", "r9"),
    ],
)
def test_any_changed_cell_of_a_report_changes_the_id(column: str, value: object):
    assert chronicle(report("r1", **{"incident_key": "i", column: value})).id != (
        chronicle(report("r1", incident_key="i")).id
    )


def test_another_key_changes_the_id():
    assert chronicle(report("r1", incident_key="i")).id != (chronicle(report("r2", incident_key="i")).id)


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("zones", "issued_by", "Farside council"),
        ("sheltering", "people_max", 1001),
        ("sheltering", "is_flow", "true"),
        ("tolls", "value_min", 0),
        ("pauses", "disputed", "by Farside"),
        ("sources", "caveat", "synthetic"),
        ("gazetteer", "name_he", ""),
    ],
)
def test_a_changed_cell_of_any_table_changes_the_id(table: str, column: str, value: object):
    others = [row("sources", "synthetic")] if table == "sources" else []
    before, after = (
        chronicle(**{table: [*others, row(table, "k", **said)]}) for said in ({}, {column: value})
    )
    assert before.id != after.id


def test_every_cell_of_a_bundled_report_counts(bundled: Chronicle):
    reports = bundled.tables["reports"].head(1).astype(object)
    ids = {content_id({"reports": reports.assign(**{c: "changed"})}) for c in reports.columns}
    assert len(ids | {content_id({"reports": reports})}) == len(reports.columns) + 1


def with_area(opened: Chronicle, **changed: Cell) -> str:
    old = opened.areas["YY"]
    fields = {name: getattr(old, name) for name in Area.__slots__} | changed
    others = {area.pcode: area for area in opened.areas if area.pcode != "YY"}
    return Chronicle(opened.tables, Areas({**others, fields["pcode"]: Area(**fields)})).id


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("pcode", "YZ"),
        ("level", "territory"),
        ("parent", "XX"),
        ("basis", "redrawn"),
        ("label", (31.4, 40.4)),
        ("names", {Language.EN: "Whyland", Language.AR: "واي", Language.HE: ""}),
    ],
)
def test_a_changed_outline_changes_the_id(field: str, value: object):
    opened = chronicle()
    assert with_area(opened, **{field: value}) != opened.id


def test_an_unchanged_outline_keeps_the_id():
    opened = chronicle()
    assert with_area(opened) == opened.id


def test_a_moved_boundary_changes_the_id():
    opened = chronicle()
    assert with_area(opened, geometry=opened.areas["YY"].geometry.buffer(0.01)) != opened.id
