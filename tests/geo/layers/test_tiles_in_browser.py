"""How the map in Chromium asks for tiles, reads them and answers the pointer with them."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from geo.layers.assets import assets
from geo.layers.map_state import Viewport
from geo.layers.payload import message
from geo.tiles.mvt import point_layer
from tests.geo.layers.charts import Chart, scripts
from tests.geo.layers.states import LAYERS, TESTVILLE, TILES, geography, state
from tests.geo.layers.tiles import Told, tile

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

    from geo.layers.map_state import MapState

pytestmark = pytest.mark.browser

PLACE = (31.4, 34.4)
DEGREE_M = 111_195


def far(n: int) -> str:
    """Address of tiles of other filters."""
    return f"{TILES}&n={n}"


def pick_at(chart: Chart, lat: float, lon: float) -> dict[str, Any]:
    count = len(chart.sent())
    chart.page.mouse.click(*chart.point(lat, lon))
    return chart.wait_for_sent(count + 1)["pick"]


def away(radius_m: int, distance_m: float, bearing: float = 90) -> Told:
    """A report somewhere around the place; the bearing is in degrees from north."""
    lat, lon = PLACE
    north, east = (part(math.radians(bearing)) * distance_m / DEGREE_M for part in (math.cos, math.sin))
    where = (lat + north, lon + east / math.cos(math.radians(lat)))
    return Told(f"{radius_m} {bearing}", *where, radius_m=radius_m)


ONE = np.array([1])
INK_IN_THE_MIDDLE = """() => {
    const { canvas } = map.shelterline.layers.points;
    return canvas.getContext("2d").getImageData(canvas.width / 2, canvas.height / 2, 1, 1).data[3];
}"""
POINTS_DRAWN = """() => {
    const { canvas } = map.shelterline.layers.points;
    return canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.some(Boolean);
}"""


def read(page: Page, body: bytes, layer: str = "reports") -> dict[str, Any]:
    return page.evaluate(
        "([bytes, layer]) => Shelterline.readTile(new Uint8Array(bytes), layer)", [list(body), layer]
    )


def test_decoder_reads_what_the_server_writes(chart: Chart):
    properties = {"n": 1, "id": "r1", "large": 2**40, "word": "\u0639\u0631"}
    columns = {"n": [1, 70_000], "id": ["r1", ""], "large": [2**40, None], "word": ["\u0639\u0631", None]}
    body = point_layer("reports", np.array([0, 300]), np.array([4095, 128]), columns)
    assert read(chart.page, body) == {
        "name": "reports",
        "extent": 4096,
        "points": [
            {"x": 0, "y": 4095, "properties": properties},
            {"x": 300, "y": 128, "properties": {"n": 70_000, "id": ""}},
        ],
    }


def test_decoder_gives_no_points_of_another_layer(chart: Chart):
    assert read(chart.page, point_layer("zones", ONE, ONE, {"n": [1]}))["points"] == []
    assert read(chart.page, b"")["points"] == []


def test_decoder_passes_over_fields_that_it_does_not_know(chart: Chart):
    strange = bytes([9 << 3, 200, 1, 10 << 3 | 1, *range(8), 11 << 3 | 5, *range(4), 12 << 3 | 2, 2, 7, 7])
    body = strange + point_layer("reports", ONE, 2 * ONE, {"n": [1]}) + strange
    assert read(chart.page, body)["points"] == [{"x": 1, "y": 2, "properties": {"n": 1}}]


def test_decoder_refuses_a_tile_that_ends_too_early(chart: Chart):
    whole = list(point_layer("reports", np.array([1]), np.array([2]), {"n": [1], "id": ["r1"]}))
    said = chart.page.evaluate(
        "tiles => tiles.map((bytes) => {"
        " try { return Shelterline.readTile(new Uint8Array(bytes), 'reports') }"
        " catch (error) { return error.name } })",
        [whole[:end] for end in range(1, len(whole))],
    )
    assert set(said) == {"RangeError"}


def test_two_reports_on_one_coordinate_are_both_found(chart: Chart):
    chart.told = (Told("r1", *PLACE), Told("r2", *PLACE, "drone"))
    chart.show(state(viewport=Viewport(*PLACE, 9)))
    pick = pick_at(chart, *PLACE)
    assert pick["reports"] == []
    assert pick["cells"] == [[14, *TESTVILLE[0].cell(14), 0]]


def test_a_report_of_a_larger_footprint_at_the_coordinate_has_a_symbol_on_the_edge_of_its_ring(chart: Chart):
    chart.show(state())
    ringed = "map.shelterline.scene.points.find(({ mark }) => mark.shift[0])"
    shift = chart.page.evaluate(f"{ringed}.mark.shift")
    x, y = chart.point(*PLACE)
    assert pick_at(chart, *PLACE)["reports"] == ["r1"]
    chart.page.mouse.click(x + shift[0], y + shift[1])
    assert chart.wait_for_sent(2)["pick"]["reports"] == ["r2"]


def test_in_tiles_of_zoom_14_reports_on_one_coordinate_are_known_by_id(chart: Chart):
    there = (Told("r1", *PLACE, radius_m=10), Told("r2", *PLACE, "drone", 10))
    chart.told = (*there, Told("r3", 31.41, 34.41))
    chart.show(state(viewport=Viewport(*PLACE, 15)))
    pick = pick_at(chart, *PLACE)
    assert (sorted(pick["reports"]), pick["cells"]) == (["r1", "r2"], [])


def test_a_single_report_is_known_by_id_at_any_zoom(chart: Chart):
    chart.told = TESTVILLE[:1]
    chart.show(state())
    pick = pick_at(chart, *PLACE)
    assert (pick["reports"], pick["cells"]) == (["r1"], [])


def test_a_pick_names_every_cell_under_the_pointer_that_of_most_reports_first(chart: Chart):
    many = [Told(f"{n}", 31.4 + n // 20 / 50, 34.4 + n % 20 / 50) for n in range(200)]
    again = [replace(told, id=f"again{told.id}") for told in many]
    chart.told = (*many, *again, *(Told(f"t{n}", *PLACE) for n in range(9)))
    chart.show(state(viewport=Viewport(*PLACE, 4)))
    cells = pick_at(chart, *PLACE)["cells"]
    counts = Counter((9, *told.cell(9), 0) for told in chart.told)
    assert {tuple(cell) for cell in cells} == counts.keys()
    assert tuple(cells[0]) == counts.most_common(1)[0][0]


def test_pointer_is_told_how_many_and_which_kinds(chart: Chart):
    words = {"reports_here": "Reports here: {n}", "kind_airstrike": "Airstrike", "kind_drone": "Drone"}
    chart.told = tuple(Told(str(n), *PLACE, ("airstrike", "drone")[n % 2]) for n in range(12))
    chart.show(state(text=words))
    chart.page.mouse.move(*chart.point(*PLACE))
    assert chart.tip().startswith("Reports here: 12 · Airstrike, Drone")
    chart.show(state(text=words | {"numbering": "arab"}, lang="ar"))
    chart.page.mouse.move(*(at + 1 for at in chart.point(*PLACE)))
    assert chart.tip().startswith("Reports here: ١٢ ·")


def test_pointer_is_told_the_kind_of_a_single_report(chart: Chart):
    chart.told = TESTVILLE[:1]
    chart.show(state(text={"kind_airstrike": "Airstrike"}, areas=()))
    chart.page.mouse.move(*chart.point(*PLACE))
    assert chart.tip() == "Airstrike"


def test_old_picture_stands_until_all_tiles_are_there(chart: Chart):
    chart.show(state())
    chart.held = []
    chart.hand(state(query="v=2", tiles=far(2), areas=()))
    chart.page.wait_for_timeout(150)
    assert (chart.painted()["query"], chart.page.evaluate("paints")) == ("v=1", 1)
    first, *rest = chart.held
    chart.answer_tile(first)
    chart.held = rest
    chart.page.wait_for_timeout(100)
    assert chart.painted()["query"] == "v=1"
    chart.let_go()
    chart.page.wait_for_function("shelterlinePainted.query === 'v=2'")
    assert chart.page.evaluate("paints") == 2


def test_a_picture_does_not_wait_for_outlines_that_come_with_it(chart: Chart):
    chart.show(state())
    outlines: list[Route] = []

    def hold(route: Route) -> None:
        outlines.append(route)

    chart.page.route("**/finer.json", hold)
    chart.held = []
    chart.hand(state(query="v=2", tiles=far(2), geography="/finer.json", areas=()))
    chart.page.wait_for_timeout(100)
    assert chart.page.evaluate(POINTS_DRAWN)
    chart.let_go()
    chart.page.wait_for_function("shelterlinePainted.query === 'v=2'", timeout=5000)
    assert chart.page.evaluate(POINTS_DRAWN)
    (waiting,) = outlines
    waiting.fulfill(body=geography(), content_type="application/json")
    chart.page.wait_for_function("map.shelterline.basePainted.endsWith('/finer.json')")


def test_requests_that_newer_filters_have_overtaken_are_cancelled(chart: Chart):
    gone: list[str] = []
    chart.page.on("requestfailed", lambda request: gone.append(request.url))
    chart.show(state())
    chart.held = []
    chart.hand(state(query="v=2", tiles=far(2)))
    chart.page.wait_for_timeout(100)
    overtaken = len(chart.held)
    chart.held = None
    chart.show(state(query="v=3", tiles=far(3)))
    assert chart.painted()["query"] == "v=3"
    assert (overtaken > 0, len(gone)) == (True, overtaken)


def test_no_tile_is_asked_for_when_the_layer_is_off(chart: Chart):
    chart.show(state(tiles="", layers=LAYERS[1:]))
    assert (chart.tiles, chart.painted()["tiles"]) == ([], 0)


def test_tiles_at_hand_are_not_asked_for_again(chart: Chart):
    chart.show(state())
    chart.show(state(tiles=far(2)))
    asked = len(chart.tiles)
    chart.show(state())
    assert (len(chart.tiles), len(set(chart.tiles))) == (asked, asked)


def test_a_tile_that_fails_once_is_asked_for_again(chart: Chart):
    chart.failing = 1
    chart.show(state())
    assert "failed" not in chart.painted()
    assert len(chart.tiles) == chart.painted()["tiles"] + 1


def test_what_is_there_is_drawn_when_tiles_fail(chart: Chart):
    chart.failing = 10_000
    chart.show(state())
    painted = chart.painted()
    assert (painted["tiles"], painted["features"]) == (0, 2)
    assert painted["failed"] == len(set(chart.tiles))
    note = chart.page.locator(".shelterline-note")
    assert note.is_visible()
    chart.failing = 0
    chart.show(state(query="v=2"))
    assert ("failed" in chart.painted(), chart.painted()["features"]) == (False, 4)
    assert note.is_hidden()


@pytest.mark.parametrize(
    ("zoom", "asked_zooms"),
    [(4, {"3"}), (11, {"10"}), (12, {"11"}), (13, {"11", "12"}), (17, {"11", "16"})],
)
def test_tiles_are_those_of_half_the_map_s_scale_and_larger_ones_for_rings(
    chart: Chart, zoom: int, asked_zooms: set[str]
):
    chart.show(state(viewport=Viewport(*PLACE, zoom)))
    assert {address.split("/")[2] for address in chart.tiles} == asked_zooms
    assert len(chart.tiles) == len(set(chart.tiles)) <= 16


@pytest.mark.parametrize(("zoom", "east"), [(11, 0.36), (13, 0.1), (15, 0.045), (17, 0.03)])
def test_rings_reach_in_from_outside(chart: Chart, zoom: int, east: float):
    lat, lon = PLACE
    there = Told("r1", lat, lon + east, radius_m=5000)
    chart.told = (there, Told("r2", lat, lon + east, radius_m=5000), Told("r3", lat, lon + 0.5))
    chart.show(state(viewport=Viewport(lat, lon, zoom), largest_radius_m=5000, areas=(), zones=()))
    assert chart.painted()["features"] == 1
    assert chart.page.evaluate("map.getBounds().getEast()") < lon + east
    mark = "map.shelterline.scene.points[0].mark"
    assert chart.page.evaluate(f"{mark}.n") == 2
    if zoom < 14:
        grid, *cell, group = chart.page.evaluate(f"{mark}.places[0].cell")
        assert (tuple(cell), group) == (there.cell(grid), 0)


@pytest.mark.parametrize("bearing", [0, 90, 180, 270])
@pytest.mark.parametrize(
    ("zoom", "radius_m", "distance_m"),
    [(13, 10_000, 9_000), (13, 25_000, 22_000), (14, 25_000, 24_000), (17, 100_000, 98_500)],
)
def test_a_ring_around_the_whole_view_is_drawn(
    chart: Chart, zoom: int, radius_m: int, distance_m: int, bearing: int
):
    chart.told = (away(radius_m, distance_m, bearing),)
    chart.show(state(viewport=Viewport(*PLACE, zoom), largest_radius_m=radius_m, areas=(), zones=()))
    assert chart.page.evaluate(INK_IN_THE_MIDDLE) > 0


@pytest.mark.parametrize(("zoom", "radius_m"), [(13, 10_000), (14, 25_000), (17, 100_000)])
def test_a_ring_that_ends_before_the_middle_does_not_cover_it(chart: Chart, zoom: int, radius_m: int):
    chart.told = (away(radius_m, 1.02 * radius_m),)
    chart.show(state(viewport=Viewport(*PLACE, zoom), largest_radius_m=radius_m, areas=(), zones=()))
    assert chart.page.evaluate(INK_IN_THE_MIDDLE) == 0


def test_small_rings_reach_in_beside_large_ones(chart: Chart):
    # In tiles that are large enough for the large one, the small ones are one cell.
    chart.told = (away(3000, 4800), away(3000, 4800, 86), away(25_000, 20_000))
    chart.show(state(viewport=Viewport(*PLACE, 13), largest_radius_m=25_000, areas=(), zones=()))
    rings = chart.page.evaluate("map.shelterline.scene.points.flatMap(({ mark }) => mark.rings)")
    assert len(rings) == 3


@pytest.mark.parametrize("zoom", [10, 11, 12, 13, 17])
def test_the_largest_rings_cost_few_tiles(chart: Chart, zoom: int):
    chart.show(state(viewport=Viewport(*PLACE, zoom), largest_radius_m=100_000))
    assert len(chart.tiles) == len(set(chart.tiles)) <= 36


def test_places_of_any_radius_are_told_apart(chart: Chart):
    # Of radii that differ by 2^13 metres, at places side by side.
    told = [{"gx": 0, "gy": gy, "n": 1, "kinds": 1, "radius": 200 + 2**13 * (1 - gy)} for gy in (0, 1)]
    rings = chart.page.evaluate(
        "([told, box]) => Shelterline.cluster(told, 17, 2 ** 29, box).marks.flatMap(({ rings }) => rings)",
        [told, {"x0": 0, "y0": 0, "x1": 1, "y1": 1}],
    )
    assert len({ring["r"] for ring in rings}) == 2


def test_a_place_in_view_is_drawn_once_though_larger_tiles_hold_it_too(chart: Chart):
    chart.told = TESTVILLE[:1]
    chart.show(state(viewport=Viewport(*PLACE, 13), areas=(), zones=()))
    assert chart.painted()["features"] == 1
    assert chart.page.evaluate("map.shelterline.scene.points[0].mark.n") == 1


def bring(chart: Chart, drawn: MapState, broken: int = 0) -> None:
    """Send a state on the line with the tiles that the map stands on, the first of them broken."""
    stands_on = chart.page.evaluate("map.shelterline.source.standsOn")
    numbers = [tuple(map(int, name.split("/"))) for name in stands_on]
    brought = {name: tile(TESTVILLE[:1], *number) for name, number in zip(stands_on, numbers, strict=True)}
    # Of a layer that ends within a number.
    brought |= dict.fromkeys(stands_on[:broken], b"\x1a\xff")
    chart.page.evaluate(
        "async (bytes) => {"
        " const { state, tiles } = await Shelterline.readMessage(new Uint8Array(bytes));"
        " map.shelterline.source.take(state.tiles, tiles); Shelterline.update(map, state) }",
        list(message(drawn, brought)),
    )
    chart.page.wait_for_function("query => shelterlinePainted.query === query", arg=drawn.query)


def test_tiles_that_came_with_the_state_are_not_asked_for(chart: Chart):
    chart.show(state())
    asked = len(chart.tiles)
    bring(chart, state(query="v=2", tiles=far(2)))
    assert len(chart.tiles) == asked
    assert chart.page.evaluate("map.shelterline.scene.points.map(({ mark }) => mark.n)") == [1]


def test_a_state_that_a_newer_one_has_overtaken_is_not_drawn(chart: Chart):
    chart.show(state(query="v=2", turn=2))
    chart.hand(state(query="v=1", turn=1))
    chart.show(state(query="v=3", turn=3))
    assert (chart.painted()["query"], chart.page.evaluate("paints")) == ("v=3", 2)


def test_a_broken_tile_on_the_line_is_left_out_and_said(chart: Chart):
    chart.show(state())
    bring(chart, state(query="v=2", tiles=far(2), turn=2), broken=1)
    assert chart.painted()["failed"] == 1


def test_two_hundred_changes_of_filters_leave_nothing_behind(chart: Chart):
    chart.show(state())
    count = "[Object.keys(map._layers).length, document.querySelectorAll('*').length]"
    before = chart.page.evaluate(count)
    changes = [scripts(state(query=f"n={n}", tiles=far(n)))[1] for n in range(200)]
    chart.page.evaluate(
        "async changes => { for (const script of changes) {"
        " run(script); await new Promise((resolve) => setTimeout(resolve, 5)) } }",
        changes,
    )
    chart.page.wait_for_function("shelterlinePainted.query === 'n=199'")
    assert chart.page.evaluate(count) == before
    held = "[map.shelterline.source.pending.size, map.shelterline.source.kept.size <= 200]"
    assert chart.page.evaluate(held) == [0, True]
    # Only the tiles of the picture are held as objects, which take twenty times the room.
    read = "[...map.shelterline.source.kept.values()].filter(({ places }) => places).length"
    assert chart.page.evaluate(read) == chart.painted()["tiles"]


def test_a_picture_seen_before_is_made_again_without_asking(chart: Chart):
    chart.show(state())
    asked, before = len(chart.tiles), chart.painted()["features"]
    chart.show(state(query="v=2", tiles=far(1), turn=2))
    chart.show(state(query="v=3", turn=3))
    assert chart.painted()["features"] == before
    assert all(path.endswith("&n=1") for path in chart.tiles[asked:])


def test_kinds_are_counted_in_the_model_s_order():
    assert b'"kind_order":["airstrike","drone","missile","rocket",' in assets()["shelterline.js"].content


def test_in_a_crowd_the_largest_rings_stay(chart: Chart):
    lat, lon = PLACE
    crowd = [Told(f"r{n}", lat + n % 20 / 500, lon + n // 20 / 500, radius_m=300) for n in range(400)]
    chart.told = (*crowd, Told("large", lat, lon, radius_m=2000))
    chart.show(state(viewport=Viewport(lat + 0.02, lon + 0.02, 15)))
    rings = chart.page.evaluate(
        "map.shelterline.scene.points.flatMap(({ mark }) => mark.rings.map(({ r }) => r))"
    )
    assert len(rings) <= 150
    assert max(rings) > 5 * min(rings)
