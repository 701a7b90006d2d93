"""Pauses as their sources state them, and the reports in and beside them."""

from __future__ import annotations

from datetime import date

import pytest

from geo.charts.rates import rates_html
from geo.filters.ends import ENDS, READ_AS
from geo.layers.card_templates import is_web_address
from geo.model import EndReading
from geo.model.days import day_of
from geo.queries.pause_comparison import Figures, compared, left_out, of_other_dates
from geo.queries.pauses import ends_of, pauses_of, releases, statements_in
from geo.snapshot.current import current
from geo.snapshot.current import opened as snapshot_of_id
from geo.wording.pause_sentences import caveats, counts, finding, left_out_pause, rates_table
from tests.builders import EN, report, row, snapshot, view_of
from tests.geo.queries.plain_pauses import PlainPauses

EARLIER = "9c266b394960"
"""The chronicle of the first release, whose figures do not change."""


def pause(pause_id: str, start: str, end: str, **said: str):
    unknown = {name: "unknown" for name, day in (("start", start), ("end", end)) if not day}
    precision = {f"{name}_precision": word for name, word in unknown.items()}
    return row("pauses", pause_id, start=start, end=end, **{**precision, **said})


def shapes(figures: Figures):
    return figures.reports, figures.incidents


def the_truce():
    opened = current()
    view = view_of(opened, "2023-11-20", "2023-12-05")
    return opened, next(said for said in compared(opened, view) if said.pause.statements[0].pause_id == "p02")


def test_two_sources_on_one_pause_are_one_pause():
    _, truce = the_truce()

    assert [said.pause_id for said in truce.pause.statements] == ["p02", "p03"]
    assert day_of(truce.ends.start[0]) == date(2023, 11, 24)
    assert day_of(truce.ends.end[1]) == date(2023, 12, 1)
    several = [[said.pause_id for said in one.statements] for one in pauses_of(current())]
    assert [ids for ids in several if len(ids) > 1] == [
        ["p02", "p03"],
        ["p22", "p32"],
        ["p21", "p37"],
        ["p13", "p43"],
        ["p24", "p39"],
        ["p23", "p42"],
    ]
    assert len(pauses_of(snapshot_of_id(EARLIER))) == 13


@pytest.mark.parametrize("third", ["p0", "p3"])
def test_a_statement_joins_two_pauses_whichever_id_it_has(third: str):
    said = [
        pause("p1", "2024-01-01", "2024-01-05"),
        pause("p2", "2024-01-02", "2024-01-06"),
        pause(third, "2024-01-01", "2024-01-06"),
    ]

    (joined,) = pauses_of(snapshot(report(), pauses=said))

    assert sorted(row.pause_id for row in joined.statements) == sorted(["p1", "p2", third])


def test_without_a_dated_report_a_missing_end_is_no_century_away():
    opened = snapshot(
        report(event_start="", event_end="", date_precision="unknown"),
        pauses=[pause("p1", "2024-01-01", ""), pause("p2", "", "2024-03-05")],
    )
    ends = [ends_of(opened, each, EndReading.OPEN) for each in pauses_of(opened)]

    assert {day_of(day) for each in ends for day in (*each.start, *each.end)} == {
        date(2024, 1, 1),
        date(2024, 3, 5),
    }


def test_pauses_of_other_days_are_not_one():
    opened = snapshot(
        report(), pauses=[pause("p1", "2024-01-01", "2024-01-03"), pause("p2", "2024-02-01", "2024-02-03")]
    )

    assert len(pauses_of(opened)) == 2


def test_sources_that_differ_about_an_end_leave_both_open():
    opened = snapshot(
        report(), pauses=[pause("p1", "2024-01-01", "2024-01-03"), pause("p2", "2024-01-01", "2024-01-05")]
    )
    (only,) = pauses_of(opened)

    assert tuple(day_of(day) for day in only.stated_end) == (date(2024, 1, 3), date(2024, 1, 5))


def test_a_month_leaves_all_its_days_open():
    opened = snapshot(report(), pauses=[pause("p1", "2024-01-05", "2024-02-01", end_precision="month")])
    (only,) = pauses_of(opened)

    assert tuple(day_of(day) for day in only.stated_end) == (date(2024, 2, 1), date(2024, 2, 29))


