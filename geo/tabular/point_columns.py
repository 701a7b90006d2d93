"""The columns in which every form of features tells its points, and what is said of those without one."""

from __future__ import annotations

from io import SEEK_END
from typing import BinaryIO

from geo.model.errors import SourceError

POINT_COLUMNS = ("geometry_lat", "geometry_lon", "geometry_type")
"""Degrees, WGS 84, of features that are points; what every feature is."""


def without_point(n: int, n_in_all: int) -> list[str]:
    """Return what a reader should know of features that have no point."""
    notes = [
        f"Features without a point of their own: {n:,} of {n_in_all:,}; unlocated unless a column says where."
    ]
    return notes if n else []


def whole(name: str, file: BinaryIO, limit: int, advice: str) -> bytes:
    """Return what a file holds; SourceError when that is more than `limit` bytes."""
    # What is asked for is set aside before it is read: so no more is asked for than there is.
    size = file.seek(0, SEEK_END)
    file.seek(0)
    if size > limit:
        raise SourceError(f"{name} is larger than {limit:,} bytes; {advice}")
    return file.read(size)
