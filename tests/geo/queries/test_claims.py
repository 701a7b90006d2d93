"""Claims about one incident side by side: whole, in order, findable, and no figure chosen."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from html import unescape

import pytest

from geo import wording
from geo.charts.drawn_claims import comparison_html
from geo.charts.incident_footprints import footprints_svg
from geo.language import words
from geo.layers.symbols import Theme
from geo.model import Language
from geo.model.claim_aspects import ClaimAspect
from geo.queries.claims import (
    ClaimSummary,
    claim_summary,
    comparison_of,
    contested_in,
    incident_of,
    incidents_of,
)
from geo.snapshot.current import current
from geo.wording.claim_differences import claim_differences, claims_sentence
from tests.builders import EN, report, shown_ids, snapshot, view_of

AHLI = "gaza-2023-10-17-al-ahli"
HOSTILE = "<img src=x onerror=alert(1)>"


def shown(opened, view, key, lang=Language.EN) -> str:
    spoken = words(lang)
    return comparison_html(comparison_of(opened, view, key), opened, spoken, Theme.LIGHT)


def columns(page: str) -> list[dict[str, str]]:
    """What each claim's column says, by the name of its field."""
    found = []
    for section in re.findall(r'<div class="sl-column".*?</dl>.*?</div>', page, re.DOTALL):
        fields = re.findall(r"<dt>(.*?)(?: <em>.*?</em>)?</dt>\s*<dd[^>]*>(.*?)</dd>", section, re.DOTALL)
        cells = {label: unescape(re.sub(r"<[^>]+>", "", text)).strip() for label, text in fields}
        claimant = re.search(r"</span> (.*?)</h3>", section).group(1)
        found.append({**cells, "claimant": unescape(claimant)})
    return found


def two_claims(**second: object):
    return snapshot(
        report("r1", incident_key="i1", killed_min=5, killed_max=5, direction_claimed="A"),
        report("r2", incident_key="i1", claimant="Farside council", **second),
        report("r3"),
    )


def test_the_explosion_at_the_ahli_hospital_shows_each_claim_side_by_side():
    opened = current()
    page = columns(shown(opened, opened.default_view(), AHLI))

    assert {c["claimant"]: (c["Killed, as claimed"], c["Carried out by, as claimed"]) for c in page} == {
        "Ministry of Health in Gaza": ("471", "Israeli military"),
        "Israeli government": ("unknown", "Palestinian Islamic Jihad"),
        "US intelligence (unclassified report)": ("100–300", "not stated"),
        "Human Rights Watch": ("unknown", "not stated"),
        "Anglican Diocese of Jerusalem": ("200", "not stated"),
    }


def test_every_contested_incident_of_the_chronicle_shows_each_of_its_rows_as_it_is():
    opened = current()
    view = opened.default_view()
    by_key = {key: rows for key, rows in opened.reports.groupby("incident_key") if len(rows) > 1}

    assert sorted(contested_in(opened, view)) == sorted(by_key)
    for key, rows in by_key.items():
        page = {column["Report"]: column for column in columns(shown(opened, view, key))}
        assert set(page) == set(rows.index)
        for row in rows.itertuples():
            column = page[row.report_id]
            assert column["claimant"] == row.claimant
            assert column["Killed, as claimed"] == EN.range(wording.harm(row, "killed"))
            assert column["Injured, as claimed"] == EN.range(wording.harm(row, "injured"))
            assert column["Carried out by, as claimed"] == (row.direction_claimed or "not stated")
            assert column["Responsibility"] == wording.RESPONSIBILITIES[row.responsibility]
            assert column["Published by"] == wording.published(row, EN)
            assert column["Address"] == row.url
            assert column["In short"] == row.summary


def test_no_figure_stands_in_a_ledger_that_no_claim_states():
    opened = current()
    view = opened.default_view()
    for key in contested_in(opened, view):
        said = comparison_of(opened, view, key)
        stated = {EN.range(wording.harm(c, what)) for c in said.claims for what in ("killed", "injured")}
        for what in ("killed", "injured"):
            assert set(claim_differences(said.claims, EN).get(what, ())) <= stated


