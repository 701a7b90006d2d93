"""Small map states and a geography round Testville, with attacks where strangers may write."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from geo.layers.map_state import AreaCount, MapState, Viewport, ZoneMark
from tests.geo.layers.tiles import Told

ATTACKS = (
    "{{ 'x' }}",
    "{{'map_div'}}",
    "{{ 7 * 7 }}{% raw %}{# comment #}{{{",
    "</script><script>alert(1)</script>",
    "_abc map_0_1 feature_group_feature_group_0",
    "\"quotes\" and 'quotes' and `${backticks}` and \\ backslash",
    "line\u2028separator\u2029 and\nnewline\tand\x00nul",
    "<img src=x onerror=alert(1)>",
    "\u0639\u0631\u0628\u064a \u202e\u05e2\u05d1\u05e8\u05d9\u05ea",
    "\U0001d4b3 beyond the basic plane",
)

LAYERS = ("reports", "areas", "zones", "labels")
TESTVILLE = (Told("r1", 31.4, 34.4, "airstrike", 200), Told("r2", 31.4, 34.4, "drone", 3000))
TILES = "/tiles/{z}/{x}/{y}.mvt?v=1"


def state(**fields: Any) -> MapState:  # noqa: ANN401  # any field of the state
    """A state with two reports at one place, an area and a zone."""
    plain = MapState(
        snapshot="0123456789ab",
        query="v=1",
        lang="en",
        dir="ltr",
        geography="/geography.json",
        viewport=Viewport(31.4, 34.4, 10),
        viewport_serial=1,
        layers=LAYERS,
        tiles=TILES,
        kinds=("airstrike", "drone"),
        n_points=2,
        largest_radius_m=3000,
        areas=(AreaCount("XX01", 3, "3 reports in this area", "Testshire: 3 reports"),),
        zones=(
            ZoneMark("z1", "ordered_to_evacuate", "evacuation_order", "by Testville", "Zone", earlier=False),
        ),
        text={"base_credit": "Testville survey"},
    )
    return replace(plain, **fields)


def square(lat: float, lon: float, half: float) -> dict[str, Any]:
    west, east, south, north = lon - half, lon + half, lat - half, lat + half
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def geography() -> bytes:
    """The asset that the map fetches, as small as it can be."""
    area = square(31.4, 34.4, 0.2)
    basemap = {
        "land": [square(31.4, 34.8, 0.9)["coordinates"]],
        "borders": [{"coords": [[34.0, 31.0], [34.8, 31.8]], "class": "disputed"}],
        "coast": [[[33.9, 30.5], [33.9, 32.3]]],
        "wadi_gaza": [],
        "crossings": [],
        "labels": [
            {"name": {"en": text}, "lat": 31.45, "lon": 34.4, "kind": "city", "min_zoom": 4, "rank": 1}
            for text in ("Testville", ATTACKS[3])
        ],
    }
    zone = {
        "geometry": square(31.3, 34.5, 0.1),
        "label": [31.3, 34.5],
        "status": "ordered_to_evacuate",
        "kind": "evacuation_order",
        "said": {"en": {"label": "by Testville", "title": "Zone"}},
    }
    hostile = {**zone, "said": {"en": dict.fromkeys(("label", "title"), "".join(ATTACKS))}}
    cells = {"synthetic": [{"id": "a1", "n": 1234, "geometry": square(31.7, 34.2, 0.02)}]}
    areas = {"XX01": {"name": {"en": "Testshire"}, "level": "x", "label": [31.4, 34.4], "geometry": area}}
    return json.dumps(
        {
            "basemap": basemap,
            "areas": areas,
            "zones": {"z1": zone, "hostile": hostile},
            "added": {"assessments": cells},
        }
    ).encode()
