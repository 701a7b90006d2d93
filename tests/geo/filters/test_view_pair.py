"""Two views in one address: each comes back as it was, and only what differs is said twice."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.filters import registry
from geo.filters.drawn_area import DRAWN_AREA
from geo.filters.permalink import emit
from geo.filters.view import View
from geo.filters.view_pair import (
    MapsForm,
    ParsedPair,
    ViewPair,
    emit_pair,
    filter_parameters,
    names_pair,
    pair_parameters,
    pair_query,
    parse_pair,
)
from geo.geometry.area_code import area_of
from geo.snapshot.current import current
from tests.builders import DRAWN, any_text, bundled_views, day
from tests.geo.filters.test_permalink import BAD

few = settings(max_examples=40, deadline=None)
pairs = st.builds(ViewPair, bundled_views, bundled_views, st.sampled_from(MapsForm))


def read(link: str | dict[str, str]) -> ParsedPair:
    return parse_pair(link, current().default_view(), current().known)


@few
@given(pairs)
def test_a_pair_comes_back_from_its_address(pair: ViewPair):
    assert read(pair_query(pair)) == ParsedPair(pair, ())


@few
@given(bundled_views)
def test_equal_views_are_said_once(view: View):
    assert emit_pair(ViewPair(view, view)) == {**emit(view), "maps": "beside"}


@few
@given(pairs)
def test_only_what_differs_is_said_of_the_second_view(pair: ViewPair):
    said, a, b = emit_pair(pair), emit(pair.a), emit(pair.b)
    differing = [f"b.{name}" for name in filter_parameters() if a[name] != b[name]]
    assert [name for name in said if name.startswith("b.")] == differing


@few
@given(any_text)
def test_no_address_of_a_pair_raises(link: str):
    assert read(f"b.from={link}&b.aoi={link}&maps={link}").pair.b.snap == current().id


def test_every_filter_may_differ():
    assert set(filter_parameters()) == {name for each in registry.filters() for name in each.parameters}


@pytest.mark.parametrize("name", filter_parameters())
def test_a_bad_value_is_as_in_the_first_view_and_named(name: str):
    first = current().default_view()
    parsed = read({**emit(first), f"b.{name}": BAD[name]})
    assert [error.parameter for error in parsed.ignored] == [f"b.{name}"]
    assert parsed.pair == ViewPair(first, first)


def test_reversed_days_of_the_second_view_are_both_those_of_the_first():
    parsed = read("from=2023-12-01&to=2023-12-02&b.from=2023-12-05&b.to=2023-12-04")
    assert parsed.pair.b == parsed.pair.a
    assert [error.parameter for error in parsed.ignored] == ["b.from", "b.to"]


def test_a_distance_stays_with_the_corners_of_its_own_view():
    around, bare = (next(o for o in DRAWN if bool(o.aoi_m) is has) for has in (True, False))
    a, b = (DRAWN_AREA.choose(current().default_view(), area_of(o.aoi, o.aoi_m)) for o in (around, bare))
    for other in (b, DRAWN_AREA.choose(a, None)):
        assert read(pair_query(ViewPair(a, other))) == ParsedPair(ViewPair(a, other), ())


def test_what_is_of_the_map_is_shared():
    a = current().default_view()
    pair = ViewPair(a, a.but(z=15, lat=1.0, lang="ar", layers=(), date_to=day("2023-12-01")))
    assert (pair.b.z, pair.b.lat, pair.b.lang, pair.b.layers) == (a.z, a.lat, a.lang, a.layers)
    assert pair.b.date_to == day("2023-12-01")
    assert read("b.z=3&b.lang=ar&b.snap=000000000000&b.sel=r1").ignored == ()


def test_a_wrong_form_is_named_and_a_right_one_kept():
    assert [(e.parameter, e.text) for e in read("maps=3d").ignored] == [("maps", "3d")]
    assert read("maps=curtain").pair.form is MapsForm.CURTAIN


def test_only_an_address_that_speaks_of_a_second_view_names_a_pair():
    a = current().default_view()
    assert not names_pair(emit(a))
    assert names_pair(emit_pair(ViewPair(a, a)))
    assert names_pair({"b.from": "2023-12-01"})


def test_the_parameters_of_a_pair_are_in_one_order():
    assert pair_parameters()[-1] == f"b.{filter_parameters()[-1]}"
