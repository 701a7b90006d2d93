"""The first guess of what columns mean, and a mapping put to rows."""

from __future__ import annotations

import csv
from dataclasses import replace
from io import BytesIO, StringIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.connectors.toolkit.foreign import FIRST, Part
from geo.geometry.gazetteer import Areas
from geo.model.errors import SourceError
from geo.tabular.apply import apply
from geo.tabular.guess import guess
from geo.tabular.guess import guessed as questions_of
from geo.tabular.mapping import COLUMNS, MappedField, Mapping, from_toml, to_toml
from geo.tabular.opening import open_file
from tests.builders import outlines

AREAS = Areas.parse(outlines())


def opened(*lines: str, name: str = "testville.csv"):
    return open_file(name, BytesIO("\n".join(lines).encode()))


def guessed(*lines: str) -> Mapping:
    file = opened(*lines)
    return guess(file.columns, file.first, file.name)


def mapped(*lines: str, mapping: Mapping | None = None) -> list[dict[str, str]]:
    file = opened(*lines)
    agreed = mapping or guess(file.columns, file.first, file.name)
    return [row for piece in file.pieces() for row in apply(agreed, piece, AREAS).texts.to_pylist()]


@pytest.mark.parametrize(
    ("header", "ours"),
    [
        ("Event_Date", "event_start"),
        ("event_id_cnty", "report_id"),
        ("date_start", "event_start"),
        ("where_coordinates", "place_name"),
        ("التاريخ", "event_start"),
        ("المكان", "place_name"),
        ("تاريخ النشر", "published_date"),
        ("תאריך", "event_start"),
        ("מקום", "place_name"),
        ("Source URL", "url"),
        ("sub_event_type", "kind"),
        ("low", "killed_min"),
    ],
)
def test_a_column_is_known_by_its_name(header: str, ours: str):
    # A count is one by its cells as well; any other column may hold what it likes here.
    assert guessed(header, "3" if header == "low" else "x").fields[ours].column == header


def test_a_name_that_says_nothing_is_not_taken_and_told():
    mapping = guessed("mood,date", "calm,2024-01-10")
    assert "mood" not in {one.column for one in mapping.fields.values()}
    assert "Not kept: mood." in mapping.notes


def test_hxl_tags_say_what_a_column_is_and_are_no_row():
    lines = "a,b", "#date+start,#loc+name", "2024-01-10,Testville"
    found = mapped(*lines)
    assert [(row["event_start"], row["place_name"]) for row in found] == [("2024-01-10", "Testville")]


def test_cells_say_what_no_name_said():
    mapping = guessed("one,two,three", "https://example.org/a,غارة جوية,2024-01-10")
    assert [mapping.fields[ours].column for ours in ("url", "kind", "event_start")] == ["one", "two", "three"]


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("2024-01-13", ""),
        ("13/01/2024", "%d/%m/%Y"),
        ("01/13/2024", "%m/%d/%Y"),
        ("13 January 2024", "%d %B %Y"),
    ],
)
def test_days_are_read_as_they_are_written(written: str, form: str):
    assert guessed("date", f'"{written}"').fields["event_start"].form == form
    assert mapped("date", f'"{written}"')[0]["event_start"] == "2024-01-13"


def test_days_that_can_be_read_two_ways_are_asked():
    file = opened("date", "03/04/2024")
    asked = questions_of(file.columns, file.first, file.name)[1]
    (question,) = [one for one in asked if one.subject == "day"]
    read = [apply(answer.put_into(Mapping()), file.first).texts.to_pylist() for answer in question.answers]
    assert [rows[0]["event_start"] for rows in read] == ["2024-04-03", "2024-03-04", ""]
    assert question.answers[-1].text == "Take nothing from date."


def test_days_that_are_the_same_either_way_are_not_asked():
    file = opened("date", "04/04/2024")
    asked = questions_of(file.columns, file.first, file.name)[1]
    assert not [one for one in asked if one.subject == "day"]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2023-10-07T23:30:00Z", "2023-10-08"),
        ("2023-10-07T20:30:00Z", "2023-10-07"),
        ("2023-12-31T22:00:00.000Z", "2024-01-01"),
        ("2023-10-07T20:00:00-05:00", "2023-10-08"),
        ("2023-10-08T00:30:00+03:00", "2023-10-08"),
        ("2023-10-08T00:10:00+03:30", "2023-10-08"),
        ("2023-10-07T23:30:00", "2023-10-07"),
        ("9999-12-31T23:30:00Z", "9999-12-31T23:30:00Z"),
    ],
)
def test_a_time_of_a_far_zone_is_the_day_that_it_was_in_gaza(written: str, day: str):
    assert mapped("date", written)[0]["event_start"] == day


