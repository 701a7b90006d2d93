from __future__ import annotations

from datetime import date

import pandas as pd
import pyarrow as pa
import pytest

from geo.geometry.gazetteer import Area, Areas
from geo.model import Language
from geo.model.rows import Cell
from geo.snapshot.frames import to_frame
from geo.snapshot.identity import content_id
from geo.snapshot.opened import Snapshot
from geo.snapshot.tables import KEYS, to_arrow
from tests.builders import arrow_tables, report, row, snapshot
from tests.geo.opening import bundled_in_memory

TEXT, COUNT, MEASURE, DAY = pa.string(), pa.int64(), pa.float64(), pa.date32()
KEY = {"t": "k"}


def one_cell(value: Cell, of: pa.DataType) -> str:
    return content_id({"t": pa.table({"k": ["a"], "cell": pa.array([value], of)})}, KEY)


def texts(*rows: tuple[str, str]) -> str:
    """The id of a table of two texts a row."""
    left, right = (list(column) for column in zip(*rows, strict=True))
    return content_id({"t": pa.table({"k": [*range(len(rows))], "a": left, "b": right})}, KEY)


def test_an_id_is_twelve_hex_digits(bundled: Snapshot):
    assert len(bundled.id) == len(f"{int(bundled.id, 16):012x}") == 12


def test_the_bundled_chronicle_keeps_the_id_that_links_to_it_name(bundled: Snapshot):
    # It is another one only when rows of data/ are others.
    assert bundled.id == "075846abf423"


def test_the_same_files_have_the_same_id_when_opened_twice(bundled: Snapshot):
    assert bundled_in_memory().id == bundled.id


def test_the_order_of_rows_does_not_matter():
    one, two = report("r1"), report("r2", kind="drone")
    assert snapshot(one, two).id == snapshot(two, one).id


def test_the_order_of_columns_does_not_matter():
    table = pa.table({"k": ["k"], "a": ["x"], "b": ["y"]})
    assert content_id({"t": table}, KEY) == content_id({"t": table.select(["b", "k", "a"])}, KEY)


def test_the_order_of_arrow_rows_does_not_matter():
    table = pa.table({"k": ["a", "b", "c"], "n": [1, None, 3]})
    assert content_id({"t": table}, KEY) == content_id({"t": table.take([2, 0, 1])}, KEY)


def test_which_row_a_cell_stands_in_matters():
    one, other = (pa.table({"k": ["a", "b"], "n": n}) for n in ([1, None], [None, 1]))
    assert content_id({"t": one}, KEY) != content_id({"t": other}, KEY)


def test_the_cut_into_chunks_does_not_matter():
    table = pa.table({"k": ["a", "b", "c"], "x": ["1", None, ""], "n": [1, None, 0]})
    cut = pa.concat_tables([table.slice(0, 1), table.slice(1, 0), table.slice(1)])
    assert content_id({"t": cut}, KEY) == content_id({"t": table}, KEY)


def as_typed(column: str, dtype: str) -> str:
    """The id of two reports, one with a number and one without, in a frame typed so."""
    tables = arrow_tables(report("r1", **{column: 3000}), report("r2", **{column: ""}))
    frame = to_frame(tables["reports"], "reports")
    typed = frame.assign(**{column: frame[column].astype(dtype)})
    return content_id({"reports": to_arrow(typed, "reports")}, KEYS)


@pytest.mark.parametrize("column", ["killed_min", "strikes_max", "radius_m"])
def test_whole_numbers_have_one_form_however_they_are_typed(column: str):
    assert len({as_typed(column, dtype) for dtype in ("Int64", "Float64", "object")}) == 1


@pytest.mark.parametrize("of", [pa.int8(), pa.int32(), pa.uint16()], ids=str)
def test_the_width_of_a_count_does_not_matter(of: pa.DataType):
    assert one_cell(7, of) == one_cell(7, COUNT)


@pytest.mark.parametrize("of", [pa.large_string(), pa.dictionary(pa.int8(), TEXT)], ids=str)
def test_how_arrow_keeps_a_text_does_not_matter(of: pa.DataType):
    assert one_cell("Testville", of) == one_cell("Testville", TEXT)


@pytest.mark.parametrize(("of", "zero"), [(COUNT, 0), (MEASURE, 0.0), (DAY, date(1970, 1, 1))], ids=str)
def test_unknown_is_not_zero(of: pa.DataType, zero: Cell):
    assert one_cell(None, of) != one_cell(zero, of)


def test_unknown_is_not_an_empty_text():
    assert one_cell(None, TEXT) != one_cell("", TEXT)


def test_zero_is_not_an_empty_text():
    assert len({one_cell(0, COUNT), one_cell("", TEXT), one_cell("0", TEXT), one_cell(None, COUNT)}) == 4


