"""Zones without earlier statements, and with all of them where the layer of old is on."""

from __future__ import annotations

import pytest

from geo.filters.view import View
from geo.layers.all_layers import statements_of
from geo.layers.legend import legend_entries
from geo.layers.scene import scene
from geo.model import Layer
from geo.queries.view_answer import answer_view
from geo.snapshot.opened import Snapshot
from tests.builders import EN, report, row, snapshot, view_of
from tests.geo.export.figures import SITE

ONLY_LATEST, WITH_EARLIER = (Layer.LATEST_ZONES,), (Layer.ZONES, Layer.LATEST_ZONES)


@pytest.fixture(scope="module")
def twice_stated() -> Snapshot:
    """A place on which a second statement follows the first."""
    zones = [row("zones", i, zone_key="place", valid_from=day, valid_to="") for i, day in DAYS.items()]
    return snapshot(report(), zones=zones)


DAYS = {"z1": "2024-01-05", "z2": "2024-01-09"}


def of(opened: Snapshot, layers: tuple[Layer, ...]) -> View:
    return view_of(opened, "2024-01-01", "2024-01-31", layers=layers)


def on_map(opened: Snapshot, layers: tuple[Layer, ...]) -> list[str]:
    return [zone.id for zone in scene(opened, of(opened, layers), EN, 0).zones]


def test_what_a_later_statement_follows_is_left_out_and_that_is_said(twice_stated: Snapshot):
    state = scene(twice_stated, of(twice_stated, ONLY_LATEST), EN, 0)
    assert [zone.id for zone in state.zones] == ["z2"]
    assert statements_of(state) == (
        "Zone statements followed by another, or older than 90 days without a stated end, are left out.",
    )


@pytest.mark.parametrize("layers", [(Layer.ZONES,), WITH_EARLIER], ids=str)
def test_the_layer_of_old_shows_every_statement(layers: tuple[Layer, ...], twice_stated: Snapshot):
    assert on_map(twice_stated, layers) == ["z1", "z2"]
    assert statements_of(scene(twice_stated, of(twice_stated, layers), EN, 0)) == ()


def test_a_sign_is_explained_once(twice_stated: Snapshot):
    entries = [
        [
            entry.text
            for entry in legend_entries(scene(twice_stated, of(twice_stated, layers), EN, 0), dark=False)
        ]
        for layers in ((Layer.ZONES,), WITH_EARLIER)
    ]
    assert entries[0] == entries[1]


def test_lists_and_files_follow(twice_stated: Snapshot):
    found = {
        layers: [zone.zone_id for zone in answer_view(twice_stated, of(twice_stated, layers), SITE).zones]
        for layers in (ONLY_LATEST, WITH_EARLIER, (Layer.REPORTS,))
    }
    assert found == {ONLY_LATEST: ["z2"], WITH_EARLIER: ["z1", "z2"], (Layer.REPORTS,): []}
