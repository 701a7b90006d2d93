"""Figures by area and day: Tech for Palestine, and HDX HAPI."""

import re
from dataclasses import replace

import pytest

from geo.connectors import hapi as hapi_module
from geo.connectors.all_connectors import connectors
from geo.model.errors import SourceError
from tests.geo.connectors.events import hapi
from tests.geo.connectors.replay import SECRET, Answer, ignore, publisher
from tests.geo.connectors.rows import read, write_json

TFP, HAPI = connectors()["techforpalestine"], connectors()["hdx-hapi"]
GAZA = {
    "report_date": "2024-01-10",
    "report_source": "mohtel",
    "killed": 1,
    "killed_cum": 100,
    "ext_killed_cum": 100,
    "ext_injured_cum": 205,
}
WEST_BANK = {
    "report_date": "2024-01-10",
    "verified": {"killed": 1, "killed_cum": 7},
    "killed_cum": 5,
    "settler_attacks_cum": 2,
    "flash_source": "un",
}
LEBANON = {
    "report_date": "2026-04-10",
    "report_source": "moph_lb",
    "phase": 2,
    "killed": 1,
    "killed_cum": 30,
    "killed_cum_reported": 10,
}
BUILDINGS = {
    "report_date": "2024-01-10",
    "educational_buildings": {"destroyed": 3, "ext_destroyed": 3, "ext_damaged": 4},
    "places_of_worship": {"ext_mosques_destroyed": 2},
}


def tolls(tmp_path, row, connector=TFP):
    content = [row] if connector is TFP else {"data": [row]}
    return read(connector.parse([write_json(tmp_path / "series.json", content)]), "tolls")


def said(found):
    return [(row["measure"], row["value_min"], row["qualifier"], row["claimant"]) for row in found]


def test_reported_totals_are_their_ministrys_and_extrapolated_ones_are_marked(tmp_path):
    found, _ = tolls(tmp_path, GAZA)
    assert said(found) == [
        ("killed", "100", "exact", "Ministry of Health in Gaza"),
        ("injured", "205", "extrapolated", "Tech for Palestine, extrapolated from official reports"),
    ]
    assert (found[0]["toll_id"], found[0]["as_of_date"]) == (
        "tfp-casualties_daily-2024-01-10-killed_cum",
        "2024-01-10",
    )


def test_an_extrapolated_figure_that_differs_stands_beside_the_reported_one(tmp_path):
    found, _ = tolls(tmp_path, {**GAZA, "ext_killed_cum": 101})
    assert [(row["value_max"], row["qualifier"]) for row in found[:2]] == [
        ("100", "exact"),
        ("101", "extrapolated"),
    ]


def test_verified_and_unverified_series_of_one_day_stay_apart(tmp_path):
    found, _ = tolls(tmp_path, WEST_BANK)
    assert said(found) == [
        ("killed", "7", "exact", "OCHA (verified series)"),
        ("killed", "5", "exact", "OCHA (flash updates, not yet verified)"),
        ("settler_attacks", "2", "exact", "OCHA (flash updates, not yet verified)"),
    ]
    filled, _ = tolls(tmp_path, {**WEST_BANK, "flash_source": "fill"})
    assert {row["qualifier"] for row in filled if "filled in" in row["claimant"]} == {"extrapolated"}


def test_a_total_put_together_over_two_counts_is_not_the_ministrys(tmp_path):
    found, _ = tolls(tmp_path, LEBANON)
    assert [(row["value_min"], row["qualifier"]) for row in found] == [("10", "exact"), ("30", "derived")]
    assert "count from 2 March 2026" in found[0]["claimant"]
    assert found[1]["claimant"].startswith("Tech for Palestine")


def test_buildings_are_counted_by_kind(tmp_path):
    found, _ = tolls(tmp_path, BUILDINGS)
    assert [(row["measure"], row["value_min"], row["qualifier"]) for row in found] == [
        ("educational_buildings_destroyed", "3", "exact"),
        ("educational_buildings_damaged", "4", "extrapolated"),
        ("mosques_destroyed", "2", "extrapolated"),
    ]


def test_figures_of_a_day_are_no_totals_and_named_as_not_read(tmp_path):
    path = write_json(tmp_path / "series.json", [GAZA, {**GAZA, "report_date": "2024-01-11", "injured": 2}])
    assert TFP.parse([path]).ignored == ("injured", "killed")


def test_a_day_without_a_total_is_listed(tmp_path):
    path = write_json(
        tmp_path / "series.json", [GAZA, {"report_date": "2024-01-11", "report_source": "missing"}]
    )
    _, (bad,) = read(TFP.parse([path]), "tolls")
    assert (bad.line, bad.value, bad.reason) == (2, "2024-01-11", "has no cumulative figure")


