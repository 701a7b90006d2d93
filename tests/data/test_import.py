"""The import of the compiled facts: what it changes is said, and what it cannot read stops it."""

import pytest
import shapely

from tools.chronicle.block_outlines import BLOCKS_BASIS, COMPILED_BASIS, coarse_wkt, coarsen_outlines
from tools.chronicle.cell_corrections import apply_repairs, complete_hours
from tools.chronicle.changes import Change
from tools.chronicle.form import check_form
from tools.chronicle.tables import COLUMNS, read_rows

FINE = "POLYGON ((34.400 31.400, 34.401 31.400, 34.402 31.401, 34.430 31.401, 34.430 31.420, 34.400 31.400))"
SMALL = "POLYGON ((34.400 31.400, 34.401 31.400, 34.401 31.401, 34.400 31.400))"


def report(**cells: str) -> dict[str, str]:
    row = dict.fromkeys(COLUMNS["reports"].split(), "")
    row |= {
        "report_id": "r9999",
        "claimant": "Testville council",
        "url": "https://example.org/",
        "event_start": "2024-01-01",
        "event_end": "2024-01-01",
        "date_precision": "day",
        "kind": "unspecified",
        "struck": "unspecified",
        "location_precision": "territory",
        "responsibility": "not_stated",
        "summary": "Synthetic.",
    }
    return row | cells


def repair(**cells: str) -> dict[str, str]:
    row = {"table": "reports", "row_id": "r9999", "column": "kind", "was": "unspecified", "now": "drone"}
    return row | {"reason": "synthetic"} | cells


def test_a_row_in_order_has_no_fault():
    check_form({"reports": [report()]})


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"kind": "comet"}, "reports.csv r9999: kind='comet', expected one of airstrike"),
        ({"time_from": "25:00"}, "time_from='25:00', expected HH:MM or nothing"),
        ({"time_from": "09:00", "time_to": "08:00"}, "time_from='09:00', expected no later than time_to"),
        ({"published_date": "2024-02-30"}, "published_date='2024-02-30', expected YYYY-MM-DD"),
        ({"killed_min": "5", "killed_max": "4"}, "expected no more than killed_max, which is 4"),
        ({"lat": "31.5"}, "lat='31.5', expected a point just where location_precision, territory"),
        ({"summary": "word " * 26}, "expected at most 25 words"),
        ({"claimant": ""}, "claimant='', expected who asserts it"),
        ({"url": "example.org"}, "url='example.org', expected an address"),
    ],
)
def test_a_fault_is_named_by_file_row_and_column(cells: dict[str, str], sentence: str):
    with pytest.raises(ValueError, match="r9999") as failed:
        check_form({"reports": [report(**cells)]})
    assert sentence in str(failed.value)


def test_an_id_stands_once():
    with pytest.raises(ValueError, match=r"reports\.csv r9999: stands 2 times"):
        check_form({"reports": [report(), report()]})


def test_a_repair_changes_a_cell_and_is_listed():
    tables, log = {"reports": [report()]}, []
    apply_repairs(tables, [repair()], "synthetic.csv", log)
    assert tables["reports"][0]["kind"] == "drone"
    assert log == [Change("reports", "r9999", "kind", "unspecified", "drone", "synthetic")]


def test_a_repair_of_a_cell_that_reads_otherwise_stops_the_import():
    with pytest.raises(ValueError, match=r"synthetic\.csv line 2: .*no longer reads 'airstrike'"):
        apply_repairs({"reports": [report()]}, [repair(was="airstrike")], "synthetic.csv", [])


def test_a_repair_of_no_row_stops_the_import():
    with pytest.raises(ValueError, match="reports has no row 'r9998'"):
        apply_repairs({"reports": [report()]}, [repair(row_id="r9998")], "synthetic.csv", [])


def test_a_row_left_out_is_listed_with_its_reason():
    tables, log = {"reports": [report()]}, []
    apply_repairs(tables, [repair(column="*", was="", now="(left out)")], "synthetic.csv", log)
    assert tables["reports"] == []
    assert log == [Change("reports", "r9999", "*", "r9999", "(left out)", "synthetic")]


def test_one_hour_is_both_ends():
    tables = {"reports": [report(time_from="02:30")], "zones": []}
    complete_hours(tables, [])
    assert tables["reports"][0]["time_to"] == "02:30"


def test_a_coarse_outline_is_valid_and_has_fewer_corners():
    coarse = shapely.from_wkt(coarse_wkt(FINE))
    assert coarse.is_valid
    assert shapely.get_num_coordinates(coarse) < shapely.get_num_coordinates(shapely.from_wkt(FINE))


def test_an_outline_smaller_than_the_tolerance_does_not_vanish():
    assert shapely.from_wkt(coarse_wkt(SMALL)).area > 0


def test_coarse_outlines_say_what_they_are_and_withhold_what_they_were():
    row = {
        "zone_id": "z999",
        "geometry_wkt": FINE,
        "geometry_basis": f"outline round blocks, {COMPILED_BASIS}",
    }
    log = []
    coarsen_outlines([row], log)
    assert row["geometry_basis"] == BLOCKS_BASIS
    assert FINE not in str(log)
    assert "z999" in log[0].reason


def test_a_line_with_a_cell_too_many_stops_the_import(tmp_path):
    path = tmp_path / "reports.csv"
    path.write_text("a,b\n1,2,3\n", "utf-8")
    with pytest.raises(ValueError, match=r"reports\.csv row 1: more or fewer cells"):
        read_rows(path)
