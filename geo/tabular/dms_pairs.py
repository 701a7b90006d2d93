"""Degrees, minutes and seconds of both axes in one cell, all cells at once: `31°31'12"N 34°27'00"E`.

Only the usual way to write them; `geo.tabular.point_texts` reads the others, each by itself.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

_MARKS = (
    ("\u2032", "'"),
    ("\u2019", "'"),
    ("\u2033", '"'),
    ("\u201d", '"'),
    ("''", '"'),
    ("º", "°"),
)
_AXIS = (
    r"(?P<d{n}>\d{{1,3}})°\s*(?P<m{n}>\d{{1,2}})'\s*(?P<s{n}>\d{{1,2}}(?:\.\d{{1,9}})?)\"\s*"
    r"(?P<h{n}>[{letters}])"
)
_SIXTY = 60


def dms_pairs(texts: pa.StringArray) -> tuple[np.ndarray, np.ndarray]:
    """Return latitude and longitude, degrees, of cells; nan of what is not written so."""
    for mark, plain in _MARKS:
        texts = pc.replace_substring(texts, mark, plain)
    lat, lon = np.full(len(texts), np.nan), np.full(len(texts), np.nan)
    for first, second, is_turned in (("NS", "EW", False), ("EW", "NS", True)):
        one, other = (_AXIS.format(n=n, letters=letters) for n, letters in ((1, first), (2, second)))
        found = pc.extract_regex(texts, rf"^\s*{one}[\s,;/|]*{other}\s*$")
        is_here = pc.is_valid(found)
        at = is_here.to_numpy(zero_copy_only=False)
        if at.any():
            kept = found.filter(is_here)
            axes = [_degrees(kept, n) for n in (1, 2)]
            lat[at], lon[at] = reversed(axes) if is_turned else axes
    return lat, lon


def _degrees(found: pa.StructArray, n: int) -> np.ndarray:
    whole, minutes, seconds = (
        pc.struct_field(found, f"{part}{n}").cast(pa.float64()).to_numpy() for part in "dms"
    )
    is_south = pc.is_in(pc.struct_field(found, f"h{n}"), pa.array(["S", "W"])).to_numpy(zero_copy_only=False)
    degrees = whole + minutes / _SIXTY + seconds / _SIXTY**2
    degrees[(minutes >= _SIXTY) | (seconds >= _SIXTY)] = np.nan
    signed: np.ndarray = np.where(is_south, -degrees, degrees)
    return signed
