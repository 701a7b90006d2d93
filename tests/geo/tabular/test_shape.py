"""Tables that do not begin in the first line, stand on the second sheet, or have cells that say nothing."""

from __future__ import annotations

import datetime as dt
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.connectors.toolkit.foreign import Part
from geo.ingest.requested_files import planning
from geo.model.errors import SourceError
from geo.tabular.guess import guess
from tests.geo.tabular.files import bad_of, opened, rows_of, workbook

NAMES = ["date", "place", "lat", "lon", "killed"]
ROWS = [["2024-01-10", "Testville", "31.5", "34.4", "3"], ["2024-01-11", "Sampleton", "31.6", "34.5", "0"]]
TITLE = "Incidents in Testville"


def text(*rows: list[str], delimiter: str = ",") -> str:
    return "\n".join(delimiter.join(row) for row in rows)


@pytest.mark.parametrize(
    "before", [[[TITLE]], [[TITLE], ["As of 2024"]], [[TITLE, "", "", "", ""], [""] * 5]]
)
def test_a_title_above_the_names_is_passed_over_and_said(before: list[list[str]]):
    file = opened("t.csv", text(*before, NAMES, *ROWS))
    assert (list(file.columns), rows_of(file)) == (NAMES, ROWS)
    assert TITLE in file.notes[0]


def test_a_title_of_a_workbook_is_passed_over():
    file = opened("t.xlsx", workbook(April=[[TITLE], [], NAMES, *ROWS], merged=("A1:E1",)))
    assert (list(file.columns), rows_of(file)) == (NAMES, ROWS)
    assert file.notes == (
        f"Row 1 stands above the names of the columns and is no row of the table: {TITLE!r}.",
    )


def test_two_cells_above_the_names_are_no_names():
    file = opened("t.csv", text(["Source", "Testville Observatory", "", "", ""], NAMES, *ROWS))
    assert (list(file.columns), rows_of(file)) == (NAMES, ROWS)


@pytest.mark.parametrize(
    "rows",
    [
        [["a", "b", "c"], ["x", "y", "z"]],
        [["name", "", "", ""], ["x", "y", "1", "z"], ["x", "y", "2", "z"]],
        [["name", "value"], ["x", "1"]],
        [["name", "2023", "2024"], ["x", "1", "2"]],
        [["place", "2023-10-07", "2023-10-08"], ["Testville", "1", "2"]],
    ],
)
def test_a_first_row_that_may_be_the_names_is(rows: list[list[str]]):
    file = opened("t.csv", text(*rows))
    assert (len(rows_of(file)), file.notes) == (len(rows) - 1, ())


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_file_without_names_is_refused_and_loses_no_row(delimiter: str):
    with pytest.raises(
        SourceError, match=r"has no names of columns: row 1 holds the day '2024-01-10'.*put a row"
    ):
        opened("t.csv", text(*ROWS, delimiter=delimiter))


GROUPS = ["Event", "", "Location", "", "Harm", ""]
UNDER = ["Date", "Type", "Lat", "Lon", "Killed", "Injured"]
JOINED = ("Event Date", "Event Type", "Location Lat", "Location Lon", "Harm Killed", "Harm Injured")
EVENT = ["2024-01-10", "strike", "31.5", "34.4", "3", "1"]


def test_names_in_two_rows_are_joined():
    file = opened("t.csv", text([TITLE], GROUPS, UNDER, EVENT))
    assert (file.columns, rows_of(file)) == (JOINED, [EVENT])
    assert file.notes[1] == "The names of the columns stand in two rows, 2 and 3."


def test_groups_of_merged_cells_are_joined_to_the_names_below():
    rows = [[cell or None for cell in GROUPS], UNDER, ["x"] * 6]
    file = opened("t.xlsx", workbook(April=rows, merged=("A1:B1", "C1:D1", "E1:F1")))
    assert (file.columns, rows_of(file)) == (JOINED, [["x"] * 6])


def test_a_name_beside_groups_keeps_itself():
    file = opened(
        "t.csv",
        text(["Date", "Where", "", "Killed"], ["", "Lat", "Lon", ""], ["2024-01-10", "31.5", "34.4", "3"]),
    )
    assert file.columns == ("Date", "Where Lat", "Where Lon", "Killed")


def test_a_row_of_words_under_nameless_columns_is_a_row():
    file = opened("t.csv", text(["name", "", "kind", ""], ["a", "b", "c", "d"], ["e", "f", "g", "h"]))
    assert len(rows_of(file)) == 2


