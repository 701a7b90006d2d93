from __future__ import annotations

from html.parser import HTMLParser
from itertools import groupby
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pytest

from geo.layers.legend import LegendEntry, joint_entries, legend_entries, legend_html
from geo.layers.map_state import MapState, ShelteringMark, ZoneMark
from geo.layers.symbols import KINDS, ZONES, zone_symbol_key
from geo.model import Kind, Layer, ZoneKind, ZoneStatus
from tests.geo.layers.states import ATTACKS, state

ZONE_MARKS = tuple(
    ZoneMark("z", status, kind, "", "", earlier=earlier)
    for kind in ZoneKind
    for status in ZoneStatus
    for earlier in (False, True)
)
EVERYTHING = state(
    layers=tuple(Layer),
    kinds=tuple(Kind),
    zones=ZONE_MARKS,
    sheltering=(ShelteringMark("s", 31.4, 34.4, 1, 2, "", ""),),
)
HEAD = "data:image/svg+xml,"


ALWAYS = "Disputed or not agreed boundary"


def texts(drawn: MapState) -> list[str]:
    return [entry.text for entry in legend_entries(drawn, dark=False)]


def svg(entry: LegendEntry) -> str:
    return unquote(entry.image.removeprefix(HEAD))


@pytest.mark.parametrize("dark", [False, True])
def test_every_swatch_is_svg_and_loads_nothing(dark: bool):  # noqa: FBT001  # parametrized
    for entry in legend_entries(EVERYTHING, dark=dark):
        ET.fromstring(svg(entry))  # noqa: S314  # our own drawing
        assert "href" not in svg(entry)


def test_swatches_of_a_theme_are_all_different():
    swatches = [entry.image for entry in legend_entries(EVERYTHING, dark=False)]
    assert len(set(swatches)) == len(swatches)


def test_legend_draws_the_shape_that_the_map_draws():
    entries = legend_entries(state(kinds=(Kind.ROCKET,)), dark=False)
    assert KINDS[Kind.ROCKET].path in svg(entries[0])


def test_legend_explains_what_the_state_shows():
    assert texts(state()) == [
        "Airstrike",
        "Drone",
        "Several reports; size by their number",
        "The place lies somewhere in the ring",
        "Within this area; exact place not reported",
        "Ordered to evacuate",
        ALWAYS,
    ]


def test_legend_explains_every_symbol_of_the_table():
    assert {zone_symbol_key(ZoneKind(zone.kind), ZoneStatus(zone.status)) for zone in ZONE_MARKS} == set(
        ZONES
    )
    assert len(texts(EVERYTHING)) == len(set(texts(EVERYTHING))) == len(KINDS) + 3 + len(ZONES) + 3


def test_legend_does_not_explain_layers_that_are_off():
    assert texts(state(layers=("labels",))) == [ALWAYS]


def test_disputed_boundaries_are_always_explained():
    assert texts(MapState("", "", "", "", "", state().viewport, 0, tuple(Layer))) == [ALWAYS]


class Tags(HTMLParser):
    """Collects the tags of a piece of HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self.tags.add(tag)


@pytest.mark.parametrize("attack", ATTACKS)
def test_translations_are_escaped(attack: str):
    tags = Tags()
    tags.feed(legend_html(legend_entries(EVERYTHING, dark=False), lambda _: attack))
    assert tags.tags == {"p", "ul", "li", "img", "span"}


def test_the_key_of_two_maps_has_each_sign_once_and_each_heading_once():
    one, other = state(kinds=(Kind.ROCKET,)), state(kinds=(Kind.AIRSTRIKE,))
    entries = joint_entries([one, other], dark=False)
    heads = [head for head, _ in groupby(entries, key=lambda entry: entry.group)]
    assert len(heads) == len(set(heads))
    said = [entry.text for entry in entries]
    assert len(said) == len(set(said))
    assert set(said) == {*texts(one), *texts(other)}
