"""A snapshot as it may be served to others: without the rows of sources that forbid passing them on.

What is left of it is written beside the snapshots once, so that a large one is not in memory because of it.
The snapshot itself, and its id, stay as they are: a count says how many rows are not shown.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from geo.store.withheld import withheld_sources

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

_FOLDER = "public"
_RULES = "1"
"""Counts up when other rows are left out, so that what was written before is not used any more."""
_COUNTS = "withheld.json"
_THEIRS_TO_TELL = {"sources", "ingests"}
"""That there is such a source, and how many rows of it went in, is no row of theirs."""
_ROW_GROUP = 10_000


@dataclass(frozen=True, slots=True)
class Public:
    """The tables of a snapshot that differ from its own, and how many rows they lack."""

    folder: Path
    withheld: Mapping[str, int]
    """Reports and figures left out, by the name of their source."""

    def table(self, name: str, snapshot: Path) -> Path:
        """Return the file of a table as it may be served."""
        mine = self.folder / f"{name}.parquet"
        return mine if mine.is_file() else snapshot / f"{name}.parquet"


def public_of(snapshot: Path, sources: pd.DataFrame, tables: list[str]) -> Public | None:
    """Return what of a snapshot may be served to others; None when that is all of it.

    `tables` names its tables. What is not there yet is written into the home of the snapshot, or into a
    temporary folder where that cannot be written.
    """
    forbidden = withheld_sources(sources)
    if forbidden.empty:
        return None
    names = dict(zip(forbidden["source_id"], forbidden["name"], strict=True))
    digest = hashlib.sha256(json.dumps([_RULES, names], sort_keys=True).encode()).hexdigest()[:12]
    folder = snapshot.parent.parent / _FOLDER / f"{snapshot.name}-{digest}"
    if not (folder / _COUNTS).is_file():
        folder = _written(snapshot, folder, names, tables)
    counts = json.loads((folder / _COUNTS).read_text(encoding="utf-8"))
    return Public(folder, {name: n for name, n in counts.items() if n})


def _written(snapshot: Path, folder: Path, names: Mapping[str, str], tables: list[str]) -> Path:
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        temporary = folder.with_name(f".writing-{uuid4().hex}")
        temporary.mkdir()
    except OSError:
        elsewhere = Path(tempfile.mkdtemp(prefix="shelterline-public-"))
        _fill(snapshot, elsewhere, names, tables)
        return elsewhere
    try:
        _fill(snapshot, temporary, names, tables)
        try:
            temporary.rename(folder)
        except OSError:
            # Another server of the same snapshot came first.
            if not (folder / _COUNTS).is_file():
                raise
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return folder


def _fill(snapshot: Path, folder: Path, names: Mapping[str, str], tables: list[str]) -> None:
    counts = dict.fromkeys(names.values(), 0)
    sources, publishers = pa.array(list(names)), pa.array(list(names.values()))
    for name in sorted(set(tables) - _THEIRS_TO_TELL):
        path = snapshot / f"{name}.parquet"
        columns = set(pq.read_schema(path).names)
        if name != "reports" and not columns & {"source_id", "publisher", "report_id"}:
            continue
        with pq.ParquetFile(path) as file:
            schema = file.schema_arrow
            with pq.ParquetWriter(folder / path.name, schema, compression="zstd") as writer:
                for batch in _groups(file):
                    is_theirs = _is_theirs(batch, sources, publishers)
                    if name in {"reports", "tolls", "zones", "sheltering", "pauses"}:
                        _count(batch.filter(is_theirs), names, counts)
                    kept = batch.filter(pc.invert(is_theirs))
                    if kept.num_rows:
                        writer.write_table(kept, row_group_size=_ROW_GROUP)
    (folder / _COUNTS).write_text(json.dumps(counts, ensure_ascii=False), encoding="utf-8")


def _groups(file: pq.ParquetFile) -> Iterator[pa.Table]:
    for group in range(file.num_row_groups):
        yield file.read_row_group(group)


def _is_theirs(rows: pa.Table, sources: pa.Array, publishers: pa.Array) -> pa.ChunkedArray:
    """Return which rows are of these sources: by source, by publisher, or by an id of theirs."""
    theirs = pa.chunked_array([pa.repeat(pa.scalar(value=False), rows.num_rows)])
    if "source_id" in rows.column_names:
        theirs = pc.or_(theirs, pc.fill_null(pc.is_in(rows["source_id"], sources), fill_value=False))
    if "publisher" in rows.column_names:
        theirs = pc.or_(theirs, pc.fill_null(pc.is_in(rows["publisher"], publishers), fill_value=False))
    for name in rows.column_names:
        if name.endswith("_id") and name != "source_id" and pa.types.is_string(rows[name].type):
            for source in sources.to_pylist():
                begins = pc.starts_with(rows[name], f"{source}-")
                theirs = pc.or_(theirs, pc.fill_null(begins, fill_value=False))
    return theirs


def _count(theirs: pa.Table, names: Mapping[str, str], counts: dict[str, int]) -> None:
    has_source = "source_id" in theirs.column_names
    column = "source_id" if has_source else "publisher"
    for row in pc.value_counts(theirs[column]).to_pylist():
        name = names.get(row["values"], row["values"]) if has_source else row["values"]
        if name in counts:
            counts[name] += row["counts"]
