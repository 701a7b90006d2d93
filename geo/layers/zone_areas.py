"""How large the zones are as drawn, and as published."""

from __future__ import annotations

import pandas as pd

from geo.analysis.outline_sizes import beside_published, outline_km2
from geo.geometry.zone_outlines import drawn_outline
from geo.language import Words
from geo.model.rows import Row, rows
from geo.snapshot.caches import per_snapshot
from geo.snapshot.opened import Snapshot

_POLYGONS = frozenset({"Polygon", "MultiPolygon"})
_OUTLINES = ("POLYGON", "MULTIPOLYGON")
ABOUT_THE_SAME = 0.05
"""Share by which an outline may differ from the published area and still be called about as large."""


_WHOLE_KM2 = 10
"""From here on the area of an outline is told in whole square kilometres, below with one decimal."""


@per_snapshot
def zone_areas(snapshot: Snapshot) -> pd.DataFrame:
    """Return `outline_km2`, `published_km2` and `ratio` of each zone statement.

    A place that is known by a point has no outline, though it is drawn as a disc: the disc is no statement on
    its size.
    """
    shapes = {
        zone.zone_id: drawn.geometry
        for zone in rows(snapshot.zones)
        if (not zone.geometry_wkt or zone.geometry_wkt.startswith(_OUTLINES))
        and (drawn := drawn_outline(zone, snapshot.areas)) is not None
        and drawn.geometry.geom_type in _POLYGONS
    }
    return beside_published(outline_km2(shapes), snapshot.zones["area_km2"])


def published_said(size: Row, words: Words) -> str:
    """Return the published area as text, just as it was published; empty when none was."""
    return words("{n} km²", n=f"{size.published_km2:g}") if pd.notna(size.published_km2) else ""


def outline_said(size: Row, words: Words) -> str:
    """Return the area of the outline as text, no finer than a coarse drawing is; empty when there is none."""
    if pd.isna(size.outline_km2):
        return ""
    n = f"{size.outline_km2:.0f}" if size.outline_km2 >= _WHOLE_KM2 else f"{size.outline_km2:.1f}"
    return words("about {n} km²", n=n)


def difference_said(size: Row, words: Words) -> str:
    """Return in words how the area of the outline differs from the published one."""
    if pd.notna(size.ratio):
        share = size.ratio - 1
        if abs(share) < ABOUT_THE_SAME:
            return words("the outline drawn here is about as large")
        percent = words.number(round(abs(share) * 100))
        if share > 0:
            return words("the outline drawn here is {n} per cent larger", n=percent)
        return words("the outline drawn here is {n} per cent smaller", n=percent)
    if pd.notna(size.published_km2):
        return words("no outline could be drawn")
    if pd.notna(size.outline_km2):
        return words("no area was published")
    return words("neither an area was published nor an outline drawn")
