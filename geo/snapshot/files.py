"""Snapshots on disk: immutable folders named by their content.

A snapshot is there whole or not at all (see `geo.snapshot.folders`). Two writers of the same content end with
the same folder; whoever comes second throws its own copy away.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from geo import __version__
from geo.geometry.gazetteer import Areas
from geo.model.errors import SnapshotError
from geo.snapshot.derive import FORMERLY_STORED, Vocabulary, ordered_with_index
from geo.snapshot.file_checks import CheckedFile, State, expect, is_known, is_large, state_of
from geo.snapshot.folders import made_in, publish, remove_abandoned, sha256_of
from geo.snapshot.frames import to_frame
from geo.snapshot.home import snapshots_folder
from geo.snapshot.identity import id_of, in_key_order
from geo.snapshot.index import Basis, index_of, seal_index, write_index, wrong_in_index
from geo.snapshot.manifest import (
    MANIFEST,
    OUTLINES,
    Manifest,
    read_manifest,
    whole_manifest,
    wrong_files,
)
from geo.snapshot.opened import Snapshot
from geo.snapshot.parquet_files import GEOMETRY, GROUPS_AT_ONCE, read_documented, with_geometry, write_parts
from geo.snapshot.public import public_of, wrong_in_public
from geo.snapshot.spill import Spill
from geo.snapshot.stored import Stored
from geo.snapshot.tables import (
    KEYS,
    LEDGERS,
    SCHEMA,
    TABLES,
    with_later_columns,
    without_empty_columns,
)

_LARGE = 100_000
"""Rows from which on a table is written before its id is known."""
_UNREADABLE = OSError, ValueError, TypeError, LookupError, ArithmeticError, pa.ArrowException, duckdb.Error
"""What comes of files that are as they were written, and hold what this version cannot."""


def write_snapshot(
    tables: Mapping[str, pa.Table],
    outlines: bytes,
    home: Path,
    *,
    inputs: Sequence[dict[str, str]] = (),
    parents: Sequence[str] = (),
) -> str:
    """Write the tables of `geo.snapshot.tables.SCHEMA` and the outlines (GeoJSON) as a snapshot.

    Ledgers may stand among the tables; one without rows is left out. Returns the id; writing what is
    already there changes nothing.
    """
    ordered = _ordered(tables)
    areas = Areas.parse(outlines)
    folder = snapshots_folder(home)
    with ThreadPoolExecutor(1) as pool:
        found_id = pool.submit(id_of, ordered, areas)
        # Hashing a large table takes as long as a good part of the writing, and it is most often a new one.
        is_there = ordered["reports"].num_rows < _LARGE and _is_written(folder / found_id.result())
        if not is_there:
            temporary = made_in(folder)
            try:
                _fill(temporary, _NewSnapshot(found_id, ordered, outlines, areas, inputs, parents))
                _publish(temporary, folder / found_id.result())
            finally:
                shutil.rmtree(temporary, ignore_errors=True)
    remove_abandoned(folder)
    return found_id.result()


def snapshot_id(tables: Mapping[str, pa.Table], outlines: bytes) -> str:
    """Return the id that `write_snapshot` would give, without writing anything."""
    return id_of(_ordered(tables), Areas.parse(outlines))


def _ordered(tables: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    return {
        name: in_key_order(without_empty_columns(table, name), KEYS[name])
        for name, table in tables.items()
        if table.num_rows or name in SCHEMA
    }


def _is_written(target: Path) -> bool:
    return (target / MANIFEST).exists()


@dataclass(frozen=True, slots=True)
class _NewSnapshot:
    """What one snapshot is made of."""

    id: Future[str]
    """Worked out while the tables are written."""
    tables: Mapping[str, pa.Table]
    outlines: bytes
    areas: Areas
    inputs: Sequence[dict[str, str]]
    parents: Sequence[str]


def _fill(folder: Path, content: _NewSnapshot) -> None:
    tables, areas = content.tables, content.areas
    sources, places = tables["sources"]["source_id"].to_pylist(), to_frame(tables["places"], "places")
    vocabulary = Vocabulary.of(sources, areas, places)
    for name, table in tables.items():
        if name == "reports":
            parts = write_index(folder, ordered_with_index(table, vocabulary), table.num_rows)
        else:
            parts = iter([with_geometry(name, table)])
        write_parts(folder / f"{name}.parquet", parts)
    (folder / OUTLINES).write_bytes(content.outlines)
    manifest = Manifest(
        id=content.id.result(),
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        parents=tuple(content.parents),
        inputs=tuple(content.inputs),
        rows={name: table.num_rows for name, table in sorted(tables.items())},
        files={path.name: sha256_of(path) for path in sorted(folder.iterdir()) if path.is_file()},
        software=__version__,
    )
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1, sort_keys=True)
    (folder / MANIFEST).write_text(text, encoding="utf-8")
    seal_index(folder, folder / "reports.parquet", manifest.index_inputs())


def _publish(temporary: Path, target: Path) -> None:
    # Where another writer of the same content came first, its folder is as good as ours.
    if not publish(temporary, target) and not _is_written(target):
        raise SnapshotError(f"{target} is in the way of a snapshot and has no {MANIFEST}; remove it")


def verify(folder: Path) -> list[str]:
    """Return what is wrong with a snapshot, a sentence each, naming the file; empty when it is whole.

    What is served of it to others, without the rows of some sources, is part of it.
    """
    manifest = read_manifest(folder)
    wrong = list(wrong_files(folder, manifest))
    if wrong:
        return wrong
    tables = _read_tables(folder, manifest)
    wrong = [
        f"{MANIFEST} says rows.{stem} = {manifest.rows[stem]}, but {stem}.parquet has {tables[name].num_rows}"
        for name, stem in manifest.stems().items()
        if tables[name].num_rows != manifest.rows[stem]
    ]
    areas = Areas.parse((folder / OUTLINES).read_bytes())
    found = id_of(tables, areas)
    if found != manifest.id:
        wrong.append(f"the content is that of {found}, not of {manifest.id}")
    return wrong or wrong_in_public(
        folder, to_frame(tables["sources"], "sources"), list(manifest.stems().values())
    )


def wrong_with_index(folder: Path) -> str:
    """Return what is wrong with the index of a whole snapshot; empty when it would be used as it is.

    It is no part of the snapshot: what is wrong with it is put right when the snapshot is opened.
    """
    return wrong_in_index(folder / "reports.parquet", read_manifest(folder).index_inputs())


@dataclass(frozen=True, slots=True)
class SnapshotContent:
    """What a snapshot is made of, for making another on top of it."""

    manifest: Manifest
    tables: dict[str, pa.Table]
    """By name, with every documented column and none that is derived; a ledger only when it has rows."""
    outlines: bytes
    """GeoJSON."""


def read_content(folder: Path) -> SnapshotContent:
    """Read everything that a snapshot was written from.

    Raises SnapshotError when it is not there, a file is missing or is not the one that was written.
    """
    manifest = whole_manifest(folder)
    try:
        return SnapshotContent(manifest, _read_tables(folder, manifest), (folder / OUTLINES).read_bytes())
    except _UNREADABLE as error:
        raise SnapshotError(f"snapshot {manifest.id} cannot be read: {error}") from error


def _read_tables(folder: Path, manifest: Manifest) -> dict[str, pa.Table]:
    with Spill() as spill:
        return {
            name: with_later_columns(_read_whole(folder / f"{stem}.parquet", spill), name)
            for name, stem in manifest.stems().items()
        }


def _read_whole(path: Path, spill: Spill) -> pa.Table:
    """Return a table without derived columns, some row groups a piece."""
    with pq.ParquetFile(path) as file:
        columns = [name for name in file.schema_arrow.names if name not in {*FORMERLY_STORED, GEOMETRY}]
        groups = range(file.num_row_groups)
        parts = (
            file.read_row_groups(groups[at : at + GROUPS_AT_ONCE], columns=columns)
            for at in range(0, len(groups), GROUPS_AT_ONCE)
        )
        # None of the groups when there is no row.
        return pa.concat_tables([file.read_row_groups([], columns=columns), *map(spill.hold, parts)])


def _may_wait(path: Path, state: State | None) -> bool:
    """Whether a file is a large table of which no row is read at the opening, and was never open here."""
    is_read_later = path.suffix == ".parquet" and path.stem in {"reports", *LEDGERS}
    return is_read_later and state is not None and is_large(state[1]) and not is_known(path)


def open_snapshot(folder: Path, *, is_public: bool = False) -> Snapshot:
    """Open a whole snapshot; when it is for the public, without rows that may not be given to others.

    Raises SnapshotError when it is not there, a file is missing or is not the one that was written, or when
    it holds what cannot be shown.
    """
    states = {path: state_of(path) for path in folder.glob("*")}
    waiting = {path for path, state in states.items() if _may_wait(path, state)}
    manifest = whole_manifest(folder, waiting.__contains__)
    checked = partial(CheckedFile, snapshot_id=manifest.id)
    for path, sha256 in ((folder / name, sha256) for name, sha256 in manifest.files.items()):
        state = states.get(path)
        expect(checked(path, sha256, hashed=None if path in waiting else state, unread=state))
    try:
        stored = pq.read_table(folder / "sources.parquet")
        sources = to_frame(with_later_columns(stored, "sources"), "sources")
        stems = manifest.stems()
        public = public_of(folder, sources, list(stems.values())) if is_public else None
        copies = {public.folder / name: sha for name, sha in public.files.items()} if public else {}
        paths = {
            name: public.table(stem, folder) if public else folder / f"{stem}.parquet"
            for name, stem in stems.items()
        }
        small = (name for name in TABLES if name in paths and name != "reports")
        frames = {
            name: to_frame(with_later_columns(read_documented(paths[name]), name), name) for name in small
        }
        areas = Areas.parse((folder / OUTLINES).read_bytes())
        ledgers = {
            name: paths[name] for name in LEDGERS if name in paths and pq.read_metadata(paths[name]).num_rows
        }
        vocabulary = Vocabulary.of(frames["sources"].index, areas, frames["places"])
        files = manifest.index_inputs(public.files if public else {})
        index = index_of(Basis(paths["reports"], vocabulary, files, manifest.id), folder.parent.parent)
        remade = (*(checked(path, sha, hashed=state_of(path)) for path, sha in copies.items()), *index.files)
        expect(*remade)
        opened = Stored(
            manifest.id,
            paths["reports"],
            index,
            files,
            ledgers,
            public.restricted if public else {},
            open_for_others=None if is_public else partial(open_snapshot, folder, is_public=True),
            files=tuple(folder / name for name in manifest.files),
            remade_files=remade,
        )
        return Snapshot(frames, areas, opened)
    except _UNREADABLE as error:
        # A large table that has not been hashed yet may be why: then it is named.
        whole_manifest(folder)
        raise SnapshotError(f"snapshot {manifest.id} cannot be read: {error}") from error
