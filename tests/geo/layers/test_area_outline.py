"""The outline of an area drawn: on every map of its view, whatever layers its link names."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest
import shapely

from geo.export.about import about
from geo.export.figure.sizes import FigureSuffix
from geo.export.page import page_of
from geo.export.single_page import single_page
from geo.filters.drawn_area import DRAWN_AREA
from geo.filters.view import View
from geo.geometry.area_code import checked
from geo.geometry.frame import frame_around
from geo.layers.area_outline import NAME, DrawnAreaLayer
from geo.layers.brush_answer import brush_address
from geo.layers.legend import legend_entries
from geo.layers.scene import scene
from geo.queries.view_answer import answer_view
from geo.snapshot.opened import Snapshot
from tests.builders import EN, TESTVILLE, report, snapshot, view_of
from tests.geo.export.figures import SITE, file_of

if TYPE_CHECKING:
    from geo.layers.layer import Paper

AREA = checked([TESTVILLE], 5_000)
SAID = "Of 2 reports, 1 certainly and up to 1 possibly lie inside the area drawn."


@pytest.fixture(scope="module")
def opened() -> Snapshot:
    return snapshot(report("r1"), report("r2", lat=31.3, lon=34.3, area_pcode="XX0102"))


def drawn(opened: Snapshot, **changes: object) -> View:
    lat, lon = TESTVILLE
    return DRAWN_AREA.choose(view_of(opened, lat=lat, lon=lon, z=11, **changes), AREA)


@pytest.mark.parametrize("layers", [(), ("reports", "areas")])
def test_it_is_on_whatever_layers_a_link_names(opened: Snapshot, layers: tuple[str, ...]):
    state = scene(opened, drawn(opened, layers=layers), EN, 0)
    [mark] = state.added[NAME].marks
    assert state.layers == layers
    outline = shapely.Polygon(mark.rings[0])
    assert shapely.hausdorff_distance(outline, AREA.geometry) < 2e-5
    assert "Area drawn" in [entry.text for entry in legend_entries(state, dark=False)]


def test_a_view_without_an_area_says_nothing_of_one(opened: Snapshot):
    state = scene(opened, opened.default_view(), EN, 0)
    assert NAME not in state.added
    assert "Area drawn" not in [entry.text for entry in legend_entries(state, dark=False)]


def test_every_output_says_how_many_lie_inside(opened: Snapshot):
    view = drawn(opened)
    answer = answer_view(opened, view, SITE)
    state = scene(opened, view, EN, 0)
    assert SAID in page_of(answer, state).notices
    assert SAID in about(answer, answer.matching()).notes
    assert "within 5 km of" in page_of(answer, state).citation
    assert SAID in single_page(answer).decode()
    assert b"certainly and up to" in file_of(opened, FigureSuffix.SVG, view)


def test_on_paper_it_is_as_large_as_on_the_ground(opened: Snapshot):
    view = drawn(opened)
    frame = frame_around(view.lat, view.lon, view.z, width=600, height=600)
    strokes: list[shapely.Geometry] = []
    pane = SimpleNamespace(stroke=lambda shape, _line, _colour: strokes.append(shape))
    paper = SimpleNamespace(state=scene(opened, view, EN, 0), frame=frame, pane=pane)
    DrawnAreaLayer().paint(cast("Paper", paper))
    [outline] = strokes
    west, _, east, _ = outline.bounds
    assert (east - west) * frame.metres_per_px == pytest.approx(2 * AREA.around_m, rel=0.01)


def test_the_map_follows_the_brush_with_it(opened: Snapshot):
    assert "aoi=" in brush_address(opened, drawn(opened))
