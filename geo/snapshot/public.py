"""A snapshot as it may be served to others: without the rows of sources that forbid passing them on.

The reduced tables are written beside the snapshots once, so that a large snapshot need not be in memory. They
are written whole or not at all (see `geo.snapshot.folders`), and written again when they were changed since.
The snapshot itself keeps its rows and its id; a count says how many rows are not shown.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from geo.snapshot.file_checks import reading
from geo.snapshot.folders import made_in, publish, remove_abandoned, sha256_of, temporary_in
from geo.snapshot.restricted import PUBLIC_TABLES, Gate, names_by_id

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pandas as pd

_FOLDER = "public"
_RULES = "3"
"""Raise it when other rows are left out or other files written: older folders are then not used."""
_COUNTS = "withheld.json"
_FILES = "files.json"
"""SHA-256 of the other files, 64 hex digits, by their names."""
_ROW_GROUP = 10_000


@dataclass(frozen=True, slots=True)
class Public:
    """The reduced tables of a snapshot, and how many rows they lack."""

    folder: Path
    restricted: Mapping[str, int]
    """Reports and figures left out, by the name of their source."""
    files: Mapping[str, str]
    """SHA-256 of the files of those that differ, 64 hex digits, by their names."""

    def table(self, name: str, snapshot: Path) -> Path:
        """Return the file of a table as it may be served."""
        return (self.folder if f"{name}.parquet" in self.files else snapshot) / f"{name}.parquet"


@dataclass(frozen=True, slots=True)
class _Copy:
    """The reduced copy of one snapshot, and where it is."""

    snapshot: Path
    sources: pd.DataFrame
    tables: Sequence[str]
    """Of the snapshot."""
    folder: Path

    def reports(self) -> Iterator[pa.Table]:
        """Return source, publisher and incident of the reports, a row group at a time."""
        with pq.ParquetFile(self.snapshot / "reports.parquet") as file:
            yield from _groups(file, ["report_id", "source_id", "publisher", "incident_key"])

    def table_paths(self) -> list[Path]:
        """Return the files of the snapshot of which rows may be left out."""
        paths = (self.snapshot / f"{name}.parquet" for name in sorted(set(self.tables) - PUBLIC_TABLES))
        return [path for path in paths if path.stem == "reports" or _may_be_theirs(path)]


def public_of(snapshot: Path, sources: pd.DataFrame, tables: Sequence[str]) -> Public | None:
    """Return the reduced tables of a snapshot; None when no source of it is restricted.

    `tables` names its tables. They are written into the home of the snapshot when they are not there yet, or
    into a temporary folder when the home cannot be written.
    """
    copy = _copy_of(snapshot, sources, tables)
    if copy is None:
        return None
    folder = _written(copy) if _wrong(copy) else copy.folder
    remove_abandoned(copy.folder.parent)
    counts, files = (json.loads((folder / name).read_text(encoding="utf-8")) for name in (_COUNTS, _FILES))
    return Public(folder, {name: n for name, n in counts.items() if n}, files)


def wrong_in_public(snapshot: Path, sources: pd.DataFrame, tables: Sequence[str]) -> list[str]:
    """Return a sentence for each reduced table that is not as it was written."""
    copy = _copy_of(snapshot, sources, tables)
    if copy is None or not copy.folder.exists():
        return []
    return [
        f"{path} is not the file that was written; a server makes it anew when it starts"
        for path in _wrong(copy)
    ]


def _copy_of(snapshot: Path, sources: pd.DataFrame, tables: Sequence[str]) -> _Copy | None:
    names = names_by_id(sources)
    if not names:
        return None
    digest = hashlib.sha256(json.dumps([_RULES, names], sort_keys=True).encode()).hexdigest()[:12]
    folder = snapshot.parent.parent / _FOLDER / f"{snapshot.name}-{digest}"
    return _Copy(snapshot, sources, tables, folder)


def _may_be_theirs(path: Path) -> bool:
    return not {"source_id", "publisher", "report_id"}.isdisjoint(pq.read_schema(path).names)


def _wrong(copy: _Copy) -> list[Path]:
    """Return the files that are not as they were written, or the list of files when that cannot be read."""
    try:
        digests = dict(json.loads((copy.folder / _FILES).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return [copy.folder / _FILES]
    names = [_COUNTS, *(path.name for path in copy.table_paths())]
    return [copy.folder / name for name in names if not _is_as_written(copy.folder / name, digests.get(name))]


def _is_as_written(path: Path, sha256: object) -> bool:
    try:
        return sha256_of(path) == sha256
    except OSError:
        return False


def _written(copy: _Copy) -> Path:
    try:
        temporary = made_in(copy.folder.parent)
    except OSError:
        elsewhere = Path(tempfile.mkdtemp(prefix="shelterline-public-"))
        _fill(elsewhere, copy)
        return elsewhere
    try:
        _fill(temporary, copy)
        # Another server of the same snapshot may have come first.
        if not publish(temporary, copy.folder) and _wrong(copy):
            damaged = copy.folder.rename(temporary_in(copy.folder.parent))
            publish(temporary, copy.folder)
            shutil.rmtree(damaged, ignore_errors=True)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return copy.folder


def _fill(folder: Path, copy: _Copy) -> None:
    # A large table has perhaps not been hashed yet.
    with reading(*copy.table_paths()):
        _fill_from_whole(folder, copy)


def _fill_from_whole(folder: Path, copy: _Copy) -> None:
    gate = Gate.of(copy.sources, copy.reports)
    if gate is None:
        raise ValueError("no source is restricted")
    counts = dict.fromkeys(gate.names.values(), 0)
    for path in copy.table_paths():
        with pq.ParquetFile(path) as file:
            schema = file.schema_arrow
            with pq.ParquetWriter(
                folder / path.name, schema, compression="zstd", write_page_checksum=True
            ) as writer:
                for batch in _groups(file):
                    if path.stem in {"reports", "tolls", "zones", "sheltering", "pauses", "assessments"}:
                        _count(batch.filter(gate.is_restricted(path.stem, batch)), gate.names, counts)
                    kept = gate.pass_on(path.stem, batch)
                    if kept.num_rows:
                        writer.write_table(kept, row_group_size=_ROW_GROUP)
    (folder / _COUNTS).write_text(json.dumps(counts, ensure_ascii=False), encoding="utf-8")
    files = {path.name: sha256_of(path) for path in sorted(folder.iterdir())}
    (folder / _FILES).write_text(json.dumps(files), encoding="utf-8")


def _groups(file: pq.ParquetFile, columns: list[str] | None = None) -> Iterator[pa.Table]:
    for group in range(file.num_row_groups):
        yield file.read_row_group(group, columns)


def _count(theirs: pa.Table, names: Mapping[str, str], counts: dict[str, int]) -> None:
    has_source = "source_id" in theirs.column_names
    column = "source_id" if has_source else "publisher"
    for row in pc.value_counts(theirs[column]).to_pylist():
        name = names.get(row["values"], row["values"]) if has_source else row["values"]
        if name in counts:
            counts[name] += row["counts"]
