"""Where incidents lie that are coded by country, admin 1 and, at times, a point with a precision."""

from __future__ import annotations

import re

from geo.connectors.toolkit.cells import Raw, degrees, text
from geo.connectors.toolkit.point_areas import NO_OUTLINE, PointAreas, bundled_grounds, english
from geo.geometry.gazetteer import Area
from geo.model import LocationPrecision

_LOCALITY_M, _DECIMALS = 25_000, 2
"""Two decimals: many of these places are schools and shelters."""
_POINT = "2"
_AREAS = {
    "3": (LocationPrecision.GOVERNORATE, "in a district or municipality"),
    "4": (LocationPrecision.TERRITORY, "in a province, state or governorate"),
    "5": (LocationPrecision.SUBREGION, "along a road or river"),
    "6": (LocationPrecision.TERRITORY, "in the country"),
}
"""By the number with which a `Geo Precision` begins, such as `(3) District, Communicipality or Commune`."""
_NOTHING = {"", "no information"}


def country_of(code: str) -> Area | None:
    """Return the country of the region with an ISO 3166 alpha-3 code; None outside the region."""
    return bundled_grounds().country(code)


def place_of(raw: Raw, country: Area) -> dict[str, str]:
    """Return the cells of a report that say where, from `admin 1`, `latitude`, `longitude`, `geo precision`.

    A point without a known precision is not used: it may stand for a whole country.
    """
    named = text(raw, "admin 1")
    code = _code(text(raw, "geo precision"))
    lat, lon = degrees(text(raw, "latitude")), degrees(text(raw, "longitude"))
    ground = None if lat is None or lon is None else bundled_grounds().at(lat, lon)
    if ground is None or lat is None or lon is None or code not in {_POINT, *_AREAS}:
        return _by_name(named, country)
    name = named if named.lower() not in _NOTHING else english(ground.part)
    if code == _POINT:
        return {
            "place_name": name,
            "area_pcode": "" if ground.is_disputed else ground.finest.pcode,
            "location_precision": LocationPrecision.LOCALITY,
            "lat": f"{lat:.{_DECIMALS}f}",
            "lon": f"{lon:.{_DECIMALS}f}",
            "radius_m": str(_LOCALITY_M),
            "location_note": "The file places it within about 25 km of the point.",
        }
    return _in_area(code, name, ground)


def _code(said: str) -> str:
    found = re.match(r"\(?\s*(\d)\b", said)
    return found[1] if found else ""


def _in_area(code: str, name: str, ground: PointAreas) -> dict[str, str]:
    if ground.is_disputed:
        return {
            "place_name": name,
            "location_precision": LocationPrecision.UNLOCATED,
            "location_note": NO_OUTLINE,
        }
    precision, where = _AREAS[code]
    area = {"3": ground.finest, "6": ground.country}.get(code, ground.part)
    return {
        "place_name": name,
        "area_pcode": area.pcode,
        "location_precision": precision,
        "location_note": f"The file places it {where}; the footprint is all of {english(area)}.",
    }


def _by_name(named: str, country: Area) -> dict[str, str]:
    """Return the footprint of an admin 1 name of a country; the country where no outline has that name."""
    area = bundled_grounds().inside(country, named) or country
    is_named = named.lower() not in _NOTHING
    is_fine = area.level == "governorate"
    what = f"names {named}" if is_named else "names only the country"
    note = f"The file {what} and gives no usable point; the footprint is all of {english(area)}."
    return {
        "place_name": named if is_named else english(country),
        "area_pcode": area.pcode,
        "location_precision": LocationPrecision.GOVERNORATE if is_fine else LocationPrecision.TERRITORY,
        "location_note": note,
    }
