"""The discs of a figure: the numbers of the reports, and the rule of the screen's map."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import pytest

from geo.filters.view import View
from geo.geometry.frame import Frame, frame_around
from geo.language import words
from geo.layers.assets import assets
from geo.layers.cluster import disc_radius_px, marks_of
from geo.layers.places import places_in
from geo.layers.points import short
from geo.model import Language, Layer
from geo.snapshot.derive import grid_cells
from geo.tiles.display import MOST_DISC_PX
from tests.builders import TESTVILLE, report, snapshot, view_of
from tests.geo.plain import World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page, Playwright

CLOSE = [(31.41, 34.34, 10), (31.5, 34.45, 12), (31.52, 34.45, 15), (31.35, 34.31, 17), (30.0, 35.0, 6)]


def looking(world: World, place: tuple[float, float, int]) -> tuple[View, Frame]:
    lat, lon, z = place
    view = world.opened.default_view().but(lat=lat, lon=lon, z=z, layers=(Layer.REPORTS,))
    return view, frame_around(view.lat, view.lon, view.z, width=668, height=560)


def test_numbers_of_the_whole_world_are_all_reports_with_a_point(world: World):
    view, frame = looking(world, (0.0, 0.0, 4))
    whole = Frame(frame.zoom, 0, 0, frame.scale, frame.scale)
    marks = marks_of(places_in(world.opened, view, whole), whole)
    assert sum(mark.n for mark in marks) == world.opened.counts(view).shown


@pytest.mark.parametrize("place", CLOSE)
def test_numbers_are_those_of_the_reports_around_the_map(world: World, place: tuple[float, float, int]):
    view, frame = looking(world, place)
    places = places_in(world.opened, view, frame)
    shown = world.shown(view)
    gx, gy = grid_cells(shown["lat"].to_numpy(float), shown["lon"].to_numpy(float))
    box, side = places.covered, float(1 << 24)
    x, y = gx / side, gy / side
    inside = (x >= box.x0) & (x < box.x1) & (y >= box.y0) & (y < box.y1)
    own = [
        p
        for p in places.found
        if box.x0 <= p.gx / places.side < box.x1 and box.y0 <= p.gy / places.side < box.y1
    ]
    marks = marks_of(places, frame)
    assert sum(p.n for p in own) == inside.sum()
    assert sum(mark.n for mark in marks) == sum(p.n for p in places.found)


@pytest.mark.parametrize("place", CLOSE)
def test_a_symbol_stands_where_its_reports_are(world: World, place: tuple[float, float, int]):
    view, frame = looking(world, place)
    places = places_in(world.opened, view, frame)
    named = {(p.gx / places.side, p.gy / places.side) for p in places.found}
    for mark in marks_of(places, frame):
        assert (mark.x, mark.y) in named
        # Away from its place it stands on the edge of a ring around it.
        away = math.hypot(*mark.shift)
        rings = [ring.r * frame.scale for ring in mark.rings if (ring.x, ring.y) == (mark.x, mark.y)]
        assert away == 0 or any(math.isclose(away, r) for r in rings)


@pytest.mark.parametrize("east", [-1, 1])
@pytest.mark.parametrize(("z", "radius_m", "away_m"), [(13, 25_000, 22_000), (15, 100_000, 98_000)])
def test_a_ring_around_the_whole_figure_is_in_it(east: int, z: int, radius_m: int, away_m: int):
    lat, lon = TESTVILLE
    opened = snapshot(report(radius_m=radius_m))
    view = view_of(opened, lat=lat, lon=lon + east * away_m / 95_000, z=z)
    frame = frame_around(view.lat, view.lon, view.z, width=668, height=560)
    (mark,) = marks_of(places_in(opened, view, frame), frame)
    (ring,) = mark.rings
    assert math.dist(frame.bounds().middle, (ring.x, ring.y)) < ring.r


@pytest.fixture(scope="module")
def page(playwright: Playwright, chromium: str) -> Iterator[Page]:
    browser: Browser = playwright.chromium.launch(
        executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
    )
    opened = browser.new_page()
    for name in ("leaflet/leaflet.js", "shelterline.js"):
        opened.add_script_tag(content=assets()[name].content.decode())
    yield opened
    browser.close()


@pytest.mark.browser
@pytest.mark.parametrize("place", CLOSE)
def test_marks_are_those_of_the_screen(page: Page, world: World, place: tuple[float, float, int]):
    view, frame = looking(world, place)
    places = places_in(world.opened, view, frame)
    features: list[dict[str, Any]] = [
        {"gx": p.gx, "gy": p.gy, "n": p.n, "kinds": p.kinds, "radius": p.radius_m, "id": None}
        for p in places.found
    ]
    on_screen = page.evaluate(
        """([features, zoom, side, box]) => Shelterline.cluster(features, zoom, side, box).marks
          .map(({ x, y, shift, n, kind, rings }) => [x, y, ...shift, n, kind, rings.length])""",
        [features, frame.zoom, places.side, asdict(places.covered)],
    )
    marks = marks_of(places, frame)
    in_figure = [[m.x, m.y, *m.shift, m.n, m.kind and m.kind.value, len(m.rings)] for m in marks]
    assert len(in_figure) == len(on_screen)
    for ours, theirs in zip(sorted(in_figure, key=key), sorted(on_screen, key=key), strict=True):
        assert ours == pytest.approx(theirs, abs=1e-6)


def key(mark: list[Any]) -> tuple[float, float, int]:
    return round(mark[0], 12), round(mark[1], 12), mark[4]


def test_a_disc_grows_with_its_count_and_stays_small():
    radii = [disc_radius_px(n) for n in (1, 2, 10, 100, 1_000, 5_000)]
    assert radii == sorted(set(radii))
    assert radii[-1] <= MOST_DISC_PX == disc_radius_px(10**7)


@pytest.mark.parametrize(
    ("n", "said"), [(7, "7"), (999, "999"), (1_234, "1.23K"), (123_456, "123K"), (1_000_000, "1M")]
)
def test_a_long_number_is_shortened_to_three_digits(n: int, said: str):
    assert short(n, words(Language.EN)) == said