def test_the_truce_of_november_2023_is_compared_within_the_gaza_strip():
    opened, truce = the_truce()
    days = (date(2023, 11, 25), date(2023, 11, 30))
    inside = [
        r
        for r in opened.reports.itertuples()
        if r.area_pcode in opened.areas.within("PS02") and days[0] <= r.event_start.date() <= days[1]
        if r.event_end.date() <= days[1]
        if r.direction_claimed in {"Israeli military", "Hamas", "Palestinian armed groups"}
    ]

    assert truce.pause.areas == ("PS02",)
    rates = truce.widest.reports
    assert rates.inside.days == (6, 8)
    assert rates.inside.certain == len(inside)
    assert rates.before.days == rates.after.days == (8, 9)


def test_the_strikes_that_ended_the_cease_fire_of_2025_are_no_finding_about_it():
    opened = snapshot_of_id(EARLIER)
    view = view_of(opened, "2025-01-20", "2025-03-01")
    (said,) = (one for one in compared(opened, view) if one.pause.statements[0].pause_id == "p07")
    shown = rates_html((said,), opened, EN)

    rates = said.widest.reports
    assert (rates.inside.certain, rates.inside.possible) == (0, 3)
    assert "more than" not in shown
    assert "<td>57–59</td><td>0–3</td>" in shown
    assert "for the ranges overlap" in shown


def test_no_report_is_certain_in_a_pause_of_some_hours():
    opened = current()
    for said in compared(opened, opened.default_view()):
        if said.pause.covers_hours:
            assert said.widest.reports.inside.certain == said.stated.reports.inside.certain == 0
            assert "no report is certainly in it" in rates_html((said,), opened, EN)


def test_a_pause_after_the_chronicle_has_no_day_to_compare():
    opened = snapshot(report(), pauses=[pause("p1", "2024-03-01", "")])
    shown = rates_html(compared(opened, view_of(opened, "2024-01-01", "2024-04-01")), opened, EN)

    assert "The chronicle has no day of this pause." in shown
    assert "the last day of the chronicle" not in shown


def test_what_was_said_to_have_happened_in_the_truce_is_said_with_whose_word_it_is():
    opened, truce = the_truce()
    shown = rates_html((truce,), opened, EN)

    assert list(releases(opened, truce.pause).index) == ["t030", "t031", "t032", "t033"]
    for said in ("Israeli prime minister office", "Press TV (unattributed)", "The Hill (unattributed)"):
        assert f"says {said}" in shown
    for figure in ("at least 100 (“over”)", "110", "105", "240"):
        assert figure in shown
    assert "Israel over listed women not freed" in shown


def test_no_release_is_put_into_another_truce():
    opened = current()
    truces = {said.statements[0].pause_id: said for said in pauses_of(opened)}

    assert set(releases(opened, truces["p07"]).index) == {"t098", "t099", "t105", "t106"}
    assert set(releases(opened, truces["p12"]).index) == {"t124"}
    for other in ("p01", "p06", "p09", "p11"):
        assert releases(opened, truces[other]).empty


def test_a_pause_without_an_end_says_so_and_has_the_wider_range():
    opened = current()
    for said in compared(opened, opened.default_view()):
        if said.pause.is_open:
            for wide, stated in zip(shapes(said.widest), shapes(said.stated), strict=True):
                assert wide.inside.least <= stated.inside.least
                assert wide.inside.most >= stated.inside.most
            assert "No end is stated" in rates_html((said,), opened, EN)


def test_days_on_which_the_chronicle_has_nothing_are_no_other_days_shown():
    opened = current()
    first, wide = (
        rates_table(compared(opened, view), opened.areas, EN)["Days"].tolist()
        for view in (opened.default_view(), view_of(opened, "1900-01-01", "2100-12-31"))
    )

    assert wide[: len(first)] == first


def test_the_filters_decide_which_reports_count():
    opened = snapshot(
        report("r1", event_start="2024-01-02", area_pcode="XX0101"),
        report("r2", event_start="2024-01-02", kind="drone"),
        report("r3", event_start="2024-01-09"),
        report("r4", event_start="2024-01-02", area_pcode="YY"),
        pauses=[pause("p1", "2024-01-01", "2024-01-03", area="Exshire")],
    )
    every, drones, near = (
        compared(opened, view_of(opened).but(**changes))[0].widest.reports.inside.certain
        for changes in ({}, {"kinds": ("drone",)}, {"area": "XX0101"})
    )

    assert (every, drones, near) == (2, 1, 2)


def test_a_pause_is_said_to_be_counted_over_the_area_that_the_filter_leaves_of_it():
    opened = current()
    every = compared(opened, opened.default_view().but(area="PS0275"))
    gaza = [said for said in every if said.pause.areas == ("PS02",)]

    assert gaza
    assert "Counted over reports of Rafah." in rates_html(tuple(gaza), opened, EN)
    assert "Counted over reports of Gaza Strip." not in rates_html(tuple(gaza), opened, EN)
    assert set(rates_table(gaza, opened.areas, EN)["Counted over"]) == {"Rafah"}


