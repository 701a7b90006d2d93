"""The current snapshot of this process; another process may point to a different one at any time.

The chronicle that comes with the program becomes the first snapshot at the first start. A snapshot
that was made on top of it stays the current one until another is chosen. Readers who look at an
earlier one go on looking at it, for their view names it.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING
from uuid import uuid4

from geo.geometry.gazetteer import Areas
from geo.model.errors import SnapshotError, UnknownSnapshotError
from geo.snapshot.files import open_snapshot, write_snapshot
from geo.snapshot.folders import sync
from geo.snapshot.frames import read_table
from geo.snapshot.home import HOME_VARIABLE, home, snapshots_folder
from geo.snapshot.manifest import ID, MANIFEST, OUTLINES, read_manifest
from geo.snapshot.opened import DATA_DIR
from geo.snapshot.released import unpack
from geo.snapshot.restricted import is_private
from geo.snapshot.single_flight import SingleFlightCache
from geo.snapshot.tables import SCHEMA, to_arrow

if TYPE_CHECKING:
    from pathlib import Path

    from geo.snapshot.opened import Snapshot

POINTER = "current"
"""File that names the current snapshot when it is not the bundled one."""
_ELSEWHERE = f"let it be read and written, or name another folder in {HOME_VARIABLE}"
_POINT_ANEW = (
    "remove that file to show the bundled chronicle, or write an id of `shelterline snapshot list` into it"
)
_KEPT_OPEN = 4
"""Snapshots kept open: the current one, which is asked for all the time, and others that links name."""


def current() -> Snapshot:
    """Return the current snapshot; when another process has pointed to a different one, that one.

    Raises SnapshotError when it cannot be opened; the next call tries again.
    """
    folder = home()
    pointer = _state(folder / POINTER)
    snapshot = snapshots_folder(folder) / _current_id(folder, pointer)
    if _state(snapshot / MANIFEST) is None:
        # Removed since: the bundled one is written anew, and of another it is said that it is gone.
        _current_id.cache_clear()
        snapshot = snapshots_folder(folder) / _current_id(folder, pointer)
    return _opened(snapshot, is_public=not is_private())


@lru_cache(maxsize=1)
def _current_id(folder: Path, _pointer: tuple[int, int] | None) -> str:
    return current_id(folder)


def _state(path: Path) -> tuple[int, int] | None:
    """Return inode and time of change, which differ for a different file; None when there is no file."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise SnapshotError(f"{path} cannot be read: {error.strerror}; {_ELSEWHERE}") from error
    return found.st_ino, found.st_mtime_ns


def opened(snapshot_id: str) -> Snapshot:
    """Return a snapshot by its id, the current one or another of this machine.

    Raises UnknownSnapshotError when there is none of that id; SnapshotError when it, or the current one,
    cannot be opened.
    """
    now = current()
    if snapshot_id == now.id:
        return now
    # The id comes from a link: only what looks like one is ever part of a path.
    if not ID.fullmatch(snapshot_id) or not is_there(snapshot_id, home()):
        raise UnknownSnapshotError(snapshot_id)
    return _opened(snapshots_folder(home()) / snapshot_id, is_public=not is_private())


def is_there(snapshot_id: str, folder: Path) -> bool:
    """Whether a home folder holds a snapshot; one of an earlier release is then put there.

    Raises SnapshotError when it cannot be.
    """
    manifest = snapshots_folder(folder) / snapshot_id / MANIFEST
    return _state(manifest) is not None or unpack(snapshot_id, folder)


def created(snapshot_id: str) -> date:
    """Return the day, in UTC, on which a snapshot of this machine was written.

    Raises SnapshotError when there is no whole manifest of it.
    """
    return datetime.fromisoformat(read_manifest(snapshots_folder(home()) / snapshot_id).created).date()


def inputs_of(snapshot_id: str) -> tuple[dict[str, str], ...]:
    """Return what went into a snapshot of this machine, in order: name, SHA-256, day of retrieval.

    Raises SnapshotError when there is no whole manifest of it.
    """
    return read_manifest(snapshots_folder(home()) / snapshot_id).inputs


