"""Points as people and programs write them: in which form, and where in WGS 84 that is.

| form | what stands in the cells |
|---|---|
| (none) | one axis in its own column: `31.52`, `31,52`, `31°31'12"N` |
| `lat lon` | both, latitude first: `31.52, 34.45`, `31,52; 34,45`, `31.52 34.45 0 5`; letters overrule it |
| `lon lat` | both, longitude first |
| `WKT` | `POINT(34.45 31.52)`, `SRID=32636;POINT(637500 3488000)`: longitude or easting first |
| `WKT lat lon` | the same with latitude first, which no standard has |
| `JSON` | `{"type": "Point", "coordinates": [34.45, 31.52]}`, `{"lat": 31.52, "lon": 34.45}` |
| `JSON lat lon` | the first of these with latitude first |
| `MGRS` | `36RXV3745088000` |
| `EPSG:2039` | metres of a coordinate system, easting first; from one column or, as a list, from two |
"""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyproj import Transformer
from pyproj.exceptions import CRSError, ProjError

from geo.tabular.dms_pairs import dms_pairs
from geo.tabular.mgrs import points_of
from geo.tabular.point_texts import LAT, LON, axis_of, in_latin, pair_of

PAIR, PAIR_TURNED = "lat lon", "lon lat"
WKT, WKT_TURNED = "WKT", "WKT lat lon"
JSON, JSON_TURNED = "JSON", "JSON lat lon"
MGRS = "MGRS"
FORMS = (PAIR, PAIR_TURNED, WKT, WKT_TURNED, JSON, JSON_TURNED, MGRS)
"""Of points in one column, beside `EPSG:` and a number."""
_METRES = re.compile(r"EPSG:(\d{4,6})")
_DEGREES = r"[+-]?\d{1,3}(?:\.\d+)?"
_ANY = r"[+-]?\d+(?:\.\d*)?(?:[eE][+-]?\d{1,2})?"
_TWO_NUMBERS = (
    rf"^[\[({{]?\s*(?P<a>{_DEGREES})°?(?P<between>\s*[,;|/]\s*|\s+)(?P<b>{_DEGREES})°?"
    r"(?P<more>(?:(?:\s*[,;]\s*|\s+)[+-]?\d+(?:\.\d+)?){0,2})\s*[\])}]?$"
)
_AS_WKT = (
    r"(?i)^(?:SRID=(?P<srid>\d{1,6});)?\s*(?:MULTI)?POINT\s*(?:ZM|Z|M)?\s*\(\s*\(?\s*"
    rf"(?P<a>{_ANY})\s+(?P<b>{_ANY})(?:\s+{_ANY}){{0,2}}\s*\)?\s*\)$"
)
_NAME = r"[\"']{}[\"']\s*:\s*"
_OF_POINT = rf"{_NAME.format('type')}[\"']Point[\"']"
_AS_JSON = (
    rf"^\{{[^{{}}]*{_NAME.format('coordinates')}[\[(]\s*(?P<a>{_ANY})\s*,\s*(?P<b>{_ANY})(?:\s*,\s*{_ANY})?"
    r"\s*[\])][^{}]*\}$"
)
_LAT_NAME, _LON_NAME = _NAME.format("(?:lat|latitude)"), _NAME.format("(?:lon|lng|long|longitude)")
_AS_OBJECT = (
    rf"(?i)^\{{[^{{}}]*{_LAT_NAME}[\"']?(?P<a>{_ANY})[\"']?\s*,[^{{}}]*{_LON_NAME}[\"']?(?P<b>{_ANY})[^{{}}]*\}}$",
    rf"(?i)^\{{[^{{}}]*{_LON_NAME}[\"']?(?P<b>{_ANY})[\"']?\s*,[^{{}}]*{_LAT_NAME}[\"']?(?P<a>{_ANY})[^{{}}]*\}}$",
)
_IN_METRES = (
    r"(?i)^(?:(?:SRID=\d+;)?\s*POINT\s*)?[\[(]?\s*(?P<a>[+-]?\d{2,8}(?:[.,]\d+)?)(?:\s*[;|,]\s*|\s+)"
    r"(?P<b>[+-]?\d{2,8}(?:[.,]\d+)?)(?:\s*m)?\s*[\])]?$"
)
_WGS84 = 4326
_DECIMALS = 7
_Axes = tuple[pa.StringArray, pa.StringArray]


