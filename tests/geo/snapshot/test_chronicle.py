from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from geo.filters.registry import reasons
from geo.filters.view import View
from geo.geometry.gazetteer import search_form
from geo.model import Kind, Layer, LocationPrecision
from geo.model.errors import SnapshotError
from geo.model.rows import Cell
from geo.queries.pauses import statements_in
from geo.snapshot.current import current
from geo.snapshot.opened import Snapshot
from tests.builders import report, row, select, snapshot, view_of, views_of_its_days
from tests.geo.plain_inside import DRAWN

_, AT_TESTVILLE = DRAWN


def shown(opened: Snapshot, first: str = "", last: str = "", **changes: Cell) -> list[str]:
    return list(select(opened, view_of(opened, first, last, **changes)).shown["report_id"])


def why_not(opened: Snapshot, first: str = "", last: str = "", **changes: Cell) -> dict[str, str]:
    return select(opened, view_of(opened, first, last, **changes)).not_shown


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        ("2024-01-01", "2024-01-09", False),
        ("2024-01-01", "2024-01-10", True),
        ("2024-01-10", "2024-01-10", True),
        ("2024-01-11", "2024-01-11", True),
        ("2024-01-01", "2024-01-31", True),
        ("2024-01-12", "2024-01-12", True),
        ("2024-01-12", "2024-01-31", True),
        ("2024-01-13", "2024-01-31", False),
    ],
)
def test_a_report_is_found_when_its_days_meet_the_range_ends_included(first: str, last: str, *, found: bool):
    three_days = report(event_start="2024-01-10", event_end="2024-01-12", date_precision="range")
    assert (shown(snapshot(three_days), first, last) == ["r1"]) is found


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        ("2024-01-01", "2024-01-09", False),
        ("2024-01-10", "2024-01-10", True),
        ("2024-01-11", "2024-01-31", False),
        ("2025-01-01", "2025-12-31", False),
    ],
)
def test_a_report_without_an_end_is_of_the_day_of_its_start(first: str, last: str, *, found: bool):
    assert (shown(snapshot(report(event_end="")), first, last) == ["r1"]) is found


def test_a_report_outside_the_range_is_listed_under_other_dates():
    assert why_not(snapshot(), "2023-01-01") == {"r1": "other_dates"}


def undated(report_id: str = "r1", **said: Cell) -> dict[str, Any]:
    blank = {"event_start": "", "event_end": "", "date_precision": "unknown"}
    return report(report_id, **blank, **said)


def test_an_undated_report_is_in_no_range_and_listed_as_undated():
    assert why_not(snapshot(undated(), report("r2"))) == {"r1": "undated"}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"sources": ("synthetic-2",)}, "other_sources"),
        ({"kinds": (Kind.DRONE,)}, "other_kinds"),
        ({"precisions": (LocationPrecision.SITE,)}, "other_precision"),
        ({"area": "XX0102"}, "other_areas"),
        ({"text": "elsewhere"}, "text"),
        ({"choices": (("struck", ("school",)),)}, "other_struck"),
        ({"choices": (("party", ("Nobody",)),)}, "other_party"),
        ({"choices": (("claimant", ("Somebody else",)),)}, "other_claimant"),
        ({"choices": (("differs", ("number",)),)}, "claims_do_not_differ"),
        ({"layers": (Layer.AREAS,)}, "layer_off"),
        ({"layers": ()}, "layer_off"),
    ],
    ids=str,
)
def test_each_filter_gives_its_reason(changes: dict[str, Any], reason: str):
    assert why_not(snapshot(), **changes) == {"r1": reason}


def test_a_report_that_cannot_be_drawn_is_listed_as_unlocated():
    opened = snapshot(report(location_precision="unlocated", area_pcode=""))
    assert why_not(opened) == {"r1": "unlocated"}


def test_an_area_report_is_left_out_with_the_layer_of_areas():
    opened = snapshot(report(location_precision="governorate"))
    assert why_not(opened, layers=(Layer.REPORTS,)) == {"r1": "layer_off"}


