"""Short links to views that this server has shared: a file each in the home, named by what it holds.

What a name stands for never changes, and none is ever removed: a link that was printed must still open. So
that strangers cannot fill the disk, there is an end of their number and of their bytes.
"""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path
from typing import NamedTuple

from geo.model.errors import ShelterlineError
from geo.snapshot.folders import sync, temporary_in
from geo.snapshot.lock import alone

FOLDER = "links"
NAME = re.compile(r"[0-9a-f]{10}", re.ASCII)
MOST_LINKS = 20_000
MOST_BYTES = 20_000_000
"""Of all links together."""
LONGEST_LINK = 8_000
"""Bytes of one; an ordinary view has 300 to 500, a drawn area up to some thousands."""
_LEAST_FREE = 100_000_000
"""Bytes of the disk that are left to others."""
_PAGE = re.compile(r"[a-z]{0,20}", re.ASCII)


class ShortLinkError(ShelterlineError):
    """A short link cannot be kept; the text says why."""


class NoRoomError(ShortLinkError):
    """There are as many links as this server keeps, or this one is too long."""


class ShortLink(NamedTuple):
    """What a short link stands for."""

    page: str
    """Path of the page without slashes; empty for the map."""
    query: str
    """Of the view, with every parameter."""


def keep_link(home: Path, link: ShortLink) -> str:
    """Keep a link, unless it is kept already, and return its name: ten hex digits.

    Raises NoRoomError when there is no room for it; ShortLinkError when the home cannot be written.
    """
    content = f"{link.page}?{link.query}".encode()
    if len(content) > LONGEST_LINK or not _PAGE.fullmatch(link.page) or b"\n" in content:
        raise NoRoomError(f"a link of {len(content):,} bytes is too long; the longest has {LONGEST_LINK:,}")
    name = name_of(content)
    folder = home / FOLDER
    path = folder / name
    try:
        if _read(path) == content:
            return name
        with alone(folder):
            found = _read(path)
            if found is not None and found != content and name_of(found) == name:
                # 40 bits can be searched: no link takes the name of another one that is whole.
                raise NoRoomError(f"the name {name} is that of another link")
            _expect_room(folder, len(content))
            _write(path, content)
    except OSError as error:
        raise ShortLinkError(
            f"this server keeps no short links: its home cannot be written ({error.strerror})"
        ) from error
    return name


def name_of(content: bytes) -> str:
    """Return the name of what a link holds."""
    return hashlib.sha256(content).hexdigest()[:10]


def read_link(home: Path, name: str) -> ShortLink | None:
    """Return what a short link stands for; None when there is none of that name, or it is damaged."""
    if not NAME.fullmatch(name):
        return None
    try:
        content = _read(home / FOLDER / name)
    except OSError:
        return None
    if content is None or name_of(content) != name:
        return None
    page, _, query = content.decode("utf-8", "replace").partition("?")
    return ShortLink(page, query) if _PAGE.fullmatch(page) else None


def can_keep(home: Path) -> bool:
    """Whether links can be kept here: not where the home is read-only."""
    folder = home / FOLDER
    return os.access(folder if folder.exists() else home, os.W_OK)


def _read(path: Path) -> bytes | None:
    try:
        with path.open("rb") as file:
            return file.read(LONGEST_LINK + 1)
    except FileNotFoundError:
        return None


def _expect_room(folder: Path, n_bytes: int) -> None:
    sizes = [each.stat().st_size for each in os.scandir(folder) if NAME.fullmatch(each.name)]
    if len(sizes) >= MOST_LINKS or sum(sizes) + n_bytes > MOST_BYTES:
        raise NoRoomError("this server keeps no more short links: it has as many as it may have")
    if hasattr(os, "statvfs"):
        disk = os.statvfs(folder)
        if disk.f_bavail * disk.f_frsize < _LEAST_FREE:
            raise NoRoomError("this server keeps no more short links: its disk is nearly full")


def _write(path: Path, content: bytes) -> None:
    temporary = temporary_in(path.parent)
    try:
        temporary.write_bytes(content)
        sync(temporary)
        # What stands there under this name is damaged: the name is that of its content.
        temporary.replace(path)
        sync(path.parent)
    finally:
        temporary.unlink(missing_ok=True)
