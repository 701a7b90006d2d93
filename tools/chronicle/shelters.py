"""Buildings used as shelters, never located finer than one kilometre."""

from __future__ import annotations

import re

from .changes import Editor
from .tables import Row

COARSE_RADIUS_M = "1000"
COARSENED = "building used as a shelter, coarsened to 1 km"
COARSE_REPORT_NOTE = (
    "Given to two decimals and a radius of 1 km on purpose: individual shelter buildings are never "
    "located finer."
)
COARSE_ZONE_NOTE = (
    "Given to two decimals, the nearest kilometre or coarser, because individual shelter buildings "
    "are never located finer."
)
SCHOOL = re.compile(r"\bschool\b", re.IGNORECASE)


def is_located_shelter(row: Row) -> bool:
    """Tell schools and shelters; a hospital is a public landmark, not a shelter building in itself."""
    is_shelter = row["struck"] in {"school", "shelter"} or bool(SCHOOL.search(row["place_name"]))
    return is_shelter and row["location_precision"] == "site"


def coarsen(editor: Editor) -> None:
    """Give a point to two decimals and a radius of one kilometre."""
    for column in ("lat", "lon"):
        editor.put(column, two_decimals(editor.row[column]), COARSENED, withheld=True)
    editor.put("radius_m", COARSE_RADIUS_M, COARSENED)
    if "location_precision" in editor.row:
        editor.put("location_precision", "neighbourhood", COARSENED)


def coarsen_zone(editor: Editor) -> None:
    """Give the point of a shelter building in WKT to two decimals."""
    row = editor.row
    if row["kind"] == "shelter_area" and row["geometry_wkt"].startswith("POINT"):
        coarse = re.sub(r"\d+\.\d+", lambda m: two_decimals(m.group()), row["geometry_wkt"])
        editor.put("geometry_wkt", coarse, COARSENED, withheld=True)
        row["geometry_note"] = COARSE_ZONE_NOTE


def two_decimals(degrees: str) -> str:
    """Return degrees to about a kilometre."""
    return f"{float(degrees):.2f}"
