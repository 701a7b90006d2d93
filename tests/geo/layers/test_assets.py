from __future__ import annotations

import hashlib
import json
import re

import pytest

from geo.layers.assets import address, assets
from geo.model import Kind
from geo.tiles.display import TILE_PX
from geo.tiles.tile import CROWD, SINGLE_FROM_ZOOM


def test_leaflet_with_its_images_and_our_files_are_there():
    assert {
        "leaflet/leaflet.js",
        "leaflet/leaflet.css",
        "leaflet/images/layers.png",
        "jquery/jquery.min.js",
        "shelterline.js",
        "shelterline.css",
        "page.js",
        "histogram.js",
        "brush_index.js",
    } <= set(assets())


def test_hash_is_that_of_the_content():
    for asset in assets().values():
        assert hashlib.sha256(asset.content).hexdigest() == asset.sha256


def test_address_names_the_content():
    assert address("shelterline.js") == f"/assets/shelterline.js?v={assets()['shelterline.js'].sha256[:12]}"


def test_address_of_an_unknown_name_is_refused():
    with pytest.raises(KeyError):
        address("leaflet/nothing.js")


def test_our_files_name_one_foreign_host_only_and_that_for_the_online_layer():
    ours = assets()["shelterline.js"].content + assets()["shelterline.css"].content
    hosts = set(re.findall(rb"https?://([a-z0-9.-]+)", ours))
    assert hosts == {b"tile.openstreetmap.org", b"www.openstreetmap.org", b"www.w3.org"}


def test_our_script_never_writes_html():
    script = assets()["shelterline.js"].content
    assert not re.findall(
        rb"innerHTML|outerHTML|insertAdjacentHTML|document\.write|bindTooltip|bindPopup", script
    )


@pytest.mark.parametrize("name", ["shelterline.js", "page.js"])
def test_what_a_page_loads_is_one_classic_script(name: str):
    assert not re.findall(rb"^(?:import|export)\b", assets()[name].content, re.MULTILINE)


@pytest.mark.parametrize("name", ["histogram", "brush_index"])
def test_what_is_imported_is_a_module_that_stands_alone(name: str):
    script = assets()[f"{name}.js"].content
    assert re.findall(rb"^(?:import|export)\b.*", script, re.MULTILINE) == [
        f"export default ${name}.default;".encode()
    ]


def test_our_script_knows_the_rule_by_which_tiles_are_counted():
    script = assets()["shelterline.js"].content.decode()
    (line,) = re.findall(r"^const SHELTERLINE=(.*);$", script, re.MULTILINE)
    told = json.loads(line)
    assert told["tiles"]["crowd"] == CROWD
    assert told["tiles"]["single_from_zoom"] == SINGLE_FROM_ZOOM
    assert told["display"]["tile_px"] == TILE_PX
    assert told["kind_order"] == list(Kind)
