from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.tiles.mvt import EXTENT, point_layer
from tests.geo.web.mvt_reader import Feature, TileLayer, read_layers

numbers = st.integers(-(2**53), 2**53)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)
points = st.tuples(
    st.integers(-(2**31), 2**31),
    st.integers(-(2**31), 2**31),
    st.dictionaries(texts, numbers | texts, max_size=6),
)


def read(*given_points: tuple[int, int, dict[str, int | str]]) -> TileLayer:
    keys = list(dict.fromkeys(key for *_, said in given_points for key in said))
    x, y = (np.array([point[axis] for point in given_points], np.int64) for axis in (0, 1))
    columns = {key: [said.get(key) for *_, said in given_points] for key in keys}
    (layer,) = read_layers(point_layer("reports", x, y, columns))
    return layer


@given(st.lists(points, max_size=8))
@settings(max_examples=60)
def test_what_is_written_is_what_is_read(given_points: list[tuple[int, int, dict[str, int | str]]]):
    assert read(*given_points).features == [Feature(*point) for point in given_points]


@pytest.mark.parametrize(
    "number", [-(2**62), -65, -64, -1, 0, 1, 63, 64, 127, 128, 16_383, 16_384, 2**32, 2**63 - 1]
)
def test_numbers_on_the_edge_of_a_byte_are_read(number: int):
    assert read((0, 0, {"n": number})).features[0].properties == {"n": number}


@pytest.mark.parametrize("place", [(-1, -1), (-64, 63), (64, -65), (EXTENT, -EXTENT), (2**30, -(2**30))])
def test_a_point_may_lie_outside_its_tile(place: tuple[int, int]):
    feature = read((*place, {})).features[0]
    assert (feature.x, feature.y) == place


def test_points_are_counted_from_the_corner_each_and_not_from_each_other():
    places = [(10, 10), (20, 20), (0, 5)]
    assert [(f.x, f.y) for f in read(*((*place, {}) for place in places)).features] == places


def test_keys_and_values_stand_once():
    layer = read(*((i, i, {"n": 1, "id": "r1", "kinds": 1}) for i in range(50)))
    assert (layer.keys, layer.values) == (["n", "id", "kinds"], [1, "r1"])


def test_a_number_and_its_text_are_two_values():
    assert read((0, 0, {"n": 1, "id": "1"})).features[0].properties == {"n": 1, "id": "1"}


def test_columns_of_numbers_say_the_same_as_lists():
    place = np.arange(3)
    masked = np.ma.masked_array([5, 0, 300], mask=[False, True, False])
    arrays = point_layer("reports", place, place, {"n": np.array([1, 300, 1]), "harm": masked})
    lists = point_layer("reports", place, place, {"n": [1, 300, 1], "harm": [5, None, 300]})
    said = [[feature.properties for feature in read_layers(tile)[0].features] for tile in (arrays, lists)]
    assert said == [[{"n": 1, "harm": 5}, {"n": 300}, {"n": 1, "harm": 300}]] * 2


def test_what_no_point_says_is_not_named():
    place = np.arange(2)
    (layer,) = read_layers(point_layer("reports", place, place, {"n": [1, 2], "harm": [None, None]}))
    assert layer.keys == ["n"]


def test_points_may_say_different_things():
    features = read((0, 0, {"n": 1}), (1, 1, {"id": "r1"}), (2, 2, {})).features
    assert [feature.properties for feature in features] == [{"n": 1}, {"id": "r1"}, {}]


def test_a_layer_says_its_name_version_and_extent():
    layer = read((0, 0, {}))
    assert (layer.name, layer.version, layer.extent) == ("reports", 2, EXTENT)


def test_a_tile_without_points_is_read():
    assert read().features == []


@pytest.mark.parametrize("text", ["خان يونس", "חאן יונס", "\x00", "x" * 300, "🏥"])
def test_texts_keep_their_letters(text: str):
    assert read((0, 0, {"id": text})).features[0].properties == {"id": text}
