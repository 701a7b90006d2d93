"""Damage assessments on the map: under everything, with publisher and days, and as proof of nothing."""

from __future__ import annotations

import json

import pytest

from geo.export.figure.sizes import FigureSuffix
from geo.export.page import page_of
from geo.export.single_page import single_page
from geo.filters.view import DEFAULT_LAYERS, View
from geo.language import words
from geo.layers.all_layers import LAYERS
from geo.layers.assessments import CAVEAT
from geo.layers.generalise import own_geography
from geo.layers.geography import build_geography
from geo.layers.here import cards_here
from geo.layers.layer import Click, shape_file_of
from geo.layers.legend import legend_entries
from geo.layers.map_state import MapState
from geo.layers.payload import as_literal
from geo.layers.scene import scene
from geo.model import Language, Layer
from geo.queries.view_answer import answer_view
from geo.snapshot.grid import Spot
from geo.snapshot.opened import Snapshot
from tests.builders import EN, TESTVILLE, report, row, snapshot, view_of
from tests.geo.export.figures import SITE, drawn, file_of

CELLS = [
    row("assessments", "a1", structures=7),
    row(
        "assessments",
        "a2",
        structures=300,
        geometry_wkt="POLYGON ((34.06 31.05, 34.07 31.05, 34.07 31.06, 34.06 31.06, 34.06 31.05))",
    ),
]
KEY = "synthetic/2024-01-09/2024-01-10"


@pytest.fixture(scope="module")
def damaged() -> Snapshot:
    """A report of a strike in Testville, and two cells of damage."""
    return snapshot(report(), assessments=CELLS)


def with_layer(opened: Snapshot, **changes: object) -> View:
    lat, lon = TESTVILLE
    return view_of(opened, lat=lat, lon=lon, z=12, layers=(Layer.REPORTS, Layer.ASSESSMENTS), **changes)


def state_of(opened: Snapshot, **changes: object) -> MapState:
    return scene(opened, with_layer(opened, **changes), EN, 0)


def test_the_layer_is_off_at_first(damaged: Snapshot):
    assert Layer.ASSESSMENTS not in DEFAULT_LAYERS
    assert scene(damaged, damaged.default_view(), EN, 0).added == {}


def test_what_is_shown_says_publisher_days_and_that_it_is_no_proof(damaged: Snapshot):
    (mark,) = state_of(damaged).added["assessments"].marks
    assert mark.key == KEY
    for said in (mark.title, mark.statement):
        assert "Synthetic Wire" in said
        assert "9–10 Jan 2024" in said.replace("\u2009", "")
        assert said.endswith(CAVEAT)


def test_what_is_shown_says_under_which_licence_it_may_be_passed_on():
    sources = [row("sources", "synthetic", licence="CC BY-SA (synthetic)")]
    (mark,) = state_of(snapshot(assessments=CELLS, sources=sources)).added["assessments"].marks
    assert "CC BY-SA (synthetic)" in mark.statement


def test_it_lies_under_everything_else():
    depths = {layer.name: layer.depth for layer in LAYERS.values() if layer.depth}
    assert min(depths, key=lambda name: depths[name]) == Layer.ASSESSMENTS


def test_the_legend_explains_the_tints_only_when_there_are_any(damaged: Snapshot):
    heads = {entry.group for entry in legend_entries(state_of(damaged), dark=False)}
    assert "Damaged structures in a cell, never proof of a report" in heads
    none = {entry.group for entry in legend_entries(state_of(snapshot()), dark=False)}
    assert not any("Damaged" in head for head in none)


@pytest.mark.parametrize("lang", list(Language))
def test_the_sentence_stands_on_every_page_and_figure_with_the_layer(damaged: Snapshot, lang: Language):
    view, w = with_layer(damaged, lang=lang), words(lang)
    answer = answer_view(damaged, view, SITE)
    page = page_of(answer, scene(damaged, view, w, 0))
    assert any(w(CAVEAT) in notice for notice in page.notices)
    assert any(w(CAVEAT) in line for line in drawn(damaged, view).caption.lines)
    assert w(CAVEAT) in single_page(answer).decode()


def test_no_sentence_stands_where_the_layer_is_off(damaged: Snapshot):
    assert not any(CAVEAT in line for line in drawn(damaged).caption.lines)


def test_a_figure_tints_the_cells(damaged: Snapshot):
    with_cells = file_of(damaged, FigureSuffix.SVG, with_layer(damaged)).lower()
    without = file_of(damaged, FigureSuffix.SVG, with_layer(damaged).but(layers=(Layer.REPORTS,))).lower()
    assert b"#6a4c93" in with_cells
    assert b"#6a4c93" not in without


def test_a_click_answers_with_the_cell_its_claimant_and_its_caveat(damaged: Snapshot):
    html = cards_here(Click(damaged, with_layer(damaged), EN, Spot(("a1",)), 5))
    assert "7 damaged structures counted in this cell" in html
    assert "Testville council says:" in html
    assert CAVEAT in html
    assert "300" not in html


def test_a_cell_is_escaped():
    attack = "<img src=x onerror=alert(1)>{{ 7 }}"
    opened = snapshot(assessments=[row("assessments", "a1", publisher=attack, claimant=attack)])
    assert "<img" not in cards_here(Click(opened, with_layer(opened), EN, Spot(("a1",)), 5))
    assert "{{" not in as_literal(state_of(opened))


def test_the_cells_travel_in_a_file_of_their_own_and_only_with_the_layer(damaged: Snapshot):
    file = shape_file_of(damaged, LAYERS[Layer.ASSESSMENTS])
    assert file is not None
    cells = json.loads(file.body)[KEY]
    assert [(cell["id"], cell["n"]) for cell in cells] == [("a1", 7), ("a2", 300)]
    assert state_of(damaged).added["assessments"].shapes == file.address
    assert build_geography(damaged).body == build_geography(snapshot(report())).body
    assert shape_file_of(snapshot(), LAYERS[Layer.ASSESSMENTS]) is None


def test_a_file_without_network_has_the_cells_that_it_draws_and_no_others(damaged: Snapshot):
    assert list(own_geography(damaged, state_of(damaged))["added"]["assessments"]) == [KEY]
    off = scene(damaged, damaged.default_view(), EN, 0)
    assert own_geography(damaged, off)["added"] == {}