def test_a_file_that_is_no_series_is_refused(tmp_path):
    with pytest.raises(SourceError, match="is none of the series casualties_daily"):
        TFP.parse([write_json(tmp_path / "other.json", [{"a": 1}])])


def test_every_series_is_fetched_and_a_broken_one_says_which_are_there(tmp_path):
    answers = [Answer([row]) for row in (GAZA, WEST_BANK, LEBANON, BUILDINGS)]
    with publisher(*answers) as here:
        fetched = TFP.fetch(tmp_path, here.settings("TECHFORPALESTINE"), ignore)
        paths = fetched.paths
        assert [asked.path for asked in here.asked][:2] == [
            "/api/v2/casualties_daily.json",
            "/api/v2/west_bank_daily.json",
        ]
        rows, _ = read(TFP.parse(paths), "tolls")
        of_parts = [
            [part.name for part in fetched.parts if re.match(part.ids, row["toll_id"])] for row in rows
        ]
        assert [len(names) for names in of_parts] == [1] * 10
        assert {names[0] for names in of_parts} == {path.stem for path in paths}
        here.answers = [Answer([GAZA]), Answer({"error": "busy"})]
        with pytest.raises(SourceError, match="did not answer in the documented form") as error:
            TFP.fetch(tmp_path, here.settings("TECHFORPALESTINE"), ignore)
    assert f"1 of 4 files are in {tmp_path}" in str(error.value)
    assert len(list(tmp_path.iterdir())) == 4


def test_a_rehearsal_that_breaks_off_names_no_folder(tmp_path):
    with publisher(Answer([GAZA]), Answer({"error": "busy"})) as here:
        rehearsal = replace(here.settings("TECHFORPALESTINE"), is_kept=False)
        with pytest.raises(SourceError, match="did not answer in the documented form") as error:
            TFP.fetch(tmp_path, rehearsal, ignore)
    assert str(tmp_path) not in str(error.value)


def test_a_series_without_a_row_is_not_taken_for_its_new_version(tmp_path):
    form = "did not answer in the documented form"
    with publisher(Answer([])) as here, pytest.raises(SourceError, match=form):
        TFP.fetch(tmp_path, here.settings("TECHFORPALESTINE"), ignore)


def test_counts_of_a_month_are_figures_of_an_area_and_no_reports(tmp_path):
    path = write_json(tmp_path / "hapi.json", {"data": [hapi()]})
    assert list(HAPI.parse([path]).tables) == ["tolls"]
    found, _ = tolls(tmp_path, hapi(), HAPI)
    assert [(row["area"], row["measure"], row["value_min"]) for row in found] == [
        ("Rafah (PS0275)", "events_in_month", "4"),
        ("Rafah (PS0275)", "fatalities_in_month", "9"),
    ]
    assert {(row["as_of_date"], row["claimant"]) for row in found} == {
        ("2024-01-31", "ACLED (2024-01-01 to 2024-01-31)")
    }


def test_the_three_categories_have_ids_of_their_own_and_others_are_listed(tmp_path):
    rows = [hapi(event_type=kind) for kind in ("political_violence", "demonstration", "new_category")]
    found, (bad,) = read(HAPI.parse([write_json(tmp_path / "hapi.json", {"data": rows})]), "tolls")
    assert len({row["toll_id"] for row in found}) == 4
    assert (bad.value, bad.reason) == ("new_category", "is no category of this service")


HADAROM = {
    "location_code": "ISR",
    "location_name": "Israel",
    "provider_admin1_name": "HaDarom",
    **dict.fromkeys(["admin1_code", "admin1_name", "admin2_code", "admin2_name"]),
}


def of_rows(tmp_path, *rows: dict[str, object]):
    found, bad = read(HAPI.parse([write_json(tmp_path / "hapi.json", {"data": rows})]), "tolls")
    assert bad == []
    return found


def test_areas_without_a_code_are_told_apart_by_their_providers_names(tmp_path):
    names = "Ashkelon", "Be'er Sheva"
    found = of_rows(tmp_path, *(hapi(**HADAROM, provider_admin2_name=name) for name in names))
    assert [row["area"] for row in found[::2]] == [f"{name}, HaDarom, Israel (ISR)" for name in names]
    assert len({row["toll_id"] for row in found}) == 4


def test_one_area_without_a_code_has_the_id_that_it_has_among_others(tmp_path):
    rows = [hapi(**HADAROM, provider_admin2_name=name) for name in ("Ashkelon", "Be'er Sheva")]
    assert of_rows(tmp_path, rows[0]) == of_rows(tmp_path, *rows)[:2]


