"""The examples worked out by hand in docs/method.md, under "Examples by hand", in their order."""

from __future__ import annotations

from datetime import date

from geo import wording
from geo.analysis.bins import Unit, bins_of
from geo.analysis.exposure import ExposureCell
from geo.analysis.periods import Period
from geo.layers.scene import scene
from geo.model.rows import row_of
from geo.queries import in_area
from geo.queries.exposures import DISTANCES_M, exposure_of, statuses_at
from geo.queries.status_summary import summary_of
from geo.queries.tolls import tolls_in
from geo.queries.view_answer import answer_view
from geo.snapshot.opened import Snapshot
from geo.wording.exposure_sentences import lead_time, summary_answers
from tests.builders import EN, Row, report, row, snapshot


def zone(zone_id: str, pcode: str, valid_from: str = "2024-01-05", valid_to: str = "2024-01-20") -> Row:
    days = {"valid_from": valid_from, "valid_to": valid_to}
    basis = {"pcodes": pcode, "geometry_basis": f"p-codes: {pcode}"}
    return row("zones", zone_id, zone_key=zone_id, **days, **basis)


ZONES = [zone("z1", "XX0101"), zone("z2", "XX0102")]


def during(opened: Snapshot, zone_id: str) -> list[tuple[int, int]]:
    """Certain and possible reports inside, within 500 m, 1 km and 5 km of a zone during its status."""
    exposure = exposure_of(opened, opened.default_view())
    return [
        tuple(exposure[ExposureCell(zone_id, m, Period.DURING, is_certain)] for is_certain in (True, False))
        for m in DISTANCES_M
    ]


def test_1_what_only_shares_an_edge_with_a_zone_is_beside_it():
    opened = snapshot(report(location_precision="governorate", area_pcode="XX0102"), zones=ZONES)
    assert during(opened, "z1") == [(0, 0), (0, 1), (0, 1), (0, 1)]


def test_2_a_report_of_a_whole_area_lies_certainly_in_a_zone_that_covers_it():
    opened = snapshot(report(location_precision="governorate"), zones=ZONES)
    assert during(opened, "z1") == [(1, 1)] * 4


def disc(lon: float) -> Snapshot:
    return snapshot(report(lat=31.2, lon=lon), zones=ZONES)


def test_3_a_disc_ends_at_the_edge_of_its_area():
    opened = disc(34.19)
    assert during(opened, "z1") == [(1, 1)] * 4
    where = wording.where(row_of(opened.reports, "r1"), opened.areas, EN)
    assert where == "Testville: reported within about 3 km of the point, within Testville district"


def test_4_and_does_not_reach_into_the_area_beside():
    assert during(disc(34.19), "z2") == [(0, 0), (0, 1), (0, 1), (1, 1)]


def test_5_a_disc_apart_from_the_area_that_its_report_names_stays_whole():
    opened = disc(34.25)
    assert during(opened, "z2") == [(1, 1)] * 4
    where = wording.where(row_of(opened.reports, "r1"), opened.areas, EN)
    assert where.endswith("of the point, which does not lie in Testville district")


def test_6_three_reports_of_two_incidents():
    opened = snapshot(
        report("r1", incident_key="mill", location_precision="governorate"),
        report("r2", incident_key="mill", location_precision="governorate", area_pcode="XX0102"),
        report("r3", incident_key="market", location_precision="governorate"),
        zones=ZONES,
    )
    shares = summary_of(opened, opened.default_view()).shares
    answer = summary_answers(summary_of(opened, opened.default_view()), opened, EN)[0]
    assert [(share.certain, share.certain_incidents) for share in shares] == [(3, 2)]
    assert answer.said == (
        "2 statements by Testville council labelled areas humanitarian then. "
        "3 of the 3 reports shown lie inside."
    )
    assert answer.caveat.startswith(
        "Of the 2 incidents that they speak of, 2 certainly and up to 2 possibly. Compared with: "
    )
    exposure = exposure_of(opened, opened.default_view())
    cells = [ExposureCell(zone_id, 0, Period.DURING, is_certain=True) for zone_id in ("z1", "z2")]
    assert [(exposure[cell], exposure.incidents_in(cell)) for cell in cells] == [(2, 2), (1, 1)]


