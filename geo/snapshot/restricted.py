"""Sources whose terms forbid giving their rows to others: which they are, and which rows are theirs.

A server shows such rows only where `SHELTERLINE_PRIVATE=1` says that nobody but its own user reaches it.
Everywhere else a snapshot is opened without them, so no page, tile, count, embed or export can have them.
What a private server gives to others (embeds, exports, citations) it takes from such a snapshot as well.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    import pandas as pd

    from geo.model.rows import Row

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
        forbids |= ~sources[FLAG].fillna(value=False).astype(bool)
    return sources[forbids]


def names_by_id(sources: pd.DataFrame) -> dict[str, str]:
    """Return the names of the restricted sources by their ids."""
    restricted = restricted_sources(sources)
    return dict(zip(restricted["source_id"], restricted["name"], strict=True))


def is_restricted_row(key: str, row: Row, names: Mapping[str, str]) -> bool:
    """Whether a row, of whatever snapshot, is of a restricted source.

    `names` are those of the restricted sources by id, as a newer snapshot has them: terms may have changed.
    """
    return (
        getattr(row, "source_id", "") in names
        or getattr(row, "publisher", "") in names.values()
        or names_restricted(key, names)
    )


def names_restricted(text: object, names: Mapping[str, str]) -> bool:
    """Whether a text is an id of a row of a restricted source, or begins as one."""
    return any(str(text).startswith(f"{source}-") for source in names)


@dataclass(frozen=True, slots=True)
class Gate:
    """What of a snapshot's tables may be given to others."""

    names: Mapping[str, str]
    """Names of the restricted sources by their ids."""
    free: pa.Array
    """Ids of the other sources."""
    reports: pa.Array
    """Ids of the reports of restricted sources."""
    keys: Mapping[str, str]
    """For each incident key that names one of theirs: the id of the incident's first report of the others."""

    @classmethod
    def of(cls, sources: pd.DataFrame, reports: Callable[[], Iterable[pa.Table]]) -> Gate | None:
        """Look through the reports of a snapshot, some at a time; None when no source of it is restricted."""
        names = names_by_id(sources)
        if not names:
            return None
        free = pa.array(sorted(set(sources["source_id"]) - set(names)), pa.string())
        theirs = [rows["report_id"].filter(_is_theirs(rows, names)) for rows in reports()]
        ids = pa.array([report_id for column in theirs for report_id in column.to_pylist()], pa.string())
        gate, first = cls(names, free, ids, {}), dict[str, str]()
        for rows in reports():
            is_other = pc.invert(_is_theirs(rows, names))
            left = rows.filter(pc.and_(is_other, gate._names(rows["incident_key"])))
            for row in left.select(["incident_key", "report_id"]).to_pylist():
                key, report_id = row["incident_key"], row["report_id"]
                first[key] = min(first.get(key, report_id), report_id)
        return cls(names, free, ids, first)

    def is_restricted(self, name: str, rows: pa.Table) -> pa.ChunkedArray:
        """Return which rows of a table may not be given to others."""
        found = _is_theirs(rows, self.names)
        for column in {"report_id", "other_id", "before", "after"} & set(rows.column_names):
            found = pc.or_(found, self._names(rows[column]))
        if name == "rejects":
            # A source that cannot be read, or is misspelt, may be one of theirs.
            found = pc.or_(found, pc.invert(pc.is_in(pc.fill_null(rows["source_id"], ""), self.free)))
        return found

    def pass_on(self, name: str, rows: pa.Table) -> pa.Table:
        """Return the rows of a table that may be given to others; nothing in them names the rest."""
        kept = rows.filter(pc.invert(self.is_restricted(name, rows)))
        if name != "reports":
            return kept
        whole = kept["contained_in"]
        keys = [self.keys.get(key, key) for key in kept["incident_key"].to_pylist()]
        for column, values in (
            ("contained_in", pc.if_else(self._names(whole), pa.scalar("", whole.type), whole)),
            ("incident_key", pa.array(keys, kept["incident_key"].type)),
        ):
            kept = kept.set_column(kept.column_names.index(column), kept.schema.field(column), values)
        return kept

    def _names(self, texts: pa.ChunkedArray | pa.Array) -> pa.ChunkedArray | pa.Array:
        """Return which texts are ids of restricted reports, or begin as such ids do."""
        found = pc.is_in(texts, self.reports)
        for source in self.names:
            found = pc.or_(found, pc.starts_with(texts, f"{source}-"))
        return pc.fill_null(found, fill_value=False)


def _is_theirs(rows: pa.Table, names: Mapping[str, str]) -> pa.ChunkedArray:
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