_OPENED: SingleFlightCache[Snapshot] = SingleFlightCache(_KEPT_OPEN)


def _opened(folder: Path, *, is_public: bool) -> Snapshot:
    key = folder, is_public
    snapshot = _OPENED.get(key, lambda: open_snapshot(folder, is_public=is_public))
    if not snapshot.is_to_be_reopened:
        return snapshot
    # Of a damaged table nothing can be made anew: it is named, as it is where the rest is whole.
    snapshot.check_tables()
    _OPENED.drop(key, snapshot)
    return _OPENED.get(key, lambda: open_snapshot(folder, is_public=is_public))


def current_id(folder: Path) -> str:
    """Return the id that a home folder points to, or that of the bundled chronicle, then written as well.

    Raises SnapshotError when the pointer cannot be read or names no snapshot that is there, or the bundled
    chronicle cannot be written.
    """
    named = pointed_to(folder)
    if named is None:
        return write_bundled(folder)
    if not is_there(named, folder):
        pointer = folder / POINTER
        raise SnapshotError(
            f"there is no snapshot {named}, which {pointer} names; restore it, or {_POINT_ANEW}"
        )
    return named


def areas_in(folder: Path) -> Areas:
    """Return the areas of the snapshot that a home folder points to, without opening anything else of it.

    Raises SnapshotError when they cannot be read.
    """
    path = snapshots_folder(folder) / current_id(folder) / OUTLINES
    try:
        return Areas.read(path)
    except (OSError, ValueError, KeyError) as error:
        raise SnapshotError(f"{path} cannot be read: {error}") from error


def pointed_to(folder: Path) -> str | None:
    """Return the id that a home folder points to; None when it follows the bundled chronicle.

    Raises SnapshotError when its pointer cannot be read or names no snapshot.
    """
    path = folder / POINTER
    try:
        text = path.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise SnapshotError(f"{path} cannot be read: {error.strerror}; {_ELSEWHERE}") from error
    except UnicodeDecodeError as error:
        raise SnapshotError(f"{path} is not UTF-8; {_POINT_ANEW}") from error
    if not ID.fullmatch(text):
        raise SnapshotError(f"{path} names no snapshot, it says {text[:40]!r}; {_POINT_ANEW}")
    return text


def point_to(folder: Path, snapshot_id: str) -> None:
    """Make a snapshot the current one.

    Raises SnapshotError when there is no whole snapshot of that id.
    """
    read_manifest(snapshots_folder(folder) / snapshot_id)
    # A name of its own, so that two who point at the same time do not take each other's file away.
    temporary = folder / f".{POINTER}-{uuid4().hex}"
    try:
        temporary.write_text(snapshot_id + "\n", encoding="utf-8")
        sync(temporary)
        temporary.replace(folder / POINTER)
        sync(folder)
    finally:
        temporary.unlink(missing_ok=True)


def bundled_id() -> str:
    """Return the id of the bundled chronicle, which is then among the snapshots of this machine.

    Raises: as `write_bundled`.
    """
    return write_bundled(home())


def write_bundled(folder: Path, data: Path = DATA_DIR) -> str:
    """Write the bundled chronicle as a snapshot, when it is not there already, and return its id.

    Raises SnapshotError when a table is missing or cannot be read, or the snapshot cannot be written;
    SchemaError when a row has not the documented form.
    """
    try:
        tables = {table: to_arrow(read_table(data, table), table) for table in SCHEMA}
        outlines = (data / "outlines.geojson").read_bytes()
        Areas.parse(outlines)
    except FileNotFoundError as error:
        raise SnapshotError(f"the bundled chronicle is not whole: {error.filename} is missing") from error
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise SnapshotError(f"the bundled chronicle in {data} cannot be read: {error}") from error
    try:
        return write_snapshot(tables, outlines, folder, inputs=[{"name": "bundled chronicle"}])
    except OSError as error:
        raise SnapshotError(f"no snapshot can be written in {folder}: {error}; {_ELSEWHERE}") from error
