from __future__ import annotations

import hashlib
import re

import pytest

from geo.layers.assets import address, assets


def test_leaflet_with_its_images_and_our_files_are_there():
    assert {
        "leaflet/leaflet.js",
        "leaflet/leaflet.css",
        "leaflet/images/layers.png",
        "jquery/jquery.min.js",
        "shelterline.js",
        "shelterline.css",
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