EVERY_REASON = {
    "undated": {"event_start": "", "event_end": "", "date_precision": "unknown"},
    "other_dates": {"event_start": "2024-03-01"},
    "other_sources": {"source_id": "synthetic-2"},
    "other_kinds": {"kind": "drone"},
    "other_precision": {"location_precision": "site"},
    "other_areas": {"area_pcode": "YY"},
    "text": {"summary": "Nothing of the kind."},
    "other_struck": {"struck": "market"},
    "other_party": {"direction_claimed": "Synthetic party A"},
    "other_claimant": {"claimant": "Farville council"},
    "outside_area_drawn": {"lat": 31.2},
    "claims_do_not_differ": {"incident_key": "alone"},
    "unlocated": {"lat": ""},
    "layer_off": {},
}
NARROW = {
    "sources": ("synthetic",),
    "kinds": (Kind.AIRSTRIKE,),
    "precisions": (LocationPrecision.LOCALITY,),
    "area": "XX",
    "text": "speaks",
    "choices": (
        ("struck", ("unspecified",)),
        ("party", ("",)),
        ("claimant", ("Testville council",)),
        ("aoi", (AT_TESTVILLE.aoi,)),
        ("aoi_m", ("2500",)),
        ("differs", ("kind",)),
    ),
    "layers": (),
}


@pytest.mark.parametrize("position", range(len(EVERY_REASON)), ids=[str(r) for r in EVERY_REASON])
def test_of_several_reasons_the_first_in_the_printed_order_is_given(position: int):
    reasons = list(EVERY_REASON)[position:]
    said = {k: v for reason in reversed(reasons) for k, v in EVERY_REASON[reason].items()}
    another = report("r2", incident_key="shared", kind="missile")
    opened = snapshot(report("r1", **{"incident_key": "shared"} | said), another)
    assert why_not(opened, "2024-01-10", **NARROW)["r1"] == reasons[0]


def test_reasons_are_counted_in_their_order():
    opened = snapshot(undated("r1"), report("r2", kind="drone"), report("r3", area_pcode="YY"))
    left_out = select(opened, view_of(opened, kinds=(Kind.AIRSTRIKE,), area="XX")).reasons()
    assert left_out == {
        "undated": 1,
        "other_kinds": 1,
        "other_areas": 1,
    }


def test_reasons_are_listed_in_the_order_in_which_they_are_tried():
    assert list(reasons()) == list(EVERY_REASON)


@given(views_of_its_days)
@settings(max_examples=60)
def test_every_report_is_either_shown_or_not_shown_with_a_reason(view: View):
    selected = select(current(), view)
    together = [*selected.shown["report_id"], *selected.not_shown]
    assert sorted(together) == sorted(current().reports.index)


@given(views_of_its_days)
@settings(max_examples=30)
def test_the_reasons_count_every_report_that_is_not_shown(view: View):
    selected = select(current(), view)
    assert sum(selected.reasons().values()) == len(current().reports) - len(selected.shown)


def test_what_is_shown_comes_by_date():
    opened = snapshot(report("r1", event_start="2024-02-01"), report("r2"), report("r0"))
    assert shown(opened) == ["r0", "r2", "r1"]


@pytest.mark.parametrize(("area", "found"), [("PS0270", True), ("PS02", True), ("PSE", True)])
def test_a_report_in_khan_younis_is_found_by_every_area_around_it(
    bundled: Snapshot, area: str, *, found: bool
):
    assert ("r0056" in shown(bundled, area=area)) is found


def test_a_report_of_all_gaza_is_not_found_by_a_governorate(bundled: Snapshot):
    assert "r0054" not in shown(bundled, area="PS0270")


def test_a_report_in_khan_younis_is_not_found_by_a_neighbour(bundled: Snapshot):
    assert "r0056" not in shown(bundled, area="PS0275")


@pytest.mark.parametrize("text", ["خان يونس", "ח'אן יונס", "khan younis", "KHAN  YOUNIS"])
def test_an_english_report_is_found_by_the_place_in_any_language(bundled: Snapshot, text: str):
    assert "r0056" in shown(bundled, text=text)


@pytest.mark.parametrize("lang", ["ar", "he"])
def test_every_report_of_a_known_place_is_found_by_its_name(bundled: Snapshot, lang: str):
    names = bundled.tables["places"].drop_duplicates("name_en").set_index("name_en")
    names = names.loc[names[f"name_{lang}"] != "", f"name_{lang}"]
    told = bundled.reports[bundled.reports["place_name"].isin(names.index)]
    everything = {"layers": tuple(Layer)}
    for place, of_place in told[told["footprint"] != ""].dropna(subset="event_start").groupby("place_name"):
        found = shown(bundled, text=names[place], **everything)
        assert set(of_place["report_id"]) <= set(found), f"{place}: {names[place]}"


