"""The timeline and claims pages as scripts: what stands on them, and what a filter changes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from geo.queries.claims import contested_in
from geo.snapshot.current import current
from pages.common.claims import PAGE
from tests.builders import view_of
from tests.pages.scripts import healthy, html, opened

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest


def ledgers(app: AppTest) -> int:
    return html(app).count('class="sl-ledger"')


def test_pages_stand_in_the_menu_in_their_order() -> None:
    app = opened("claims.py")

    names = [link.proto.label for link in app.sidebar.get("page_link")]
    own = [name for name in names if name in {"Map", "Timeline", "Claims", "Sources and method"}]
    assert own == ["Map", "Timeline", "Claims", "Sources and method"]


def test_claims_come_a_page_at_a_time_and_the_next_part_is_another() -> None:
    app = opened("claims.py")
    first = html(app)

    assert ledgers(app) == PAGE
    healthy(app.button(key="incidents_after").click().run())
    assert ledgers(app) == PAGE
    assert html(app) != first
    assert app.button(key="incidents_before").disabled is False


def test_a_filter_changes_which_incidents_are_listed() -> None:
    app = opened("claims.py", **{"from": "2023-10-17", "to": "2023-10-17"})
    n = len(contested_in(current(), view_of(current(), "2023-10-17")))

    incidents = current().reports.query("event_start <= '2023-10-17' <= event_end")["incident_key"]
    assert ledgers(app) == n == (incidents.value_counts() > 1).sum() > 0
    assert "Al-Ahli Arab Hospital" in html(app)


def test_days_without_a_contested_incident_say_so() -> None:
    app = opened("claims.py", **{"from": "2019-01-01", "to": "2019-01-01"})

    assert ledgers(app) == 0
    assert "find no incident about which more than one claim was made" in html(app)


def test_a_link_opens_the_part_that_holds_its_incident() -> None:
    last = contested_in(current(), current().default_view())[-1]
    report_id = current().store.where_equal("incident_key", last).index[0]

    assert f'<dd dir="auto">{report_id}</dd>' in html(opened("claims.py", sel=report_id))


def test_a_link_to_an_incident_beyond_the_filters_shows_it_and_says_so() -> None:
    app = opened("claims.py", sel="r0014", **{"from": "2024-01-01", "to": "2024-01-31"})

    assert "The filters leave out the incident that this link names" in html(app)
    assert "Anglican Diocese of Jerusalem" in html(app)


def test_a_link_to_a_report_that_stands_alone_says_so() -> None:
    reports = current().reports
    alone = reports.drop_duplicates("incident_key", keep=False).index[0]

    assert "is the only one about its incident" in html(opened("claims.py", sel=alone))


def test_the_timeline_shows_the_truce_with_its_claims_and_every_chart_with_a_twin() -> None:
    app = opened("timeline.py")
    page = html(app)

    assert "says Israeli prime minister office" in page
    # Over time, rates, tolls of the whole time and since October 2025, and what is derived of them.
    assert len(app.get("vega_lite_chart")) + len(app.get("arrow_vega_lite_chart")) == 5
    assert page.count("<details class='sl-twin'>") == 5
    assert page.count("sl-caveat sl-source") == 5


def test_the_timeline_and_the_claims_open_with_their_answer() -> None:
    told = {}
    for name in ("timeline.py", "claims.py"):
        page = html(opened(name))
        told[name] = re.search(r"<p class='sl-answer'>([^<]*)</p>", page)[1]
        # What explains it is a click away and comes after it.
        assert page.index("sl-answer") < page.index("sl-fold")
        assert len(told[name].split()) <= 25

    shown = current().counts(current().default_view()).shown
    assert told["timeline.py"].startswith(f"{shown:,} reports, 7 Oct 2023")
    assert "most in the week from" in told["timeline.py"]
    assert re.match(r"In [\d,]+ of [\d,]+ incidents the claims differ: ", told["claims.py"])


def test_a_total_and_a_toll_since_the_cease_fire_stand_in_charts_of_their_own() -> None:
    page = html(opened("timeline.py"))

    titles = re.findall(r"<h2 class='sl-h3'>([^<]*)</h2>", page)
    whole, since = (title for title in titles if title.startswith("Killed: ") and "per day" not in title)
    assert whole.startswith("Killed: Palestinians in Gaza · Gaza Strip: ")
    assert since.startswith("Killed: Palestinians in Gaza · Gaza Strip, since Oct 2025: ")
    assert "1,163" in page  # since 18 March 2025: one figure, told in words
    assert "figures that count something else" in page


def test_bars_are_told_apart_by_colour_when_a_reader_asks() -> None:
    app = opened("timeline.py", **{"from": "2023-10-11", "to": "2023-10-12"})
    plain = html(app)

    healthy(app.segmented_control(key="over_time_split").set_value("kind").run())

    assert html(app) == plain  # the table and the words count what they counted


def test_the_timeline_of_days_without_pause_or_toll_says_so() -> None:
    page = html(opened("timeline.py", **{"from": "2023-10-11", "to": "2023-10-12"}))

    assert "No pause meets the dates shown" in page
    assert "No toll is as of a day of the dates shown" in page


def test_a_filter_of_the_area_is_one_of_pauses_and_tolls_as_well() -> None:
    app = opened("timeline.py", area="YEM")
    page = html(app)

    assert "pauses of other areas are left out" in page
    assert "the area filter leaves no report of Gaza Strip" in page
    assert "The filters leave no toll of the dates shown" in page
    assert len(app.get("selectbox")) == len(opened("timeline.py").get("selectbox")) - 1


@pytest.mark.parametrize("measure", ["Injured", "Released"])
def test_what_a_toll_counts_can_be_chosen(measure: str) -> None:
    app = opened("timeline.py")
    choice = app.selectbox(key="toll")
    option = next(option for option in choice.options if option.startswith(measure))

    healthy(choice.select(option).run())

    assert re.search(rf"<h2 class='sl-h3'>{measure}", html(app))


@pytest.mark.parametrize(("lang", "name"), [("ar", "قطاع غزة"), ("he", "רצועת עזה")])
def test_the_area_of_a_toll_is_named_in_the_readers_language(lang: str, name: str) -> None:
    app = opened("timeline.py", lang=lang)
    said = " ".join(app.selectbox(key="toll").options) + html(app)

    assert f" · {name} (" in said  # in the choice
    assert re.search(rf"<h2 class='sl-h3'>[^<]* · {name}: ", said)  # over the chart
    assert f" · {name}: " in said  # among those released
    assert not re.search(r" · Gaza Strip( \(|</h3>|: )", said)


@pytest.mark.parametrize(("lang", "last"), [("ar", r" و\d+ غيرها في الجدول"), ("he", r" ועוד \d+, בטבלה")])
def test_an_and_stands_once_before_the_last_of_many_publishers(lang: str, last: str) -> None:
    assert re.search(last, html(opened("timeline.py", lang=lang)))


def test_a_reports_detail_leads_to_its_claims_only_when_there_are_others() -> None:
    reports = current().reports
    alone = reports.drop_duplicates("incident_key", keep=False).index[0]
    leads = {
        sel: [link.proto.label for link in opened("map.py", sel=sel).main.get("page_link")]
        for sel in ("r0014", alone)
    }

    assert leads == {"r0014": ["See the claims side by side"], alone: []}