@pytest.mark.parametrize(
    ("written", "is_told"), [("2023-10-07T23:30:00Z", True), ("2023-10-07T23:30:00+03:00", False)]
)
def test_a_day_of_another_zone_is_told(written: str, is_told: bool):  # noqa: FBT001 pytest names it
    assert any("day that it was in Gaza" in note for note in guessed("date", written).notes) is is_told


@pytest.mark.parametrize(
    ("column", "code", "precision", "radius_m"),
    [
        ("where_prec", "1", "site", ""),
        ("where_prec", "2", "locality", "25000"),
        ("where_prec", "3", "governorate", ""),
        ("where_prec", "4", "territory", ""),
        ("where_prec", "5", "subregion", ""),
        ("geo_precision", "1", "locality", ""),
        ("geo_precision", "2", "locality", "10000"),
        ("geo_precision", "3", "governorate", ""),
    ],
)
def test_precision_codes_mean_what_their_codebook_says(column: str, code: str, precision: str, radius_m: str):
    other = {"where_prec": "priogrid_gid", "geo_precision": "event_id_cnty"}[column]
    row = mapped(f"latitude,longitude,{column},{other}", f"31.05,34.05,{code},7")[0]
    assert (row["location_precision"], row["radius_m"]) == (precision, radius_m)


def test_a_middle_of_an_area_is_no_point():
    row = mapped("latitude,longitude,where_prec,type_of_violence", "31.05,34.05,3,1")[0]
    assert (row["lat"], row["lon"], row["area_pcode"]) == ("", "", "XX0101")
    assert "not the point" in row["location_note"]


def test_an_area_is_named_only_when_it_holds_the_whole_footprint():
    rows = mapped("lat,lon", "31.05,34.05", "31.05,34.199", "31.05,36.9")
    assert [row["area_pcode"] for row in rows] == ["XX0101", "XX01", ""]


def test_points_of_unknown_precision_are_localities_and_this_is_told():
    assert mapped("lat,lon", "31.05,34.05")[0]["location_precision"] == "locality"
    assert any("counts as a locality" in note for note in guessed("lat,lon", "31.05,34.05").notes)


def test_a_row_without_an_id_gets_one_from_what_it_says():
    one, two, again = mapped("date,place", "2024-01-10,A", "2024-01-11,A", "2024-01-10,A")
    assert one["report_id"] == again["report_id"] != two["report_id"]


def test_bare_numbers_are_told_apart_from_those_of_other_files():
    assert mapped("id,place", "7,A")[0]["report_id"] == "testville-7"


def test_one_figure_is_both_ends_and_two_are_a_range():
    assert [mapped("deaths", "3")[0][end] for end in ("killed_min", "killed_max")] == ["3", "3"]
    both = mapped("low,high,best", "1,5,3")[0]
    assert (both["killed_min"], both["killed_max"]) == ("1", "5")


def test_an_unknown_figure_is_not_zero():
    assert mapped("date,deaths", "2024-01-10,")[0]["killed_min"] == ""


def test_a_word_that_is_not_known_becomes_unspecified_and_is_told():
    lines = "kind,place", "laser,A", "air strike,B"
    assert [row["kind"] for row in mapped(*lines)] == ["unspecified", "airstrike"]
    assert any("laser (1)" in note for note in guessed(*lines).notes)


def test_what_every_row_needs_and_nothing_fills_is_told():
    assert guessed("date", "2024-01-10").missing == ("url",)


MAPPING = """
has_tags = false
[columns.event_start]
from = "when"
form = "%d.%m.%Y"
[columns.kind]
from = "what"
words = { "Boom" = "explosion" }
other = "unspecified"
[columns.url]
constant = "https://example.org/all"
[source]
source_id = "observatory"
"""


def test_a_mapping_file_is_put_to_every_row():
    row = mapped("when,what", "10.01.2024,boom", mapping=from_toml(MAPPING, "m.toml"))[0]
    assert [row[name] for name in ("event_start", "kind", "url", "source_id")] == [
        "2024-01-10",
        "explosion",
        "https://example.org/all",
        "observatory",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[columns", "is no TOML"),
        ("[columns.mood]\nfrom = 'x'", "names mood"),
        ("[columns.kind]\nform = 'x'\nevil = 1", "names evil"),
        ("columns = 3", "expected a table"),
        ("[columns]\nkind = 'x'", "expected a table with from"),
        ("[source]\npassword = 'x'", "names password"),
        ("[columns.kind]\nwords = 3", "table of their words"),
        ("[read]\npage = 'x'", "names page"),
        ("[read]\nsheet = 'x'\nlayer = 'y'", "names a sheet and a layer"),
        ("[columns.event_start]\nform = '%d/%d/%Y'", "event_start.form is '%d/%d/%Y', which cannot be read"),
        ("[columns.event_start]\nform = '%Q'", "'Q' is a bad directive .*; write it as in Python's strptime"),
        ("[columns.event_start]\nform = '%d/%m/%'", "which cannot be read"),
        ("[columns.event_start]\nform = '%d/%m'", "does not say the day, the month and the year"),
        ("[columns.event_start]\nform = '%m/%Y'", "does not say the day, the month and the year"),
        ("[columns.event_start]\nform = 'dd/mm/yyyy'", "does not say the day, the month and the year"),
    ],
)
def test_a_mapping_file_that_is_not_in_order_says_what_is_wrong(text: str, said: str):
    with pytest.raises(SourceError, match=said):
        from_toml(text, "m.toml")


