import calendar
import logging
import os
import time
from dataclasses import replace

import pytest

from geo.connectors import acled as module
from geo.connectors.all_connectors import connector_of, connectors
from geo.model.errors import SourceError
from tests.geo.connectors.events import SEA, acled
from tests.geo.connectors.replay import SECRET, Answer, ignore, publisher
from tests.geo.connectors.rows import read, refused, write_csv, write_json

ACLED = connectors()["acled"]


def reports(tmp_path, *rows: object):
    return read(ACLED.parse([write_json(tmp_path / "acled.json", {"data": list(rows)})]), "reports")


def report(tmp_path, **cells: object):
    (found,), _ = reports(tmp_path, acled(**cells))
    return found


def test_every_sub_event_type_and_precision_ends_in_a_form_that_the_format_takes(tmp_path):
    rows = [
        acled(event_id_cnty=f"TST{n}-{code}", sub_event_type=kind, geo_precision=code, time_precision=code)
        for n, kind in enumerate(module.KINDS)
        for code in "123"
    ]
    parsed = ACLED.parse([write_csv(tmp_path / "acled.csv", rows)])
    assert refused(ACLED, parsed) == []


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("1", ("locality", "PS0275", "31.290000", "")),
        ("2", ("locality", "PS0275", "31.290000", "10000")),
        ("3", ("governorate", "PS0275", "", "")),
    ],
)
def test_a_point_claims_no_more_than_its_precision(tmp_path, code, expected):
    found = report(tmp_path, geo_precision=code)
    place = tuple(found[name] for name in ("location_precision", "area_pcode", "lat", "radius_m"))
    assert place == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("1", ("2024-01-10", "2024-01-10", "day")),
        ("2", ("2024-01-04", "2024-01-16", "range")),
        ("3", ("2024-01-01", "2024-01-31", "month")),
    ],
)
def test_days_are_as_exact_as_their_code(tmp_path, code, expected):
    found = report(tmp_path, time_precision=code)
    assert (found["event_start"], found["event_end"], found["date_precision"]) == expected


@pytest.mark.parametrize(
    ("kind", "sub_kind"),
    [("Battles", "Armed clash"), ("Protests", "Peaceful protest"), ("Riots", "Mob violence")],
)
def test_what_is_no_strike_is_listed_with_its_type(tmp_path, kind, sub_kind):
    found, (bad,) = reports(tmp_path, acled(event_type=kind, sub_event_type=sub_kind))
    assert found == []
    assert (bad.report_id, bad.value, bad.reason) == (
        "acled-TST1",
        f"{kind}: {sub_kind}",
        "is of a type that is no strike",
    )


def test_an_unknown_sub_event_type_is_not_guessed(tmp_path):
    _, (bad,) = reports(tmp_path, acled(sub_event_type="Something new"))
    assert bad.reason == "is no known sub-event type"


def test_what_is_outside_the_region_is_listed(tmp_path):
    lat, lon = SEA
    _, (bad,) = reports(tmp_path, acled(latitude=lat, longitude=lon))
    assert bad.reason == "lies outside the region"


def test_no_deaths_reported_is_not_a_claim_of_none(tmp_path):
    assert report(tmp_path)["killed_max"] == "3"
    none = report(tmp_path, fatalities="0")
    assert (none["killed_min"], none["killed_max"]) == ("", "")
    assert "no deaths reported" in none["summary"]


def test_actors_are_named_without_direction_and_notes_are_not_read(tmp_path):
    found = report(tmp_path)
    assert found["direction_claimed"] == ""
    assert "without direction: Military Forces of Testland" in found["summary"]
    assert "somebody" not in str(found)


