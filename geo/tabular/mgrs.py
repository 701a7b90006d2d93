"""Places of the Military Grid Reference System (NGA.STND.0037) as degrees.

A reference names a square, of 1 m to 1 km here; its middle is the point. A larger square is no point.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyproj import Transformer

FORM = (
    r"^(?P<zone>\d{1,2})(?P<band>[C-HJ-NP-X])(?P<column>[A-HJ-NP-Z])(?P<row>[A-HJ-NP-V])"
    r"(?P<digits>(?:\d\d){2,5})$"
)
"""In capitals and without spaces."""
_BANDS = "CDEFGHJKLMNPQRSTUVWX"
_LEAST_NORTHING_M = (
    np.array([11, 20, 28, 37, 46, 55, 64, 73, 82, 91, 0, 8, 17, 26, 35, 44, 53, 62, 70, 79], float) * 100_000
)
"""Of each band, for the letters of rows begin anew every 2,000 km."""
_BAND_DEGREES, _SOUTH_DEGREES, _MARGIN_DEGREES = 8.0, -80.0, 1.0
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_ROWS = "ABCDEFGHJKLMNPQRSTUV"
_SQUARE_M, _ROUND_M = 100_000.0, 2_000_000.0
_COLUMNS_OF_A_SET = 8
_ZONES, _NORTH, _SOUTH = 60, 32600, 32700
_EQUATOR = _BANDS.index("N")


def points_of(texts: pa.StringArray) -> tuple[np.ndarray, np.ndarray]:
    """Return latitude and longitude, WGS 84, of references in capitals and without spaces; nan of none."""
    parts = pc.extract_regex(texts, FORM)
    is_one = pc.is_valid(parts).to_numpy(zero_copy_only=False)
    lat, lon = np.full(len(texts), np.nan), np.full(len(texts), np.nan)
    if not is_one.any():
        return lat, lon
    kept = parts.filter(pa.array(is_one))
    zone = pc.struct_field(kept, "zone").cast(pa.int64()).to_numpy()
    band = _place_in(_BANDS, pc.struct_field(kept, "band"))
    digits = pc.struct_field(kept, "digits")
    each = pc.binary_length(digits).to_numpy() // 2
    cell_m = 10.0 ** (5 - each)
    whole = digits.cast(pa.int64()).to_numpy()
    east, north = np.divmod(whole, 10**each)
    column = _place_in(_LETTERS, pc.struct_field(kept, "column")) - (zone - 1) % 3 * _COLUMNS_OF_A_SET
    row = (_place_in(_ROWS, pc.struct_field(kept, "row")) - np.where(zone % 2, 0, 5)) % len(_ROWS)
    x = (column + 1) * _SQUARE_M + (east + 0.5) * cell_m
    y = row * _SQUARE_M + (north + 0.5) * cell_m
    least = _LEAST_NORTHING_M[band]
    # The square may begin a little below its band: whole squares are counted, not points.
    y += np.ceil((least - _SQUARE_M - y) / _ROUND_M).clip(0) * _ROUND_M
    is_column = (column >= 0) & (column < _COLUMNS_OF_A_SET) & (zone >= 1) & (zone <= _ZONES)
    found = _unprojected(x, y, np.where(band < _EQUATOR, _SOUTH, _NORTH) + np.where(is_column, zone, 1))
    south = _SOUTH_DEGREES + band * _BAND_DEGREES
    is_band = (found[0] > south - _MARGIN_DEGREES) & (found[0] < south + _BAND_DEGREES + _MARGIN_DEGREES)
    for axis, values in ((lat, found[0]), (lon, found[1])):
        axis[is_one] = np.where(is_column & is_band, values, np.nan)
    return lat, lon


def _place_in(letters: str, cells: pa.StringArray) -> np.ndarray:
    places: np.ndarray = pc.index_in(cells, pa.array(list(letters))).to_numpy()
    return places


def _unprojected(x: np.ndarray, y: np.ndarray, epsg: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    lat, lon = np.empty(len(x)), np.empty(len(x))
    for code in np.unique(epsg):
        is_here = epsg == code
        moved = Transformer.from_crs(int(code), 4326, always_xy=True).transform(x[is_here], y[is_here])
        lon[is_here], lat[is_here] = moved
    return lat, lon