@pytest.mark.parametrize(
    ("english", "other"),
    [
        ("Lebanon", "لبنان"),
        ("Lebanon", "לבנון"),
        ("Iran", "إيران"),
        ("Yemen", "اليمن"),
        ("Israel", "اسرائيل"),
        ("Israel", "ישראל"),
        ("Qatar", "קטאר"),
        ("West Bank", "الضفة الغربية"),
        ("Israeli Gaza Strip", "Israeli قطاع غزة"),
    ],
)
def test_the_name_of_an_area_finds_the_same_in_every_language(bundled: Snapshot, english: str, other: str):
    found = shown(bundled, text=other)
    assert found
    assert found == shown(bundled, text=english)


def test_the_name_of_an_area_finds_no_report_that_only_speaks_of_another(bundled: Snapshot):
    assert set(shown(bundled, text="لبنان")).isdisjoint(shown(bundled, text="Yemen"))


def test_a_place_is_found_by_its_arabic_name_in_another_spelling():
    opened = snapshot(places=[row("places", "t", name_ar="تستة")])
    assert shown(opened, text=search_form("تسته")) == ["r1"]


def test_every_word_of_a_search_must_be_there():
    assert shown(snapshot(), text="testville elsewhere") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("mill old", ["r1", "r2"]),
        ('"old mill"', ["r1"]),
        ("«old mill» yard", ["r1"]),
        ('"old mill" market', []),
        ('old"mill', []),
        ('"old mill', ["r1", "r2"]),
        ("תחנה", ["r1", "r2"]),
        ('"טחנה ישנה"', ["r1"]),
    ],
)
def test_all_words_are_found_and_those_in_quotation_marks_side_by_side(text: str, found: list[str]):
    opened = snapshot(
        report("r1", summary="At the old mill, in its yard."),
        report("r2", summary="At the mill in the old town."),
        report("r3", summary="At the market."),
        places=[
            row("places", "mill", name_en="mill", name_ar="", name_he="תחנה"),
            row("places", "old-mill", name_en="Old mill", name_ar="", name_he="טחנה ישנה"),
        ],
    )
    assert shown(opened, text=text) == found


def test_a_search_is_text_and_no_pattern():
    assert shown(snapshot(), text=".*") == []


@pytest.mark.parametrize("field", ["claimant", "publisher", "summary", "direction_claimed", "place_name"])
def test_a_search_reads_what_a_report_says(field: str):
    assert shown(snapshot(report(**{field: "Quartz brigade"}), report("r2")), text="quartz") == ["r1"]


def test_a_view_of_another_snapshot_is_refused():
    opened = snapshot()
    with pytest.raises(SnapshotError, match="the view is of snapshot 0123456789ab"):
        select(opened, view_of(opened, snap="0123456789ab"))


def test_the_default_view_is_of_every_dated_day():
    opened = snapshot(report("r1"), report("r2", event_end="2024-02-01"), undated("r3"))
    assert [str(day) for day in opened.span] == ["2024-01-10", "2024-02-01"]


def test_the_last_day_may_be_that_of_a_report_without_an_end():
    opened = snapshot(report("r1"), report("r2", event_start="2024-03-01", event_end=""))
    assert str(opened.span[1]) == "2024-03-01"


def test_an_end_without_a_start_is_no_date():
    opened = snapshot(undated() | {"event_end": "2024-02-01"})
    assert (opened.is_dated, why_not(opened)) == (False, {"r1": "undated"})


def test_a_snapshot_without_a_dated_report_opens_on_every_day_and_lists_them_as_undated():
    opened = snapshot(undated("r1"), undated("r2"))
    assert opened.default_view().date_from < opened.default_view().date_to
    assert opened.counts(opened.default_view()).reasons == {"undated": 2}


def test_nothing_is_near_a_day_when_no_report_is_dated():
    opened = snapshot(undated())
    assert opened.nearest_day(view_of(opened)) is None


def test_claims_about_one_incident_stand_side_by_side():
    told = report("r1", incident_key="i"), report("r2", incident_key="i"), report("r3")
    assert list(snapshot(*told).claims_of("r1").index) == ["r1", "r2"]


def test_parts_are_found_from_their_whole_and_not_the_other_way_round():
    opened = snapshot(report("r1"), report("r2", contained_in="r1"))
    assert [list(opened.parts_of(r).index) for r in ("r1", "r2")] == [["r2"], []]


def zones_in(first: str, last: str, *zones: dict[str, Any]) -> list[str]:
    opened = snapshot(zones=zones or [row("zones", "z1", valid_to="2024-01-20")])
    return list(opened.zones_in(view_of(opened, first, last)).index)


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        ("2024-01-01", "2024-01-09", []),
        ("2024-01-01", "2024-01-10", ["z1"]),
        ("2024-01-20", "2024-01-31", ["z1"]),
        ("2024-01-21", "2024-01-31", []),
    ],
)
def test_a_zone_status_is_in_force_from_its_first_to_its_last_day(first: str, last: str, found: list[str]):
    assert zones_in(first, last) == found


