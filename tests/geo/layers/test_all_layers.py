"""The registry of layers: the one list that everything that shows layers goes through."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

import pytest

from geo.language import words
from geo.layers import all_layers, here
from geo.layers.all_layers import LAYERS
from geo.layers.draw import Circles
from geo.layers.layer import Cards, Click, LegendLine, MapLayer, Painted
from geo.layers.legend import legend_entries
from geo.layers.scene import scene
from geo.layers.symbols import GROUND, LineStyle
from geo.layers.zones import TEXT
from geo.model import Language, Layer
from geo.snapshot.grid import Spot
from tests.builders import EN, snapshot, view_of
from tests.geo.export.figures import drawn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.filters.view import View
    from geo.language import Words
    from geo.layers.draw import Swatch, SwatchPen
    from geo.layers.layer import Paper
    from geo.layers.map_state import MapState
    from geo.snapshot.opened import Snapshot


def test_every_layer_of_the_link_is_registered_once_in_its_order():
    assert list(LAYERS) == list(Layer)


@pytest.mark.parametrize("lang", [Language.AR, Language.HE])
def test_every_layer_has_a_label_in_every_language(lang: Language):
    labels = [words(lang)(layer.label) for layer in LAYERS.values()]
    assert len(set(labels)) == len(LAYERS)
    assert not {layer.label for layer in LAYERS.values()} & set(labels)


def test_no_two_layers_that_paint_lie_at_one_depth_or_choose_room_at_one_time():
    for ranks in ([layer.depth for layer in LAYERS.values()], [layer.text_rank for layer in LAYERS.values()]):
        taken = [rank for rank in ranks if rank]
        assert len(taken) == len(set(taken))


class Lighthouses(MapLayer):
    """A layer that only this test knows, in the place of the pictures of another server."""

    name = Layer.OSM
    label = "Lighthouses"
    depth = 350
    text_rank = 350
    note = "Lighthouses of Testville."

    def with_marks(self, state: MapState, snapshot: Snapshot, view: View, words: Words) -> MapState:
        del snapshot, view, words
        return replace(state, text={**state.text, "lighthouse": "Testville Head"})

    def legend(self, state: MapState, pen: SwatchPen[Swatch]) -> Iterator[LegendLine[Swatch]]:
        swatch = pen.circles([(5, LineStyle(1))], GROUND.ink)
        yield LegendLine("Lighthouses", state.text["lighthouse"], swatch)

    def cards(self, click: Click) -> Cards:
        return Cards(f"<p>Testville Head, {click.most}</p>", is_capped=True)

    def paint(self, paper: Paper) -> Painted:
        paper.pane.stroke(Circles([paper.frame.box.middle], 5), LineStyle(1), GROUND.ink)
        return Named()


class Named(Painted):
    def write(self, paper: Paper) -> None:
        paper.pane.write_middle(*paper.frame.box.middle, ["Testville Head"], TEXT)


@pytest.fixture
def lighthouses(monkeypatch: pytest.MonkeyPatch) -> Lighthouses:
    layer = Lighthouses()
    with_it = MappingProxyType({**LAYERS, layer.name: layer})
    for module in (all_layers, here):
        monkeypatch.setattr(module, "LAYERS", with_it)
    return layer


def test_a_layer_that_is_registered_is_on_the_map_in_the_legend_and_on_paper(lighthouses: Lighthouses):
    opened = snapshot()
    view = view_of(opened, layers=(lighthouses.name,))
    state = scene(opened, view, EN, 0)
    assert state.text["lighthouse"] == "Testville Head"
    assert legend_entries(state, dark=False)[0].text == "Testville Head"
    figure = drawn(opened, view)
    assert "Testville Head" in [said.text for said in figure.canvas.texts]
    assert "Lighthouses of Testville." in figure.caption.lines


def test_a_layer_that_is_off_is_nowhere(lighthouses: Lighthouses):
    opened = snapshot()
    view = view_of(opened, layers=(Layer.LABELS,))
    assert "lighthouse" not in scene(opened, view, EN, 0).text
    assert lighthouses.note not in drawn(opened, view).caption.lines


def test_a_layer_that_is_registered_answers_a_click(lighthouses: Lighthouses):
    opened = snapshot()
    click = Click(opened, view_of(opened, layers=(lighthouses.name,)), EN, Spot(), 7)
    html = here.cards_here(click)
    assert "<p>Testville Head, 7</p>" in html
    assert "The first 7" in html
