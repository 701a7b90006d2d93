"""Hours as a reader meets them: Tal as-Sultan, 23 March 2025, with synthetic rows in its place and time."""

from __future__ import annotations

from functools import cache
from random import Random
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from geo.export.formats import FORMATS
from geo.export.report_rows import rows_of
from geo.geometry.gazetteer import Areas
from geo.language import words
from geo.layers.cards import report_card
from geo.model import Language
from geo.queries.exposures import statuses_at
from geo.queries.status_summary import summary_of
from geo.queries.view_answer import answer_view
from geo.snapshot.frames import to_frame
from geo.snapshot.opened import DATA_DIR, Snapshot
from geo.wording.exposure_sentences import lead_time
from tests.builders import EN, arrow_tables, report, row
from tests.geo.queries.plain_exposure import Slowly

if TYPE_CHECKING:
    import pandas as pd

OUTLINE = "POLYGON ((34.20 31.28, 34.27 31.28, 34.27 31.34, 34.20 31.34, 34.20 31.28))"
FIRE = {
    "event_start": "2025-03-23",
    "area_pcode": "PS0275",
    "location_precision": "site",
    "place_name": "Testville",
}
POINT = {"lat": 31.31, "lon": 34.24}
ORDER = {
    "status": "ordered_to_evacuate",
    "kind": "evacuation_order",
    "valid_from": "2025-03-23",
    "issued_by": "Israel Defense Forces",
    "pcodes": "PS0275",
    "geometry_wkt": OUTLINE,
}


@cache
def areas() -> Areas:
    return Areas.read(DATA_DIR / "outlines.geojson")


def opened(*reports: dict, zones: list[dict]) -> Snapshot:
    """A snapshot of these rows with the bundled outlines, whose clocks are known."""
    tables = arrow_tables(*reports, zones=zones)
    return Snapshot({name: to_frame(table, name) for name, table in tables.items()}, areas())


def fire(report_id: str = "r1", **said: object) -> dict:
    return report(report_id, **{**FIRE, **POINT, "time_from": "04:20", "time_to": "05:00", **said})


def order(zone_id: str, time: str = "", **said: object) -> dict:
    return row("zones", zone_id, **{**ORDER, "valid_from_time": time, **said})


def columns_of(snapshot: Snapshot) -> pd.DataFrame:
    batches = rows_of(answer_view(snapshot, snapshot.default_view(), "")).batches()
    return pa.Table.from_batches(batches).to_pandas().set_index("report_id")


def test_an_order_of_later_that_day_was_not_in_force_and_every_claim_of_its_hour_is_shown():
    snapshot = opened(fire(), zones=[order("z1", "08:21"), order("z2", "08:31"), order("z3")])
    found = {one.zone.zone_id: one for one in statuses_at(snapshot, snapshot.report("r1"))}
    assert {name: (one.is_later, one.is_certain) for name, one in found.items()} == {
        "z1": (True, False),
        "z2": (True, False),
        "z3": (False, False),
    }
    assert {name: lead_time(one, EN) for name, one in found.items()} == {
        "z1": "began 3 h 21 min to 4 h 1 min after",
        "z2": "began 3 h 31 min to 4 h 11 min after",
        "z3": "began 0 to 24 hours before",
    }
    assert (found["z1"].lead_min_h, found["z1"].lead_max_h) == (-241 / 60, -201 / 60)


def test_the_detail_says_that_it_was_stated_later_that_day():
    snapshot = opened(fire(), zones=[order("z1", "08:21"), order("z2", "08:31")])
    card = report_card("r1", snapshot, EN)
    assert "Statuses stated there later that day" in card
    assert card.count("stated later that day, and not in force then") == 2
    assert "None known. That does not mean that there was none." in card


def test_an_order_of_earlier_that_day_with_its_end_was_certainly_in_force():
    told = order("z1", "03:00", valid_to="2025-03-23", valid_to_time="06:00")
    snapshot = opened(fire(), zones=[told])
    one = statuses_at(snapshot, snapshot.report("r1"))[0]
    assert (one.is_certain, lead_time(one, EN)) == (True, "began 1 h 20 min to 2 h before")
    share = summary_of(snapshot, snapshot.default_view()).shares[0]
    assert (share.certain, share.possible) == (1, 1)


def test_an_order_between_the_first_and_the_last_minute_may_have_been_before_or_after():
    snapshot = opened(fire(), zones=[order("z1", "04:31")])
    one = statuses_at(snapshot, snapshot.report("r1"))[0]
    assert (one.is_certain, one.is_later) == (False, False)
    assert lead_time(one, EN) == "began between 11 min after and 29 min before"


def test_a_report_without_an_hour_is_compared_by_days():
    snapshot = opened(fire(time_from="", time_to=""), zones=[order("z1", "08:21")])
    one = statuses_at(snapshot, snapshot.report("r1"))[0]
    assert (one.is_later, one.has_hours, lead_time(one, EN)) == (False, False, "began 0 to 24 hours before")


def test_where_clocks_differ_the_same_hour_is_not_the_same_moment():
    # On 5 April 2025 clocks in Israel had been put forward and those of Gaza had not.
    day = {"event_start": "2025-04-05", "time_from": "08:30", "time_to": "08:30"}
    moved = {"valid_from": "2025-04-05"}
    snapshot = opened(
        fire(**day), zones=[order("z1", "09:00", **moved), order("z2", "09:00", issued_by="UNRWA", **moved)]
    )
    said = {one.zone.zone_id: lead_time(one, EN) for one in statuses_at(snapshot, snapshot.report("r1"))}
    assert said == {"z1": "began 30 min before", "z2": "began 30 min after"}


