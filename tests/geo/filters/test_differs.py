"""Reports of incidents whose claims differ: by the rule of the page Claims, wherever one asks."""

from __future__ import annotations

import csv
import io

import pytest

from geo.analysis.claim_spread import FIELDS
from geo.charts.claim_columns import field_labels
from geo.charts.drawn_claims import comparison_html
from geo.export.formats import Suffix, write
from geo.export.report_rows import rows_of
from geo.filters.differs import DIFFERS
from geo.filters.permalink import emit, parse
from geo.filters.view import View
from geo.language import words
from geo.layers.cards import report_card, report_cards
from geo.layers.symbols import Theme
from geo.model import Language
from geo.model.claim_aspects import ClaimAspect
from geo.model.rows import rows
from geo.queries.claims import comparison_of, contested_in
from geo.queries.view_answer import answer_view
from geo.snapshot import incident_claims
from geo.snapshot.opened import Snapshot
from geo.wording import not_shown_sentence, view_sentence
from tests.builders import EN, report, row, shown_ids, snapshot, view_of

AHLI = "gaza-2023-10-17-al-ahli"
BY_HAND = {
    # 471 against 200 and 100 to 300; explosion against rocket; denied, and two parties named.
    AHLI: {"number", "kind", "party"},
    # A market in the camp: struck is a camp or a market.
    "gaza-2023-10-09-jabalia-market": {"kind"},
    # Missile against artillery; one claim says that who fired is disputed.
    "lebanon-2023-10-13-journalists": {"kind", "party"},
    # 11 or 13 killed, drone or ground operation, 19 October or 19 to 20.
    "westbank-2023-10-19-nur-shams": {"number", "kind", "time"},
    # At least 200 against at least 193.
    "gaza-2023-12-02-day": {"number"},
    # Two names of one watchtower's place.
    "egypt-2023-10-22-border-post": {"place"},
    "egypt-2023-10-27-taba-nuweiba": set(),
    "gaza-2023-12-15-shujaiyeh-hostages": set(),
}


def choosing(opened: Snapshot, *aspects: str) -> View:
    return DIFFERS.choose(view_of(opened), aspects)


def ids(opened: Snapshot, *aspects: str) -> list[str]:
    return shown_ids(opened, choosing(opened, *aspects), 100)


def test_incidents_of_the_chronicle_that_were_read_by_hand_differ_in_what_was_found(bundled: Snapshot):
    by_key = {key: list(found.index) for key, found in bundled.reports.groupby("incident_key")}

    for key, aspects in BY_HAND.items():
        told = bundled.store.claims_differ_of(by_key[key])
        assert {i: set(told.get(i, ())) for i in by_key[key]} == dict.fromkeys(by_key[key], aspects)


def test_the_filter_finds_every_incident_in_which_the_page_marks_a_difference(bundled: Snapshot):
    labels = field_labels(EN)
    view = bundled.default_view()
    found = {aspect: set(contested_in(bundled, DIFFERS.choose(view, [aspect]))) for aspect in ClaimAspect}
    every = contested_in(bundled, view)
    for key in every:
        page = comparison_html(comparison_of(bundled, view, key), bundled, EN, Theme.LIGHT)
        marked = {
            aspect
            for aspect, fields in FIELDS.items()
            # That every claim says the party denied it is a dispute as well, with no second word beside it.
            if any(f"<strong>{labels[name]}{end}" in page for name in fields for end in (": differs<", "<"))
        }
        assert {aspect for aspect, keys in found.items() if key in keys} == marked, key


def test_incidents_without_a_difference_come_last_on_the_page(bundled: Snapshot):
    view = bundled.default_view()
    differ = set(contested_in(bundled, DIFFERS.choose(view, ClaimAspect)))
    is_in = [key in differ for key in contested_in(bundled, view)]

    assert is_in == sorted(is_in, reverse=True)
    assert 0 < sum(is_in) < len(is_in)