def test_areas_that_share_a_code_are_told_apart_by_their_providers_names(tmp_path):
    found = of_rows(tmp_path, *(hapi(provider_admin2_name=name) for name in ("Rafah", "Khirbat al-Adas")))
    assert [row["area"] for row in found[::2]] == ["Rafah, Rafah (PS0275)", "Khirbat al-Adas, Rafah (PS0275)"]
    assert len({row["toll_id"] for row in found}) == 4


@pytest.mark.parametrize(
    "named",
    [
        {},
        {"provider_admin1_name": "Gaza", "provider_admin2_name": "Rafah city"},
        {"provider_admin1_name": "Gaza", "admin1_code": None},
    ],
)
def test_an_area_with_a_code_of_its_own_is_known_by_that(tmp_path, named):
    row = hapi(**named)
    found = of_rows(tmp_path, row, row)
    assert {(one["toll_id"], one["area"]) for one in found[::2]} == {
        ("hdx-hapi-PS0275-2024-01-political_violence-events", "Rafah (PS0275)")
    }


def test_a_whole_country_keeps_its_id_beside_its_parts(tmp_path):
    whole = hapi(**{**HADAROM, "provider_admin1_name": None})
    found = of_rows(tmp_path, whole, hapi(**HADAROM))
    assert (found[0]["toll_id"], found[0]["area"]) == (
        "hdx-hapi-ISR-2024-01-political_violence-events",
        "Israel (ISR)",
    )


def test_ids_of_long_names_stay_ids(tmp_path):
    name = "Ein Somewhere-by-the-Sea and its Surroundings"
    rows = [hapi(**HADAROM, provider_admin2_name=f"{name} {n}") for n in range(2)]
    ids = {row["toll_id"] for row in of_rows(tmp_path, *rows)}
    assert (len(ids), max(map(len, ids)) <= 100) == (4, True)


def test_an_unknown_number_is_not_zero(tmp_path):
    found, _ = tolls(tmp_path, hapi(fatalities=None), HAPI)
    assert [row["measure"] for row in found] == ["events_in_month"]


def test_counts_are_fetched_by_country_with_the_identifier_in_a_header(tmp_path, monkeypatch):
    monkeypatch.setattr(hapi_module, "LOCATIONS", ("PSE",))
    monkeypatch.setattr(hapi_module, "_PAGE_ROWS", 1)
    with publisher(Answer({"data": [hapi()]}), Answer({"data": []})) as here:
        paths = HAPI.fetch(tmp_path, here.settings("HAPI", HDX_APP_IDENTIFIER=SECRET), ignore).paths
    assert [asked.query["offset"] for asked in here.asked] == ["0", "1"]
    assert {asked.headers["X-HDX-HAPI-APP-IDENTIFIER"] for asked in here.asked} == {SECRET}
    assert SECRET not in str([asked.query for asked in here.asked])
    assert len(paths) == 2


def test_each_country_is_a_part_by_the_codes_of_its_areas_and_an_empty_one_is_in_doubt(tmp_path, monkeypatch):
    monkeypatch.setattr(hapi_module, "LOCATIONS", ("PSE", "ISR", "LBN"))
    none = {"admin1_code": None, "admin1_name": None, "admin2_code": None, "admin2_name": None}
    israel = hapi(location_code="ISR", location_name="Israel", **none)
    with publisher(*(Answer({"data": rows}) for rows in ([hapi()], [israel], []))) as here:
        fetched = HAPI.fetch(tmp_path, here.settings("HAPI", HDX_APP_IDENTIFIER=SECRET), ignore)
    rows, _ = read(HAPI.parse(fetched.paths), "tolls")
    found = {part.name: [row for row in rows if re.match(part.ids, row["toll_id"])] for part in fetched.parts}
    assert [len(found[name]) for name in ("PSE", "ISR", "LBN")] == [2, 2, 0]
    assert [part.doubt for part in fetched.parts] == ["", "", "the answer is empty"]


def test_countries_that_were_fetched_are_not_asked_for_again(tmp_path, monkeypatch):
    monkeypatch.setattr(hapi_module, "LOCATIONS", ("PSE", "ISR"))
    with publisher(Answer({"data": [hapi()]}), Answer(status=500)) as here:
        settings = here.settings("HAPI", HDX_APP_IDENTIFIER=SECRET)
        with pytest.raises(SourceError, match=r"\(pages: 1, rows: 1\) is kept"):
            HAPI.fetch(tmp_path, settings, ignore)
        here.answers, here.asked = [Answer({"data": []})], []
        HAPI.fetch(tmp_path, settings, ignore)
    assert [asked.query["location_code"] for asked in here.asked] == ["ISR"]