def fault(form: str) -> str:
    """Return what is wrong with a form, as the end of a sentence; empty for one that is known."""
    metres = _METRES.fullmatch(form)
    if not form or form in FORMS or (metres and mover(int(metres[1]))):
        return ""
    return f"is none; use one of {', '.join(FORMS)}, EPSG:2039, or leave it out for decimal degrees"


def read(cells: pa.StringArray, form: str) -> _Axes:
    """Return latitude and longitude, degrees as text, of cells that hold both.

    What is no point in the form stays as it came, as a latitude without a longitude.
    """
    encoded = cells.dictionary_encode()
    lat, lon = _read(encoded.dictionary, form)
    lon = pc.if_else(pc.equal(lon, encoded.dictionary), "", lon)
    return lat.take(encoded.indices), lon.take(encoded.indices)


def read_axis(cells: pa.StringArray, axis: str) -> pa.StringArray:
    """Return one axis, LAT or LON, degrees as text; what is none, or is the other one, stays as it came."""
    is_plain = pc.match_substring_regex(cells, rf"^(?:{_DEGREES})?$")
    if pc.all(is_plain).as_py() is not False:
        return cells
    encoded = cells.dictionary_encode()
    texts = encoded.dictionary.to_pylist()
    return pa.array([_axis(text, axis) for text in texts], pa.string()).take(encoded.indices)


def _axis(text: str, axis: str) -> str:
    value, said = axis_of(text)
    return value if value and said in {"", axis} else text


@lru_cache(maxsize=16)
def mover(epsg: int) -> Transformer | None:
    """Return what moves coordinates of a system, easting or longitude first, to WGS 84; None when unknown."""
    try:
        return Transformer.from_crs(epsg, _WGS84, always_xy=True)
    except (CRSError, ProjError):
        return None


def _read(texts: pa.StringArray, form: str) -> _Axes:
    if form in {PAIR, PAIR_TURNED}:
        return _pairs(texts, is_turned=form == PAIR_TURNED)
    if form in {WKT, WKT_TURNED}:
        return _in_order(texts, *_wkt(texts), is_turned=form == WKT_TURNED)
    if form in {JSON, JSON_TURNED}:
        return _in_order(texts, *_json(texts, is_turned=form == JSON_TURNED), is_turned=False)
    if form == MGRS:
        plain = pc.utf8_upper(pc.replace_substring_regex(_latin(texts), r"\s+", ""))
        return _or_as_it_came(texts, *points_of(plain))
    return _metres(texts, int(_METRES.fullmatch(form)[1]))  # type: ignore[index]  # a form that is known


def _pairs(texts: pa.StringArray, *, is_turned: bool) -> _Axes:
    found = pc.extract_regex(texts, _TWO_NUMBERS)
    a, b = (_without_plus(pc.struct_field(found, name)) for name in ("a", "b"))
    both, more = pc.and_(_has(a, "."), _has(b, ".")), pc.not_equal(pc.struct_field(found, "more"), "")
    # `31,52` may be one number with a decimal comma, `31 31 12` degrees, minutes and seconds.
    is_sure = pc.or_(both, pc.and_(pc.invert(more), pc.not_equal(pc.struct_field(found, "between"), ",")))
    is_plain = pc.fill_null(pc.and_(pc.is_valid(found), is_sure), fill_value=False)
    one, other = (b, a) if is_turned else (a, b)
    lat, lon = pc.if_else(is_plain, one, None), pc.if_else(is_plain, other, None)
    if lat.null_count:
        found_lat, found_lon = dms_pairs(pc.if_else(is_plain, None, texts))
        lat, lon = pc.coalesce(lat, _as_texts(found_lat)), pc.coalesce(lon, _as_texts(found_lon))
    if lat.null_count:
        is_left = pc.is_null(lat)
        pairs = [_pair(text, is_turned=is_turned) for text in texts.filter(is_left).to_pylist()]
        lats, lons = (pa.array([pair[at] for pair in pairs], pa.string()) for at in (0, 1))
        lat, lon = pc.replace_with_mask(lat, is_left, lats), pc.replace_with_mask(lon, is_left, lons)
    return lat, lon


