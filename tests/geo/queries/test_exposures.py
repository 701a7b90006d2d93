"""The sentence, the matrix, the list behind each figure and the columns of the files say the same."""

from __future__ import annotations

import re
from functools import cache
from random import Random

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from geo.analysis.exposure import CERTAIN, POSSIBLE, ExposureCell
from geo.analysis.periods import Period
from geo.charts.exposure_matrix import exposure_table, matrix
from geo.export.report_rows import rows_of
from geo.export.status_columns import HXL_TAGS
from geo.filters.ends import ENDS, READ_AS
from geo.language import words
from geo.layers.cards import report_card
from geo.model import EndReading, Language, ZoneStatus
from geo.queries.exposures import (
    DISTANCES_M,
    EVERYTHING,
    PERIODS,
    Options,
    StatusAtEvent,
    behind,
    exposure_of,
    statuses_at,
)
from geo.queries.status_summary import summary_of
from geo.queries.view_answer import answer_view
from geo.snapshot.opened import Snapshot
from geo.wording.exposure_sentences import lead_time, summary_answers
from tests.builders import EN, report, row, snapshot, view_of
from tests.geo.export.test_rows import random_view
from tests.geo.plain import World
from tests.geo.queries.plain_exposure import Slowly

IN_FORCE = {"status": "labelled_humanitarian", "valid_from": "2024-01-05"}


def columns_of(opened: Snapshot, view) -> pd.DataFrame:
    batches = rows_of(answer_view(opened, view, "")).batches()
    table = pa.Table.from_batches(batches) if opened.counts(view).shown else None
    return pd.DataFrame() if table is None else table.to_pandas().set_index("report_id")


def said(cell: object) -> set[str]:
    return set(cell.split(";")) if isinstance(cell, str) and cell else set()


@pytest.mark.parametrize("seed", range(30))
def test_sentence_matrix_list_and_columns_agree(bundled_world: World, seed: int):
    opened = bundled_world.opened
    view = random_view(bundled_world, Random(seed))  # noqa: S311 the same views in every run
    exposure, summary, columns = exposure_of(opened, view), summary_of(opened, view), columns_of(opened, view)
    shown = columns[columns["shown_on_map"]] if len(columns) else columns
    assert summary.reports == len(shown)
    frame = exposure.frame()
    for found in frame.sample(min(len(frame), 60), random_state=seed).itertuples():
        for is_certain, n in ((True, found.certain), (False, found.possible)):
            cell = ExposureCell(found.zone_id, found.distance_m, Period(found.period), is_certain)
            ids = behind(opened, view, cell)
            assert len(ids) == len(set(ids)) == n == exposure[cell]
            assert exposure.incidents_in(cell) == len(set(shown.loc[ids, "incident_key"]))
            if found.distance_m == 0 and found.period == Period.DURING:
                column = shown[f"statuses_{'certain' if is_certain else 'possible'}"]
                assert set(ids) == {i for i, cell in column.items() if found.zone_id in said(cell)}
    for share in summary.shares:
        for sure in ("certain", "possible"):
            who = shown[f"{share.status}_{sure}"].map(said) if len(shown) else pd.Series(dtype=object)
            there = [report_id for report_id, issuers in who.items() if share.issuer in issuers]
            assert getattr(share, sure) == len(there)
            keys = set(shown.loc[there, "incident_key"]) if there else set()
            assert getattr(share, f"{sure}_incidents") == len(keys)
    answers = summary_answers(summary, opened, EN)
    for share, answer in zip(summary.shares, answers, strict=False):
        figures = {EN.number(n) for n in (share.certain, share.possible) if n}
        assert figures <= set(re.findall(r"[\d,]*\d", answer.said))
        assert share.issuer in answer.said