@pytest.mark.parametrize(
    ("said", "aspects"),
    [
        ({"killed_min": 5, "killed_max": 5}, {"number"}),
        ({"strikes_min": 5}, {"number"}),
        ({"killed_min": 5, "killed_max": 5, "contained_in": "r1"}, set()),
        ({"kind": "drone"}, {"kind"}),
        ({"kind": "unspecified"}, set()),
        ({"struck": "market"}, {"kind"}),
        ({"direction_claimed": "B"}, {"party"}),
        ({"responsibility": "denied"}, {"party"}),
        ({"responsibility": "accepted"}, set()),
        ({"place_name": "Farville"}, {"place"}),
        ({"place_name": ""}, set()),
        ({"event_start": "2024-01-11"}, {"time"}),
        ({"event_start": "", "event_end": "", "date_precision": "unknown"}, set()),
        ({"time_from": "03:00"}, {"time"}),
        ({"time_from": "02:00"}, set()),
        ({"incident_key": "r2", "kind": "drone"}, set()),
    ],
    ids=str,
)
def test_a_second_claim_differs_in_what_it_states_otherwise(said: dict, aspects: set[str]):
    first = {"killed_min": 4, "killed_max": 4, "strikes_min": 1, "struck": "school", "direction_claimed": "A"}
    agrees = {name: first[name] for name in ("strikes_min", "struck", "direction_claimed")}
    opened = snapshot(
        report("r1", incident_key="one", time_from="02:00", **first),
        report("r2", **({"incident_key": "one"} | agrees | said)),
        report("r3"),
    )

    assert {aspect for aspect in ClaimAspect if "r1" in ids(opened, aspect)} == aspects
    assert "r3" not in ids(opened, *ClaimAspect)


def two() -> Snapshot:
    return snapshot(
        report("r1", incident_key="one", killed_min=1, killed_max=1),
        report("r2", incident_key="one", killed_min=2, killed_max=2, event_start="2024-02-01"),
        report("r3", incident_key="two", kind="drone"),
        report("r4", incident_key="two"),
        report("r5"),
    )


def test_any_of_several_aspects_is_enough():
    assert set(ids(two(), "kind", "number")) == {"r1", "r2", "r3", "r4"}
    assert set(ids(two(), "kind")) == {"r3", "r4"}
    assert ids(two(), "party") == []


def test_a_claim_that_the_dates_leave_out_counts_all_the_same():
    january = DIFFERS.choose(view_of(two(), "2024-01-10"), ["number"])

    assert shown_ids(two(), january, 100) == ["r1"]


def test_the_link_holds_it_and_names_what_it_does_not_know():
    opened = two()
    view = choosing(opened, "time", "number")
    read = parse({**emit(view), "differs": "number,truth"}, opened.default_view(), opened.known)

    assert emit(view)["differs"] == "number,time"
    assert (DIFFERS.chosen(read.view), [error.parameter for error in read.ignored]) == (
        ("number",),
        ["differs"],
    )


def test_the_view_says_what_is_chosen_and_what_is_left_out():
    opened = two()
    counts = opened.counts(choosing(opened, "kind"))

    assert "of incidents whose claims differ on: kind" in view_sentence(
        choosing(opened, "kind"), opened.areas, EN
    )
    assert not_shown_sentence(counts.reasons, EN) == "3 not shown: claims that do not differ so 3"


def test_each_aspect_is_counted_by_the_reports_that_it_would_leave():
    opened = two()

    assert dict(opened.facet_in(choosing(opened, "kind"), DIFFERS)) == {"number": 2, "kind": 2, "time": 2}


@pytest.mark.parametrize("lang", Language)
def test_cards_say_it_and_only_of_incidents_whose_claims_differ(lang: Language):
    opened, w = two(), words(lang)
    said = w("Claims about the incident differ on: {what}.", what=w("number") + w(", ") + w("time"))
    listed = report_cards(rows(opened.store.by_ids(["r1", "r5"])), opened, w)

    assert said in report_card("r1", opened, w)
    assert "differ on" not in report_card("r5", opened, EN)
    assert listed.count(said) == 1


def test_files_have_it_in_a_column():
    answer = answer_view(two(), view_of(two()), "https://example.org/")
    text = b"".join(write(rows_of(answer), Suffix.CSV)).decode("utf-8-sig")
    found = {row["report_id"]: row["claims_differ"] for row in csv.DictReader(io.StringIO(text))}

    assert found == {"r1": "number;time", "r2": "number;time", "r3": "kind", "r4": "kind", "r5": ""}


def test_many_texts_are_told_apart_as_few_are(bundled: Snapshot, monkeypatch: pytest.MonkeyPatch):
    store = bundled.store
    days = store.columns.day_first, store.columns.day_last
    few = incident_claims.differing_aspects(store, *days)
    monkeypatch.setattr(incident_claims, "_FEW", 0)

    assert incident_claims.differing_aspects(store, *days).tolist() == few.tolist()
    assert few.tolist() == store.claims_differ.codes.tolist()


def test_claims_that_may_not_be_passed_on_make_no_difference_for_others():
    forbids = {"licence": "Not redistributable: synthetic terms"}

    opened = snapshot(
        report("r1", incident_key="one"),
        report("closed-1", incident_key="one", kind="drone", source_id="closed", publisher="Closed"),
        sources=[row("sources", "synthetic"), row("sources", "closed", name="Closed", **forbids)],
    )
    shared = opened.for_others()
    assert shared is not None

    assert ids(opened, "kind") == ["closed-1", "r1"]
    assert shown_ids(shared, choosing(shared, "kind"), 100) == []
