from __future__ import annotations

from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.filters.permalink import ParsedView, emit, parameters, parse, query_string
from geo.filters.view import EARLIEST, LATEST, View
from geo.model import Language, Layer
from geo.snapshot.current import current
from geo.snapshot.opened import Snapshot
from tests.builders import any_parameters, any_text, bundled_views, day

DOCUMENTED = [
    "v", "snap", "from", "to", "src", "kind", "prec", "area", "q", "layers", "lat", "lon", "z",
    "lang", "sel", "struck", "party", "claimant", "aoi", "aoi_m", "differs",
    "ends",
]  # fmt: skip
BAD = {
    "v": "2",
    "snap": "000000000000",
    "from": "2023-99-01",
    "to": "yesterday",
    "src": "<script>alert(1)</script>",
    "kind": "laser",
    "prec": "exact",
    "area": "XX99",
    "q": "x" * 201,
    "layers": "satellite",
    "lat": "nan",
    "lon": "1e2",
    "z": "999",
    "lang": "xx",
    "sel": "r9999' OR 1=1",
    "struck": "a secret base",
    "party": "Nobody",
    "claimant": "<script>alert(1)</script>",
    "aoi": "BF<script>",
    "aoi_m": "1e9",
    "differs": "truth",
    "ends": "never",
}


def read(link: str | dict[str, str], default: View | None = None) -> ParsedView:
    return parse(link, default or current().default_view(), current().known)


def named(parsed: ParsedView) -> list[str]:
    return [error.parameter for error in parsed.ignored]


@given(bundled_views)
def test_a_view_comes_back_from_its_parameters(view: View):
    assert read(emit(view)) == ParsedView(view, ())


@given(bundled_views)
def test_a_view_comes_back_from_its_query_string(view: View):
    assert read(query_string(view)) == ParsedView(view, ())


@given(bundled_views, bundled_views)
def test_a_link_means_the_same_whatever_the_default(view: View, default: View):
    assert read(query_string(view), default) == ParsedView(view, ())


@given(bundled_views)
def test_every_parameter_is_written_in_the_documented_order(view: View):
    assert list(emit(view)) == DOCUMENTED == parameters()


@given(bundled_views)
def test_a_parsed_link_is_written_as_it_was(view: View):
    assert query_string(read(query_string(view)).view) == query_string(view)


@given(any_text)
def test_no_query_string_raises(link: str):
    assert read(link).view.snap == current().id


@given(any_parameters)
def test_no_value_of_any_parameter_raises(values: dict[str, str]):
    assert read(values).view.snap == current().id


@given(any_parameters)
def test_what_comes_of_any_values_is_a_view_that_a_link_can_hold(values: dict[str, str]):
    view = read(values).view
    assert read(query_string(view)) == ParsedView(view, ())


@given(any_parameters)
def test_no_parameter_is_named_twice_and_all_are_in_order(values: dict[str, str]):
    assert named(read(values)) == [p for p in parameters() if p in named(read(values))]


@given(bundled_views, st.sets(st.sampled_from(DOCUMENTED)))
def test_each_bad_value_is_named_and_the_rest_is_unharmed(view: View, bad: set[str]):
    default = current().default_view().but(date_from=EARLIEST, date_to=LATEST)
    parsed = read({**emit(view), **{name: BAD[name] for name in bad}}, default)
    expected = {name: emit(default if name in bad else view)[name] for name in DOCUMENTED}
    assert (emit(parsed.view), named(parsed)) == (expected, [p for p in DOCUMENTED if p in bad])


@given(bundled_views, st.dictionaries(any_text, any_text))
def test_unknown_parameters_are_ignored(view: View, others: dict[str, str]):
    unknown = {name: value for name, value in others.items() if name not in DOCUMENTED}
    assert read({**unknown, **emit(view)}) == ParsedView(view, ())


def test_the_hostile_link_of_the_brief_names_all_five():
    link = "from=2023-99-01&src=<script>alert(document.cookie)</script>&z=999&lat=nan&lang=xx"
    assert named(read(link)) == ["from", "src", "lat", "z", "lang"]


def test_the_hostile_link_of_the_brief_opens_the_view_of_everything():
    link = "from=2023-99-01&src=%3Cscript%3E%E2%80%A6&z=999&lat=nan&lang=xx"
    assert read(link).view == current().default_view()


def test_an_ignored_value_is_quoted_as_it_was_given():
    assert "from='2023-99-01'" in str(read("from=2023-99-01").ignored[0])


def test_an_endless_value_is_quoted_in_part():
    assert len(read({"area": "x" * 100_000}).ignored[0].text) < 100


def test_a_bad_date_and_one_before_the_default_are_each_named_once():
    assert named(read("from=2023-99-01&to=2023-01-01")) == ["from", "to"]


def test_reversed_dates_are_both_named_and_neither_is_used(bundled: Snapshot):
    parsed = read("from=2024-02-01&to=2024-01-01")
    used = (parsed.view.date_from, parsed.view.date_to)
    assert (named(parsed), used) == (["from", "to"], bundled.span)


@pytest.mark.parametrize("text", ["2023-12-02 ", "20231202", "2023-W48-6", "٢٠٢٣-١٢-٠٢", "1066-10-14"])
def test_a_date_in_another_form_is_named(text: str):
    assert named(read({"from": text})) == ["from"]


@pytest.mark.parametrize("text", ["nan", "inf", "1e1", "+31", "31,4", "٣١", "90", " 31", ""])
def test_degrees_in_another_form_are_named(text: str):
    assert named(read({"lat": text})) == ["lat"]


def test_of_several_sources_the_known_ones_are_kept():
    parsed = read("src=s002,<script>,s003")
    assert (parsed.view.sources, named(parsed)) == (("s002", "s003"), ["src"])


def test_all_layers_off_is_written_and_read():
    assert read("layers=").view.layers == ()


def test_all_but_one_layer_off_is_written_and_read():
    assert read("layers=zones").view.layers == (Layer.ZONES,)


def test_a_missing_parameter_takes_the_default_in_silence(bundled: Snapshot):
    default = bundled.default_view().but(lang=Language.AR, z=7)
    assert read("q=gaza", default) == ParsedView(default.but(text="gaza"), ())


def test_the_first_of_a_repeated_parameter_counts():
    assert read("from=2024-01-01&from=2025-01-01").view.date_from == day("2024-01-01")


def test_a_question_mark_before_the_query_does_no_harm():
    assert read("?q=rafah").view.text == "rafah"


def test_another_snapshot_is_named_and_this_one_shown(bundled: Snapshot):
    parsed = read("snap=0123456789ab")
    assert (parsed.view.snap, named(parsed)) == (bundled.id, ["snap"])


def test_a_zone_can_be_selected():
    assert read("sel=z001").view.selected == "z001"


def test_search_text_travels_whatever_it_holds():
    text = "a&b=c #%41 + غزة ; \" '"
    assert read(urlencode({"q": text})).view.text == text
