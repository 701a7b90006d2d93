"""Quick looks at the bytes of a column of texts, which mostly spare a search through its characters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pyarrow as pa

_QUOTE, _BACKSLASH = ord('"'), ord("\\")


def is_plain(column: pa.StringArray) -> bool:
    """Return whether the texts hold printable ASCII alone."""
    octets = _octets(column)
    # Below the space the subtraction wraps around to a large number.
    return not bool((octets - np.uint8(ord(" ")) > ord("~") - ord(" ")).any())


def is_json_as_it_stands(column: pa.StringArray) -> bool:
    """Return whether the texts need no escape between the quotation marks of JSON."""
    octets = _octets(column)
    needs_escape = (octets < ord(" ")) | (octets == _QUOTE) | (octets == _BACKSLASH)
    return not bool(needs_escape.any())


def _octets(column: pa.StringArray) -> np.ndarray:
    _, offsets, data = column.buffers()
    if data is None:
        return np.empty(0, np.uint8)
    ends = np.frombuffer(offsets, "<i4")[column.offset : column.offset + len(column) + 1]
    return np.frombuffer(data, np.uint8)[ends[0] : ends[-1]]
