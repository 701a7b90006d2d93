from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from enum import StrEnum

import pytest

from geo import model, wording
from geo.language import words
from geo.model import Range
from geo.model.rows import Cell, Row
from geo.snapshot.opened import Snapshot
from geo.wording import method
from tests.builders import EN, outline, report, row, snapshot, view_of


def first(opened: Snapshot) -> Row:
    return next(opened.reports.itertuples())


def where(**said: Cell) -> str:
    opened = snapshot(report(**said))
    return wording.where(first(opened), opened.areas, EN)


def when(**said: Cell) -> str:
    return wording.when(first(snapshot(report("r1", **said), report("r2"))), EN)


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (Range(None, None), "unknown"),
        (Range(0, 0), "0"),
        (Range(50, None), "at least 50"),
        (Range(0, None), "at least 0"),
        (Range(None, 20), "up to 20"),
        (Range(None, 0), "up to 0"),
        (Range(3, 7), "3–7"),
        (Range(400, 400), "400"),
        (Range(1_700_000, 2_000_000), "1,700,000–2,000,000"),
    ],
    ids=str,
)
def test_a_claimed_count_is_said_as_it_was_claimed(count: Range, said: str):
    assert EN.range(count) == said


def test_harm_that_nobody_counted_is_unknown():
    assert wording.harm(first(snapshot(report(killed_min=""))), "killed") == Range(None, None)


def test_harm_of_none_is_zero():
    told = report(killed_min=0, killed_max=0)
    assert wording.harm(first(snapshot(told)), "killed") == Range(0, 0)


def test_a_point_is_worded_with_its_radius():
    assert where() == "Testville: reported within about 3 km of the point"


def test_a_small_radius_is_worded_in_metres():
    assert where(location_precision="site").endswith("within about 200 m of the point")


def test_an_area_is_worded_as_somewhere_inside():
    said = where(location_precision="governorate", place_name="Old market")
    assert said == "Old market: reported somewhere in Testville district"


def test_an_area_named_as_the_place_is_not_said_twice():
    said = where(location_precision="territory", area_pcode="XX01", place_name="Exshire")
    assert said == "Reported somewhere in Exshire; no finer place is stated"


def test_what_cannot_be_drawn_says_so():
    assert where(location_precision="unlocated") == "Testville: no location that can be drawn"


def test_a_day_is_said_as_a_day():
    assert when() == "10 Jan 2024"


def test_a_range_of_days_says_that_it_is_one():
    said = when(event_end="2024-01-12", date_precision="range")
    assert said == "10–12 Jan 2024 (some time in, or all through, these days)"


def test_a_month_says_that_no_day_is_known():
    said = when(event_start="2024-01-01", event_end="2024-01-31", date_precision="month")
    assert said.endswith("(known to the month only)")


def test_an_undated_report_says_so():
    assert when(event_start="", event_end="", date_precision="unknown") == "date unknown"


def test_a_title_says_when_what_where_and_who_says_so():
    said = wording.title(first(snapshot()), EN)
    assert said == "10 Jan 2024 · Airstrike · Testville — says Testville council"


def test_the_first_two_numbers_say_how_many_are_shown_of_how_many():
    said = wording.shown_sentence(4, 273, EN)
    assert re.findall(r"\d+", said) == ["4", "273"]


def test_not_shown_says_each_reason_with_its_count():
    said = wording.not_shown_sentence({"other_dates": 3, "undated": 1}, EN)
    assert said == "4 not shown: other dates 3, undated 1"


def test_when_nothing_is_left_out_that_is_said():
    assert wording.not_shown_sentence({}, EN) == "Nothing is left out"


def zone(**said: Cell) -> Row:
    return next(snapshot(zones=[row("zones", "z1", **said)]).zones.itertuples())


def test_a_zone_status_is_somebodys_word():
    assert wording.zone_status(zone(), EN) == "labelled humanitarian by Testville council"


def test_a_zone_status_without_an_issuer_is_its_publishers_word():
    assert wording.zone_status(zone(issued_by=""), EN) == "labelled humanitarian by Synthetic Wire"


def test_the_missing_end_of_a_zone_is_said_and_not_filled_in():
    assert wording.zone_days(zone(), EN) == "from 10 Jan 2024, no end stated"


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ({"time_precision": "month", "valid_from": "2024-01-31"}, "from Jan 2024, no end stated"),
        ({"time_precision": "year", "valid_from": "2024-06-01"}, "from 2024, no end stated"),
        (
            {"time_precision": "month", "valid_from": "2024-01-31", "valid_to": "2024-03-01"},
            "Jan 2024 to Mar 2024",
        ),
        ({"time_precision": "month", "valid_from": "2024-01-05", "valid_to": "2024-01-20"}, "Jan 2024"),
    ],
)
def test_a_zone_status_known_to_the_month_or_year_names_no_day(said: dict[str, str], days: str) -> None:
    assert wording.zone_days(zone(**said), EN) == days


