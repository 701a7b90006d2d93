"""The registry of layers: the one list that everything that shows layers goes through."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
from playwright.sync_api import expect
from starlette.applications import Starlette
from starlette.testclient import TestClient

import geo
from geo.export.single_page import single_page
from geo.filters import view as view_module
from geo.filters.permalink import emit, parse, query_string
from geo.filters.view import LAYER_NAMES
from geo.language import words
from geo.layers import assets as assets_module
from geo.layers.all_layers import LAYERS
from geo.layers.assets import assets
from geo.layers.draw import Circles
from geo.layers.here import cards_here
from geo.layers.layer import Cards, Click, LegendLine, MapLayer, Painted, Shapes
from geo.layers.legend import legend_entries
from geo.layers.map_state import AddedMark, AddedMarks
from geo.layers.scene import scene
from geo.layers.symbols import GROUND, LineStyle
from geo.layers.zones import TEXT
from geo.model import Language, Layer
from geo.queries.view_answer import answer_view
from geo.snapshot.current import current
from geo.snapshot.grid import Spot
from geo.web.routes import ROUTES
from tests.builders import EN, snapshot, view_of
from tests.geo.export.figures import drawn
from tests.geo.layers.states import square, state

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.filters.view import View
    from geo.language import Words
    from geo.layers.draw import Swatch, SwatchPen
    from geo.layers.layer import Paper
    from geo.layers.map_state import MapState
    from geo.snapshot.opened import Snapshot
    from tests.geo.layers.charts import Chart


def test_every_layer_of_the_link_is_registered_once_in_its_order():
    assert list(LAYERS) == list(LAYER_NAMES)


@pytest.mark.parametrize("lang", [Language.AR, Language.HE])
def test_every_layer_has_a_label_in_every_language(lang: Language):
    labels = [words(lang)(layer.label) for layer in LAYERS.values()]
    assert len(set(labels)) == len(LAYERS)
    assert not {layer.label for layer in LAYERS.values()} & set(labels)


def test_no_two_layers_that_paint_lie_at_one_depth_or_choose_room_at_one_time():
    for ranks in ([layer.depth for layer in LAYERS.values()], [layer.text_rank for layer in LAYERS.values()]):
        taken = [rank for rank in ranks if rank]
        assert len(taken) == len(set(taken))


class LighthousesLayer(MapLayer):
    """A layer that is registered for one test only: what a file of `geo/layers/` has."""

    name = "lighthouses"
    label = "Lighthouses"
    depth = 350
    text_rank = 350
    note = "Lighthouses of Testville."

    def with_marks(self, state: MapState, snapshot: Snapshot, view: View, words: Words) -> MapState:
        del view, words
        return self.adding(state, snapshot, [AddedMark("coast", "Lighthouse {n}")])

    def shapes(self, snapshot: Snapshot) -> Shapes:
        del snapshot
        return json.loads(LIGHTHOUSES_FILE)

    def legend(self, state: MapState, pen: SwatchPen[Swatch]) -> Iterator[LegendLine[Swatch]]:
        swatch = pen.circles([(5, LineStyle(1))], GROUND.ink)
        yield LegendLine("Lighthouses", state.added[self.name].marks[0].title, swatch)

    def cards(self, click: Click) -> Cards:
        return Cards(f"<p>Testville Head, {click.most}</p>" if "l1" in click.spot.ids else "", is_capped=True)

    def paint(self, paper: Paper) -> Painted:
        paper.pane.stroke(Circles([paper.frame.box.middle], 5), LineStyle(1), GROUND.ink)
        return Named()


class Named(Painted):
    def write(self, paper: Paper) -> None:
        paper.pane.write_middle(*paper.frame.box.middle, ["Testville Head"], TEXT)


HEAD = 31.7, 34.2
SCRIPT = """
import { tracePolygons } from "../drawing.js";
import { covers } from "../geography.js";