EXPORTED = """\
event_id_cnty;event_date;year;time_precision;disorder_type;event_type;sub_event_type;actor1;actor2;country;\
location;latitude;longitude;geo_precision;source;notes;fatalities
TST1;10 October 2023;2023;1;Political violence;Explosions/Remote violence;Air/drone strike;\
Military Forces of Testland;;Palestine;Testville;31.2900;34.2500;1;Synthetic Wire;"A 5"" shell; nobody";2
TST2;01 May 2024;2024;3;Political violence;Explosions/Remote violence;Grenade;\
Military Forces of Testland;;Palestine;Testville;31.2900;34.2500;1;Synthetic Wire;;0
TST3;31 Foo 2024;2024;1;Political violence;Explosions/Remote violence;Grenade;\
Military Forces of Testland;;Palestine;Testville;31.2900;34.2500;1;Synthetic Wire;;0
"""
"""In the form of ACLED's export tool."""


def test_files_of_the_export_tool_are_read_whatever_the_machine_calls_the_months(tmp_path, monkeypatch):
    for names in ("month_name", "month_abbr"):
        monkeypatch.setattr(calendar, names, [f"луна {n}" for n in range(13)])
    path = tmp_path / "2023-10-07-2024-05-31-Palestine.csv"
    path.write_text(EXPORTED, encoding="utf-8")
    assert connector_of(path) is ACLED
    parsed = ACLED.parse([path])
    assert refused(ACLED, ACLED.parse([path])) == [
        {"report_id": "acled-TST3", "column": name, "value": "31 Foo 2024", "reason": "is no day"}
        for name in ("event_start", "event_end")
    ]
    found, bad = read(parsed, "reports")
    assert [(row["event_start"], row["event_end"]) for row in found[:2]] == [
        ("2023-10-10", "2023-10-10"),
        ("2024-05-01", "2024-05-31"),
    ]
    assert bad == []


def test_its_rows_are_marked_as_not_to_be_given_to_others(tmp_path):
    parsed = ACLED.parse([write_json(tmp_path / "acled.json", {"data": [acled()]})])
    assert parsed.sources[0]["licence"].startswith("Not redistributable")
    assert not ACLED.contract.is_redistributable


def test_rows_that_cannot_be_read_carry_an_id_by_which_they_are_kept_back(tmp_path):
    _, (bad,) = reports(tmp_path, "no object")
    assert bad.report_id.startswith("acled-")


def settings(here, **given: str):
    return here.settings("ACLED", **{"ACLED_USER": "me@example.org", "ACLED_PASSWORD": SECRET, **given})


def test_each_country_is_fetched_page_by_page_with_a_token(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "COUNTRIES", ("Palestine", "Israel"))
    monkeypatch.setattr(module, "_PAGE_ROWS", 1)
    token = Answer({"access_token": "synthetic-token"})
    data = [[acled()], [acled(event_id_cnty="TST2")], [], [acled(event_id_cnty="TST3")], []]
    with publisher(token, *(Answer({"status": 200, "data": rows}) for rows in data)) as here:
        paths = ACLED.fetch(tmp_path, settings(here, ACLED_SINCE="2024-01-01"), ignore).paths
    first, *pages = here.asked
    assert (first.method, first.path, first.form["grant_type"]) == ("POST", "/oauth/token", "password")
    assert (first.form["username"], first.form["client_id"]) == ("me@example.org", "acled")
    assert {asked.headers["Authorization"] for asked in pages} == {"Bearer synthetic-token"}
    assert [(asked.query["country"], asked.query["page"]) for asked in pages] == [
        *(("Palestine", str(n)) for n in (1, 2, 3)),
        *(("Israel", str(n)) for n in (1, 2)),
    ]
    assert pages[0].query["event_date"].startswith("2024-01-01|")
    assert len(read(ACLED.parse(paths), "reports")[0]) == 3


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Answer(f"{SECRET} is wrong", status=400), "refuses the request (status 400); check the account"),
        (Answer(SECRET), "did not answer with JSON"),
        (Answer({"error": SECRET}), "gave no access_token; check the account"),
    ],
)
def test_a_refused_account_is_said_without_a_word_of_it(tmp_path, caplog, answer, said):
    caplog.set_level(logging.DEBUG)
    with publisher(answer) as here, pytest.raises(SourceError) as error:
        ACLED.fetch(tmp_path, settings(here), ignore)
    assert said in str(error.value)
    assert SECRET not in str(error.value) + caplog.text
    assert list(tmp_path.rglob("*")) == []


