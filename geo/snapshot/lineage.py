"""Which snapshots of this machine came before one, so that it can be said what has changed since.

A snapshot that was made on top of another follows that one. One that was not, as each release's chronicle,
follows the newest earlier one of this machine that was made from inputs of the same names.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from geo.model.errors import SnapshotError
from geo.snapshot.home import home, snapshots_folder
from geo.snapshot.manifest import MANIFEST, list_snapshots
from geo.snapshot.released import released_manifests

if TYPE_CHECKING:
    from pathlib import Path

    from geo.snapshot.manifest import Manifest


@dataclass(frozen=True, slots=True)
class Dated:
    """A snapshot and when it was written."""

    id: str
    created: str
    """UTC, ISO 8601."""


def lineage(snapshot_id: str, most: int) -> tuple[Dated, ...]:
    """Return a snapshot of this machine and those before it, the newest first, `most` at the most.

    Only its manifests are read: that one of them can be opened is not known.
    """
    folder = home()
    return _lineage(folder, _state(snapshots_folder(folder)), snapshot_id, most)


def known_manifests() -> tuple[Manifest, ...]:
    """Return what every snapshot of this machine and of earlier releases says of itself, newest first.

    That each of them can be opened is not known.
    """
    folder = home()
    return _newest_first(folder, _state(snapshots_folder(folder)))


@lru_cache(maxsize=4)
def _newest_first(folder: Path, _state: int) -> tuple[Manifest, ...]:
    return tuple(sorted(_known(folder).values(), key=lambda said: (said.created, said.id), reverse=True))


@lru_cache(maxsize=64)
def _lineage(folder: Path, _state: int, snapshot_id: str, most: int) -> tuple[Dated, ...]:
    known = _known(folder)
    # Two may be of one second: the time of the file is finer.
    order = {name: (said.created, _state_of(folder, name), name) for name, said in known.items()}
    found: list[Dated] = []
    following: str | None = snapshot_id
    while following in known and len(found) < most:
        said = known[following]
        found.append(Dated(said.id, said.created))
        following = _before(said, known, order)
        if any(following == one.id for one in found):
            break
    return tuple(found)


def _known(folder: Path) -> dict[str, Manifest]:
    ours = {said.id: said for said in list_snapshots(folder)}
    return {said.id: said for said in released_manifests()} | ours


def _before(said: Manifest, known: dict[str, Manifest], order: dict[str, tuple[str, int, str]]) -> str | None:
    if said.parents:
        return next((parent for parent in said.parents if parent in known), None)
    earlier = [
        other.id
        for other in known.values()
        if not other.parents and _inputs(other) == _inputs(said) and order[other.id] < order[said.id]
    ]
    return max(earlier, key=order.__getitem__, default=None)


def _inputs(said: Manifest) -> list[str]:
    """Return the names of what a snapshot was made from: of two chronicles they are the same."""
    return [str(each.get("name", "")) for each in said.inputs]


def _state_of(folder: Path, snapshot_id: str) -> int:
    return _state(snapshots_folder(folder) / snapshot_id / MANIFEST)


def _state(path: Path) -> int:
    """Return the time of a path's last change; 0 when there is none.

    Raises SnapshotError when it cannot be looked at.
    """
    try:
        return path.stat().st_mtime_ns
    except FileNotFoundError:
        return 0
    except OSError as error:
        raise SnapshotError(f"{path} cannot be read: {error.strerror}; let it be read") from error
