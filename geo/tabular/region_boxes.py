"""Whether points lie where the map has areas: what tells a latitude from a longitude where no name does.

The region is nearly symmetric about its diagonal, so only the boxes of its countries tell the two apart, and
not for a point at sea.
"""

from __future__ import annotations

import numpy as np

BOXES = np.array(
    [
        (29.4, 34.1, 33.5, 35.9),  # Israel, the West Bank, the Gaza Strip
        (33.0, 35.0, 34.8, 36.7),  # Lebanon
        (32.3, 35.6, 37.4, 42.4),  # Syria
        (29.1, 34.9, 33.4, 39.4),  # Jordan
        (21.9, 24.6, 31.8, 37.0),  # Egypt
        (29.0, 38.7, 37.5, 48.7),  # Iraq
        (25.0, 44.0, 39.9, 63.4),  # Iran
        (22.5, 46.5, 30.2, 56.5),  # Kuwait to the Emirates
        (12.0, 42.4, 19.1, 54.6),  # Yemen
        (10.6, 33.7, 29.4, 49.1),  # the Red Sea and its shores
    ]
)
"""South, west, north, east, degrees: those of `data/outlines.geojson`, a little wider."""
REGION = (10.0, 22.0, 43.0, 68.0)
"""The same of the whole region: the bounds of `geo.ingest.region`."""
_WORLD_LAT, _WORLD_LON = 90.0, 180.0


def in_boxes(lat: np.ndarray, lon: np.ndarray) -> np.ndarray:
    """Return which points, degrees, lie in the box of any country of the map; nan lies in none."""
    return _inside(lat, lon, BOXES)


def in_region(lat: np.ndarray, lon: np.ndarray) -> np.ndarray:
    """Return which points lie where a report may lie at all."""
    return _inside(lat, lon, np.array([REGION]))


def on_globe(lat: np.ndarray, lon: np.ndarray) -> np.ndarray:
    """Return which points are degrees at all."""
    with np.errstate(invalid="ignore"):
        found: np.ndarray = (np.abs(lat) <= _WORLD_LAT) & (np.abs(lon) <= _WORLD_LON)
    return found


def share(is_so: np.ndarray) -> float:
    """Return the share of what is so, 0 of nothing."""
    return float(is_so.mean()) if len(is_so) else 0.0


def _inside(lat: np.ndarray, lon: np.ndarray, boxes: np.ndarray) -> np.ndarray:
    south, west, north, east = (side[:, None] for side in boxes.T)
    with np.errstate(invalid="ignore"):
        found: np.ndarray = ((lat >= south) & (lat <= north) & (lon >= west) & (lon <= east)).any(axis=0)
    return found
