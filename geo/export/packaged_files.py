"""A zip that is written while it is sent, the same bytes for the same files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from geo.export.part_sink import PartSink

_FIRST_TIME = (1980, 1, 1, 0, 0, 0)
"""The earliest that a zip can state: no file in it has a time of its own."""
_READABLE_BY_ALL, _UNIX = 0o644 << 16, 3


@dataclass(frozen=True, slots=True)
class PackagedFile:
    """A file that was written into a package."""

    path: str
    media_type: str
    n_bytes: int
    """Before it was compressed."""
    sha256: str
    """Of the bytes before they were compressed, 64 hex digits."""


class Packer:
    """Writes files into a zip, one after another; what was written is handed on a part at a time.

    Sizes follow each file, as APPNOTE 4.3.9 allows, for they are not known before.
    """

    def __init__(self, *, is_large: bool) -> None:
        """Take whether a file may pass two gigabytes: some programs do not know the form that this needs."""
        self.files: list[PackagedFile] = []
        """What was written so far, in order."""
        self._sink = PartSink()
        self._zip = ZipFile(self._sink, "w", ZIP_DEFLATED)
        self._is_large = is_large

    def add(self, path: str, media_type: str, parts: Iterable[bytes]) -> Iterator[bytes]:
        """Write a file, and yield what that adds to the zip; empty parts are progress."""
        digest, n_bytes = hashlib.sha256(), 0
        info = ZipInfo(path, _FIRST_TIME)
        info.compress_type, info.external_attr, info.create_system = ZIP_DEFLATED, _READABLE_BY_ALL, _UNIX
        with self._zip.open(info, "w", force_zip64=self._is_large) as file:
            for part in parts:
                digest.update(part)
                n_bytes += len(part)
                file.write(part)
                yield self._sink.taken()
        self.files.append(PackagedFile(path, media_type, n_bytes, digest.hexdigest()))
        yield self._sink.taken()

    def end(self) -> bytes:
        """Write the list of files, and return what that adds to the zip."""
        self._zip.close()
        return self._sink.taken()
