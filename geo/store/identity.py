"""The identity of a snapshot: the same rows give the same id on every machine.

The id is the first 12 hex digits of a SHA-256 over the schema version and every row of every table,
in canonical order (tables by name, rows by key, columns by name) and form (compact JSON, ISO days,
null for unknown). File bytes and dates of creation play no part.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping

SCHEMA_VERSION = "1"
ID_DIGITS = 12


def content_id(tables: Mapping[str, pd.DataFrame]) -> str:
    """Return the 12-digit id of the tables; each frame's index is its key."""
    digest = hashlib.sha256(f"shelterline schema {SCHEMA_VERSION}\n".encode())
    for name in sorted(tables):
        frame = tables[name].sort_index()
        columns = sorted(map(str, frame.columns))
        digest.update(_line([name, columns]))
        for row in frame[columns].itertuples(index=False, name=None):
            digest.update(_line([_plain(value) for value in row]))
    return digest.hexdigest()[:ID_DIGITS]


def _line(value: list[Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _plain(value: Any) -> Any:  # noqa: ANN401 cells are of any type
    if value is None or value is pd.NA or value is pd.NaT or value != value:  # noqa: PLR0124 NaN
        return None
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    if isinstance(value, bool | str):
        return value
    # 3000 and 3000.0 are one number, whichever way a reader typed the column.
    return int(value) if float(value).is_integer() else float(value)