def test_where_no_clock_is_known_hours_are_not_compared():
    far = {"area_pcode": "", "lat": 31.31, "lon": 29.0}
    outline = "POLYGON ((28.9 31.2, 29.1 31.2, 29.1 31.4, 28.9 31.4, 28.9 31.2))"
    sea = order("z1", "08:21", pcodes="", geometry_wkt=outline.replace("31.", "33."))
    snapshot = opened(fire(**{**far, "lat": 33.31}), zones=[sea])
    one = statuses_at(snapshot, snapshot.report("r1"))[0]
    assert (one.has_hours, one.is_later) == (False, False)


def test_a_report_without_an_area_goes_by_the_clock_of_its_point():
    snapshot = opened(fire(area_pcode=""), zones=[order("z1", "08:21")])
    assert statuses_at(snapshot, snapshot.report("r1"))[0].is_later


@pytest.mark.parametrize("time", ["03:30", "04:31", "08:21", ""])
def test_among_all_reports_a_report_has_what_it_has_alone(time: str):
    others = [fire(f"r{n}", time_from=f"{n:02}:00", time_to=f"{n:02}:30") for n in range(2, 9)]
    snapshot = opened(
        fire(), *others, fire("r9", time_from="", time_to=""), zones=[order("z1", time), order("z2")]
    )
    columns = columns_of(snapshot)
    for report_id in columns.index:
        alone = [one for one in statuses_at(snapshot, snapshot.report(report_id)) if not one.is_later]
        assert {one.zone.zone_id for one in alone} == set(
            columns.loc[report_id, "statuses_possible"].split(";")
        )
        latest = max(alone, key=lambda one: (one.zone.valid_from_time, one.zone.zone_id))
        lead = columns.loc[report_id, ["order_lead_min_h", "order_lead_max_h"]]
        assert [latest.lead_min_h, latest.lead_max_h] == pytest.approx(lead.tolist(), abs=1e-3)


def test_files_give_hours_with_decimals_where_they_are_known_and_whole_ones_else():
    snapshot = opened(fire(), fire("r2", time_from="", time_to=""), zones=[order("z1", "03:10")])
    columns = columns_of(snapshot)
    assert columns["order_lead_min_h"].tolist() == [1.167, 0.0]
    answer = answer_view(snapshot, snapshot.default_view(), "")
    text = {name: b"".join(FORMATS[name].write(rows_of(answer))).decode() for name in ("csv", "geojson")}
    assert ",1.167,1.833," in text["csv"]
    assert ",0,24," in text["csv"]
    assert '"order_lead_min_h": 0, "order_lead_max_h": 24' in text["geojson"]


@pytest.mark.parametrize("lang", list(Language))
def test_a_lead_time_in_minutes_is_told_in_every_language(lang: Language):
    snapshot = opened(fire(), zones=[order("z1", "08:21")])
    said = lead_time(statuses_at(snapshot, snapshot.report("r1"))[0], words(lang))
    assert "21" in said
    assert (said == "began 3 h 21 min to 4 h 1 min after") == (lang == Language.EN)


def any_row(random: Random, number: int) -> dict:
    """A report of early April 2025, when clocks in Israel were an hour ahead of those in Gaza."""
    day = f"2025-04-{random.randint(4, 7):02}"
    time_from, time_to = sorted(f"{random.randint(0, 23):02}:{random.randint(0, 59):02}" for _ in range(2))
    hours = random.choice([{}, {"time_from": time_from}, {"time_from": time_from, "time_to": time_to}])
    return report(f"r{number}", **{**FIRE, **POINT, "event_start": day, **hours})


def any_status(random: Random, number: int) -> dict:
    first, last = sorted(f"2025-04-{random.randint(3, 8):02}" for _ in range(2))
    time_from, time_to = sorted(f"{random.randint(0, 23):02}:{random.randint(0, 59):02}" for _ in range(2))
    ended = random.choice([{}, {"valid_to": last}, {"valid_to": last, "valid_to_time": time_to}])
    said = {"valid_from": first, **ended, "issued_by": random.choice(["UNRWA", "Israel Defense Forces"])}
    place = {"zone_key": f"testville-{random.randint(1, 3)}"}
    return order(f"z{number}", random.choice(["", time_from]), **said, **place)


@pytest.mark.parametrize("seed", range(4))
def test_statuses_are_those_of_a_plain_comparison_of_moments(seed: int):
    random = Random(seed)  # noqa: S311 the same rows in every run
    statuses = [any_status(random, n) for n in range(12)]
    snapshot = opened(*(any_row(random, n) for n in range(30)), zones=statuses)
    columns, plain = columns_of(snapshot), Slowly(snapshot)
    for zone_id in snapshot.zones.index:
        then = plain.during(zone_id, "until_next")
        for place, column in enumerate(["statuses_certain", "statuses_possible"]):
            found = {i for i, cell in columns[column].items() if zone_id in cell.split(";")}
            assert found == {i for i, holds in then.items() if holds[place]}, (zone_id, column)