def test_7_a_report_of_a_month_may_be_of_any_of_its_days():
    opened = snapshot(
        report(event_start="2024-02-10", date_precision="month", location_precision="governorate"),
        report("r2", event_start="2024-01-03"),
        zones=[zone("z1", "XX0101", valid_from="2024-02-20", valid_to="2024-03-05")],
    )
    view = opened.default_view().but(date_from=date(2024, 2, 28), date_to=date(2024, 2, 28))
    assert list(opened.page(view, 9).index) == ["r1"]
    assert wording.when(row_of(opened.reports, "r1"), EN) == "1–29 Feb 2024 (known to the month only)"
    weeks = bins_of(date(2024, 2, 1), date(2024, 2, 29), Unit.WEEK)
    [counted] = opened.histogram(view, weeks.edges, "kind").values()
    assert (sum(counted.possible), counted.n_longer) == (0, 1)
    assert during(opened, "z1")[0] == (0, 1)


def figure(key: str, day: str, people: int, claimant: str) -> Row:
    return row("sheltering", key, as_of_date=day, people_min=people, people_max=people, claimant=claimant)


def test_8_figures_of_different_days_are_a_change_and_of_one_day_a_range():
    opened = snapshot(
        sheltering=[
            figure("h1", "2024-01-02", 1_000, "Testville council"),
            figure("h2", "2024-01-09", 4_000, "Synthetic agency"),
            figure("h3", "2024-01-09", 5_000, "Synthetic office"),
        ]
    )
    [mark] = scene(opened, opened.default_view(), EN, 1).sheltering
    assert (mark.people_min, mark.people_max) == (4_000, 5_000)
    assert mark.title == (
        "Testville: people sheltering, from 1,000 on 2 Jan 2024 (says Testville council) to 4,000–5,000 on "
        "9 Jan 2024 (says Synthetic agency and Synthetic office)"
    )


def test_9_what_holds_throughout_reaches_into_an_area_and_what_is_counted_lies_in_it():
    opened = snapshot(
        zones=[zone("z1", "XX01"), zone("z2", "XX0102")],
        sheltering=[
            row("sheltering", "h1", pcodes="XX01"),
            row("sheltering", "h2", claimant="Synthetic agency"),
        ],
        tolls=[row("tolls", "t1", area="Exshire"), row("tolls", "t2", area="Testville district")],
    )
    view = opened.default_view().but(area="XX0101")
    assert list(in_area.zones_in(opened, view).index) == ["z1"]
    assert list(in_area.sheltering_in(opened, view).index) == ["h2"]
    assert list(tolls_in(opened, view).found.index) == ["t2"]
    assert [mark.id for mark in scene(opened, view, EN, 1).zones] == ["z1"]
    assert [found.zone_id for found in answer_view(opened, view, "").zones] == ["z1"]


def test_10_tolls_of_other_days_sources_and_areas_are_counted_as_left_out():
    opened = snapshot(
        tolls=[
            row("tolls", "t1", area="Testville district"),
            row("tolls", "t2", area="Testville district", as_of_date="2024-02-01"),
            row("tolls", "t3", area="Testville district", publisher="Another wire"),
            row("tolls", "t4", area="Exshire"),
        ]
    )
    found = tolls_in(opened, opened.default_view().but(area="XX0101", sources=("synthetic",)))
    assert list(found.found.index) == ["t1"]
    assert (found.other_dates, found.other_sources, found.other_areas) == (1, 1, 1)


def test_time_a_status_without_a_stated_end_possibly_lasted_until_the_next():
    opened = snapshot(
        report(event_start="2024-06-06", location_precision="governorate"),
        zones=[
            zone("z1", "XX0101", valid_from="2024-05-06", valid_to=""),
            zone("z2", "XX0101", valid_from="2024-07-22", valid_to="") | {"zone_key": "z1"},
        ],
    )
    [status] = statuses_at(opened, row_of(opened.reports, "r1"))
    assert (status.zone.zone_id, status.is_certain) == ("z1", False)
    assert (status.lead_min_h, status.lead_max_h) == (720, 768)
    assert lead_time(status, EN) == "began 30 to 32 days before"
    assert during(opened, "z1")[0] == (0, 1)
