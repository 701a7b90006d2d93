"""Mapbox vector tiles of points, version 2 of the specification: the few bytes of it that we need.

The library at hand builds each feature from a geometry object, which is most of its time; see
docs/decisions/0005-tiles.md for the measurement.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

EXTENT = 4096
"""Units of a tile's side."""
_POINT, _MOVE_TO_ONE = 1, 9
_VARINT, _BYTES = 0, 2


def point_layer(name: str, points: Iterable[tuple[int, int, Mapping[str, int | str]]]) -> bytes:
    """Return a tile with one layer of points.

    Each point is its x and y in the tile (units of `EXTENT`, from the north-west) and its properties.
    """
    keys: dict[str, int] = {}
    values: dict[int | str, int] = {}
    features = bytearray()
    for x, y, properties in points:
        tags = bytearray()
        for key, value in properties.items():
            tags += _varint(keys.setdefault(key, len(keys)))
            tags += _varint(values.setdefault(value, len(values)))
        geometry = bytes([_MOVE_TO_ONE]) + _varint(_zigzag(x)) + _varint(_zigzag(y))
        feature = _field(2, bytes(tags)) + _number(3, _POINT) + _field(4, geometry)
        features += _field(2, feature)
    layer = _number(15, 2) + _field(1, name.encode()) + bytes(features)
    layer += b"".join(_field(3, key.encode()) for key in keys)
    layer += b"".join(_field(4, _value(value)) for value in values)
    return _field(3, layer + _number(5, EXTENT))


def _value(value: int | str) -> bytes:
    if isinstance(value, str):
        return _field(1, value.encode())
    return _number(5, value) if value >= 0 else _number(6, _zigzag(value))


def _field(number: int, content: bytes) -> bytes:
    return bytes([number << 3 | _BYTES]) + _varint(len(content)) + content


def _number(number: int, value: int) -> bytes:
    return bytes([number << 3 | _VARINT]) + _varint(value)


def _zigzag(value: int) -> int:
    return value * 2 if value >= 0 else -value * 2 - 1


def _varint(value: int) -> bytes:
    if value < 0:
        raise ValueError(f"{value} is below zero; only `_zigzag` makes a number of a tile of it")
    written = bytearray()
    while value > 127:  # noqa: PLR2004 seven bits a byte
        written.append(value & 127 | 128)
        value >>= 7
    written.append(value)
    return bytes(written)
