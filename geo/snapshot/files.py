"""Snapshots on disk: immutable folders named by their content.

A snapshot is there whole or not at all (see `geo.snapshot.folders`). Two writers of the same content end with
the same folder; whoever comes second throws its own copy away.
"""

from __future__ import annotations

import json
import re
import shutil
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from geo import __version__
from geo.geometry.gazetteer import Areas
from geo.model.errors import SnapshotError
from geo.snapshot.derive import FORMERLY_STORED, Vocabulary, ordered_with_index
from geo.snapshot.file_checks import expect, state_of
from geo.snapshot.folders import made_in, publish, remove_abandoned, sha256_of
from geo.snapshot.identity import ID_DIGITS, content_id, in_key_order
from geo.snapshot.index import Basis, index_of, seal_index, write_index, wrong_in_index
from geo.snapshot.opened import Snapshot, Stored, identified
from geo.snapshot.parquet_files import GEOMETRY, GROUPS_AT_ONCE, read_documented, with_geometry, write_parts
from geo.snapshot.public import public_of, wrong_in_public
from geo.snapshot.spill import Spill
from geo.snapshot.tables import (
    FORMER_NAMES,
    KEYS,
    LEDGERS,
    SCHEMA,
    TABLES,
    to_frame,
    with_later_columns,
    without_empty_columns,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
from functools import partial

MANIFEST = "manifest.json"
OUTLINES = "outlines.geojson"
ID = re.compile(rf"[0-9a-f]{{{ID_DIGITS}}}")
_LARGE = 100_000
"""Rows from which on a table is written before its id is known."""
_UNREADABLE = OSError, ValueError, TypeError, LookupError, ArithmeticError, pa.ArrowException, duckdb.Error
"""What comes of files that are as they were written, and hold what this version cannot."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a snapshot says of itself."""

    id: str
    created: str
    """UTC, ISO 8601; no part of the id."""
    parents: tuple[str, ...]
    """Ids of the snapshots that this one was made on top of."""
    inputs: tuple[dict[str, str], ...]
    """What went in: name, SHA-256, licence and day of retrieval of each."""
    rows: Mapping[str, int]
    """Number of rows of each table."""
    files: Mapping[str, str]
    """SHA-256 of each file, 64 hex digits."""
    software: str
    """Version that wrote it."""


def snapshots_folder(home: Path) -> Path:
    """Return the folder that holds the snapshots."""
    return home / "snapshots"


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
        found_id = pool.submit(content_id, *identified(ordered, areas))
        # Hashing a large table takes as long as a good part of the writing, and it is most often a new one.
        is_there = ordered["reports"].num_rows < _LARGE and _is_written(folder / found_id.result())
        if not is_there:
            temporary = made_in(folder)
            try:
                _fill(temporary, _Given(found_id, ordered, outlines, areas, inputs, parents))
                _publish(temporary, folder / found_id.result())
            finally:
                shutil.rmtree(temporary, ignore_errors=True)
    remove_abandoned(folder)
    return found_id.result()


def snapshot_id(tables: Mapping[str, pa.Table], outlines: bytes) -> str:
    """Return the id that `write_snapshot` would give, without writing anything."""
    return content_id(*identified(_ordered(tables), Areas.parse(outlines)))


def _ordered(tables: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    return {
        name: in_key_order(without_empty_columns(table, name), KEYS[name])
        for name, table in tables.items()
        if table.num_rows or name in SCHEMA
    }


def _is_written(target: Path) -> bool:
    return (target / MANIFEST).exists()


@dataclass(frozen=True, slots=True)
class _Given:
    """What one snapshot is made of."""

    id: Future[str]
    """Worked out while the tables are written."""
    tables: Mapping[str, pa.Table]
    outlines: bytes
    areas: Areas
    inputs: Sequence[dict[str, str]]
    parents: Sequence[str]


def _fill(folder: Path, content: _Given) -> None:
    tables, areas = content.tables, content.areas
    sources, places = tables["sources"]["source_id"].to_pylist(), to_frame(tables["places"], "places")
    vocabulary = Vocabulary.of(sources, areas, places)
    for name, table in tables.items():
        if name == "reports":
            parts = write_index(folder, ordered_with_index(table, vocabulary))
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
    seal_index(folder, _files_of_index(manifest))


def _publish(temporary: Path, target: Path) -> None:
    # Where another writer of the same content came first, its folder is as good as ours.
    if not publish(temporary, target) and not _is_written(target):
        raise SnapshotError(f"{target} is in the way of a snapshot and has no {MANIFEST}; remove it")


def list_snapshots(home: Path) -> list[Manifest]:
    """Return the manifests of all snapshots whose manifest can be read, newest first."""
    found = [said for said in _manifests(home).values() if isinstance(said, Manifest)]
    return sorted(found, key=lambda manifest: (manifest.created, manifest.id), reverse=True)


def damaged_snapshots(home: Path) -> dict[str, str]:
    """Return why the manifest of a snapshot cannot be read, by the snapshot's id."""
    return {name: str(said) for name, said in _manifests(home).items() if isinstance(said, SnapshotError)}


def damaged_tables(home: Path) -> dict[str, str]:
    """Return what is wrong with the first damaged file of each snapshot, by the snapshot's id."""
    found = {said.id: _wrong_files(snapshots_folder(home) / said.id, said) for said in list_snapshots(home)}
    first = {name: next(wrong, "") for name, wrong in found.items()}
    return damaged_snapshots(home) | {name: sentence for name, sentence in first.items() if sentence}


def _manifests(home: Path) -> dict[str, Manifest | SnapshotError]:
    found: dict[str, Manifest | SnapshotError] = {}
    for folder in sorted(snapshots_folder(home).glob("*")):
        if ID.fullmatch(folder.name):
            try:
                found[folder.name] = read_manifest(folder)
            except SnapshotError as error:
                found[folder.name] = error
    return found


def read_manifest(folder: Path) -> Manifest:
    """Read a snapshot's manifest.

    Raises:
        SnapshotError: when there is none, or it is not that of the folder.

    """
    try:
        manifest = _parse_manifest((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        message = f"there is no snapshot {folder.name}"
        raise SnapshotError(message) from error
    except (OSError, ValueError, TypeError, KeyError) as error:
        message = f"the manifest of snapshot {folder.name} cannot be read: {error}"
        raise SnapshotError(message) from error
    if manifest.id != folder.name:
        message = f"the folder {folder.name} holds snapshot {manifest.id}, says the id in {MANIFEST}"
        raise SnapshotError(message)
    return manifest


def _parse_manifest(text: str) -> Manifest:
    try:
        said: dict[str, Any] = json.loads(text)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    manifest = Manifest(**{**said, "parents": tuple(said["parents"]), "inputs": tuple(said["inputs"])})
    for field, form in (("id", str), ("created", str), ("rows", dict), ("files", dict)):
        if not isinstance(getattr(manifest, field), form):
            raise TypeError(f"{field} is {getattr(manifest, field)!r}")
    if "reports" not in manifest.rows:
        raise ValueError("rows does not count the reports")
    return manifest


def verify(folder: Path) -> list[str]:
    """Return what is wrong with a snapshot, a sentence each, naming the file; empty when it is whole.

    What is served of it to others, without the rows of some sources, is part of it.
    """
    manifest = read_manifest(folder)
    wrong = list(_wrong_files(folder, manifest))
    if wrong:
        return wrong
    tables = _read_tables(folder, manifest)
    wrong = [
        f"{MANIFEST} says rows.{stem} = {manifest.rows[stem]}, but {stem}.parquet has {tables[name].num_rows}"
        for name, stem in _stems(manifest).items()
        if tables[name].num_rows != manifest.rows[stem]
    ]
    areas = Areas.parse((folder / OUTLINES).read_bytes())
    found = content_id(*identified(tables, areas))
    if found != manifest.id:
        wrong.append(f"the content is that of {found}, not of {manifest.id}")
    return wrong or wrong_in_public(
        folder, to_frame(tables["sources"], "sources"), list(_stems(manifest).values())
    )


def wrong_with_index(folder: Path) -> str:
    """Return what is wrong with the index of a whole snapshot; empty when it would be used as it is.

    It is no part of the snapshot: what is wrong with it is put right when the snapshot is opened.
    """
    return wrong_in_index(folder / "reports.parquet", _files_of_index(read_manifest(folder)))


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

    Raises:
        SnapshotError: when it is not there, a file is missing or is not the one that was written.

    """
    manifest = _whole(folder)
    try:
        return SnapshotContent(manifest, _read_tables(folder, manifest), (folder / OUTLINES).read_bytes())
    except _UNREADABLE as error:
        raise SnapshotError(f"snapshot {manifest.id} cannot be read: {error}") from error


def _read_tables(folder: Path, manifest: Manifest) -> dict[str, pa.Table]:
    with Spill() as spill:
        return {
            name: with_later_columns(_read_whole(folder / f"{stem}.parquet", spill), name)
            for name, stem in _stems(manifest).items()
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


def _stems(manifest: Manifest) -> dict[str, str]:
    """Return what the file of each table is called, without its ending: as now, or as it once was."""
    stems = {name: name if name in manifest.rows else FORMER_NAMES.get(name, name) for name in KEYS}
    return {name: stem for name, stem in stems.items() if stem in manifest.rows}


def _wrong_files(folder: Path, manifest: Manifest) -> Iterator[str]:
    """Return in what the files of a snapshot are not those that its manifest lists, a sentence each."""
    expected = {OUTLINES, *(f"{stem}.parquet" for stem in _stems(manifest).values())}
    for name in sorted(expected ^ set(manifest.files)):
        yield f"{MANIFEST} does not name {name} in both rows and files"
    for name in sorted(expected & set(manifest.files)):
        try:
            sha256 = sha256_of(folder / name)
        except FileNotFoundError:
            yield f"{name} is missing"
        except OSError as error:
            yield f"{name} cannot be read: {error.strerror}"
        else:
            if sha256 != manifest.files[name]:
                yield f"{name} is not the file that was written: {MANIFEST} has another SHA-256 in files"


def open_snapshot(folder: Path, *, is_public: bool = False) -> Snapshot:
    """Open a whole snapshot; when it is for the public, without rows that may not be given to others.

    Raises:
        SnapshotError: when it is not there, a file is missing or is not the one that was written, or when it
            holds what cannot be shown.

    """
    states = {path: state_of(path) for path in folder.glob("*")}
    manifest = _whole(folder)
    expect({folder / name: sha256 for name, sha256 in manifest.files.items()}, states, manifest.id)
    try:
        stored = pq.read_table(folder / "sources.parquet")
        sources = to_frame(with_later_columns(stored, "sources"), "sources")
        stems = _stems(manifest)
        public = public_of(folder, sources, list(stems.values())) if is_public else None
        remade = {public.folder / name: sha256 for name, sha256 in public.files.items()} if public else {}
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
        files = _files_of_index(manifest, public.files if public else {})
        index = index_of(Basis(paths["reports"], vocabulary, files), folder.parent.parent)
        if isinstance(index.rows, Path):
            remade[index.rows] = index.sha256
        expect(remade, {path: state_of(path) for path in remade}, manifest.id)
        opened = Stored(
            manifest.id,
            paths["reports"],
            index,
            ledgers,
            public.restricted if public else {},
            open_for_others=None if is_public else partial(open_snapshot, folder, is_public=True),
            files=tuple(folder / name for name in manifest.files),
            remade_files=tuple(remade),
        )
        return Snapshot(frames, areas, opened)
    except _UNREADABLE as error:
        raise SnapshotError(f"snapshot {manifest.id} cannot be read: {error}") from error


def _files_of_index(manifest: Manifest, instead: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the SHA-256 of the files that an index is made from; `instead` has those of a public copy."""
    files = {**manifest.files, **(instead or {})}
    stems = _stems(manifest)
    named = {name: files[f"{stems[name]}.parquet"] for name in ("reports", "sources", "places")}
    return {**named, "outlines": files[OUTLINES]}


def _whole(folder: Path) -> Manifest:
    """Return the manifest of a snapshot whose files are those that were written."""
    manifest = read_manifest(folder)
    wrong = next(_wrong_files(folder, manifest), None)
    if wrong:
        raise SnapshotError(f"snapshot {manifest.id} is damaged: {wrong}; restore it or remove {folder}")
    lacking = sorted(set(SCHEMA) - set(_stems(manifest)))
    if lacking:
        raise SnapshotError(f"snapshot {manifest.id} has no table {', '.join(lacking)}")
    return manifest
