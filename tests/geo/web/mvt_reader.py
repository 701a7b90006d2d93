"""Reads vector tiles of points by the letter of the specification (Mapbox Vector Tile 2.1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

VARINT, BYTES = 0, 2
POINT, MOVE_TO_ONE = 1, 9
Value = int | str


@dataclass(frozen=True, slots=True)
class Feature:
    """A point: its place in the tile and what it says."""

    x: int
    y: int
    properties: dict[str, Value]


@dataclass(frozen=True, slots=True)
class TileLayer:
    """A layer of a tile."""

    name: str
    version: int
    extent: int
    keys: list[str]
    values: list[Value]
    features: list[Feature]


def read_varint(data: bytes, at: int) -> tuple[int, int]:
    """The number that begins at a byte, and where the next thing begins."""
    value = shift = 0
    while data[at] & 0x80:
        value |= (data[at] & 0x7F) << shift
        shift, at = shift + 7, at + 1
    return value | data[at] << shift, at + 1


def read_fields(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    """The fields of a message in their order."""
    at = 0
    while at < len(data):
        tag, at = read_varint(data, at)
        value, at = read_varint(data, at)
        if tag & 7 == VARINT:
            yield tag >> 3, value
            continue
        assert tag & 7 == BYTES, f"wire type {tag & 7}"
        assert at + value <= len(data), "a field runs over the end"
        yield tag >> 3, data[at : at + value]
        at += value


def read_numbers(data: bytes) -> list[int]:
    """A packed field of numbers."""
    numbers, at = [], 0
    while at < len(data):
        number, at = read_varint(data, at)
        numbers.append(number)
    return numbers


def read_signed(number: int) -> int:
    """The signed number that a parameter stands for."""
    return -(number // 2) - 1 if number % 2 else number // 2


def read_layers(tile: bytes) -> list[TileLayer]:
    """Every layer of a tile."""
    layers = []
    for number, content in read_fields(tile):
        assert number == 3, "a tile has layers only"
        layers.append(_layer(bytes(content)))
    return layers


def _layer(content: bytes) -> TileLayer:
    said: dict[int, list] = {}
    for number, value in read_fields(content):
        said.setdefault(number, []).append(value)
    keys = [key.decode() for key in said.get(3, [])]
    values = [_value(value) for value in said.get(4, [])]
    features = [_feature(feature, keys, values) for feature in said.get(2, [])]
    (name,), (version,), (extent,) = said[1], said[15], said[5]
    return TileLayer(name.decode(), version, extent, keys, values, features)


def _value(content: bytes) -> Value:
    ((number, value),) = read_fields(content)
    return value.decode() if number == 1 else {4: int, 5: int, 6: read_signed}[number](value)


def _feature(content: bytes, keys: list[str], values: list[Value]) -> Feature:
    said = dict(read_fields(content))
    assert said[3] == POINT
    command, x, y = read_numbers(said[4])
    assert command == MOVE_TO_ONE
    tags = read_numbers(said.get(2, b""))
    pairs = zip(tags[::2], tags[1::2], strict=True)
    return Feature(read_signed(x), read_signed(y), {keys[key]: values[value] for key, value in pairs})