@pytest.mark.parametrize(("stated", "delimiter"), [("sep=;", ";"), ("sep=,", ","), ('"sep=\t"', "\t")])
def test_a_first_line_may_say_what_parts_the_cells(stated: str, delimiter: str):
    file = opened("t.csv", f"{stated}\r\n{text(NAMES, *ROWS, delimiter=delimiter)}")
    assert (list(file.columns), rows_of(file)) == (NAMES, ROWS)


def test_empty_rows_and_columns_at_the_end_are_nothing():
    padded = [[*row, "", ""] for row in (NAMES, *ROWS)]
    file = opened("t.csv", text(*padded, [""] * 7, [" "] * 7, []))
    assert (list(file.columns), rows_of(file)) == (NAMES, ROWS)
    assert bad_of(opened("t.csv", text(*padded, [""] * 7, []))) == []
    book = workbook(April=[[*NAMES, None], *ROWS, [None, " "], [""]])
    assert rows_of(opened("t.xlsx", book)) == ROWS


NOTHING = ["NaN", "nan", "N/A", "n/a", "#N/A", "NULL", "null", "None", "-", "NA"]


@pytest.mark.parametrize("word", NOTHING)
def test_what_says_nothing_is_empty(word: str):
    assert rows_of(opened("t.csv", f"date,killed\n2024-01-10,{word}\n")) == [["2024-01-10", ""]]
    assert rows_of(opened("t.csv", f"date,killed\n{word},-3\n")) == [["", "-3"]]


def test_tags_that_are_written_wrongly_are_tags():
    tags = ["#date", "#country +name", "#affected aidworker +killed", "#explosives_type here", ""]
    file = opened("t.csv", text(NAMES, tags, *ROWS))
    assert guess(file.columns, file.first, file.name).has_tags


def test_failed_formulas_are_no_tags():
    file = opened("t.csv", text(["a", "b"], ["#REF!", "#VALUE!"], ["1", "2"]))
    assert not guess(file.columns, file.first, file.name).has_tags


TABLE = [NAMES, *ROWS]
TERMS = [["Terms of use"], ["Name the publisher."], ["No warranty is given."]]
CODES = [["field", "meaning"], ["lat", "degrees north"], ["lon", "degrees east"]]


@pytest.mark.parametrize("first", [TERMS, CODES, []])
def test_the_sheet_with_the_table_is_read_wherever_it_stands(first: list[list[object]]):
    file = opened("t.xlsx", workbook(Before=first, April=TABLE))
    assert (rows_of(file), file.part) == (ROWS, Part("sheet", "April"))
    assert (len(file.parts), file.notes) == (1, ("Read the sheet 'April'; not read: Before.",))


def test_a_sheet_called_read_me_is_none_that_is_asked_about():
    file = opened("t.xlsx", workbook(README=[["a", "b", "c"], ["1", "2", "3"]], April=TABLE))
    assert (rows_of(file), len(file.parts)) == (ROWS, 1)


def test_two_sheets_with_tables_are_both_named():
    file = opened("t.xlsx", workbook(April=TABLE, May=TABLE))
    assert file.parts == (Part("sheet", "April"), Part("sheet", "May"))
    assert opened("t.xlsx", workbook(April=TABLE, May=TABLE), Part("sheet", "May")).part.name == "May"


def test_a_hidden_sheet_is_not_read_but_named():
    file = opened("t.xlsx", workbook(hidden=("Old",), Old=TABLE, April=TABLE))
    assert (len(file.parts), file.notes) == (1, ("Hidden sheets are not read: Old.",))
    with pytest.raises(SourceError, match="has rows only in hidden sheets: Old"):
        opened("t.xlsx", workbook(hidden=("Old",), Old=TABLE, April=[]))


def test_numbers_days_and_texts_of_a_workbook_are_as_they_are_typed():
    row = [
        1,
        2.5,
        3.0,
        True,
        dt.date(2024, 1, 10),
        dt.datetime.fromisoformat("2024-01-10 13:05"),
        dt.time(13, 5),
        " x ",
        1e20,
    ]
    file = opened("t.xlsx", workbook(April=[[f"n{place}" for place in range(9)], row]))
    assert rows_of(file) == [
        ["1", "2.5", "3", "true", "2024-01-10", "2024-01-10 13:05:00", "13:05:00", " x ", "1e+20"]
    ]


