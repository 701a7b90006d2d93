"""What opens without a link: the last days of the chronicle, and no earlier statement on a zone."""

from __future__ import annotations

from datetime import date

from geo.filters.permalink import emit, parse, query_string
from geo.filters.view import OPENING_DAYS
from geo.model import Layer
from geo.snapshot.current import current
from tests.builders import report, shown_ids, snapshot


def test_it_is_of_the_last_days_of_the_chronicle():
    opened = snapshot(report("r1", event_start="2023-10-07"), report("r2", event_start="2024-06-30"))
    view = opened.opening_view()
    assert (view.date_to, (view.date_to - view.date_from).days + 1) == (date(2024, 6, 30), OPENING_DAYS)
    assert shown_ids(opened, view, 9) == ["r2"]


def test_of_a_short_chronicle_it_is_every_day():
    opened = snapshot(report("r1", event_start="2024-01-01"), report("r2", event_start="2024-01-10"))
    assert (opened.opening_view().date_from, opened.opening_view().date_to) == opened.span


def test_of_a_chronicle_without_a_date_it_is_everything():
    opened = snapshot(report("r1", event_start="", event_end="", date_precision="unknown"))
    assert not opened.is_dated
    assert (opened.opening_view().date_from, opened.opening_view().date_to) == opened.span


def test_its_address_is_whole_and_leads_back_to_it():
    opened = current()
    view = opened.opening_view()
    assert emit(view)["layers"] == "reports,areas,latest_zones,sheltering,labels"
    assert parse(query_string(view), opened.default_view(), opened.known).view == view


def test_a_link_without_parameters_means_what_it_always_meant():
    opened = current()
    view = parse("v=1", opened.default_view(), opened.known).view
    assert (view.date_from, view.date_to) == opened.span
    assert Layer.ZONES in view.layers
    assert not view.shows_only_latest_zones
