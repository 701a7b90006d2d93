"""Tiles that come with the first state of a map."""

from __future__ import annotations

from base64 import b64decode

from geo.layers.first_tiles import first_tiles
from geo.layers.scene import scene
from geo.model import Layer
from geo.snapshot.opened import Snapshot
from geo.tiles.tile import Detail, tile_of
from tests.builders import EN, report, snapshot, view_of


def came(opened: Snapshot, **changes: object) -> dict[str, str]:
    view = view_of(opened, lat=31.5, lon=34.5, z=12, **changes)
    return first_tiles(opened, view, scene(opened, view, EN, 1))


def test_the_tiles_of_the_first_place_come_as_they_are_served():
    opened = snapshot(report("r1", lat=31.5, lon=34.5))
    tiles = came(opened)
    # Of 512 pixels a side: a map of 1,000 by 640 lies on two or three columns and rows.
    assert 4 <= len(tiles) <= 12
    filters = view_of(opened).filters()
    for name, text in tiles.items():
        z, x, y = map(int, name.split("/"))
        assert z == 11
        assert b64decode(text) == tile_of(opened, filters, (z, x, y), Detail.MAP).body
    assert any(len(b64decode(text)) > 20 for text in tiles.values())


def test_without_points_nothing_comes():
    opened = snapshot(report("r1", lat=31.5, lon=34.5))
    assert came(opened, layers=(Layer.ZONES,)) == {}


def test_tiles_that_are_large_do_not_come():
    crowd = [
        report(f"r{n}", lat=f"{31.42 + n // 40 * 0.004:.4f}", lon=f"{34.4 + n % 40 * 0.004:.4f}")
        for n in range(1_600)
    ]
    assert came(snapshot(*crowd)) == {}


def test_wide_rings_bring_the_tiles_that_they_are_found_in():
    opened = snapshot(report("r1", lat=31.5, lon=34.5, radius_m=25_000))
    zooms = {name.partition("/")[0] for name in came(opened)}
    assert {"11"} < zooms
