"""What a snapshot says of itself and of its files, and whether these are the ones that were written."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geo.model.errors import SnapshotError
from geo.snapshot.folders import sha256_of
from geo.snapshot.home import snapshots_folder
from geo.snapshot.identity import ID_DIGITS
from geo.snapshot.tables import FORMER_NAMES, KEYS, SCHEMA

MANIFEST = "manifest.json"
OUTLINES = "outlines.geojson"
ID = re.compile(rf"[0-9a-f]{{{ID_DIGITS}}}")


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

    def stems(self) -> dict[str, str]:
        """Return what the file of each table is called, without its ending: as now, or as it once was."""
        stems = {name: name if name in self.rows else FORMER_NAMES.get(name, name) for name in KEYS}
        return {name: stem for name, stem in stems.items() if stem in self.rows}

    def index_inputs(self, instead: Mapping[str, str] | None = None) -> dict[str, str]:
        """Return the SHA-256 of what an index is made from; `instead` has those of a public copy."""
        files, stems = {**self.files, **(instead or {})}, self.stems()
        named = {name: files[f"{stems[name]}.parquet"] for name in ("reports", "sources", "places")}
        return {**named, "outlines": files[OUTLINES]}


def list_snapshots(home: Path) -> list[Manifest]:
    """Return the manifests of all snapshots whose manifest can be read, newest first."""
    found = [said for said in _manifests(home).values() if isinstance(said, Manifest)]
    return sorted(found, key=lambda manifest: (manifest.created, manifest.id), reverse=True)


def damaged_snapshots(home: Path) -> dict[str, str]:
    """Return why the manifest of a snapshot cannot be read, by the snapshot's id."""
    return {name: str(said) for name, said in _manifests(home).items() if isinstance(said, SnapshotError)}


def damaged_tables(home: Path) -> dict[str, str]:
    """Return what is wrong with the first damaged file of each snapshot, by the snapshot's id."""
    found = {said.id: wrong_files(snapshots_folder(home) / said.id, said) for said in list_snapshots(home)}
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

    Raises SnapshotError when there is none, or it is not that of the folder.
    """
    try:
        manifest = _parse_manifest((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise SnapshotError(f"there is no snapshot {folder.name}") from error
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise SnapshotError(f"the manifest of snapshot {folder.name} cannot be read: {error}") from error
    if manifest.id != folder.name:
        raise SnapshotError(
            f"the folder {folder.name} holds snapshot {manifest.id}, says the id in {MANIFEST}"
        )
    return manifest


def whole_manifest(folder: Path, waiting: Callable[[Path], bool] = lambda _path: False) -> Manifest:
    """Return the manifest of a snapshot whose files are those that were written.

    Of a file that is `waiting` it is enough that it is there.
    """
    manifest = read_manifest(folder)
    wrong = next(wrong_files(folder, manifest, waiting), None)
    if wrong:
        raise SnapshotError(f"snapshot {manifest.id} is damaged: {wrong}; restore it or remove {folder}")
    lacking = sorted(set(SCHEMA) - set(manifest.stems()))
    if lacking:
        raise SnapshotError(f"snapshot {manifest.id} has no table {', '.join(lacking)}")
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


def wrong_files(
    folder: Path, manifest: Manifest, waiting: Callable[[Path], bool] = lambda _path: False
) -> Iterator[str]:
    """Return in what the files of a snapshot are not those that its manifest lists, a sentence each."""
    expected = {OUTLINES, *(f"{stem}.parquet" for stem in manifest.stems().values())}
    for name in sorted(expected ^ set(manifest.files)):
        yield f"{MANIFEST} does not name {name} in both rows and files"
    for name in sorted(expected & set(manifest.files)):
        if waiting(folder / name):
            continue
        try:
            sha256 = sha256_of(folder / name)
        except FileNotFoundError:
            yield f"{name} is missing"
        except OSError as error:
            yield f"{name} cannot be read: {error.strerror}"
        else:
            if sha256 != manifest.files[name]:
                yield f"{name} is not the file that was written: {MANIFEST} has another SHA-256 in files"