def test_the_most_contested_come_first():
    opened = current()
    every = incidents_of(opened)
    score = dict(zip(every.keys.to_pylist(), every.contest.score.tolist(), strict=True))
    found = [score[key] for key in contested_in(opened, opened.default_view())]

    assert found == sorted(found, reverse=True)


def test_a_claim_without_an_hour_is_not_marked_where_the_hours_of_others_differ():
    hours = ("02:30", "03:00", "")
    told = [
        report(f"r{n}", incident_key="i1", claimant=f"Claimant {n}", time_from=hour)
        for n, hour in enumerate(hours, 1)
    ]
    opened = snapshot(*told)

    page = shown(opened, view_of(opened), "i1")

    assert "When: differs</strong> — <bdi>10 Jan 2024, about 02:30 / 10 Jan 2024, about 03:00</bdi>" in page
    assert page.count("<em>differs</em>") == 2


def test_what_differs_is_said_in_words():
    opened = two_claims(killed_min=200, direction_claimed="B")
    page = shown(opened, view_of(opened), "i1")

    assert "Killed, as claimed: differs</strong> — <bdi>5 / at least 200</bdi>" in page
    assert "Carried out by, as claimed: differs</strong> — <bdi>A / B</bdi>" in page
    assert page.count("<em>differs</em>") == 4


def test_only_claims_that_state_something_are_marked_as_different():
    opened = snapshot(
        *(report(f"r{n}", incident_key="i1", killed_min=n, killed_max=n) for n in (1, 2)),
        report("r3", incident_key="i1"),
    )

    assert shown(opened, view_of(opened), "i1").count("<em>differs</em>") == 2


def test_what_one_claim_leaves_open_does_not_differ():
    opened = two_claims()

    assert claim_differences(comparison_of(opened, view_of(opened), "i1").claims, EN) == {}


def test_a_denial_that_no_other_claim_answers_is_said_and_differs_from_nothing():
    opened = snapshot(*(report(f"r{n}", incident_key="i1", responsibility="denied") for n in (1, 2)))
    page = shown(opened, view_of(opened), "i1")

    assert "<strong>Responsibility</strong> — " in page
    assert "differs" not in page


def test_a_part_is_shown_and_not_compared():
    opened = two_claims(killed_min=1, killed_max=1, contained_in="r1")
    page = shown(opened, view_of(opened), "i1")

    assert "A part of what report r1 states" in page
    assert "<em>differs</em>" not in page


def test_a_claim_that_the_filters_leave_out_is_shown_and_says_so():
    opened = two_claims(kind="drone")
    view = view_of(opened).but(kinds=("airstrike",))

    assert contested_in(opened, view) == ["i1"]
    assert shown(opened, view, "i1").count("The filters leave this claim out") == 1


def test_an_incident_of_which_nothing_is_found_is_not_listed():
    opened = two_claims()

    assert contested_in(opened, view_of(opened).but(kinds=("drone",))) == []


def test_a_single_claim_is_no_contest():
    opened = snapshot(report("r1"), report("r2"))

    assert contested_in(opened, view_of(opened)) == []


def test_reports_without_an_incident_are_not_of_one():
    opened = snapshot(report("r1", incident_key=""), report("r2", incident_key=""))

    assert contested_in(opened, view_of(opened)) == []
    assert incident_of(opened, "r1") == ""


@pytest.mark.parametrize("name", ["جباليا", "ג'באליה", "Jabalya"])
def test_an_incident_is_found_by_its_place_in_three_languages(name: str):
    opened = current()

    assert "gaza-2023-10-31-jabalia-camp" in contested_in(opened, opened.default_view().but(text=name))


