"""A file that was packed for sending: gzip, or a zip file with one table inside.

Nothing is written to disk and no path inside is used. What unpacks to far more than it is is refused, and so
is a packed file inside another.
"""

from __future__ import annotations

import gzip
import zipfile
import zlib
from io import BytesIO
from pathlib import PurePath, PurePosixPath
from typing import IO, BinaryIO

from geo.model.errors import SourceError

GZIP, ZIP = b"\x1f\x8b", b"PK\x03\x04"
PACKED = (GZIP, ZIP, b"PK\x05\x06")
"""How packed files begin; the last is a zip file with nothing inside."""
_LARGEST_BYTES = 200_000_000
_LARGEST_RATIO = 150
_RATIO_FROM_BYTES = 10_000_000
_MOST_MEMBERS = 10_000
_CHUNK_BYTES = 1 << 20
_TABLES = {
    *(".csv", ".tsv", ".txt", ".xlsx", ".geojson", ".json", ".ndjson", ".jsonl", ".gpkg", ".parquet", ".kml"),
}
_SHOWN = 5
_TAR = slice(257, 262)
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    gzip.BadGzipFile,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)


def is_workbook(file: BinaryIO) -> bool:
    """Whether a zip file holds a workbook, whatever it is called; it stays at its start."""
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
    except _BROKEN:
        return False
    finally:
        file.seek(0)
    return "[Content_Types].xml" in names and any(name.startswith("xl/") for name in names)


def unpacked(name: str, file: BinaryIO, start: bytes) -> tuple[str, BinaryIO, tuple[str, ...]]:
    """Return the name and content of the one table in a packed file that begins so, and notes on it.

    Raises SourceError when it has none or several, cannot be unpacked, or would be too large.
    """
    try:
        if start.startswith(GZIP):
            inside = name[: -len(PurePath(name).suffix)] if PurePath(name).suffix.lower() == ".gz" else name
            size = len(file.read())
            file.seek(0)
            with gzip.open(file) as packed:
                content = _within(name, packed, size)
            if content[_TAR] == b"ustar":
                raise SourceError(
                    f"{name} is an archive of files; unpack it, and give the one with the table"
                )
            notes: tuple[str, ...] = ()
        else:
            with zipfile.ZipFile(file) as archive:
                member = _table_in(name, archive)
                inside = PurePosixPath(member.filename).name
                with archive.open(member) as packed:
                    content = _within(name, packed, member.compress_size)
            notes = (f"Read {inside!r} out of the packed file.",)
    except _BROKEN as error:
        raise SourceError(f"{name} is a packed file that is damaged; pack or fetch it again") from error
    if content.startswith(GZIP) or (content.startswith(ZIP) and not is_workbook(BytesIO(content))):
        raise SourceError(f"{name} holds a packed file inside a packed file; unpack it")
    return inside, BytesIO(content), notes


def _table_in(name: str, archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    members = [one for one in archive.infolist()[:_MOST_MEMBERS] if _is_seen(one)]
    tables = [one for one in members if PurePosixPath(one.filename).suffix.lower() in _TABLES]
    names = [PurePosixPath(one.filename).name for one in (tables or members)]
    shown = ", ".join(names[:_SHOWN]) + (f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else "")
    if not tables:
        raise SourceError(
            f"{name} is a packed file without a table that can be read; it holds {shown or 'nothing'}"
        )
    if len(tables) > 1:
        raise SourceError(
            f"{name} is a packed file with several tables: {shown}; unpack it and give one of them"
        )
    if tables[0].flag_bits & 1:
        raise SourceError(f"{name} is locked with a password; unpack it, and give what is inside")
    return tables[0]


def _is_seen(one: zipfile.ZipInfo) -> bool:
    parts = PurePosixPath(one.filename).parts
    return not one.is_dir() and not any(part.startswith((".", "__MACOSX")) for part in parts)


def _within(name: str, packed: IO[bytes] | gzip.GzipFile, size: int) -> bytes:
    """Return what is unpacked, as long as it is no more than is read."""
    pieces, n = [], 0
    while piece := packed.read(_CHUNK_BYTES):
        pieces.append(piece)
        n += len(piece)
        if n > _LARGEST_BYTES:
            raise SourceError(
                f"{name} unpacks to more than {_LARGEST_BYTES:,} bytes; unpack it before it is read"
            )
        if n > _RATIO_FROM_BYTES and n > _LARGEST_RATIO * max(1, size):
            raise SourceError(f"{name} unpacks to more than {_LARGEST_RATIO} times its size and is not read")
    return b"".join(pieces)
