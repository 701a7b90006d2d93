from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import folium
import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit_folium import (  # noqa: TID251  # what it makes of our map is the test
    _get_feature_group_string,
    _get_map_string,
    generate_js_hash,
    generate_leaflet_string,
)

from geo.layers.folium_map import base_map, state_group
from geo.layers.payload import as_literal, payload
from tests.geo.layers.states import ATTACKS, state

if TYPE_CHECKING:
    from geo.layers.map_state import MapState


def component_key() -> str:
    chart = base_map()
    chart.get_root().render()
    return generate_js_hash(_get_map_string(chart), "map")


def group_script(drawn: MapState) -> str:
    chart = base_map()
    chart.get_root().render()
    _get_map_string(chart)
    return _get_feature_group_string(state_group(drawn), map=chart)


def test_base_map_is_the_same_script_on_every_call():
    assert generate_leaflet_string(base_map()) == generate_leaflet_string(base_map())


def test_component_key_stays_so_that_the_frame_is_never_remounted():
    assert component_key() == component_key()


def test_group_script_is_the_same_for_the_same_state():
    assert group_script(state()) == group_script(state())


def test_group_script_differs_where_only_an_underscored_word_differs():
    assert group_script(state(query="src=un_a1")) != group_script(state(query="src=un_b2"))


def test_group_calls_our_script_once_with_the_component_s_map():
    assert re.findall(r"Shelterline\.update\((\w+),", group_script(state())) == ["map_div"]


def test_folium_s_own_links_are_left_alone():
    theirs = list(folium.Map.default_js)
    base_map()
    assert folium.Map.default_js == theirs
    assert any(url.startswith("https://") for _, url in folium.Map().default_js)


class Links(HTMLParser):
    """Collects what a page would load."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del tag
        self.addresses += [value or "" for name, value in attrs if name in {"src", "href"}]


def test_page_loads_leaflet_and_our_files_and_nothing_else():
    chart = base_map()
    state_group(state()).add_to(chart)
    links = Links()
    links.feed(chart.get_root().render())
    names = [re.sub(r"\?v=[0-9a-f]{12}$", "", address) for address in links.addresses]
    assert names == [
        "/assets/leaflet/leaflet.js",
        "/assets/shelterline.js",
        "/assets/leaflet/leaflet.css",
        "/assets/shelterline.css",
    ]


def test_page_names_no_foreign_host():
    chart = base_map()
    state_group(state()).add_to(chart)
    assert not re.findall(r"(?:https?:)?//[a-z0-9-]+\.", chart.get_root().render())


def test_state_that_is_not_on_a_map_says_so():
    group = state_group(state())
    with pytest.raises(ValueError, match="added to a map"):
        generate_leaflet_string(group)


@pytest.mark.parametrize("attack", ATTACKS)
def test_text_reaches_the_browser_unchanged(attack: str):
    script = group_script(state(text={"base_credit": attack}))
    assert payload(state(text={"base_credit": attack})) in script


@pytest.mark.parametrize("attack", ATTACKS)
def test_literal_holds_nothing_that_html_or_streamlit_folium_reads(attack: str):
    literal = as_literal({attack: attack})
    assert literal.isascii()
    assert not set(literal) & set("<>&'_\n\u2028\u2029")


@given(st.text(alphabet="_'<>&{}%# xab\u2028\\\"", max_size=20))
def test_no_text_changes_on_its_way_through_folium(text: str):
    drawn = state(text={"base_credit": text})
    assert payload(drawn) in group_script(drawn)