def test_a_number_is_not_its_text():
    assert one_cell(1, COUNT) != one_cell("1", TEXT)


def test_zero_has_no_sign():
    assert one_cell(-0.0, MEASURE) == one_cell(0.0, MEASURE)


@pytest.mark.parametrize("unknown", [pd.NA, None, float("nan")], ids=str)
@pytest.mark.parametrize("column", ["killed_min", "radius_m", "event_end", "published_date"])
def test_every_form_of_unknown_is_one(column: str, unknown: Cell):
    told = arrow_tables(report(**{column: ""}))
    frame = to_frame(told["reports"], "reports").astype({column: object})
    frame[column] = pd.Series([unknown], index=frame.index, dtype=object)
    assert content_id({"reports": to_arrow(frame, "reports")}, KEYS) == (
        content_id({"reports": told["reports"]}, KEYS)
    )


@pytest.mark.parametrize(
    ("apart", "moved"),
    [
        ([('x","y', "z")], [("x", 'y","z')]),
        ([("xy", "z")], [("x", "yz")]),
        ([("x", ""), ("y", "")], [("xy", ""), ("", "")]),
        ([("x", ""), ("", "y")], [("x", "y"), ("", "")]),
        ([("x\n", "y")], [("x", "\ny")]),
    ],
    ids=["quotes", "columns", "rows", "corners", "lines"],
)
def test_a_cell_cannot_run_over_into_the_next(apart: list[tuple[str, str]], moved: list[tuple[str, str]]):
    assert texts(*apart) != texts(*moved)


def test_a_column_cannot_be_taken_for_another():
    one, other = (pa.table({"k": ["k"], name: ["x"]}) for name in ("a", "b"))
    assert content_id({"t": one}, KEY) != content_id({"t": other}, KEY)


def test_a_table_cannot_be_taken_for_another():
    table = pa.table({"k": ["k"]})
    assert content_id({"t": table}, KEY) != content_id({"s": table}, {"s": "k"})


def test_an_empty_table_is_not_a_missing_one():
    table, empty = pa.table({"k": ["k"]}), pa.table({"k": pa.array([], TEXT)})
    assert content_id({"t": table}, KEY) != content_id({"t": table, "u": empty}, {**KEY, "u": "k"})


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
    assert snapshot(report("r1", **{"incident_key": "i", column: value})).id != (
        snapshot(report("r1", incident_key="i")).id
    )


def test_another_key_changes_the_id():
    assert snapshot(report("r1", incident_key="i")).id != (snapshot(report("r2", incident_key="i")).id)


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("zones", "issued_by", "Farside council"),
        ("sheltering", "people_max", 1001),
        ("sheltering", "is_flow", "true"),
        ("tolls", "value_min", 0),
        ("pauses", "disputed", "by Farside"),
        ("sources", "caveat", "synthetic"),
        ("places", "name_he", ""),
    ],
)
def test_a_changed_cell_of_any_table_changes_the_id(table: str, column: str, value: object):
    others = [row("sources", "synthetic")] if table == "sources" else []
    before, after = (
        snapshot(**{table: [*others, row(table, "k", **said)]}) for said in ({}, {column: value})
    )
    assert before.id != after.id


OTHER = {TEXT: "changed", COUNT: 4242, MEASURE: 42.42, DAY: date(2001, 2, 3)}


def test_every_cell_of_a_bundled_report_counts(bundled: Snapshot):
    one = to_arrow(bundled.reports.head(1), "reports")
    ids = {content_id({"reports": one}, KEYS)}
    for position, column in enumerate(one.schema):
        key = KEYS if column.name != "report_id" else {"reports": "kind"}
        for other in (OTHER[column.type], None):
            changed = one.set_column(position, column.name, pa.array([other], column.type))
            ids.add(content_id({"reports": changed}, key))
    unknown = sum(one[column].null_count for column in one.column_names)
    assert len(ids) == 1 + 2 * one.num_columns - unknown


def with_area(opened: Snapshot, **changed: Cell) -> str:
    old = opened.areas["YY"]
    fields = {name: getattr(old, name) for name in Area.__slots__} | changed
    others = {area.pcode: area for area in opened.areas if area.pcode != "YY"}
    tables = {**opened.tables, "reports": opened.reports}
    return Snapshot(tables, Areas({**others, fields["pcode"]: Area(**fields)})).id


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
    opened = snapshot()
    assert with_area(opened, **{field: value}) != opened.id


def test_an_unchanged_outline_keeps_the_id():
    opened = snapshot()
    assert with_area(opened) == opened.id


def test_a_moved_boundary_changes_the_id():
    opened = snapshot()
    assert with_area(opened, geometry=opened.areas["YY"].geometry.buffer(0.01)) != opened.id
