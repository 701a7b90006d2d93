"""Incidents of Insecurity Insight: workbooks of synthetic rows, and HDX as it answers."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from geo.connectors.all_connectors import connector_of, connectors
from geo.connectors.insecurity_codes import DATASETS, KINDS
from geo.model.errors import SourceError
from tests.geo.connectors.replay import Answer, ignore, publisher
from tests.geo.connectors.rows import read, refused, write_csv, write_json

INSIGHT = connectors()["insecurity-insight"]
TAGS = {"Date": "#date", "Country ISO": "#country_ISO", "Educators Killed": "#affected +killed"}


def incident(**cells: object) -> dict[str, object]:
    """Return one incident in the columns of the dataset on education that are read."""
    return {
        "Date": "2024-01-10",
        "Event Description": "A text that names somebody",
        "Country": "Testland",
        "Country ISO": "PSE",
        "Admin 1": "Gaza Strip",
        "Latitude": 31.291234,
        "Longitude": 34.251234,
        "Geo Precision": "(2) 25 km Precision ",
        "Location of event": "Education Building ",
        "Reported Perpetrator Name": "Testland Forces",
        "Weapon Carried/Used": "Shelling",
        "Educators Killed": 2,
        "Students Killed": 0,
        "SiND Event ID": 7,
        **cells,
    }


def weapon(**cells: object) -> dict[str, object]:
    """Return one incident in the columns of the dataset on explosive weapons, which had no points once."""
    return {
        "Date": "2024-01-10",
        "Country ISO": "PSE",
        "Admin 1": "Gaza Strip",
        "Launch Type": "Ground-Launched",
        "Explosive Weapon Type": "Rocket",
        "Affected": "Health Infrastructure",
        "SiND Event ID": 7,
        **cells,
    }


def book(path: Path, *rows: dict[str, object], notes: str = "License: CC BY-SA", tags: bool = True) -> Path:
    """Write a workbook as they are on HDX: names, HXL tags, incidents, and a sheet of notes."""
    written = Workbook()
    sheet = written.active
    sheet.append(list(rows[0]))
    if tags:
        sheet.append([TAGS.get(name) for name in rows[0]])
    for row in rows:
        sheet.append(list(row.values()))
    written.create_sheet("MetaData&Notes").append([notes])
    written.save(path)
    return path


def reports(path: Path):
    return read(INSIGHT.parse([path]), "reports")


def report(tmp_path: Path, row: dict[str, object]) -> dict[str, str]:
    (found,), _ = reports(book(tmp_path / "a.xlsx", row))
    return found


def test_a_workbook_is_known_by_the_names_of_its_columns(tmp_path):
    assert connector_of(book(tmp_path / "any.xlsx", incident())) is INSIGHT
    assert connector_of(write_json(tmp_path / "any.json", [incident()])) is INSIGHT
    assert connector_of(write_csv(tmp_path / "any.csv", [incident()])) is INSIGHT
    assert connector_of(book(tmp_path / "mine.xlsx", {"Date": "2024-01-10", "Place": "Testville"})) is None


def test_the_row_of_tags_is_no_incident_and_that_is_said(tmp_path):
    parsed = INSIGHT.parse([book(tmp_path / "a.xlsx", incident())])
    assert parsed.notes == ("The first row holds HXL tags and is no row.",)
    assert [len(each) for each in read(parsed, "reports")] == [1, 0]
    assert INSIGHT.parse([book(tmp_path / "b.xlsx", incident(), tags=False)]).notes == ()


@pytest.mark.parametrize(
    ("precision", "expected"),
    [
        ("(2) 25 km Precision ", ("locality", "PS0275", "31.29", "25000")),
        ("(3) District, Communicipality or Commune ", ("governorate", "PS0275", "", "")),
        ("(4) Province, State, Governorate ", ("territory", "PS02", "", "")),
        ("(5) Linear Feature e.g. Along Road/River ", ("subregion", "PS02", "", "")),
        ("(6) Country", ("territory", "PSE", "", "")),
        ("censored by HDX", ("territory", "PS02", "", "")),
        ("", ("territory", "PS02", "", "")),
    ],
)
def test_a_point_claims_no_more_than_its_precision(tmp_path, precision, expected):
    found = report(tmp_path, incident(**{"Geo Precision": precision}))
    place = tuple(found[name] for name in ("location_precision", "area_pcode", "lat", "radius_m"))
    assert place == expected
    assert found["location_note"]


@pytest.mark.parametrize(
    ("named", "area", "precision"),
    [
        ("Gaza strip", "PS02", "territory"),
        ("Rafah Governorate", "PS0275", "governorate"),
        ("No Information", "PSE", "territory"),
        ("Testshire", "PSE", "territory"),
    ],
)
def test_without_a_point_the_named_area_is_shown_or_the_country(tmp_path, named, area, precision):
    found = report(tmp_path, weapon(**{"Admin 1": named}))
    assert (found["area_pcode"], found["location_precision"], found["lat"]) == (area, precision, "")
    assert "gives no usable point" in found["location_note"]


@pytest.mark.parametrize(
    ("launch", "weapons", "kind"),
    [
        ("Ground-Launched", "Rocket", "rocket"),
        ("Air-Launched: Plane", "Missile", "airstrike"),
        ("Air-Launched: Drone", "Aerial Bomb", "drone"),
        ("Directly-Emplaced", "VBIED", "explosion"),
        ("Unspecified Launch Method", "Unspecified Explosive", "unspecified"),
        ("Ground-Launched", "Missile, Rocket", "unspecified"),
    ],
)
def test_the_kind_is_that_of_launch_and_weapon(tmp_path, launch, weapons, kind):
    row = weapon(**{"Launch Type": launch, "Explosive Weapon Type": weapons})
    assert report(tmp_path, row)["kind"] == kind


def test_what_names_no_explosive_weapon_is_listed_and_what_is_elsewhere_is_outside(tmp_path):
    rows = [
        incident(**{"Weapon Carried/Used": "Firearms", "SiND Event ID": 1}),
        incident(**{"Country ISO": "UKR", "Latitude": 50.45, "Longitude": 30.52, "SiND Event ID": 2}),
        incident(**{"Weapon Carried/Used": "Firearms, Shelling", "SiND Event ID": 3}),
    ]
    found, bad = reports(book(tmp_path / "a.xlsx", *rows))
    assert [row["report_id"] for row in found] == ["insecurity-insight-education-3"]
    assert [(line.line, line.value, line.reason, line.is_outside) for line in bad] == [
        (3, "Firearms", "names no explosive weapon", False),
        (4, "UKR", "lies outside the region", True),
    ]


def test_one_event_of_two_datasets_is_two_reports_of_one_incident(tmp_path):
    paths = [book(tmp_path / "a.xlsx", incident()), book(tmp_path / "b.xlsx", weapon())]
    found, _ = read(INSIGHT.parse(paths), "reports")
    assert len({row["report_id"] for row in found}) == 2
    assert {row["incident_key"] for row in found} == {"insecurity-insight-7"}


def test_killed_are_told_by_profession_and_nobody_is_named(tmp_path):
    found = report(tmp_path, incident())
    assert (found["killed_min"], found["killed_max"], found["direction_claimed"]) == ("", "", "")
    assert "Educators killed: 2." in found["summary"]
    assert "Students" not in found["summary"]
    assert "somebody" not in str(found)


def test_every_word_and_dataset_ends_in_a_form_that_the_format_takes(tmp_path):
    rows = [
        incident(**{"Weapon Carried/Used": word, "Geo Precision": f"({n % 7 + 1}) x", "SiND Event ID": n})
        for n, word in enumerate(KINDS)
    ]
    paths = [book(tmp_path / "a.xlsx", *rows)]
    for dataset in DATASETS[2:]:
        row = {**incident(), dataset.column: 1}
        del row["Educators Killed"]
        paths.append(book(tmp_path / f"{dataset.key}.xlsx", row))
    parsed = INSIGHT.parse(paths)
    assert refused(INSIGHT, parsed) == []
    found, _ = read(INSIGHT.parse(paths), "reports")
    keys = {row["report_id"].split("-")[2] for row in found}
    assert keys == {"education", "health", "aid", "protection"}


@pytest.mark.parametrize(
    ("notes", "licence"),
    [
        ("License: Creative Commons Attribution-ShareAlike (CC BY-SA)", "CC BY-SA"),
        ("No word of it", "Not redistributable: no licence that permits it was read for a.xlsx"),
        ("All rights reserved", "Not redistributable: no licence that permits it was read for a.xlsx"),
    ],
)
def test_the_licence_is_read_from_the_notes(tmp_path, notes, licence):
    parsed = INSIGHT.parse([book(tmp_path / "a.xlsx", incident(), notes=notes)])
    assert parsed.sources[0]["licence"] == licence


def test_the_record_of_hdx_outweighs_the_notes(tmp_path):
    path = book(tmp_path / "a.xlsx", incident(), notes="CC BY-SA")
    answer = {"help": "", "success": True, "result": {"license_title": "Something else", "resources": []}}
    record = write_json(tmp_path / "a.json", answer)
    assert INSIGHT.parse([record, path]).sources[0]["licence"].startswith("Not redistributable")
    answer["result"]["license_title"] = "Creative Commons Attribution International"
    write_json(record, answer)
    assert INSIGHT.parse([record, path]).sources[0]["licence"] == "CC BY"


def test_a_table_of_something_else_is_refused(tmp_path):
    with pytest.raises(SourceError, match=r"a\.xlsx is none of the datasets of incidents"):
        INSIGHT.parse([book(tmp_path / "a.xlsx", {"Date": "2024-01-10", "SiND Event ID": 7})])


def answers(tmp_path: Path, *names: str) -> list[Answer]:
    """Return what HDX answers of each dataset: its record, then a table."""
    resources = [{"name": name, "url": f"/{n}.xlsx"} for n, name in enumerate(names)]
    record = {"success": True, "result": {"license_title": "CC BY-SA 4.0", "resources": resources}}
    rows = write_csv(tmp_path / "synthetic.csv", [incident()]).read_text(encoding="utf-8")
    return [answer for _ in DATASETS for answer in (Answer(record), Answer(rows))]


def test_each_dataset_is_fetched_with_its_licence_and_of_all_years(tmp_path):
    names = "2024 Incident Data.xlsx", "2020-2024 Overview Data.xlsx", "2020-2024 Incident Data.xlsx"
    with publisher(*answers(tmp_path, *names)) as here:
        fetched = INSIGHT.fetch(tmp_path / "into", here.settings("HDX"), ignore)
    assert fetched.whole is None
    assert [asked.query.get("id") for asked in here.asked[::2]] == [one.package for one in DATASETS]
    assert {asked.path for asked in here.asked[1::2]} == {"/2.xlsx"}
    assert INSIGHT.parse(fetched.paths).sources[0]["licence"] == "CC BY-SA 4.0"


def test_a_dataset_without_a_workbook_of_incidents_is_named(tmp_path):
    names = ("2020-2024 Overview Data.xlsx",)
    expected = f"{DATASETS[0].package} offers 2020-2024 overview data.xlsx and no workbook of incidents"
    with publisher(*answers(tmp_path, *names)) as here, pytest.raises(SourceError, match=expected):
        INSIGHT.fetch(tmp_path / "into", here.settings("HDX"), ignore)
