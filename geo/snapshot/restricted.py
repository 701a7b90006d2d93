"""Sources whose terms forbid giving their rows to others: which they are, and which rows are theirs.

A server shows such rows only where `SHELTERLINE_PRIVATE=1` says that nobody but its own user reaches it.
Everywhere else a snapshot is opened without them, so no page, tile, count, embed or export can have them.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

RESTRICTED_LICENCE = "Not redistributable"
"""What the licence of such a source begins with."""
FLAG = "redistributable"
"""Column of the table of sources, where it has one: a source without a permission there is restricted."""
PRIVATE_VARIABLE = "SHELTERLINE_PRIVATE"
PUBLIC_TABLES = frozenset({"sources", "ingests"})
"""Tables that are never reduced: that there is a source, and how many of its rows went in, is public."""


def is_private() -> bool:
    """Whether the operator says that nobody but the user reaches this server."""
    return os.environ.get(PRIVATE_VARIABLE, "").strip() == "1"


def restricted_sources(sources: pd.DataFrame) -> pd.DataFrame:
    """Return the sources whose terms forbid giving their rows to others."""
    forbids = sources["licence"].fillna("").str.casefold().str.startswith(RESTRICTED_LICENCE.casefold())
    if FLAG in sources:
        # Null is no permission.
        forbids |= ~sources[FLAG].fillna(False).astype(bool)  # noqa: FBT003 the value of a gap
    return sources[forbids]


def names_by_id(sources: pd.DataFrame) -> dict[str, str]:
    """Return the names of the restricted sources by their ids."""
    restricted = restricted_sources(sources)
    return dict(zip(restricted["source_id"], restricted["name"], strict=True))


def is_restricted(rows: pa.Table, names: Mapping[str, str]) -> pa.ChunkedArray:
    """Return which rows are of the sources in `names`: by source, by publisher, or by an id of theirs."""
    sources, publishers = pa.array(list(names), pa.string()), pa.array(list(names.values()), pa.string())
    found = pa.chunked_array([pa.repeat(pa.scalar(value=False), rows.num_rows)])
    if "source_id" in rows.column_names:
        found = pc.or_(found, pc.fill_null(pc.is_in(rows["source_id"], sources), fill_value=False))
    if "publisher" in rows.column_names:
        found = pc.or_(found, pc.fill_null(pc.is_in(rows["publisher"], publishers), fill_value=False))
    for name in rows.column_names:
        if name.endswith("_id") and name != "source_id" and pa.types.is_string(rows[name].type):
            for source in names:
                begins = pc.starts_with(rows[name], f"{source}-")
                found = pc.or_(found, pc.fill_null(begins, fill_value=False))
    return found


def without_restricted(frame: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Return a small table without the rows of the sources in `names`; the frame itself when it has none."""
    telling = [name for name in frame if name == "publisher" or str(name).endswith("_id")]
    table = pa.table({name: pa.array(frame[name], pa.string(), from_pandas=True) for name in telling})
    is_theirs = is_restricted(table, names).to_numpy()
    return frame[~is_theirs] if is_theirs.any() else frame
