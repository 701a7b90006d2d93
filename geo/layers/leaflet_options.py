"""Leaflet's options of every map of ours, in a Streamlit page or in one of its own.

Apart from `geo.layers.folium_map`, for what needs no folium should not wait for it to load.
"""

from __future__ import annotations

from typing import Any

from geo.filters.view import MAX_ZOOM, MIN_ZOOM

OPTIONS: dict[str, Any] = {
    "minZoom": MIN_ZOOM,
    "maxZoom": MAX_ZOOM,
    "worldCopyJump": False,
    # Leaflet would move the place by up to a pixel at each change of size; our script keeps it.
    "trackResize": False,
    # Our own controls are localised and carry plain text only.
    "attributionControl": False,
}