def test_a_zone_status_without_an_end_holds_until_the_next_on_the_same_place():
    statements = row("zones", "z1"), row("zones", "z2", valid_from="2024-02-01")
    assert zones_in("2024-03-01", "2024-03-01", *statements) == ["z2"]


def test_a_zone_status_that_another_overtook_in_the_range_is_marked_as_earlier():
    opened = snapshot(zones=[row("zones", "z1"), row("zones", "z2", valid_from="2024-02-01")])
    found = opened.zones_in(view_of(opened, "2024-01-01", "2024-03-01"))
    assert found["earlier"].to_dict() == {"z1": True, "z2": False}


def test_a_statement_on_another_place_ends_no_zone_status():
    other = row("zones", "z2", valid_from="2024-02-01", zone_key="other-zone")
    assert zones_in("2024-03-01", "2024-03-01", row("zones", "z1"), other) == ["z1", "z2"]


def sheltering_in(first: str, *figures: dict[str, Any]) -> list[str]:
    opened = snapshot(sheltering=figures)
    return list(opened.sheltering_in(view_of(opened, first)).index)


def test_the_newest_figure_of_a_claimant_stands():
    older, newer = row("sheltering", "h1"), row("sheltering", "h2", as_of_date="2024-01-11")
    assert sheltering_in("2024-01-12", newer, older) == ["h2"]


def test_figures_of_different_claimants_stand_side_by_side():
    other = row("sheltering", "h2", claimant="Farside council")
    assert sheltering_in("2024-01-12", row("sheltering", "h1"), other) == ["h1", "h2"]


@pytest.mark.parametrize(("first", "found"), [("2024-01-09", []), ("2024-01-24", ["h1"]), ("2024-01-25", [])])
def test_a_figure_stands_from_its_day_for_fourteen_days(first: str, found: list[str]):
    assert sheltering_in(first, row("sheltering", "h1")) == found


def test_a_flow_is_no_figure_of_people_sheltering():
    assert sheltering_in("2024-01-10", row("sheltering", "h1", is_flow="true")) == []


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [
        ("2024-01-01", "2024-01-08", []),
        ("2024-01-01", "2024-01-09", ["p1"]),
        ("2024-01-10", "2024-01-12", ["p1"]),
        ("2024-01-11", "2024-01-12", []),
        ("2024-01-01", "", ["p1"]),
        ("", "2024-01-10", ["p1"]),
    ],
)
def test_a_pause_is_found_on_its_days_and_the_day_after(start: str, end: str, found: list[str]):
    opened = snapshot(pauses=[row("pauses", "p1", start=start, end=end)])
    assert list(statements_in(opened, view_of(opened, "2024-01-10")).index) == found


SECOND_OF_DECEMBER = "2023-12-02"


def test_on_2_december_2023_the_claim_of_400_targets_is_shown_for_all_gaza(bundled: Snapshot):
    selected = select(bundled, view_of(bundled, SECOND_OF_DECEMBER)).shown
    claim = selected.loc["r0054"]
    assert (claim["strikes_min"], claim["strikes_max"], claim["footprint_pcode"]) == (400, 400, "PS02")


def test_on_2_december_2023_the_50_targets_are_part_of_the_400(bundled: Snapshot):
    parts = bundled.parts_of("r0054")
    assert parts[["strikes_min", "claimant"]].values.tolist() == [[50, "Israeli military"]]


def test_on_2_december_2023_whole_and_part_are_claims_on_one_incident(bundled: Snapshot):
    assert {"r0054", "r0055"} <= set(bundled.claims_of("r0054").index)


def test_on_2_december_2023_people_sheltering_in_the_south_have_their_claimants(
    bundled: Snapshot,
):
    figures = bundled.sheltering_in(view_of(bundled, SECOND_OF_DECEMBER))
    south = figures[figures["pcodes"] == "PS0265;PS0270;PS0275"]
    claims = set(zip(south["people_min"], south["claimant"], strict=True))
    assert {(946_000, "OCHA"), (2_000_000, "The Hill (no source named)")} <= claims


def test_on_2_december_2023_the_pauses_that_ended_the_day_before_are_there(bundled: Snapshot):
    assert {"p02", "p03"} <= set(statements_in(bundled, view_of(bundled, SECOND_OF_DECEMBER)).index)
