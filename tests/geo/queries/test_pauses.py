"""Pauses as their sources state them, and the reports in and beside them."""

from __future__ import annotations

from datetime import date

import pytest

from geo.charts.rates import rates_html
from geo.layers.cards import is_web_address
from geo.model.days import day_of
from geo.queries.pauses import compared, left_out, pauses_of, releases
from geo.snapshot.current import current
from geo.wording.pause_sentences import left_out_pause, rates_table
from tests.builders import EN, report, row, snapshot, view_of


def pause(pause_id: str, start: str, end: str, **said: str):
    unknown = {name: "unknown" for name, day in (("start", start), ("end", end)) if not day}
    precision = {f"{name}_precision": word for name, word in unknown.items()}
    return row("pauses", pause_id, start=start, end=end, **{**precision, **said})


def the_truce():
    opened = current()
    view = view_of(opened, "2023-11-20", "2023-12-05")
    return opened, next(said for said in compared(opened, view) if said.pause.statements[0].pause_id == "p02")


def test_two_sources_on_one_pause_are_one_pause():
    _, truce = the_truce()

    assert [said.pause_id for said in truce.pause.statements] == ["p02", "p03"]
    assert day_of(truce.pause.ends.start[0]) == date(2023, 11, 24)
    assert day_of(truce.pause.ends.end[1]) == date(2023, 12, 1)
    assert len(pauses_of(current())) == 13


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

    assert tuple(day_of(day) for day in only.ends.end) == (date(2024, 1, 3), date(2024, 1, 5))


def test_a_month_leaves_all_its_days_open():
    opened = snapshot(report(), pauses=[pause("p1", "2024-01-05", "2024-02-01", end_precision="month")])
    (only,) = pauses_of(opened)

    assert tuple(day_of(day) for day in only.ends.end) == (date(2024, 2, 1), date(2024, 2, 29))


def test_the_truce_of_november_2023_is_compared_within_the_gaza_strip():
    opened, truce = the_truce()
    days = (date(2023, 11, 25), date(2023, 11, 30))
    inside = [
        r
        for r in opened.reports.itertuples()
        if r.area_pcode in opened.areas.within("PS02") and days[0] <= r.event_start.date() <= days[1]
        if r.event_end.date() <= days[1]
    ]

    assert truce.pause.areas == ("PS02",)
    assert truce.widest.inside.days == (6, 8)
    assert truce.widest.inside.certain == len(inside)
    assert truce.widest.beside.days == (16, 18)


def test_the_strikes_that_ended_the_cease_fire_of_2025_are_no_finding_about_it():
    opened = current()
    view = view_of(opened, "2025-01-20", "2025-03-01")
    (said,) = (one for one in compared(opened, view) if one.pause.statements[0].pause_id == "p07")
    shown = rates_html((said,), opened, EN)

    assert (said.widest.inside.certain, said.widest.inside.possible) == (0, 3)
    assert "More reports a day" not in shown
    assert "<td>57–59</td><td>0–3</td>" in shown
    assert "The ranges overlap" in shown


def test_no_report_is_certain_in_a_pause_of_some_hours():
    opened = current()
    for said in compared(opened, opened.default_view()):
        if said.pause.covers_hours:
            assert said.widest.inside.certain == said.reading.inside.certain == 0
            assert "none is in the pause for certain" in rates_html((said,), opened, EN)


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
            assert said.widest.inside.least <= said.reading.inside.least
            assert said.widest.inside.most >= said.reading.inside.most
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
        compared(opened, view_of(opened).but(**changes))[0].widest.inside.certain
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

    assert [said.pause.statements[0].pause_id for said in every] == ["p06"]
    assert {pause.statements[0].pause_id for pause in others} >= {"p02", "p07", "p12"}
    assert len(every) + len(others) == len(compared(opened, opened.default_view()))
    gaza = [left_out_pause(pause, opened.areas, EN) for pause in others if pause.areas == ("PS02",)]
    assert gaza
    assert all(said.endswith(": the area filter leaves no report of Gaza Strip.") for said in gaza)


def test_every_rate_of_the_chronicle_has_its_pause_its_reports_and_its_publisher():
    opened = current()
    every = compared(opened, opened.default_view())
    table = rates_table(every, opened.areas, EN)

    assert len(table) == 3 * len(every)
    assert not (table["Days"] == "").any()
    for column in ("Announced by", "Published by", "Address"):
        assert not (table[column] == "").any()
    assert table["Address"].str.startswith("http").all()


def test_the_table_of_rates_has_no_other_days_where_the_page_has_none():
    opened = current()
    every = compared(opened, view_of(opened, "2025-02-01", "2025-02-28"))
    table = rates_table(every, opened.areas, EN)
    others = table[table["Stretch"] == "Other days shown"]

    assert set(others["Reports a day"]) == {"no days to compare"}


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