def test_pages_that_repeat_themselves_end(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_PAGE_ROWS", 1)
    answers = Answer({"access_token": "synthetic-token"}), Answer({"data": [acled()]})
    again = "gives the same page again and again"
    with publisher(*answers) as here, pytest.raises(SourceError, match=again) as error:
        ACLED.fetch(tmp_path, settings(here), ignore)
    assert "(pages: 1, rows: 1) is kept in" in str(error.value)


TOKEN = Answer({"access_token": "synthetic-token"})


def broken_at_the_second_country(tmp_path, here, monkeypatch, **more: bool):
    """Fetch the events of two countries, one each, of which the second one's cannot be had."""
    monkeypatch.setattr(module, "COUNTRIES", ("Palestine", "Israel"))
    here.answers = [TOKEN, Answer({"data": [acled()]}), Answer(status=500)]
    with pytest.raises(SourceError) as error:
        ACLED.fetch(tmp_path, replace(settings(here), **more), ignore)
    here.asked = []
    return str(error.value)


def test_whole_countries_are_kept_when_a_later_one_breaks_off(tmp_path, monkeypatch):
    told = []
    with publisher(Answer()) as here:
        said = broken_at_the_second_country(tmp_path, here, monkeypatch)
        assert f"(pages: 1, rows: 1) is kept in the folders of {tmp_path} that end in .partial" in said
        here.answers = [TOKEN, Answer({"data": [acled(event_id_cnty="TST2")]})]
        paths = ACLED.fetch(tmp_path, settings(here), lambda n, of: told.append((n, of))).paths
    assert [asked.query.get("country") for asked in here.asked] == [None, "Israel"]
    assert [row["report_id"] for row in read(ACLED.parse(paths), "reports")[0]] == [
        "acled-TST1",
        "acled-TST2",
    ]
    assert told == [(1, None), (2, None)]
    assert not list(tmp_path.rglob("*.partial"))


@pytest.mark.parametrize(("days", "countries"), [(6, ["Israel"]), (8, ["Palestine", "Israel"])])
def test_pages_older_than_the_cadence_are_fetched_anew_and_that_is_said(
    tmp_path, monkeypatch, days, countries
):
    told = []
    with publisher(Answer()) as here:
        broken_at_the_second_country(tmp_path, here, monkeypatch)
        then = time.time() - days * 86_400
        for page in tmp_path.rglob("page-*.json"):
            os.utime(page, (then, then))
        here.answers = [TOKEN, Answer({"data": []})]
        ACLED.fetch(tmp_path, replace(settings(here), say=told.append), ignore)
    assert [asked.query["country"] for asked in here.asked[1:]] == countries
    assert ["acled-Palestine" in said and "after 7 days" in said for said in told] == [True] * (days > 7)


def test_a_rehearsal_that_breaks_off_promises_nothing(tmp_path, monkeypatch):
    with publisher(Answer()) as here:
        said = broken_at_the_second_country(tmp_path, here, monkeypatch, is_kept=False)
    assert "(pages: 1, rows: 1) is not kept, as this was a rehearsal" in said


@pytest.mark.parametrize("missing", ["ACLED_USER", "ACLED_PASSWORD"])
def test_without_an_account_nothing_is_asked_for(tmp_path, missing):
    with publisher(Answer()) as here, pytest.raises(SourceError, match=f"SHELTERLINE_{missing} is not set"):
        ACLED.fetch(tmp_path, settings(here, **{missing: ""}), ignore)
    assert here.asked == []
