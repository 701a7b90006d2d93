"""Features as GeoJSON (RFC 7946), and in the other coordinate system that is offered as well."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.export.feature_query import Feature
from geo.geometry.footprints import to_metres

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

_METRES_DIGITS = 1
_AT_ONCE = 200
"""Features in one part of an answer."""
Link = Mapping[str, object]


class Crs(StrEnum):
    """A coordinate system that geometries are given in, and boxes taken in."""

    CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
    """WGS 84, longitude before latitude, degrees."""
    UTM_36N = "http://www.opengis.net/def/crs/EPSG/0/32636"
    """UTM zone 36 north, easting before northing, metres."""


EPSG = {Crs.UTM_36N: 32_636}
"""The code of each that is a projection."""


class FeatureWriter:
    """Writes features; a geometry that several share is made into text once."""

    def __init__(self, crs: Crs) -> None:
        """Take the coordinate system of the geometries."""
        self._crs = crs
        self._texts: dict[int, tuple[BaseGeometry, str]] = {}

    def feature(self, feature: Feature, links: Sequence[Link] = ()) -> str:
        """Return one feature as a JSON text."""
        ends = f', "links": {_json(links)}' if links else ""
        return (
            f'{{"type": "Feature", "id": {_json(feature.id)}, "geometry": {self._geometry(feature.shape)}, '
            f'"properties": {_json(feature.properties)}{ends}}}'
        )

    def collection(self, features: Iterable[Feature], members: Mapping[str, object]) -> Iterator[bytes]:
        """Yield a feature collection in parts, a feature a line, with other members before the features."""
        others = "".join(f"{_json(name)}: {_json(value)},\n" for name, value in members.items())
        part = [f'{{"type": "FeatureCollection",\n{others}"features": [']
        separator = "\n"
        for feature in features:
            part.append(f"{separator}{self.feature(feature)}")
            separator = ",\n"
            if len(part) > _AT_ONCE:
                yield "".join(part).encode()
                part = []
        yield "".join([*part, "\n]}\n"]).encode()

    def _geometry(self, shape: BaseGeometry | None) -> str:
        if shape is None:
            return "null"
        # The geometry is kept beside its text, so that no other one can have its number meanwhile.
        _, text = self._texts.get(id(shape)) or self._texts.setdefault(id(shape), (shape, self._text(shape)))
        return text

    def _text(self, shape: BaseGeometry) -> str:
        if self._crs in EPSG:
            project = to_metres(EPSG[self._crs]).transform
            shape = shapely.transform(
                shape, lambda xy: np.round(np.column_stack(project(xy[:, 0], xy[:, 1])), _METRES_DIGITS)
            )
            if not np.isfinite(shapely.get_coordinates(shape)).all():
                return "null"
        return str(shapely.to_geojson(shape))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
