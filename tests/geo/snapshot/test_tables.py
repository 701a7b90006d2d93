from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from geo.model.errors import SchemaError, ShelterlineError, SnapshotError
from geo.snapshot.current import write_bundled
from geo.snapshot.frames import read_table, to_frame
from geo.snapshot.opened import DATA_DIR
from geo.snapshot.tables import LARGEST_COUNT, SCHEMA, arrow_schema, csv_name, to_arrow
from tests.builders import report, write


def reports(folder: Path, *rows: dict[str, object]) -> pd.DataFrame:
    return read_table(write(folder, *rows), "reports")


def refusal(folder: Path, **said: object) -> SchemaError:
    with pytest.raises(SchemaError) as refused:
        reports(folder, report("r1"), report("r2", **said))
    return refused.value


def test_a_table_has_the_documented_columns(tmp_path: Path):
    assert set(reports(tmp_path, report()).columns) == set(SCHEMA["reports"])


def test_a_table_is_indexed_by_its_key(tmp_path: Path):
    assert list(reports(tmp_path, report("r1"), report("r2")).index) == ["r1", "r2"]


def test_an_empty_count_is_unknown(tmp_path: Path):
    assert reports(tmp_path, report(killed_min="")).loc["r1", "killed_min"] is pd.NA


def test_a_count_of_zero_is_zero(tmp_path: Path):
    assert reports(tmp_path, report(killed_min=0)).loc["r1", "killed_min"] == 0


def test_an_empty_day_is_unknown(tmp_path: Path):
    assert pd.isna(reports(tmp_path, report(published_date="")).loc["r1", "published_date"])


def test_an_empty_text_is_an_empty_text(tmp_path: Path):
    assert reports(tmp_path, report(contained_in="")).loc["r1", "contained_in"] == ""


@pytest.mark.parametrize("text", ["NA", "null", "None", "nan", "=1+1"])
def test_text_is_never_taken_for_anything_else(tmp_path: Path, text: str):
    assert reports(tmp_path, report(claimant=text)).loc["r1", "claimant"] == text


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("event_start", "2023-99-01", "YYYY-MM-DD"),
        ("published_date", "02/12/2023", "YYYY-MM-DD"),
        ("killed_min", "many", "a whole number"),
        ("killed_max", "1.5", "a whole number"),
        ("strikes_min", "inf", "a whole number"),
        ("strikes_max", "-1", f"a whole number from 0 to {LARGEST_COUNT}, or nothing"),
        ("killed_min", "-1", f"a whole number from 0 to {LARGEST_COUNT}, or nothing"),
        ("injured_max", "1e30", "a whole number"),
        ("lat", "north", "a number"),
        ("radius_m", "3 km", "a number"),
        ("lon", "-inf", "a number"),
        ("kind", "laser", "airstrike or drone"),
        ("location_precision", "", "site or neighbourhood"),
        ("responsibility", "Accepted", "accepted or denied"),
    ],
)
def test_a_bad_value_is_named_with_its_row_field_and_what_was_expected(
    tmp_path: Path, field: str, value: str, expected: str
):
    message = str(refusal(tmp_path, **{field: value}))
    assert message.startswith(f"reports r2: {field}={value!r} is not valid; expected {expected}")


def test_a_refusal_carries_what_it_names(tmp_path: Path):
    refused = refusal(tmp_path, kind="laser")
    assert (refused.table, refused.row, refused.field, refused.value) == (
        "reports",
        "r2",
        "kind",
        "laser",
    )


FRAME_TYPES = {
    "text": "object",
    "count": "Int64",
    "degrees": "float64",
    "day": "datetime64[s]",
    "flag": "bool",
}


@pytest.mark.parametrize("table", SCHEMA)
def test_a_frame_has_the_documented_types_wherever_it_was_read(table: str):
    from_csv = read_table(DATA_DIR, table)
    from_arrow = to_frame(to_arrow(from_csv, table), table)
    documented = {name: FRAME_TYPES.get(str(kind), "object") for name, kind in SCHEMA[table].items()}
    assert from_csv.dtypes.map(str).to_dict() == documented == from_arrow.dtypes.map(str).to_dict()


def test_what_is_unknown_in_arrow_is_unknown_in_a_frame():
    nothing = pa.table({column.name: pa.nulls(1, column.type) for column in arrow_schema("reports")})
    frame = to_frame(nothing, "reports")
    assert [frame.iloc[0][name] for name in ("claimant", "kind")] == ["", ""]
    assert frame.iloc[0][["killed_min", "lat", "event_start"]].isna().all()


def test_an_id_that_stands_twice_is_refused(tmp_path: Path):
    with pytest.raises(SchemaError, match="report_id='r1' is not valid; expected an id that stands"):
        reports(tmp_path, report("r1"), report("r1"))


def test_a_flag_is_true_or_false_and_nothing_else(tmp_path: Path):
    with pytest.raises(SchemaError, match="is_flow='yes' is not valid; expected true or false"):
        read_table(write(tmp_path, sheltering=[{"sheltering_id": "h1", "is_flow": "yes"}]), "sheltering")


def test_a_missing_column_is_named(tmp_path: Path):
    (tmp_path / "reports.csv").write_text("report_id,kind\nr1,drone\n", encoding="utf-8")
    with pytest.raises(SchemaError, match=r"also \[.*'claimant'"):
        read_table(tmp_path, "reports")


@pytest.mark.parametrize("name", [*map(csv_name, SCHEMA), "outlines.geojson"])
def test_a_missing_file_is_named(tmp_path: Path, name: str):
    (write(tmp_path, report()) / name).unlink()
    with pytest.raises(SnapshotError, match=f"{name} is missing"):
        write_bundled(tmp_path / "home", tmp_path)


@pytest.mark.parametrize("name", ["zones.csv", "outlines.geojson"])
@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b'{"features": [', b'a,b\n1,2,"3\n'])
def test_a_broken_file_is_an_error_fit_for_a_reader(tmp_path: Path, name: str, content: bytes):
    (write(tmp_path, report()) / name).write_bytes(content)
    with pytest.raises(ShelterlineError):
        write_bundled(tmp_path / "home", tmp_path)


@pytest.mark.parametrize("table", SCHEMA)
def test_every_bundled_row_is_read(table: str):
    with (DATA_DIR / csv_name(table)).open(newline="", encoding="utf-8") as file:
        assert len(read_table(DATA_DIR, table)) == sum(1 for _ in csv.DictReader(file))