@pytest.mark.parametrize(("lon", "inside"), [(34.1, ["district", "point"]), (34.2, [])])
def test_a_crossing_lies_possibly_in_what_holds_its_point_and_never_certainly(lon: float, inside: list[str]):
    days = {"valid_from": "2024-01-05", "valid_to": "2024-01-20"}
    crossing = row("zones", "z1", kind="crossing", status="open", geometry_wkt=f"POINT ({lon} 31.1)", **days)
    opened = snapshot(
        report("district", location_precision="governorate"),
        report("point", lat=31.11, lon=34.1),
        zones=[crossing],
    )
    found = [
        behind(opened, opened.default_view(), ExposureCell("z1", 0, Period.DURING, is_certain))
        for is_certain in (True, False)
    ]

    assert [sorted(ids) for ids in found] == [[], inside]


@cache
def slowly(opened: Snapshot) -> Slowly:
    return Slowly(opened)


@pytest.mark.parametrize("reading", EndReading)
def test_the_chronicle_lies_as_plain_shapes_and_days_say(bundled: Snapshot, reading: EndReading):
    plain, view = slowly(bundled), ENDS.choose(bundled.default_view(), reading)
    random = Random(7)  # noqa: S311 the same zones in every run
    for zone_id in random.sample(sorted(plain.zones), 12):
        days = plain.during(zone_id, reading)
        for place, metres in enumerate(DISTANCES_M):
            certain, possible = set(), set()
            for report_id, then in days.items():
                if then[POSSIBLE]:
                    there = plain.near(report_id, zone_id, metres)
                    certain |= {report_id} if there[CERTAIN] and then[CERTAIN] else set()
                    possible |= {report_id} if there[POSSIBLE] else set()
            found = [
                set(behind(bundled, view, ExposureCell(zone_id, metres, Period.DURING, is_certain)))
                for is_certain in (True, False)
            ]
            assert found[1] == possible, (zone_id, place)
            # Round a bay more may be certain of a whole disc than we say, never less; inside it is the same.
            assert found[0] <= certain
            assert metres or found[0] == certain


def test_nothing_is_certain_that_is_not_possible_and_both_grow(bundled: Snapshot):
    for reading in EndReading:
        counts = exposure_of(bundled, ENDS.choose(bundled.default_view(), reading)).counts
        assert (counts[..., CERTAIN] <= counts[..., POSSIBLE]).all()
        assert (np.diff(counts, axis=1) >= 0).all()


def test_the_map_shows_what_may_be_in_force(bundled: Snapshot):
    drawn = set(bundled.zones_during(*bundled.span).index)
    assert drawn >= set(
        exposure_of(bundled, bundled.default_view()).frame().query("period == 'during'")["zone_id"]
    )


def test_without_areas_no_report_of_an_area_counts(bundled: Snapshot):
    view = bundled.default_view()
    summary = summary_of(bundled, view, Options(with_areas=False))
    assert summary.reports == bundled.counts(view).shown - sum(bundled.counts(view).areas.values())
    cell = ExposureCell("z029", 0, Period.DURING, is_certain=False)
    found = bundled.titles(behind(bundled, view, cell, Options(with_areas=False)))
    assert len(found) == exposure_of(bundled, view, Options(with_areas=False))[cell]
    assert len(found) < exposure_of(bundled, view)[cell]


def zone(zone_id: str = "z1", **but: str) -> dict:
    return row("zones", zone_id, **{**IN_FORCE, **but})


def test_a_status_with_an_end_is_certain_within_it():
    opened = snapshot(report("r1", location_precision="site"), zones=[zone(valid_to="2024-01-20")])
    share = summary_of(opened, opened.default_view()).shares[0]
    assert (share.certain, share.possible, share.without_end) == (1, 1, 0)


def test_how_a_missing_end_is_read_decides_what_is_possible_and_nothing_makes_it_certain():
    opened = snapshot(
        report("r1", location_precision="site"),
        zones=[zone(valid_from="2024-01-02"), zone("z2", valid_from="2024-01-05")],
    )
    found = {}
    for reading in EndReading:
        view = ENDS.choose(view_of(opened, "2024-01-01", "2024-01-31"), reading)
        share = summary_of(opened, view).shares[0]
        (row_,) = columns_of(opened, view).to_dict("records")
        found[reading] = share.certain, share.possible, row_["statuses_possible"]
        assert READ_AS[reading] in summary_answers(summary_of(opened, view), opened, EN)[0].caveat
    assert found == {
        EndReading.UNTIL_NEXT: (0, 1, "z2"),
        EndReading.DAY: (0, 0, ""),
        EndReading.OPEN: (0, 1, "z1;z2"),
    }


