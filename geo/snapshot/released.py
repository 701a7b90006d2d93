"""Chronicles of earlier releases, each as one file of the program, so that links made with them still open.

`data/snapshots/ID.zip` holds the files of a snapshot as the release of then wrote them. It is unpacked beside
the others when somebody asks for it, and is from then on a snapshot like any other.
"""

from __future__ import annotations

import shutil
import zipfile
import zlib
from contextlib import suppress
from functools import cache
from pathlib import Path

from geo.model.errors import SnapshotError
from geo.snapshot.files import verify
from geo.snapshot.folders import made_in, publish
from geo.snapshot.home import snapshots_folder
from geo.snapshot.manifest import MANIFEST, Manifest, parse_manifest, read_manifest
from geo.snapshot.opened import DATA_DIR

PACKS = DATA_DIR / "snapshots"
_EPOCH = 1980, 1, 1, 0, 0, 0
"""Every file in a pack has this time, so that packing the same snapshot again gives the same bytes."""


def released_ids(packs: Path = PACKS) -> list[str]:
    """Return the ids of the earlier chronicles that come with the program, in order."""
    return sorted(path.stem for path in packs.glob("*.zip"))


@cache
def released_manifests(packs: Path = PACKS) -> tuple[Manifest, ...]:
    """Return what the earlier chronicles that come with the program say of themselves; none is unpacked.

    One that cannot be read is left out.
    """
    found = []
    for name in released_ids(packs):
        with (
            suppress(OSError, KeyError, ValueError, TypeError, zipfile.BadZipFile, zlib.error),
            zipfile.ZipFile(packs / f"{name}.zip") as pack,
        ):
            found.append(parse_manifest(pack.read(MANIFEST).decode("utf-8")))
    return tuple(found)


def unpack(snapshot_id: str, home: Path, packs: Path = PACKS) -> bool:
    """Write an earlier chronicle among the snapshots of a home folder; False when none has that id.

    Raises SnapshotError when it is not whole, or cannot be written.
    """
    if snapshot_id not in released_ids(packs):
        return False
    folder = snapshots_folder(home)
    try:
        temporary = made_in(folder)
        try:
            unpacked = temporary / snapshot_id
            unpacked.mkdir()
            with zipfile.ZipFile(packs / f"{snapshot_id}.zip") as pack:
                for name in pack.namelist():
                    # Names are ours; whatever else stands before one is not followed.
                    (unpacked / Path(name).name).write_bytes(pack.read(name))
            wrong = verify(unpacked)
            if wrong:
                raise SnapshotError(f"the earlier chronicle {snapshot_id} is not whole: {wrong[0]}")
            publish(unpacked, folder / snapshot_id)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
    except (OSError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise SnapshotError(
            f"the earlier chronicle {snapshot_id} cannot be written in {folder}: {error}"
        ) from error
    return True


def pack(folder: Path, packs: Path = PACKS) -> Path:
    """Put the files of a whole snapshot into one file for the next release, and return where it is.

    Raises SnapshotError when the snapshot is not whole.
    """
    wrong = verify(folder)
    if wrong:
        raise SnapshotError(f"{folder.name} is not whole: {wrong[0]}")
    packs.mkdir(parents=True, exist_ok=True)
    target = packs / f"{folder.name}.zip"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file:
        for name in sorted([MANIFEST, *read_manifest(folder).files]):
            file.writestr(zipfile.ZipInfo(name, _EPOCH), (folder / name).read_bytes(), zipfile.ZIP_DEFLATED)
    return target
