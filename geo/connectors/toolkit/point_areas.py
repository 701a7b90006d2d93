"""Which areas a point lies in, by the bundled outlines: never by a country's name in a source."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import shapely

from geo.geometry.gazetteer import Area, Areas
from geo.model import Language
from geo.snapshot.opened import DATA_DIR

_GOLAN = shapely.box(35.63, 32.70, 35.92, 33.34)
"""Degrees. The outlines draw no line between Israel and the Golan Heights: no area is named for a point here
that they would put into Israel, although a few villages beside the Golan fall into the box as well."""
NO_OUTLINE = "On the Golan Heights or beside them, for which no outline is bundled."
"""What a reader is told of a place there that is larger than a point."""
COAST_DEGREES = 0.05
"""How far off an outline a point may lie and still be counted to it: outlines are coarse."""


@dataclass(frozen=True, slots=True)
class PointAreas:
    """The areas around a point; None where no outline of that level holds it."""

    country: Area
    """Or a sea."""
    is_disputed: bool
    """On the Golan Heights, or beside them: no area is named for it."""
    territory: Area | None
    governorate: Area | None

    @property
    def finest(self) -> Area:
        """The smallest area with an outline."""
        return self.governorate or self.territory or self.country

    @property
    def part(self) -> Area:
        """The West Bank, the Gaza Strip, or a whole country."""
        return self.territory or self.country


class Grounds:
    """The areas of the region, to be asked for many points."""

    def __init__(self, areas: Areas) -> None:
        """Take outlines of which each area's parent is there as well."""
        self._areas = areas
        parents = {area.parent for area in areas}
        # A sea is in no country: a point off a coast is of the coast, and one far out of no area.
        self._leaves = [
            area for area in areas if area.pcode not in parents and (area.parent or area.level == "country")
        ]
        self._seas = [area for area in areas if not area.parent and area.level != "country"]
        self._tree = shapely.STRtree([area.geometry for area in self._leaves])
        self.box: tuple[float, float, float, float] = tuple(
            shapely.total_bounds([area.geometry for area in self._leaves])
        )
        """West, south, east, north, in degrees."""

    def at(self, lat: float, lon: float) -> PointAreas | None:
        """Return the areas that hold a point; None outside the region."""
        west, south, east, north = self.box
        if not (west - COAST_DEGREES <= lon <= east + COAST_DEGREES):
            return None
        if not (south - COAST_DEGREES <= lat <= north + COAST_DEGREES):
            return None
        point = shapely.Point(lon, lat)
        found = self._tree.query(point, predicate="intersects")
        if not len(found):
            found = self._tree.query_nearest(point, max_distance=COAST_DEGREES)
        if not len(found):
            return None
        area = self._leaves[int(np.min(found))]
        return self._ground(area, is_disputed=area.pcode == "ISR" and bool(_GOLAN.intersects(point)))

    def country(self, code: str) -> Area | None:
        """Return the country with an ISO 3166 alpha-3 code; None outside the region."""
        return self._areas[code] if code in self._areas and self._areas[code].level == "country" else None

    def inside(self, country: Area, name: str) -> Area | None:
        """Return the area of a country that has an English name, in upper or lower case; None for others."""
        said = name.casefold().removesuffix(" governorate")
        for area in self._areas:
            parents = {area.parent, self._areas[area.parent].parent} if area.parent in self._areas else set()
            if country.pcode in parents and english(area).casefold() == said:
                return area
        return None

    def at_or_at_sea(self, lat: float, lon: float) -> PointAreas | None:
        """Return the same, or a sea with an outline for a point far out in it, such as that of a ship."""
        if ground := self.at(lat, lon):
            return ground
        point = shapely.Point(lon, lat)
        sea = next((area for area in self._seas if area.geometry.intersects(point)), None)
        return None if sea is None else PointAreas(sea, is_disputed=False, territory=None, governorate=None)

    def _ground(self, area: Area, *, is_disputed: bool) -> PointAreas:
        by_level = {area.level: area}
        while area.parent in self._areas:
            area = self._areas[area.parent]
            by_level[area.level] = area
        return PointAreas(
            by_level["country"], is_disputed, by_level.get("territory"), by_level.get("governorate")
        )


@cache
def bundled_grounds() -> Grounds:
    """Return the areas of the outlines that come with the program."""
    return Grounds(Areas.read(DATA_DIR / "outlines.geojson"))


def english(area: Area) -> str:
    """Return the English name of an area."""
    return area.names[Language.EN]