def test_the_detail_of_a_report_reads_missing_ends_as_the_view_does():
    opened = snapshot(report("r1", location_precision="site"), zones=[zone(valid_from="2024-01-02")])
    found = {reading: report_card("r1", opened, EN, reading) for reading in EndReading}
    assert "Testville zone" in found[EndReading.UNTIL_NEXT]
    assert "Testville zone" not in found[EndReading.DAY]
    assert READ_AS[EndReading.OPEN] in found[EndReading.OPEN]


def test_issuers_are_told_apart():
    zones = [zone(), zone("z2", zone_key="other", issued_by="Another council")]
    opened = snapshot(report("r1", location_precision="site"), zones=zones)
    shares = summary_of(opened, opened.default_view()).shares
    assert [(share.issuer, share.possible) for share in shares] == [
        ("Another council", 1),
        ("Testville council", 1),
    ]


def test_a_statement_without_an_outline_is_said_to_be_left_out():
    zones = [zone(), zone("z2", zone_key="other", pcodes="", geometry_basis="not drawn: no point read")]
    opened = snapshot(zones=zones)
    sentence = str(summary_answers(summary_of(opened, view_of(opened)), opened, EN)[0])
    assert "1 more without an outline, not counted" in sentence


@pytest.mark.parametrize("lang", list(Language))
def test_the_sentence_says_who_and_what_the_figures_cannot_show(lang: Language):
    opened = snapshot(report("r1", location_precision="site"), zones=[zone()])
    said, caveat = summary_answers(summary_of(opened, opened.default_view()), opened, words(lang))[0]
    unknowable = {"en": "says nothing on intent or lawfulness", "ar": "المشروعية", "he": "חוקיות"}[lang]
    # What was stated and what was reported; then incidents, what was compared, and what that cannot show.
    stated, reported = said.split(". ")
    assert "Testville council" in stated
    assert reported
    _, compared, *_, last = caveat.split(". ")
    assert re.search(r"\b1\b", compared)
    assert unknowable in last


def test_an_answer_never_begins_with_none_where_something_may_lie_inside():
    """`0 certainly and up to 2 possibly` was read as no."""
    named = zone(valid_from="2024-01-02", name_en="Testville zone")
    opened = snapshot(
        report("r1", location_precision="site"), report("r2", location_precision="site"), zones=[named]
    )
    (answer,) = summary_answers(summary_of(opened, opened.default_view()), opened, EN)
    assert answer.said == (
        "Testville zone: labelled humanitarian by Testville council, from 2 Jan 2024, no end stated. "
        "Up to 2 of the 2 reports shown may lie inside, none certainly."
    )


@pytest.mark.parametrize(
    ("other_start", "told"),
    [("2024-01-02", "Testville zone: labelled "), ("2024-01-03", "2 statements by Testville council ")],
)
def test_two_maps_of_one_place_from_one_day_are_told_as_one(other_start: str, told: str):
    zones = [zone(valid_from="2024-01-02"), zone("z2", valid_from=other_start)]
    opened = snapshot(report("r1", location_precision="site"), zones=zones)
    view = ENDS.choose(view_of(opened, "2024-01-02", "2024-01-31"), EndReading.OPEN)
    (answer,) = summary_answers(summary_of(opened, view), opened, EN)
    assert answer.said.startswith(told)


def test_a_report_that_cannot_be_compared_has_no_statuses_and_one_without_any_has_none():
    opened = snapshot(
        report("r1", location_precision="unlocated", area_pcode=""),
        report("r2", event_start="", date_precision="unknown"),
        report("r3", event_start="2023-01-01"),
        zones=[zone()],
    )
    assert [statuses_at(opened, opened.report(i)) for i in ("r1", "r2", "r3")] == [None, None, []]


def _beginning(status: StatusAtEvent) -> tuple[object, str, str]:
    zone = status.zone
    return zone.valid_from, zone.valid_from_time, zone.zone_id