def test_a_pause_of_which_the_area_filter_leaves_nothing_has_no_rate_and_says_so():
    opened = current()
    view = opened.default_view().but(area="LBN")
    every, others = compared(opened, view), left_out(opened, view)

    of_lebanon = [p for p in pauses_of(opened) if "LBN" in p.areas]
    assert {"p06", "p14", "p25"} <= {pause.statements[0].pause_id for pause in of_lebanon}
    # A pause that names no area with an outline may be anywhere.
    assert [said.pause for said in every if said.pause.areas] == of_lebanon
    assert {pause.statements[0].pause_id for pause in others} >= {"p02", "p07", "p12"}
    assert len(every) + len(others) == len(compared(opened, opened.default_view()))
    gaza = [left_out_pause(pause, opened.areas, EN) for pause in others if pause.areas == ("PS02",)]
    assert gaza
    assert all(said.endswith(": the area filter leaves no report of Gaza Strip.") for said in gaza)


def test_every_rate_of_the_chronicle_has_its_pause_its_reports_and_its_publisher():
    opened = current()
    every = compared(opened, opened.default_view())
    table = rates_table(every, opened.areas, EN)

    assert len(table) == 4 * len(every)
    assert not (table["Days"] == "").any()
    for column in ("Announced by", "Published by", "Address"):
        assert not (table[column] == "").any()
    assert table["Address"].str.startswith("http").all()


def test_the_table_of_rates_has_no_other_days_where_the_page_has_none():
    opened = current()
    # Of the other pauses of that month some cover a part of it.
    every = [
        said
        for said in compared(opened, view_of(opened, "2025-02-01", "2025-02-28"))
        if said.pause.statements[0].pause_id == "p07"
    ]
    table = rates_table(every, opened.areas, EN)
    others = table[table["Stretch"] == "Other days shown"]

    assert set(others["Reports per day"]) == {"no days to compare"}


def test_names_and_disputes_are_text():
    opened = snapshot(
        report(), pauses=[pause("p1", "2024-01-09", "2024-01-11", name="<b>T</b>", disputed="<i>x</i>")]
    )
    shown = rates_html(compared(opened, view_of(opened)), opened, EN)

    assert "&lt;b&gt;T" in shown
    assert "<b>T" not in shown
    assert "<i>x" not in shown


@pytest.mark.parametrize("url", ["javascript:alert(1)", "not an address"])
def test_an_address_that_is_none_is_no_link(url: str):
    assert not is_web_address(url)
    opened = snapshot(report(), pauses=[pause("p1", "2024-01-09", "2024-01-11", url=url)])

    assert f'href="{url}' not in rates_html(compared(opened, view_of(opened)), opened, EN)


def between(opened_with: list, reports: list, **view: object):
    opened = snapshot(*reports, pauses=opened_with)
    (said,) = compared(opened, view_of(opened, "2024-01-01", "2024-01-31").but(**view))
    return said


ONE_DAY = {"event_start": "2024-01-06", "area_pcode": "XX0101"}


def of(report_id: str, claimed: str, **said: str):
    return report(report_id, **{**ONE_DAY, "direction_claimed": claimed, **said})


def test_a_pause_is_measured_by_the_fire_of_its_parties_and_by_no_other():
    said = between(
        [pause("p1", "2024-01-05", "2024-01-09", area="Exshire", parties="Israel;Hezbollah")],
        [
            of("r1", "Israeli military"),
            of("r2", "Hezbollah"),
            of("r3", "Houthi movement (Ansar Allah)"),
            of("r4", ""),
            of("r5", "Synthetic brigade"),
            of("r6", "Israel and United States"),
        ],
    )
    inside = said.widest.reports.inside

    # Who is not named, or not known, may be of a party; the Houthi movement is known to be another one.
    assert (inside.certain, inside.possible) == (3, 5)


def test_a_party_of_another_name_is_found_by_its_name():
    said = between(
        [pause("p1", "2024-01-05", "2024-01-09", area="Exshire", parties="Synthetic brigade")],
        [of("r1", "Synthetic brigade"), of("r2", "Iran")],
    )

    assert (said.widest.reports.inside.certain, said.widest.reports.inside.possible) == (1, 1)