def test_a_later_statement_on_the_place_does_not_become_a_stated_end():
    earlier = row("zones", "z1")
    later = row("zones", "z2", valid_from="2024-02-01")
    said = [wording.zone_days(z, EN) for z in snapshot(zones=[earlier, later]).zones.itertuples()]
    assert said == ["from 10 Jan 2024, no end stated", "from 1 Feb 2024, no end stated"]


def test_a_zone_without_a_name_in_a_language_has_its_english_one():
    assert wording.zone_name(zone(), words(model.Language.AR)) == "\u2068Testville zone\u2069"


def test_a_loaded_zone_has_its_own_name_where_no_table_of_ours_has_it():
    named = zone(name_ar="منطقة تجريبية")
    assert wording.zone_name(named, words(model.Language.AR)) == "منطقة تجريبية"


def test_a_table_of_ours_corrects_the_name_that_a_snapshot_of_old_has():
    part = zone(name_en="Part of Khan Younis city (1 sq km)", name_ar="خان يونس")
    assert wording.zone_name(part, words(model.Language.AR)).startswith("جزء من")


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("2024-01-01", "2024-01-03", "1–3 Jan 2024"),
        ("2024-01-01", "", "from 1 Jan 2024, no end stated"),
        ("", "2024-01-03", "until 3 Jan 2024, start not stated"),
    ],
)
def test_the_days_of_a_pause_are_those_stated(start: str, end: str, said: str):
    opened = snapshot(pauses=[row("pauses", "p1", start=start, end=end)])
    assert wording.pause_days(next(opened.tables["pauses"].itertuples()), EN) == said


def test_a_missing_date_of_publication_is_said():
    told = first(snapshot(report(published_date="")))
    assert wording.published(told, EN) == "Synthetic Wire; date of publication not stated"


def test_the_sentence_of_a_view_names_every_filter():
    opened = snapshot()
    view = view_of(opened, area="XX01", sources=("synthetic",), text="market")
    said = wording.view_sentence(view, opened.areas, EN)
    assert said == "Strike reports, 10 Jan 2024 · Exshire · 1 source · with “market”"


@pytest.mark.parametrize(
    ("texts", "members"),
    [
        (wording.KINDS, model.Kind),
        (wording.PRECISIONS, model.LocationPrecision),
        (wording.SOURCE_KINDS, model.SourceKind),
        (wording.STATUSES, model.ZoneStatus),
        (wording.RESPONSIBILITIES, model.Responsibility),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_every_member_has_words(texts: Mapping[StrEnum, str], members: type[StrEnum]):
    assert set(texts) == set(members)


@pytest.mark.parametrize(
    ("table", "column", "texts"),
    [
        ("reports", "struck", wording.STRUCK),
        ("sheltering", "setting", wording.SETTINGS),
        ("pauses", "kind", wording.PAUSE_KINDS),
    ],
)
def test_every_bundled_value_has_words(bundled: Snapshot, table: str, column: str, texts: Mapping[str, str]):
    tables = {**bundled.tables, "reports": bundled.reports}
    assert set(tables[table][column]) <= set(texts)


def test_no_word_on_screen_calls_a_zone_safe():
    said = [*wording.STATUSES.values(), wording.zone_status(zone(), EN), outline("XX")["type"]]
    assert not [text for text in said if "safe" in text.lower()]


def test_every_bundled_status_says_who_gave_it(bundled: Snapshot):
    for zone in bundled.zones.itertuples():
        assert (zone.issued_by or zone.publisher) in wording.zone_status(zone, EN)


def test_the_source_table_lists_sources_with_reports_and_their_span():
    told = report("r1"), report("r2", event_start="2024-01-12")
    table = method.source_table(snapshot(*told), EN)
    assert table[["Reports", "First event", "Last event"]].values.tolist() == [
        [2, date(2024, 1, 10), date(2024, 1, 12)]
    ]


def test_the_source_table_says_when_no_licence_is_stated():
    assert list(method.source_table(snapshot(), EN)["Licence"]) == ["not stated"]


def test_the_source_table_counts_every_bundled_report(bundled: Snapshot):
    assert method.source_table(bundled, EN)["Reports"].sum() == len(bundled.reports)
