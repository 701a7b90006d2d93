"""The pictures of OpenStreetMap: on screen only, from its own server, when a reader turns them on."""

from __future__ import annotations

from geo.language import N_
from geo.layers.layer import MapLayer
from geo.model import Layer


class OsmLayer(MapLayer):
    """An online base map: neither a figure nor a file without network has it."""

    name = Layer.OSM
    label = N_("OpenStreetMap (online)")
    follows_brush = True
    hint = N_(
        "The OpenStreetMap layer asks another server, tile.openstreetmap.org, for its pictures. "
        "It is off unless you turn it on."
    )
    host = "https://tile.openstreetmap.org"
