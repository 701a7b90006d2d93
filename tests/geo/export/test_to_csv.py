"""CSV as spreadsheets, HXL tools and programs take it."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO

import hxl
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.export.export_columns import COLUMNS, HXL_TAGS
from geo.export.formats import Suffix
from geo.export.to_csv import BYTE_ORDER_MARK, neutral, original
from geo.snapshot.opened import Snapshot
from tests.builders import report, shown_ids, snapshot
from tests.geo.export.files import file_of, rows

RUN_BY_SPREADSHEETS = "=+-@\uff1d\uff0b\uff0d\uff20"
FORMULAS = [
    "=1+1",
    "+1",
    "-2+3",
    "@SUM(A1)",
    "  =1",
    "\t=1",
    "\r=1",
    "'=1",
    "\uff1d1+1",
    "=cmd|'/C calc'!A0",
    "a;=1+1",
    "a\n=1+1",
    "a\t@x",
]


def safe(text: str) -> str:
    batch = pa.RecordBatch.from_pydict({"summary": pa.array([text], pa.string())})
    return neutral(batch)["summary"][0].as_py()


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_begins_as_a_formula_wherever_a_spreadsheet_splits(text: str):
    parts = safe(text).replace("\t", ";").replace("\r", ";").replace("\n", ";").split(";")
    assert not [part for part in parts if part.strip(" ")[:1] in {*RUN_BY_SPREADSHEETS}]


@pytest.mark.parametrize(
    "text", ["", "Testville", "3-4 people", "a = b", "at least 50; at most 60", "תל אביב"]
)
def test_what_is_no_formula_stays_as_it_is(text: str):
    assert safe(text) == text


@given(st.text(alphabet=st.sampled_from([*RUN_BY_SPREADSHEETS, *"';\t\r\n ax"])) | st.text())
def test_every_text_can_be_had_back(text: str):
    assert original(safe(text)) == text


def test_a_negative_number_stays_a_number():
    content = file_of(rows(snapshot(report(lat=-31.5, lon=-34.5))), Suffix.CSV)
    assert pd.read_csv(BytesIO(content))[["lat", "lon"]].to_numpy().tolist() == [[-31.5, -34.5]]


def test_excel_is_told_that_it_is_utf_8_and_python_can_read_it():
    content = file_of(rows(snapshot(report(place_name="تستفيل"))), Suffix.CSV)
    assert content.startswith(BYTE_ORDER_MARK)
    first = next(csv.DictReader(StringIO(content.decode("utf-8-sig"))))
    assert (first["report_id"], first["place_name"]) == ("r1", "تستفيل")


def test_no_line_is_anything_but_a_header_or_a_report(bundled: Snapshot):
    content = file_of(rows(bundled), Suffix.CSV).decode("utf-8-sig")
    lines = list(csv.reader(StringIO(content)))
    assert lines[0] == [*COLUMNS, "about_this_file"]
    assert {len(line) for line in lines} == {len(COLUMNS) + 1}
    assert lines[1][-1].startswith("Strike reports, ")
    assert {line[-1] for line in lines[2:]} == {f"snapshot {bundled.id}"}


def test_the_hxl_row_is_valid(bundled: Snapshot):
    content = file_of(rows(bundled), Suffix.CSV, has_hxl=True)
    with hxl.data(BytesIO(content)) as source:
        assert source.tags == [tag.partition("+")[0] for tag in [*HXL_TAGS.values(), "#meta+about+file"]]
    with hxl.data(BytesIO(content)) as source:
        assert hxl.validate(source)["is_valid"]
    with hxl.data(BytesIO(content)) as source:
        found = [row.get("#event+report+id") for row in source]
    assert found == shown_ids(bundled, bundled.default_view(), 9) + found[9:]


def test_without_being_asked_for_there_is_no_hxl_row():
    assert b"#event" not in file_of(rows(snapshot()), Suffix.CSV)


def test_no_two_columns_have_one_hxl_tag():
    assert len(set(HXL_TAGS.values())) == len(HXL_TAGS)