@pytest.mark.parametrize(
    ("form", "written"),
    [
        *(("%d/%m/%Y", "05/04/2024"), ("%d.%m.%y", "05.04.24"), ("%B %d, %Y", "April 5, 2024")),
        *(("%Y-%m-%d %H:%M:%S.%f", "2024-04-05 10:00:00.0"), ("%d-%b-%Y %I:%M %p", "5-Apr-2024 11:00 PM")),
        *(
            ("%Y-%j", "2024-096"),
            ("%G-W%V-%u", "2024-W14-5"),
            ("%d/%m/%Y %H:%M %z", "05/04/2024 10:00 +0300"),
        ),
    ],
)
def test_a_form_by_which_a_day_can_be_read_is_taken(form: str, written: str):
    mapping = from_toml(f"[columns.event_start]\nfrom = 'day'\nform = '{form}'", "m.toml")
    assert mapped("day,n", f'"{written}",1', mapping=mapping)[0]["event_start"] == "2024-04-05"


FIELDS = st.builds(
    MappedField,
    column=st.text(min_size=1, max_size=8),
    more=st.lists(st.text(min_size=1, max_size=4), max_size=2).map(tuple),
    constant=st.text(max_size=8),
    words=st.dictionaries(st.text(max_size=4), st.text(max_size=4), max_size=3),
    other=st.none() | st.text(max_size=4),
    form=st.sampled_from(["", "%d/%m/%Y"]),
    prefix=st.text(max_size=3),
)


PARTS = st.just(FIRST) | st.builds(Part, st.sampled_from(["sheet", "layer"]), st.text(max_size=8))


@given(
    st.dictionaries(st.sampled_from(COLUMNS), FIELDS.filter(bool), max_size=4),
    PARTS,
    st.lists(st.text(max_size=8), max_size=3),
    st.lists(st.text(max_size=8), max_size=2),
)
@settings(max_examples=60)
def test_a_mapping_is_read_as_it_was_written(
    fields: dict[str, MappedField], part: Part, unread: list[str], questions: list[str]
):
    of_others = {"lat", "lon", "radius_m"}
    fields = {ours: replace(one, form="") if ours in of_others else one for ours, one in fields.items()}
    mapping = Mapping(fields, part=part, unread=tuple(unread), open=tuple(questions))
    assert from_toml(to_toml(mapping), "m.toml") == mapping


def test_several_columns_can_make_one_cell():
    mapping = from_toml("[columns.place_name]\nfrom = ['street', 'town']", "m.toml")
    lines = "street,town", "Test Street,Testville", ",Testville"
    assert [row["place_name"] for row in mapped(*lines, mapping=mapping)] == [
        "Test Street Testville",
        "Testville",
    ]
    assert from_toml(to_toml(mapping), "m.toml") == mapping


CELLS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(
    [
        "2024-01-10",
        "13/01/2024",
        "31.5",
        "34.4",
        "nan",
        "1e999",
        "=1+1",
        "drone",
        "\u202e",
        "\x00",
        "https://x.y",
    ]
)
HEADERS = st.sampled_from(
    ["id", "date", "lat", "lon", "kind", "deaths", "where_prec", "url", "التاريخ", "mood", ""]
)


@given(
    header=st.lists(HEADERS, min_size=1, max_size=6), rows=st.lists(st.lists(CELLS, max_size=7), max_size=6)
)
@settings(max_examples=60)
def test_any_frame_of_text_cells_is_guessed_and_mapped_without_losing_a_row(
    header: list[str], rows: list[list[str]]
):
    text = StringIO(newline="")
    csv.writer(text).writerows([header, *rows])
    try:
        file = open_file("t.csv", BytesIO(text.getvalue().encode()))
    except SourceError:
        # No names, no rows that say anything, or bytes that no text has.
        says = [cell for row in rows for cell in row if cell.strip() not in {"", "nan"}]
        assert not any(header) or not says or any(letter < " " for letter in "".join(says))
        return
    mapping = guess(file.columns, file.first, file.name)
    for piece in file.pieces():
        found = apply(mapping, piece, AREAS)
        assert len(found.lines) in {len(piece.lines), len(piece.lines) - mapping.has_tags}