export const lighthouses = {
  added: "lighthouses",
  canvas: "ground",
  paint: (ctx, frame, { shapesOf, colours }) => {
    const drawn = shapesOf("lighthouses")
      .map(({ id, n, shape, mark }) => ({ shape, mark: { id, title: mark.title.replace("{n}", n) } }));
    const path = new Path2D();
    for (const { shape } of drawn) tracePolygons(path, shape.polygons, frame);
    ctx.fillStyle = colours.text;
    ctx.fill(path);
    return drawn;
  },
  hits: {
    inside: ({ scene, world }) => scene.added.lighthouses.filter(({ shape }) => covers(shape, ...world)),
  },
};
"""
LIGHTHOUSES_FILE = json.dumps({"coast": [{"id": "l1", "n": 3, "geometry": square(*HEAD, 0.05)}]}).encode()
IMPORT = 'import { lighthouses } from "./lighthouses.js";\n'


@pytest.fixture
def lighthouses(monkeypatch: pytest.MonkeyPatch) -> LighthousesLayer:
    """The layer in its two lists."""
    layer = LighthousesLayer()
    monkeypatch.setattr(view_module, "LAYER_NAMES", (*view_module.LAYER_NAMES, layer.name))
    monkeypatch.setitem(cast("dict[str, MapLayer]", LAYERS), layer.name, layer)
    return layer


@pytest.fixture
def scripts_with_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """The scripts with a file for it, and its line in the list."""
    scripts = tmp_path / "js"
    shutil.copytree(Path(geo.__file__).parent / "static" / "js", scripts)
    (scripts / "layers" / "lighthouses.js").write_text(SCRIPT, encoding="utf-8")
    registry = scripts / "layers" / "registry.js"
    listed = registry.read_text(encoding="utf-8").replace("const LAYERS = [", "const LAYERS = [lighthouses, ")
    registry.write_text(IMPORT + listed, encoding="utf-8")
    monkeypatch.setattr(assets_module, "_SCRIPTS", scripts)
    assets.cache_clear()
    yield
    assets.cache_clear()


def test_a_layer_that_is_registered_is_in_the_link(lighthouses: LighthousesLayer):
    opened = snapshot()
    view = view_of(opened, layers=(lighthouses.name, Layer.REPORTS))
    assert emit(view)["layers"] == "reports,lighthouses"
    assert parse(query_string(view), opened.default_view(), opened.known).view == view


def test_it_is_on_the_map_in_the_legend_and_on_paper(lighthouses: LighthousesLayer):
    opened = snapshot()
    view = view_of(opened, layers=(lighthouses.name,))
    state = scene(opened, view, EN, 0)
    assert legend_entries(state, dark=False)[0].text == "Lighthouse {n}"
    figure = drawn(opened, view)
    assert "Testville Head" in [said.text for said in figure.canvas.texts]
    assert "Lighthouses of Testville." in figure.caption.lines


def test_a_server_answers_its_shapes(lighthouses: LighthousesLayer):
    address = (
        scene(current(), view_of(current(), layers=(lighthouses.name,)), EN, 0).added["lighthouses"].shapes
    )
    answer = TestClient(Starlette(routes=ROUTES)).get(address)
    assert answer.json()["coast"][0]["id"] == "l1"
    assert "immutable" in answer.headers["cache-control"]


def test_a_file_without_network_has_its_shapes(lighthouses: LighthousesLayer):
    opened = snapshot()
    html = single_page(answer_view(opened, view_of(opened, layers=(lighthouses.name,)), "https://t.invalid/"))
    assert b'"lighthouses":{"coast":[{"id":"l1"' in html


def test_a_layer_that_is_off_is_nowhere(lighthouses: LighthousesLayer):
    opened = snapshot()
    view = view_of(opened, layers=(Layer.LABELS,))
    assert scene(opened, view, EN, 0).added == {}
    assert lighthouses.note not in drawn(opened, view).caption.lines


def test_it_answers_a_click(lighthouses: LighthousesLayer):
    opened = snapshot()
    click = Click(opened, view_of(opened, layers=(lighthouses.name,)), EN, Spot(("l1",)), 7)
    html = cards_here(click)
    assert "<p>Testville Head, 7</p>" in html
    assert "The first 7" in html


@pytest.mark.usefixtures("scripts_with_it")
def test_the_screen_paints_it_and_tells_what_was_clicked(chart: Chart):
    chart.answers["/assets/shapes/lighthouses.json"] = json.dumps(
        LighthousesLayer().shapes(snapshot())
    ).encode()
    added = AddedMarks((AddedMark("coast", "Lighthouse {n}"),), "/assets/shapes/lighthouses.json?v=1")
    chart.show(state(tiles="", layers=("lighthouses",), added={"lighthouses": added}))
    chart.page.wait_for_function("map.shelterline.scene.added.lighthouses.length === 1")
    chart.page.mouse.move(*chart.point(*HEAD))
    assert chart.tip() == "Lighthouse 3"
    chart.page.mouse.click(*chart.point(*HEAD))
    assert chart.wait_for_sent(1)["pick"]["added"]["lighthouses"] == ["l1"]


@pytest.mark.usefixtures("scripts_with_it")
def test_shapes_that_do_not_come_are_said_and_asked_for_again(chart: Chart):
    added = AddedMarks((AddedMark("coast", "Lighthouse {n}"),), "/assets/shapes/lighthouses.json?v=2")
    shown = state(tiles="", layers=("lighthouses",), added={"lighthouses": added})
    chart.show(shown)
    expect(chart.page.locator(".shelterline-note")).to_contain_text("could not be loaded")
    chart.answers["/assets/shapes/lighthouses.json"] = json.dumps(
        LighthousesLayer().shapes(snapshot())
    ).encode()
    chart.show(replace(shown, turn=shown.turn + 1))
    chart.page.wait_for_function("map.shelterline.scene.added.lighthouses.length === 1")