HEBREW, ARABIC, FRENCH = (
    "תאריך,מקום\n2024-01-10,עיר הדוגמה\n",
    "تاريخ,مكان\n2024-01-10,مدينة المثال\n",
    "date,lieu\n2024-01-10,Héraclée\n",
)


@pytest.mark.parametrize(
    ("written", "encoding", "said"),
    [
        (HEBREW, "cp1255", "Windows-1255"),
        (ARABIC, "cp1256", "Windows-1256"),
        (FRENCH, "cp1252", "Windows-1252"),
        (ARABIC * 20, "utf-16-le", "UTF-16"),
        (HEBREW * 20, "utf-16-be", "UTF-16"),
        (ARABIC, "utf-8-sig", ""),
    ],
)
def test_the_letters_of_the_region_are_read_whatever_their_encoding(written: str, encoding: str, said: str):
    file = opened("t.csv", written.encode(encoding))
    assert rows_of(file)[0] == written.split("\n")[1].split(",")
    assert any(said in note for note in file.notes) == bool(said)


WORD = st.sampled_from(["Testville", "Sampleton", "طيبة", "north, east", 'a "quoted" word'])
ROW = st.tuples(st.dates(), WORD, st.floats(31, 33), st.floats(34, 36), st.integers(0, 99))


@settings(max_examples=40, deadline=None)
@given(
    rows=st.lists(ROW, min_size=1, max_size=8),
    n_title=st.integers(0, 3),
    form=st.sampled_from(list(product([",", ";", "\t"], ["utf-8", "utf-8-sig", "utf-16"]))),
    n_empty=st.integers(0, 2),
)
def test_a_table_comes_back_as_it_was_written(
    rows: list[tuple], n_title: int, form: tuple[str, str], n_empty: int
):
    delimiter, encoding = form
    wanted = [[day.isoformat(), word, f"{lat:.5f}", f"{lon:.5f}", str(n)] for day, word, lat, lon, n in rows]

    def line(cells: list[str]) -> str:
        quoted = [
            f'"{cell.replace(chr(34), chr(34) * 2)}"' if {*cell} & {*',;\t"'} else cell for cell in cells
        ]
        return delimiter.join(quoted)

    lines = [f"{TITLE} {n}" for n in range(n_title)] + [line(row) for row in (NAMES, *wanted)]
    lines += [delimiter * 4] * n_empty
    file = opened("t.csv", "\n".join(lines).encode(encoding))
    assert (list(file.columns), rows_of(file)) == (NAMES, wanted)


def test_nobody_guesses_which_of_two_sheets_is_meant(tmp_path: Path):
    file = opened("t.xlsx", workbook(April=TABLE, May=TABLE))
    with pytest.raises(
        SourceError, match=r'has several sheets with rows: April, May.*\[read\] sheet = "April"'
    ):
        planning(tmp_path)(file)


KML = (
    '<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Folder><name>A</name><Placemark>'
    "<name>x</name>{}<ExtendedData><Data name='killed'><value>3</value></Data></ExtendedData>"
    "<Point><coordinates>34.4,31.5</coordinates></Point></Placemark></Folder></Document></kml>"
)


@pytest.mark.parametrize(
    ("said", "column", "cell"),
    [
        ("<TimeStamp><when>2023-10-07T21:00:00Z</when></TimeStamp>", "when", "2023-10-07T21:00:00Z"),
        ("<TimeStamp><when>2023-10-07</when></TimeStamp>", "when", "2023-10-07"),
        ("<TimeSpan><begin>2023-10-07</begin><end>2023-10-09</end></TimeSpan>", "begin", "2023-10-07"),
        ("<TimeSpan><begin>2023-10-07</begin><end>2023-10-09</end></TimeSpan>", "end", "2023-10-09"),
    ],
)
def test_times_and_further_data_of_kml_are_columns(said: str, column: str, cell: str):
    file = opened("t.kml", KML.format(said))
    row = dict(zip(file.columns, rows_of(file)[0], strict=True))
    assert (row[column], row["killed"], row["geometry_lat"]) == (cell, "3", "31.5")


def test_a_month_in_kml_is_not_made_its_first_day():
    with pytest.raises(SourceError, match="has a time without a day, 2023-10, which"):
        opened("t.kml", KML.format("<TimeStamp><when>2023-10</when></TimeStamp>"))
