from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pandas as pd
import pytest

from geo.language import words
from geo.layers import cards
from geo.layers.card_templates import is_web_address
from geo.layers.cards import pauses_list, report_card, sheltering_list, zone_card
from geo.model import EndReading, Language
from geo.model.rows import Cell, Row
from geo.queries.exposures import StatusAtEvent, statuses_at
from geo.queries.pauses import statements_in
from geo.snapshot.opened import Snapshot
from geo.snapshot.tables import SCHEMA, TEXT
from tests.builders import EN, report, row, snapshot, view_of

ATTACKS = {
    "script": "<script>alert(1)</script>",
    "image": '"><img src=x onerror=alert(1)>',
    "quote": "' onmouseover='alert(1)' x='",
    "end tags": "</dd></dl></article><style>*{display:none}</style>",
    "comment": "<!-- --><![CDATA[<b>]]>",
    "javascript address": "javascript:alert(1)//",
    "hidden javascript address": " \tjava\tscript:alert(1)//",
    "data address": "data:text/html,<script>alert(1)</script>",
    "web address": 'https://example.org/" onclick="alert(1)" x="<b>',
    "template": "{{7*7}}{% include 'x' %}${7*7}#{7*7}",
    "format": "{claimant.__class__}{n}{0}%(who)s%s",
    "entities": "&lt;script&gt;&amp;amp;&#60;",
    "bidi": "\u202etxt.exe\u202c\u2066\u200f",
}
TAGS = {
    *("article", "h3", "h4", "p", "strong", "dl", "dt", "dd", "ul", "li", "span", "bdi", "a"),
    *("details", "summary"),
}
ATTRIBUTES = {"class", "lang", "dir", "href", "target", "rel"}
every_attack = pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)


class Page(HTMLParser):
    """What a browser makes of a card: its tags, attributes, links and texts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.strays: list[str] = []
        self.texts: list[str] = []
        self._starts = True
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)
        self.links += [value or "" for name, value in attrs if name == "href"]
        self._starts = True

    def handle_endtag(self, _tag: str) -> None:
        self._starts = True

    def handle_data(self, data: str) -> None:
        if self._starts:
            self.texts.append("")
        self.texts[-1] += data
        self._starts = False

    def handle_comment(self, data: str) -> None:
        self.strays.append(data)

    handle_decl = unknown_decl = handle_pi = handle_comment

    @property
    def text(self) -> str:
        return "\n".join(self.texts)

    @property
    def is_harmless(self) -> bool:
        web = all(re.match(r"https?://", link) for link in self.links)
        return self.tags <= TAGS and self.attributes <= ATTRIBUTES and web and not self.strays


def attacked(table: str, attack: str, **but: Cell) -> dict[str, Any]:
    """Every text field of a row as the attack, marked with the field's name."""
    texts = {name: f"{attack} {name}" for name, kind in SCHEMA[table].items() if kind == TEXT}
    return {**texts, **but}


def attacked_report(report_id: str, attack: str, **but: Cell) -> dict[str, Any]:
    texts = attacked("reports", attack, source_id="synthetic", incident_key="i", contained_in="")
    return report(**{**texts, "report_id": report_id, **but})


def missing(page: Page, attack: str, fields: str) -> list[str]:
    return [field for field in fields.split() if f"{attack} {field}" not in page.text]


@every_attack
def test_an_attack_in_every_field_of_a_report_stays_text(attack: str):
    opened = snapshot(attacked_report(f"{attack} report_id", attack))
    page = Page(report_card(f"{attack} report_id", opened, EN))
    fields = (
        "report_id publisher claimant url read_at direction_claimed place_name struck summary location_note"
    )
    assert (page.is_harmless, missing(page, attack, fields)) == (True, [])


@every_attack
def test_an_attack_in_another_claim_or_a_part_stays_text(attack: str):
    other = attacked_report(f"{attack} report_id", attack, contained_in="r1")
    page = Page(report_card("r1", snapshot(report("r1", incident_key="i"), other), EN))
    fields = "report_id publisher claimant url place_name summary"
    assert (page.is_harmless, missing(page, attack, fields)) == (True, [])


@every_attack
def test_an_attack_in_the_whole_of_a_part_stays_text(attack: str):
    whole = attacked_report(f"{attack} report_id", attack, incident_key="whole")
    part = report("r1", contained_in=f"{attack} report_id")
    page = Page(report_card("r1", snapshot(whole, part), EN))
    assert (page.is_harmless, missing(page, attack, "claimant place_name summary")) == (True, [])


@every_attack
def test_an_attack_in_the_name_of_an_area_stays_text(attack: str):
    told = attacked_report("r1", attack, location_precision="governorate", area_pcode="XX01")
    page = Page(report_card("r1", snapshot(told), EN))
    assert (page.is_harmless, missing(page, attack, "place_name")) == (True, [])


