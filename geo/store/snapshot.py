"""Snapshots on disk: immutable folders named by their content.

A snapshot is written into a temporary folder, synced and renamed: a reader sees a whole one or none,
and what a killed writer leaves behind has no name that a reader would open. Two writers of the same
content end with the same folder; whoever comes second throws its own copy away.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import tempfile
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from geo import __version__
from geo.errors import SnapshotError
from geo.gazetteer import Areas, PlaceNames
from geo.store.chronicle import Chronicle, Stored, identified
from geo.store.derive import DERIVED, derive
from geo.store.identity import content_id, in_key_order
from geo.store.tables import KEYS, to_frame

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MANIFEST = "manifest.json"
OUTLINES = "outlines.geojson"
_TEMPORARY = ".writing-"
_ROW_GROUP = 10_000
"""Rows; a report is read by reading its group."""


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
    """Write the tables of `geo.store.tables.SCHEMA` and the outlines (GeoJSON) as a snapshot.

    Returns the id; writing what is already there changes nothing.
    """
    ordered = {name: in_key_order(table, KEYS[name]) for name, table in tables.items()}
    areas = Areas.parse(outlines)
    snapshot_id = content_id(*identified(ordered, areas))
    folder = snapshots_folder(home)
    target = folder / snapshot_id
    if (target / MANIFEST).exists():
        return snapshot_id
    folder.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=_TEMPORARY, dir=folder))
    try:
        _fill(temporary, _Content(snapshot_id, ordered, outlines, areas, inputs, parents))
        _publish(temporary, target)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return snapshot_id


@dataclass(frozen=True, slots=True)
class _Content:
    """What one snapshot is made of."""

    id: str
    tables: Mapping[str, pa.Table]
    outlines: bytes
    areas: Areas
    inputs: Sequence[dict[str, str]]
    parents: Sequence[str]


def _fill(folder: Path, content: _Content) -> None:
    tables, areas = content.tables, content.areas
    names = PlaceNames(to_frame(tables["gazetteer"], "gazetteer"))
    sources = sorted(tables["sources"]["source_id"].to_pylist())
    pcodes = sorted(area.pcode for area in areas)
    for name, table in tables.items():
        wide = derive(table, sources, pcodes, names) if name == "reports" else table
        pq.write_table(wide, folder / f"{name}.parquet", compression="zstd", row_group_size=_ROW_GROUP)
    (folder / OUTLINES).write_bytes(content.outlines)
    manifest = Manifest(
        id=content.id,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        parents=tuple(content.parents),
        inputs=tuple(content.inputs),
        rows={name: table.num_rows for name, table in sorted(tables.items())},
        files={path.name: _sha256(path) for path in sorted(folder.iterdir())},
        software=__version__,
    )
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1, sort_keys=True)
    (folder / MANIFEST).write_text(text, encoding="utf-8")
    for path in folder.iterdir():
        _sync(path)
    _sync(folder)


def _publish(temporary: Path, target: Path) -> None:
    try:
        temporary.rename(target)
    except OSError as error:
        # Another writer of the same content came first: its folder is as good as ours.
        if error.errno not in {errno.EEXIST, errno.ENOTEMPTY} or not (target / MANIFEST).exists():
            raise
    _sync(target.parent)


def list_snapshots(home: Path) -> list[Manifest]:
    """Return the manifests of all whole snapshots, newest first."""
    found = (read_manifest(path.parent) for path in snapshots_folder(home).glob(f"[0-9a-f]*/{MANIFEST}"))
    return sorted(found, key=lambda manifest: (manifest.created, manifest.id), reverse=True)


def read_manifest(folder: Path) -> Manifest:
    """Read a snapshot's manifest.

    Raises:
        SnapshotError: when there is none, or it is not that of the folder.

    """
    try:
        said: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        manifest = Manifest(**{**said, "parents": tuple(said["parents"]), "inputs": tuple(said["inputs"])})
    except FileNotFoundError as error:
        message = f"there is no snapshot {folder.name}"
        raise SnapshotError(message) from error
    except (ValueError, TypeError, KeyError) as error:
        message = f"the manifest of snapshot {folder.name} cannot be read: {error}"
        raise SnapshotError(message) from error
    if manifest.id != folder.name:
        message = f"the folder {folder.name} holds snapshot {manifest.id}"
        raise SnapshotError(message)
    return manifest


def verify(folder: Path) -> list[str]:
    """Return what is wrong with a snapshot, a sentence each, naming the file; empty when it is whole."""
    manifest = read_manifest(folder)
    wrong = [
        f"{name} is missing" if not (folder / name).exists() else f"{name} is not the file that was written"
        for name, sha256 in manifest.files.items()
        if not (folder / name).exists() or _sha256(folder / name) != sha256
    ]
    if wrong:
        return wrong
    tables = {name: pq.read_table(folder / f"{name}.parquet") for name in manifest.rows}
    tables["reports"] = tables["reports"].drop_columns(list(DERIVED))
    areas = Areas.parse((folder / OUTLINES).read_bytes())
    found = content_id(*identified(tables, areas))
    return [] if found == manifest.id else [f"the content is that of {found}, not of {manifest.id}"]


def open_snapshot(folder: Path) -> Chronicle:
    """Open a whole snapshot.

    Raises:
        SnapshotError: when it is not there, a file is missing or is not the one that was written.

    """
    manifest = read_manifest(folder)
    try:
        for name, sha256 in manifest.files.items():
            if _sha256(folder / name) != sha256:
                message = f"{name} of snapshot {manifest.id} is damaged; restore it or remove {folder}"
                raise SnapshotError(message)
        small = (name for name in manifest.rows if name != "reports")
        frames = {name: to_frame(pq.read_table(folder / f"{name}.parquet"), name) for name in small}
        areas = Areas.parse((folder / OUTLINES).read_bytes())
    except (FileNotFoundError, pa.ArrowInvalid) as error:
        message = f"snapshot {manifest.id} is not whole: {error}"
        raise SnapshotError(message) from error
    return Chronicle(frames, areas, Stored(manifest.id, folder / "reports.parquet"))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