def test_a_report_alone_has_the_statuses_that_it_has_among_all(bundled: Snapshot):
    columns = columns_of(bundled, bundled.default_view())
    for report_id in Random(3).sample(list(columns.index), 40):  # noqa: S311
        alone = [one for one in statuses_at(bundled, bundled.report(report_id)) or () if not one.is_later]
        assert {one.zone.zone_id for one in alone or ()} == said(columns["statuses_possible"][report_id])
        ordered = [one for one in alone or () if one.zone.status == ZoneStatus.ORDERED_TO_EVACUATE]
        if ordered:
            latest = max(ordered, key=_beginning)
            lead = columns.loc[report_id, ["order_lead_min_h", "order_lead_max_h"]]
            assert [latest.lead_min_h, latest.lead_max_h] == pytest.approx(lead.tolist(), abs=1e-3)


def test_a_lead_time_is_told_as_an_interval():
    opened = snapshot(report("r1", location_precision="site"), zones=[zone(valid_from="2024-01-09")])
    standing = statuses_at(opened, opened.report("r1"))[0]
    assert lead_time(standing, EN) == "began 0 to 48 hours before"


def test_an_unlocated_row_is_unknown_and_one_without_a_status_is_empty():
    opened = snapshot(
        report("r1", location_precision="unlocated", area_pcode=""),
        report("r3", event_start="2023-01-01"),
        zones=[zone()],
    )
    found = columns_of(opened, opened.default_view())[list(HXL_TAGS)]
    assert found.loc["r1"].isna().all()
    assert found.loc["r3"].drop(["order_lead_min_h", "order_lead_max_h"]).tolist() == [""] * 6


def test_figures_of_a_view_are_worked_out_once(bundled: Snapshot):
    view = bundled.default_view()
    assert exposure_of(bundled, view, EVERYTHING) is exposure_of(bundled, view.but(lang=Language.AR, z=7))
    assert len(PERIODS) == exposure_of(bundled, view).counts.shape[2]


def test_figures_a_day_stand_beside_counts_of_windows_of_different_length():
    days = ("2024-01-03", "2024-01-20", "2024-02-10")
    reports = [
        report(f"r{n}", location_precision="site", event_start=day)
        for n, day in enumerate((*days, days[0], "2023-12-01", "2024-03-31"))
    ]
    opened = snapshot(*reports, zones=[zone(valid_from="2024-01-10", valid_to="2024-01-30")])
    exposure = exposure_of(opened, opened.default_view())
    [found] = matrix(opened, exposure, {"z1"}, 0, EN)
    shown = {cell.key.split("/")[1]: (cell.text, cell.a_day) for cell in found.cells if cell.text}
    table = exposure_table(opened, exposure, {"z1"}, EN).query("`How near` == 'inside'")

    # 2 reports on 30 or 31 days, 2 on 7 or 8, 1 on 19 to 21 in force, 1 on 30 or 31 after it.
    assert shown == {
        "before_30": ("2", "0.0645 to 0.0667"),
        "before_7": ("2", "0.25 to 0.286"),
        "during": ("1", "0.0476 to 0.0526"),
        "after_30": ("1", "0.0323 to 0.0333"),
    }
    assert list(table["Days"]) == ["30–31", "7–8", "19–21", "30–31"]
    assert list(table["Reports a day"]) == [a_day for _, a_day in shown.values()]


@pytest.mark.parametrize("reading", EndReading)
def test_a_rate_a_day_holds_what_its_count_would_give_over_the_whole_window(
    bundled: Snapshot, reading: EndReading
):
    exposure = exposure_of(bundled, ENDS.choose(bundled.default_view(), reading))
    for found in exposure.frame().sample(200, random_state=1).itertuples():
        cell = ExposureCell(found.zone_id, found.distance_m, Period(found.period), is_certain=False)
        (fewest, most), (low, high) = exposure.days_of(found.zone_id, cell.period), exposure.a_day(cell)
        assert fewest <= most
        assert low <= high
        assert low * most == pytest.approx(found.certain)
        assert (high * fewest == pytest.approx(found.possible)) if fewest else np.isinf(high)