def test_a_link_names_an_incident_by_any_of_its_reports():
    opened = current()

    assert {incident_of(opened, i) for i in ("r0014", "r0015", "r0018")} == {AHLI}
    assert incident_of(opened, "nope") == ""


@pytest.mark.parametrize("lang", Language)
def test_a_ledger_speaks_the_readers_language(lang: Language):
    opened = current()
    page = shown(opened, opened.default_view(), AHLI, lang)

    assert f'lang="{lang}"' in page
    assert len(columns(page)) == 5


def test_whatever_a_claim_says_is_text():
    said = dict.fromkeys(("claimant", "summary", "place_name", "direction_claimed", "publisher"), HOSTILE)
    opened = snapshot(
        report("r1", incident_key="i1", **said),
        report("r2", incident_key="i1", url=f"javascript:{HOSTILE}"),
    )
    page = shown(opened, view_of(opened), "i1")

    assert "<img src=x" not in page
    assert 'href="javascript' not in page


def test_footprints_are_drawn_once_a_ground_and_lettered():
    opened = snapshot(
        report("r1", incident_key="i1"),
        report("r2", incident_key="i1"),
        report("r3", incident_key="i1", location_precision="governorate"),
    )
    drawn = footprints_svg(comparison_of(opened, view_of(opened), "i1"), opened, EN, Theme.DARK)

    assert drawn.count("<circle") == 1
    assert re.findall(r">([A-C ]+)</text>", drawn) == ["C", "A B"]


def test_claims_without_a_place_have_no_map():
    unlocated = {"incident_key": "i1", "location_precision": "unlocated", "area_pcode": ""}
    opened = snapshot(report("r1", **unlocated), report("r2", **unlocated))
    said = comparison_of(opened, view_of(opened), "i1")

    assert footprints_svg(said, opened, EN, Theme.LIGHT) == ""
    assert "<figure" not in shown(opened, view_of(opened), "i1")


def test_letters_go_on_as_numbers():
    opened = snapshot(*(report(f"r{n:02}", incident_key="i1") for n in range(28)))
    said = comparison_of(opened, view_of(opened), "i1")

    assert Counter(map(said.mark, range(28))).most_common(1)[0][1] == 1


@pytest.mark.parametrize("name", ["المستشفى الأهلي العربي", "المعمداني", "Baptist Hospital", "al-Ahli"])
def test_the_explosion_at_the_ahli_hospital_is_found_by_each_of_its_names(name: str):
    opened = current()
    found = replace(opened.default_view(), text=name)
    assert {"r0014", "r0015", "r0016", "r0017", "r0018"} <= set(shown_ids(opened, found, 300))


def test_the_summary_counts_incidents_whose_claims_differ_and_in_what():
    opened = snapshot(
        report("r1", incident_key="one", killed_min=3, killed_max=3),
        report("r2", incident_key="one", killed_min=5, killed_max=5),
        report("r3", incident_key="two"),
        report("r4", incident_key="two"),
        report("r5", incident_key="three"),
        report("r6", incident_key=""),
    )
    summary = claim_summary(opened, view_of(opened))

    assert summary == ClaimSummary(4, 2, 1, {each: int(each == "number") for each in ClaimAspect})
    assert claims_sentence(summary, EN) == "In 1 of 4 incidents the claims differ: number (1)."


def test_where_claims_agree_or_there_is_one_only_the_sentence_says_so():
    agreeing = snapshot(report("r1", incident_key="one"), report("r2", incident_key="one"))
    alone = snapshot(report("r1", incident_key="one"))

    assert claims_sentence(claim_summary(agreeing, view_of(agreeing)), EN) == (
        "The claims differ in none of 1 incident."
    )
    assert "no incident about which more than one" in claims_sentence(
        claim_summary(alone, view_of(alone)), EN
    )


def test_the_summary_counts_what_the_page_lists():
    opened = current()
    for view in (opened.default_view(), view_of(opened, "2023-10-17", "2023-11-30")):
        assert claim_summary(opened, view).n_several == len(contested_in(opened, view))
