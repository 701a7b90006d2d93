"""Mapbox vector tiles of points, version 2 of the specification: the few bytes of it that we need.

The library at hand builds each feature from a geometry object, which is most of its time; see
docs/decisions/0005-tiles.md for the measurement. All features are written at once, as one table of the
numbers that they consist of: a loop over thousands of features would take longer than finding them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

EXTENT = 4096
"""Units of a tile's side."""
_POINT, _MOVE_TO_ONE = 1, 9
_VARINT, _BYTES = 0, 2
_BITS_A_BYTE = 7
_SHORT = 125
"""Bytes of a text whose length, and that of the field round it, take one byte each."""
_HEADS = pa.array(
    [bytes((4 << 3 | _BYTES, n + 2, 1 << 3 | _BYTES, n)) for n in range(_SHORT + 1)], pa.large_binary()
)
"""What stands before a short text that is a value, by the length of the text."""
_NOTHING = pa.scalar(b"", pa.large_binary())


def point_layer(
    name: str,
    x: np.ndarray,
    y: np.ndarray,
    columns: Mapping[str, np.ndarray | Sequence[int | str | None]],
    ids: Mapping[str, tuple[np.ndarray, pa.Array]] = MappingProxyType({}),
) -> bytes:
    """Return a tile with one layer of points.

    `x` and `y` are whole numbers in units of `EXTENT` from the tile's north-west; `columns` holds what
    the points say, by name, one element a point. What is None or masked is not said. `ids` holds texts
    that occur once each, by name: which of the points have one, in ascending order, and the texts.
    """
    values: dict[int | str, int] = {}
    said = {key: _places(column, values) for key, column in columns.items()}
    n_values = len(values)
    for key, (points, texts) in ids.items():
        place = np.full(len(x), -1)
        place[points] = np.arange(n_values, n_values + len(texts))
        said[key] = place, place >= 0
        n_values += len(texts)
    said = {key: (place, has) for key, (place, has) in said.items() if has.any()}
    tags = [
        (numbers, has)
        for number, (place, has) in enumerate(said.values())
        for numbers, has in ((np.full(len(x), number), has), (place, has))
    ]
    layer = _number(15, 2) + _field(1, name.encode())
    layer += _features(_zigzag(x), _zigzag(y), tags) if len(x) else b""
    layer += b"".join(_field(3, key.encode()) for key in said)
    layer += b"".join(map(_value, values))
    layer += b"".join(_id_values(texts) for _, texts in ids.values())
    return _field(3, layer + _number(5, EXTENT))


def _places(
    column: np.ndarray | Sequence[int | str | None], values: dict[int | str, int]
) -> tuple[np.ndarray, np.ndarray]:
    """Return the place of each element among the values, adding new ones, and whether it has a value."""
    if isinstance(column, np.ndarray):
        has = ~np.ma.getmaskarray(column)
        distinct, inverse = np.unique(np.asarray(column), return_inverse=True)
        used = np.unique(inverse[has])
        place = np.zeros(len(distinct), np.int64)
        place[used] = [values.setdefault(value, len(values)) for value in distinct[used].tolist()]
        return place[inverse], has
    places = [-1 if value is None else values.setdefault(value, len(values)) for value in column]
    place = np.array(places, np.int64)
    return place, place >= 0


def _features(x: np.ndarray, y: np.ndarray, tags: list[tuple[np.ndarray, np.ndarray]]) -> bytes:
    """Write all features; `tags` are numbers of each feature, and which of the features have them."""
    every = np.ones(len(x), bool)
    body = [*tags, (np.full(len(x), _MOVE_TO_ONE), every), (x, every), (y, every)]
    numbers = np.column_stack([column for column, _ in body])
    lengths = np.where(np.column_stack([has for _, has in body]), _lengths(numbers), 0)
    n_tags, n_geometry = lengths[:, : len(tags)].sum(1), lengths[:, len(tags) :].sum(1)
    # Tags, the type, the geometry: each with its head, and the lengths of what has one.
    n_feature = 1 + _lengths(n_tags) + n_tags + 2 + 1 + _lengths(n_geometry) + n_geometry
    before = _columns(2 << 3 | _BYTES, n_feature, 2 << 3 | _BYTES, n_tags)
    between = _columns(np.full(len(x), 3 << 3 | _VARINT), _POINT, 4 << 3 | _BYTES, n_geometry)
    numbers = _narrow(np.hstack([before, numbers[:, : len(tags)], between, numbers[:, len(tags) :]]))
    parts = (_lengths(before), lengths[:, : len(tags)], _lengths(between), lengths[:, len(tags) :])
    lengths = np.hstack(parts)
    width = np.arange(lengths.max(initial=1), dtype=numbers.dtype)
    written = numbers[..., None] >> (width * _BITS_A_BYTE) & 127
    written |= np.where(width + 1 < lengths[..., None], 128, 0)
    return bytes(written[width < lengths[..., None]].astype(np.uint8).data)


def _narrow(numbers: np.ndarray) -> np.ndarray:
    """Return the same numbers in half the bytes where they fit, as those of our tiles do."""
    return numbers.astype(np.int32) if numbers.max(initial=0) <= np.iinfo(np.int32).max else numbers


def _columns(*numbers: np.ndarray | int) -> np.ndarray:
    return np.column_stack(np.broadcast_arrays(*numbers))


def _lengths(numbers: np.ndarray) -> np.ndarray:
    """Return how many bytes each number takes."""
    lengths = np.ones(numbers.shape, np.int64)
    bits = _BITS_A_BYTE
    while (longer := numbers >= 1 << bits).any():
        lengths += longer
        bits += _BITS_A_BYTE
    return lengths


def _zigzag(numbers: np.ndarray) -> np.ndarray:
    wide = np.asarray(numbers, np.int64)
    return np.where(wide >= 0, wide * 2, -wide * 2 - 1)


@lru_cache(maxsize=1 << 16)
def _value(value: int | str) -> bytes:
    if isinstance(value, str):
        return _field(4, _field(1, value.encode()))
    return _field(4, _number(5, value) if value >= 0 else _number(6, -value * 2 - 1))


def _id_values(texts: pa.Array) -> bytes:
    """Return every text as a value, one after another."""
    lengths = pc.binary_length(texts)
    if not len(texts) or pc.max(lengths).as_py() > _SHORT:
        return b"".join(map(_value, texts.to_pylist()))
    # Put together as one column: the buffer of the result is what is wanted.
    joined = pc.binary_join_element_wise(_HEADS.take(lengths), texts.cast(pa.large_binary()), _NOTHING)
    ends = np.frombuffer(joined.buffers()[1], np.int64)
    return bytes(joined.buffers()[2][: int(ends[len(joined)])])


def _field(number: int, content: bytes) -> bytes:
    return bytes([number << 3 | _BYTES]) + _varint(len(content)) + content


def _number(number: int, value: int) -> bytes:
    return bytes([number << 3 | _VARINT]) + _varint(value)


def _varint(value: int) -> bytes:
    written = bytearray()
    # Seven bits a byte; the eighth says that another byte follows.
    while value >> 7:
        written.append(value & 127 | 128)
        value >>= 7
    written.append(value)
    return bytes(written)