def test_without_known_parties_every_report_counts_and_that_is_said():
    said = between(
        [pause("p1", "2024-01-05", "2024-01-09", area="Exshire")], [of("r1", "Iran"), of("r2", "")]
    )

    assert (said.widest.reports.inside.certain, said.pause.parties) == (2, frozenset())
    assert "Its parties are not known here" in " ".join(caveats(said, EN))


def test_the_name_of_a_pause_gives_its_parties_where_no_column_does():
    said = between(
        [pause("p1", "2024-01-05", "2024-01-09", name="Synthetic Iran–Israel truce", area="Exshire")],
        [of("r1", "Iran"), of("r2", "Hamas")],
    )

    assert said.pause.parties == {"Israel", "Iran"}
    assert said.widest.reports.inside.possible == 1


def test_a_pause_of_a_district_counts_what_may_be_of_the_district_as_possible():
    reports = [
        report("r1", event_start="2024-01-06", area_pcode="XX0101"),
        report("r2", event_start="2024-01-06", area_pcode="XX01"),
        report("r3", event_start="2024-01-06", area_pcode="XX0102"),
        report("r4", event_start="2024-01-06", area_pcode=""),
    ]
    said = between([pause("p1", "2024-01-05", "2024-01-09", area="Testville", pcodes="XX0101")], reports)

    assert said.areas == ("XX0101",)
    assert (said.widest.reports.inside.certain, said.widest.reports.inside.possible) == (1, 3)


def test_reports_of_one_incident_are_one_incident_beside_their_number():
    said = between(
        [pause("p1", "2024-01-05", "2024-01-09", area="Exshire")],
        [
            of("r1", "", incident_key="one"),
            of("r2", "", incident_key="one", event_start="2024-01-07"),
            of("r3", "", incident_key="two"),
            of("r4", "", incident_key=""),
            of("r5", "", incident_key="", event_start="2024-01-02"),
            of("r6", "", area_pcode="YY", event_start="2024-01-31"),
        ],
    )

    assert (said.widest.reports.inside.certain, said.widest.incidents.inside.certain) == (4, 3)
    assert counts(said, EN) == (
        "Reports held here: before 1 (incidents: 1); during 4 (incidents: 3); after 0 (incidents: 0)."
    )


def test_the_cease_fire_of_october_2025_has_fewer_reports_and_more_incidents_than_the_days_before():
    opened = snapshot_of_id(EARLIER)
    (said,) = (
        one for one in compared(opened, opened.default_view()) if one.pause.statements[0].pause_id == "p12"
    )
    reports, incidents = said.shown.reports, said.shown.incidents

    assert reports.inside.possible < reports.before.possible
    assert incidents.inside.certain > incidents.before.possible
    assert "fewer" not in finding(said, EN)
    assert "strike" not in counts(said, EN) + finding(said, EN)


TWO = [
    pause("p1", "2024-01-05", "", area="Exshire", kind="cease-fire"),
    pause("p2", "2024-01-20", "", area="Exshire", kind="truce"),
]


@pytest.mark.parametrize(
    ("reading", "last", "shown"),
    [("until_next", "2024-01-20", ["p2"]), ("day", "2024-01-05", []), ("open", "2024-01-31", ["p1", "p2"])],
)
def test_a_pause_without_an_end_lasts_as_the_reader_chooses(reading: str, last: str, shown: list[str]):
    opened = snapshot(
        report("r1", event_start="2024-01-31"), report("r2", event_start="2024-01-01"), pauses=TWO
    )
    view = ENDS.choose(view_of(opened, "2024-01-01", "2024-01-31"), EndReading(reading))
    first = compared(opened, view)[0]
    later = view.but(date_from=date(2024, 1, 25))

    assert day_of(first.ends.end[1]).isoformat() == last
    assert READ_AS[reading] in rates_html((first,), opened, EN)
    assert list(statements_in(opened, later).index) == shown
    assert of_other_dates(opened, later) == 2 - len(shown)


@pytest.mark.parametrize(
    ("following", "last"),
    [
        ({"area": "Exland", "parties": "Israel;Hezbollah;Iran"}, "2024-01-20"),
        ({"area": "Exland", "parties": ""}, "2024-01-20"),
        ({"area": "Exland", "parties": "Israel;Iran"}, "2024-01-31"),
        ({"area": "Whyland", "parties": "Israel;Hezbollah"}, "2024-01-31"),
    ],
)
def test_a_pause_ends_with_the_next_that_holds_its_areas_and_binds_its_parties(
    following: dict[str, str], last: str
):
    opened = snapshot(
        report("r1", event_start="2024-01-31"),
        pauses=[TWO[0] | {"parties": "Israel;Hezbollah"}, TWO[1] | following],
    )
    [first, _] = compared(opened, view_of(opened, "2024-01-01", "2024-01-31"))

    assert day_of(first.ends.end[1]).isoformat() == last


