"""How large the zones are as drawn, and as published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.analysis.sizes import beside_published, outline_km2
from geo.render.geography import zone_geometry
from geo.rows import rows
from geo.store.memo import per_snapshot

if TYPE_CHECKING:
    import pandas as pd

    from geo.i18n import Words
    from geo.rows import Row
    from geo.store.chronicle import Chronicle

_POLYGONS = frozenset({"Polygon", "MultiPolygon"})
ABOUT_THE_SAME = 0.05
"""Share by which an outline may differ from the published area and still be called about as large."""


@per_snapshot
def zone_areas(chronicle: Chronicle) -> pd.DataFrame:
    """Return `outline_km2`, `published_km2` and `ratio` of each zone statement.

    A place that is known by a point has no outline, though it is drawn as a disc: the disc is no statement on
    its size.
    """
    shapes = {
        zone.zone_id: shape
        for zone in rows(chronicle.zones)
        if not zone.geometry_wkt.startswith("POINT")
        and (shape := zone_geometry(zone, chronicle.areas)) is not None
        and shape.geom_type in _POLYGONS
    }
    return beside_published(outline_km2(shapes), chronicle.zones["area_km2"])


def area_said(km2: float, words: Words) -> str:
    """Return an area in square kilometres as text, empty when there is none."""
    return words("{n} km²", n=f"{km2:.3g}") if km2 == km2 else ""  # noqa: PLR0124 null is unequal to itself


def difference_said(size: Row, words: Words) -> str:
    """Return in words how the area of the outline differs from the published one."""
    if size.ratio == size.ratio:  # noqa: PLR0124 null is unequal to itself
        share = size.ratio - 1
        if abs(share) < ABOUT_THE_SAME:
            return words("the outline drawn here is about as large")
        percent = words.number(round(abs(share) * 100))
        if share > 0:
            return words("the outline drawn here is {percent}% larger", percent=percent)
        return words("the outline drawn here is {percent}% smaller", percent=percent)
    if size.published_km2 == size.published_km2:  # noqa: PLR0124
        return words("no outline could be drawn")
    if size.outline_km2 == size.outline_km2:  # noqa: PLR0124
        return words("no area was published")
    return words("neither an area was published nor an outline drawn")
