"""The geography of an embed: light, and not to be told from the whole where the view looks."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest
import shapely

from geo.language import words
from geo.layers.generalise import light_geography, own_geography
from geo.layers.geography import geography_of
from geo.layers.map_state import MapState
from geo.layers.scene import scene
from geo.model import Language
from geo.snapshot.opened import Snapshot
from tests.builders import view_of


def state_of(bundled: Snapshot, **changes: Any) -> MapState:  # noqa: ANN401  any field of the view
    view = view_of(bundled, **changes)
    return scene(bundled, view, words(view.lang), 1)


@pytest.mark.parametrize("z", range(4, 15, 2))
def test_it_is_light_at_every_zoom(bundled: Snapshot, z: int):
    assert len(gzip.compress(light_geography(bundled, state_of(bundled, z=z)))) < 55_000


def test_lines_stray_by_less_than_a_pixel_where_the_view_looks(bundled: Snapshot):
    looked = shapely.box(33.9, 31.0, 34.8, 31.8)
    pixel = 360 / 256 / 2**10
    whole = json.loads(geography_of(bundled).body)["basemap"]["coast"]
    light = json.loads(light_geography(bundled, state_of(bundled)))["basemap"]["coast"]
    before, after = (shapely.union_all([shapely.LineString(c) for c in lines]) for lines in (whole, light))
    for point in shapely.points(shapely.get_coordinates(shapely.intersection(before, looked))):
        assert after.distance(point) < pixel


def test_only_what_the_view_draws_is_in_it(bundled: Snapshot):
    state = state_of(bundled, area="PS02")
    for content in (json.loads(light_geography(bundled, state)), own_geography(bundled, state)):
        assert set(content["areas"]) == {area.pcode for area in state.areas}
        assert set(content["zones"]) == {zone.id for zone in state.zones}


def test_what_is_said_is_said_in_one_language(bundled: Snapshot):
    content = json.loads(light_geography(bundled, state_of(bundled, lang=Language.AR)))
    assert {tuple(zone["said"]) for zone in content["zones"].values()} == {("ar",)}
    assert {tuple(label["name"]) for label in content["basemap"]["labels"]} == {("ar",)}


def test_a_selected_area_and_zone_come_along(bundled: Snapshot):
    content = json.loads(
        light_geography(bundled, state_of(bundled, first="2023-12-02", selected="z001", layers=()))
    )
    assert "z001" in content["zones"]