@every_attack
def test_an_attack_in_every_field_of_a_zone_stays_text_in_every_language(attack: str):
    texts = attacked("zones", attack, zone_key="k")
    here = row("zones", texts["zone_id"], **texts)
    opened = snapshot(zones=[here, {**here, "zone_id": f"{attack} other"}])
    for lang in Language:
        page = Page(zone_card(f"{attack} zone_id", opened, words(lang)))
        fields = f"zone_id other name_{lang} issued_by publisher url geometry_basis geometry_note read_at"
        assert (page.is_harmless, missing(page, attack, fields)) == (True, [])


@every_attack
def test_an_attack_in_every_field_of_a_sheltering_figure_stays_text(attack: str):
    texts = attacked("sheltering", attack)
    opened = snapshot(sheltering=[row("sheltering", texts["sheltering_id"], **texts)])
    page = Page(sheltering_list(opened.tables["sheltering"], EN))
    fields = "area_name setting claimant publisher url read_at"
    assert (page.is_harmless, missing(page, attack, fields)) == (True, [])


@every_attack
def test_an_attack_in_every_field_of_a_pause_stays_text(attack: str):
    texts = attacked("pauses", attack)
    opened = snapshot(pauses=[row("pauses", texts["pause_id"], **texts, start="2024-01-10")])
    page = Page(pauses_list(opened.tables["pauses"], EN))
    fields = "name area kind announced_by disputed publisher url"
    assert (page.is_harmless, missing(page, attack, fields)) == (True, [])


@pytest.mark.parametrize(
    "text",
    [*(a for a in ATTACKS.values() if not a.startswith("https:")), "", "//example.org", "ftp://a/b",
     "https:", "https:///path", "http://[", "/local", "mailto:a@example.org"],
)  # fmt: skip
def test_what_is_no_web_address_is_no_link(text: str):
    assert not is_web_address(text)


@pytest.mark.parametrize("text", ["https://example.org/a?b=c#d", "http://example.org", "HTTPS://X.ORG"])
def test_a_web_address_is_a_link(text: str):
    assert is_web_address(text)


def test_a_link_opens_without_a_hold_on_this_page():
    assert 'rel="noopener noreferrer"' in report_card("r1", snapshot(), EN)


@pytest.fixture(scope="module")
def found() -> dict[str, list[StatusAtEvent] | None]:
    """The statuses of bundled reports, once they were found."""
    return {}


@pytest.fixture
def statuses_once(found: dict[str, list[StatusAtEvent] | None], monkeypatch: pytest.MonkeyPatch) -> None:
    """Find the statuses of a report for its first card; they are the same in every language."""

    def find(snapshot: Snapshot, report: Row, ends: EndReading) -> list[StatusAtEvent] | None:
        if report.report_id not in found:
            found[report.report_id] = statuses_at(snapshot, report, ends)
        return found[report.report_id]

    monkeypatch.setattr(cards, "statuses_at", find)


@pytest.mark.usefixtures("statuses_once")
@pytest.mark.parametrize("lang", Language)
def test_every_bundled_card_is_harmless(bundled: Snapshot, lang: Language):
    ids = list(bundled.reports.index[::20])
    assert all(Page(report_card(one, bundled, words(lang))).is_harmless for one in ids)


def facts(html: str) -> dict[str, str]:
    return dict(re.findall(r"<dt>(.*?)</dt>\s*<dd[^>]*>(.*?)</dd>", html, re.DOTALL))


@pytest.mark.parametrize(
    ("least", "most", "said"),
    [(50, "", "at least 50"), ("", 20, "up to 20"), ("", "", "unknown"), (3, 7, "3–7"), (0, 0, "0")],
)
@pytest.mark.parametrize(
    ("what", "name"),
    [
        ("strikes", "Strikes claimed"),
        ("killed", "Killed, as claimed"),
        ("injured", "Injured, as claimed"),
    ],
)
def test_a_card_says_a_range_as_it_was_claimed(what: str, name: str, least: object, most: object, said: str):
    told = report(**{f"{what}_min": least, f"{what}_max": most})
    assert facts(report_card("r1", snapshot(told), EN))[name] == said


def test_a_card_says_publisher_claimant_address_and_date_of_publication():
    page = Page(report_card("r1", snapshot(), EN))
    assert "Testville council says:" in page.texts
    assert "Synthetic Wire, 10 Jan 2024" in page.texts
    assert page.links == ["https://example.org/a"]


def test_a_card_says_where_no_party_is_named():
    assert facts(report_card("r1", snapshot(), EN))["Carried out by, as claimed"] == "not stated"


def test_a_card_shows_other_claims_with_their_own_figures_and_no_sum():
    one = report("r1", incident_key="i", killed_min=11, killed_max=11)
    two = report("r2", incident_key="i", killed_min=22, killed_max=22, claimant="Farside council")
    text = Page(report_card("r1", snapshot(one, two), EN)).text
    assert "1 other claim about the same incident" in text
    assert "Killed, as claimed: 22" in text
    assert "33" not in text


