from __future__ import annotations

from base64 import b64decode
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest

from geo.layers.legend import LegendEntry, Present, legend_entries, legend_html, present_in
from geo.layers.symbols import KINDS, ZONES
from geo.model import Kind
from tests.geo.layers.states import ATTACKS, state

EVERYTHING = Present(frozenset(Kind), True, True, frozenset(ZONES), True, True)  # noqa: FBT003  # all of it
HEAD = "data:image/svg+xml;base64,"


def svg(entry: LegendEntry) -> str:
    return b64decode(entry.image.removeprefix(HEAD)).decode()


@pytest.mark.parametrize("dark", [False, True])
def test_every_swatch_is_svg_and_loads_nothing(dark: bool):  # noqa: FBT001  # parametrized
    for entry in legend_entries(EVERYTHING, dark=dark):
        ET.fromstring(svg(entry))  # noqa: S314  # our own drawing
        assert "href" not in svg(entry)


def test_swatches_of_a_theme_are_all_different():
    swatches = [entry.image for entry in legend_entries(EVERYTHING, dark=False)]
    assert len(set(swatches)) == len(swatches)


def test_legend_draws_the_shape_that_the_map_draws():
    entries = legend_entries(Present(kinds=frozenset({Kind.ROCKET})), dark=False)
    assert KINDS[Kind.ROCKET].path in svg(entries[0])


def test_legend_explains_what_the_state_shows():
    shown = present_in(state())
    assert shown == Present(
        kinds=frozenset({Kind.AIRSTRIKE, Kind.DRONE}), several=True, areas=True, zones=frozenset({"evacuate"})
    )


def test_legend_does_not_explain_layers_that_are_off():
    assert present_in(state(layers=("labels",))) == Present()


def test_disputed_boundaries_are_always_explained():
    assert [entry.text for entry in legend_entries(Present(), dark=False)] == [
        "Disputed or not agreed boundary"
    ]


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