def _pair(text: str, *, is_turned: bool) -> tuple[str, str]:
    one, other, is_said = pair_of(text)
    if not one:
        return text, text
    return (other, one) if is_turned and not is_said else (one, other)


def _wkt(texts: pa.StringArray) -> _Axes:
    """Return x and y of points in well-known text, moved to WGS 84 where a system is named; null of none."""
    found = pc.extract_regex(texts, _AS_WKT)
    x, y, srid = (_without_plus(pc.struct_field(found, name)) for name in ("a", "b", "srid"))
    for code in srid.unique().to_pylist():
        if code and int(code) not in {0, _WGS84}:
            is_here = pc.fill_null(pc.equal(srid, code), fill_value=False)
            x, y = (
                pc.replace_with_mask(axis, is_here, moved)
                for axis, moved in zip(
                    (x, y), _moved(x.filter(is_here), y.filter(is_here), int(code)), strict=True
                )
            )
    return x, y


def _json(texts: pa.StringArray, *, is_turned: bool) -> _Axes:
    """Return longitude and latitude of points in JSON; null of none."""
    found = pc.extract_regex(texts, _AS_JSON)
    is_point = pc.match_substring_regex(texts, _OF_POINT)
    x, y = (pc.if_else(is_point, pc.struct_field(found, name), None) for name in ("a", "b"))
    if is_turned:
        x, y = y, x
    for pattern in _AS_OBJECT if x.null_count else ():
        said = pc.extract_regex(texts, pattern)
        x, y = pc.coalesce(x, pc.struct_field(said, "b")), pc.coalesce(y, pc.struct_field(said, "a"))
    return x, y


def _metres(texts: pa.StringArray, epsg: int) -> _Axes:
    found = pc.extract_regex(_latin(texts), _IN_METRES)
    x, y = (pc.replace_substring(pc.struct_field(found, name), ",", ".") for name in ("a", "b"))
    return _in_order(texts, *_moved(x, y, epsg), is_turned=False)


def _moved(x: pa.StringArray, y: pa.StringArray, epsg: int) -> _Axes:
    """Return longitude and latitude, WGS 84, of coordinates of a system; null of what has none."""
    transformer = mover(epsg)
    if transformer is None:
        nothing = pa.nulls(len(x), pa.string())
        return nothing, nothing
    numbers = (pc.fill_null(axis.cast(pa.float64()), np.nan).to_numpy() for axis in (x, y))
    lon, lat = transformer.transform(*numbers)
    return _as_texts(lon), _as_texts(lat)


def _in_order(texts: pa.StringArray, x: pa.StringArray, y: pa.StringArray, *, is_turned: bool) -> _Axes:
    is_there = pc.and_(pc.is_valid(x), pc.is_valid(y))
    lat, lon = (x, y) if is_turned else (y, x)
    return pc.if_else(is_there, lat, texts), pc.if_else(is_there, lon, texts)


def _or_as_it_came(texts: pa.StringArray, lat: np.ndarray, lon: np.ndarray) -> _Axes:
    return pc.coalesce(_as_texts(lat), texts), pc.coalesce(_as_texts(lon), texts)


def _as_texts(degrees: np.ndarray) -> pa.StringArray:
    """Return degrees as text, null of what is no number."""
    is_one = np.isfinite(degrees)
    rounded = pa.array(np.where(is_one, np.round(degrees, _DECIMALS), 0.0))
    return pc.if_else(pa.array(is_one), rounded.cast(pa.string()), None)


def _latin(texts: pa.StringArray) -> pa.StringArray:
    if pc.all(pc.string_is_ascii(texts)).as_py() is not False:
        return texts
    return pa.array(map(in_latin, texts.to_pylist()), pa.string())


def _without_plus(texts: pa.StringArray) -> pa.StringArray:
    return pc.utf8_ltrim(texts, "+")


def _has(texts: pa.StringArray, part: str) -> pa.BooleanArray:
    return pc.match_substring(texts, part)


__all__ = ["FORMS", "JSON", "LAT", "LON", "MGRS", "PAIR", "WKT", "fault", "mover", "read", "read_axis"]