def test_a_card_without_other_claims_has_no_list_of_them():
    assert "other claim" not in report_card("r1", snapshot(), EN)


def test_a_report_shown_on_its_own_is_not_among_the_other_claims():
    told = report("r1", incident_key="i"), report("r2", incident_key="i")
    assert "r1" not in Page(report_card("r2", snapshot(*told), EN)).texts


def test_a_part_says_that_it_is_never_added_to_its_whole():
    told = report("r1", summary="All of it."), report("r2", contained_in="r1")
    text = Page(report_card("r2", snapshot(*told), EN)).text
    assert "Part of a larger claim and never added to it:" in text
    assert "All of it." in text


def test_a_whole_lists_its_parts_as_included():
    told = report("r1"), report("r2", contained_in="r1", summary="A part of it.")
    text = Page(report_card("r1", snapshot(*told), EN)).text
    assert "A part of this claim, included in it:" in text
    assert "A part of it." in text


def test_the_400_targets_of_2_december_2023_include_the_50(bundled: Snapshot):
    html = report_card("r0054", bundled, EN)
    assert facts(html)["Strikes claimed"] == "400"
    assert "A part of this claim, included in it:" in html
    assert "50 of its 400 reported targets" in html


def test_the_50_targets_of_2_december_2023_are_part_of_the_400(bundled: Snapshot):
    html = report_card("r0055", bundled, EN)
    assert facts(html)["Strikes claimed"] == "50"
    assert "Part of a larger claim and never added to it:" in html


@pytest.mark.parametrize("lang", Language)
@pytest.mark.parametrize("report_id", ["r0054", "r0055"])
def test_no_card_of_2_december_2023_adds_400_and_50(bundled: Snapshot, report_id: str, lang: Language):
    assert "450" not in Page(report_card(report_id, bundled, words(lang))).text


def test_people_sheltering_on_2_december_2023_are_listed_with_claimant_and_source(
    bundled: Snapshot,
):
    figures = bundled.sheltering_in(view_of(bundled, "2023-12-02"))
    page = Page(sheltering_list(figures, EN))
    assert "says OCHA, as of 1 Dec 2023" in page.texts
    assert "946,000 people in UNRWA installations" in page.texts
    assert len(page.links) == len(figures)


def test_pauses_say_what_of_them_is_disputed(bundled: Snapshot):
    page = Page(pauses_list(statements_in(bundled, view_of(bundled, "2023-12-02")), EN))
    assert "Truce of 24 November to 1 December 2023" in page.texts
    assert "Each side blamed the other for the collapse" in page.text


@pytest.mark.parametrize(
    ("said", "clock"),
    [
        ({"pcodes": "PS"}, "10–12 Jan 2024"),
        ({"pcodes": "PS", "start_time": "07:00"}, "(local time of Asia/Gaza)"),
        (
            {"pcodes": "PS", "end_time": "07:00", "announced_by": "Israeli military"},
            "(local time of Asia/Jerusalem)",
        ),
        ({"pcodes": "LB;IL", "start_time": "04:00"}, "(local time of Asia/Beirut and Asia/Jerusalem)"),
        ({"pcodes": "", "start_time": "04:00"}, "(local time; the time zone is not known"),
    ],
)
def test_hours_of_a_pause_say_by_which_clock_they_are(said: dict[str, str], clock: str):
    pause = row("pauses", "p1", start="2024-01-10", end="2024-01-12", **said)
    text = Page(pauses_list(snapshot(pauses=[pause]).tables["pauses"], EN)).text
    assert clock in text
    assert ("local time" in text) == ("local time" in clock)


def test_a_zone_card_says_that_a_status_is_no_finding():
    text = Page(zone_card("z1", snapshot(zones=[row("zones", "z1")]), EN)).text
    assert "labelled humanitarian by Testville council" in text
    assert "It is not a finding about the place." in text


def test_a_zone_card_lists_the_other_statements_on_the_place():
    zones = row("zones", "z1"), row("zones", "z2", status="ordered_to_evacuate")
    text = Page(zone_card("z1", snapshot(zones=zones), EN)).text
    assert "ordered to evacuate by Testville council; from 10 Jan 2024, no end stated" in text


def test_a_zone_card_says_nothing_of_people_when_nothing_was_said():
    card = zone_card("z1", snapshot(zones=[row("zones", "z1")]), EN)
    assert "People named with it" not in facts(card)


def test_a_table_holds_the_beginning_of_a_long_cell_and_escapes_it():
    frame = pd.DataFrame({"<b>Value</b>": ["<i>" + "x" * 5_000, None]})

    said = cards.table("Rows", frame, EN)

    assert "&lt;b&gt;Value&lt;/b&gt;" in said
    assert f"&lt;i&gt;{'x' * (cards.MOST_LETTERS - 3)}…" in said
    assert "None" not in said