def test_a_pause_that_ended_on_the_day_before_a_view_is_still_of_it():
    ends = [pause("p1", "2024-01-05", "2024-01-09", area="Exshire")]
    opened = snapshot(report("r1", event_start="2024-01-31"), pauses=ends)
    for day, is_shown in (("2024-01-10", True), ("2024-01-11", False), ("2024-01-04", False)):
        view = view_of(opened, day, day)

        assert [bool(compared(opened, view)), not of_other_dates(opened, view)] == [is_shown, is_shown]


def test_an_end_that_was_read_is_not_moved_by_any_reading():
    ends = [pause("p1", "2024-01-05", "2024-01-09", area="Exshire")]
    opened = snapshot(report("r1", event_start="2024-01-31"), pauses=ends)
    for reading in EndReading:
        (said,) = compared(opened, ENDS.choose(view_of(opened, "2024-01-01", "2024-01-31"), reading))
        assert day_of(said.ends.end[1]) == date(2024, 1, 9)
        assert "No end is stated" not in rates_html((said,), opened, EN)


def test_a_pause_of_other_parties_does_not_end_one():
    others = [{**TWO[0], "parties": "Israel;Iran"}, {**TWO[1], "parties": "Israel;Hezbollah"}]
    opened = snapshot(report("r1", event_start="2024-01-31"), pauses=others)

    assert day_of(ends_of(opened, pauses_of(opened)[0], EndReading.UNTIL_NEXT).end[1]) == date(2024, 1, 31)


def test_a_pause_of_some_hours_does_not_end_a_cease_fire_but_a_cease_fire_ends_it():
    hours = {**TWO[1], "kind": "humanitarian pause"}
    opened = snapshot(report("r1", event_start="2024-01-31"), pauses=[TWO[0], hours])
    turned = snapshot(
        report("r1", event_start="2024-01-31"), pauses=[{**TWO[0], "kind": "humanitarian pause"}, TWO[1]]
    )
    ends = [day_of(ends_of(one, pauses_of(one)[0], EndReading.UNTIL_NEXT).end[1]) for one in (opened, turned)]

    assert ends == [date(2024, 1, 31), date(2024, 1, 20)]


def test_the_cease_fire_at_sea_is_measured_by_the_fire_of_its_parties_there_and_by_no_other():
    opened = current()
    (said,) = (
        one for one in compared(opened, opened.default_view()) if one.pause.statements[0].pause_id == "p08"
    )

    assert said.pause.areas == ("RED", "YEM")
    assert said.pause.parties == {"United States", "Houthi movement"}
    # The movement went on to fire at Israel: that is elsewhere.
    assert said.widest.reports.before.possible > said.widest.reports.inside.possible


def test_that_a_pause_was_interrupted_is_listed_and_is_no_pause_to_compare():
    cut = pause("p9", "2024-01-07", "2024-01-07", area="Exshire", kind="interruption of a cease-fire")
    opened = snapshot(report("r1", event_start="2024-01-31"), pauses=[TWO[0], cut])
    view = view_of(opened, "2024-01-01", "2024-01-31")

    assert list(statements_in(opened, view).index) == ["p1", "p9"]
    assert [said.pause.statements[0].pause_id for said in compared(opened, view)] == ["p1"]


def test_releases_of_a_truce_without_an_end_are_read_as_its_end_is():
    opened = current()
    (truce,) = (said for said in pauses_of(opened) if said.statements[0].pause_id == "p12")

    assert releases(opened, truce, EndReading.DAY).empty
    assert set(releases(opened, truce, EndReading.OPEN).index) == {"t124"}


@pytest.mark.parametrize("reading", EndReading)
def test_the_figures_of_every_pause_are_those_of_a_plain_count_of_the_rows(reading: EndReading):
    opened = current()
    every = compared(opened, ENDS.choose(opened.default_view(), reading))
    plain = PlainPauses(opened)
    known = [said for said in every if said.stated and said.ends.start[0] == said.ends.start[1]]

    assert len(known) > 8
    for said in known:
        found = {
            name: [
                None if rate is None else (rate.certain, rate.possible)
                for rate in (getattr(figures, name) for figures in shapes(said.stated))
            ]
            for name in ("before", "inside", "after")
        }
        assert found == plain.figures(said), said.pause.statements[0].pause_id
