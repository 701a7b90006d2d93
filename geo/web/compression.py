"""Files that do not change, compressed once and kept: in memory, and on disk for the next start.

The best levels of Brotli and gzip take a second or two a megabyte, which no reader should wait for. Whoever
asks first gets a quick level; a thread that gives way to all others makes the best one meanwhile.
"""

from __future__ import annotations

import gzip
import hashlib
import logging
import os
import queue
import sys
import tempfile
import threading
import time
import zlib
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import brotli

from geo.model.errors import SnapshotError
from geo.snapshot.home import cache as cache_folder
from geo.snapshot.home import home

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_LOG = logging.getLogger(__name__)
_FOLDER = "compressed"
_UNUSED_S = 60 * 86_400
"""What no server has read for so long belongs to a version that is gone."""
_LOWEST_PRIORITY = 19


class Coding(StrEnum):
    """A content coding, by its name in `Accept-Encoding` (RFC 9110, section 8.4.1; RFC 7932)."""

    BROTLI = "br"
    GZIP = "gzip"


@dataclass(frozen=True, slots=True)
class Encoded:
    """A file in a content coding."""

    body: bytes
    is_best: bool
    """Whether it is as small as it gets: the same bytes from now on."""


class Compressor:
    """Compresses files, each once: the folders are tried in their order, and none is needed."""

    def __init__(self, folders: Callable[[], Iterable[Path]]) -> None:
        """Take what names the folders in which results may be kept; asked when there is something to keep."""
        self._folders = folders
        self._known: dict[tuple[str, Coding], Encoded] = {}
        self._waiting: queue.Queue[tuple[str, Coding, Callable[[], bytes]]] = queue.Queue()
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()

    def known(self, digest: str, coding: Coding) -> Encoded | None:
        """Return what is in memory of the file with this SHA-256: no reading and no work."""
        return self._known.get((digest, coding))

    def encoded(self, digest: str, coding: Coding, read: Callable[[], bytes]) -> Encoded:
        """Return the file with this SHA-256 in a coding: the best there is, at once.

        `read` returns the file; it is called again later, by the thread.
        """
        key = digest, coding
        if found := self._known.get(key):
            return found
        if kept := self._kept(digest, coding):
            return self._known.setdefault(key, Encoded(kept, is_best=True))
        quick = Encoded(_QUICK[coding](read()), is_best=False)
        with self._lock:
            if found := self._known.get(key):
                return found
            self._known[key] = quick
            self._waiting.put((digest, coding, read))
            self._start()
        return quick

    def wait(self) -> None:
        """Come back when the best of all that was asked for is made."""
        self._waiting.join()

    def _start(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="compression", daemon=True)
            self._thread.start()

    def _work(self) -> None:
        _give_way()
        for folder in self._folders():
            _remove_unused(folder)
        while True:
            digest, coding, read = self._waiting.get()
            # A file that is gone since is asked for no more.
            with suppress(OSError):
                body = _BEST[coding](read())
                self._known[digest, coding] = Encoded(body, is_best=True)
                self._keep(digest, coding, body)
            self._waiting.task_done()

    def _kept(self, digest: str, coding: Coding) -> bytes | None:
        for folder in self._folders():
            path = folder / _name(digest, coding)
            with suppress(OSError):
                body = path.read_bytes()
                # A disk can lose a bit: what does not decode to this very file is made again.
                if _sha256_of_decoded(body, coding) == digest:
                    _touch(path)
                    return body
                _LOG.warning("%s is damaged and is made again", path)
        return None

    def _keep(self, digest: str, coding: Coding, body: bytes) -> None:
        for folder in self._folders():
            try:
                _write(folder / _name(digest, coding), body)
            except OSError:
                continue
            return


@cache
def compressor() -> Compressor:
    """Return that of this process, which keeps files in the home, or where that is read-only in the cache."""
    return Compressor(_folders)


def _folders() -> Iterator[Path]:
    # A home that cannot be named is for `/healthz` to say; files are handed out all the same.
    with suppress(SnapshotError):
        yield home() / _FOLDER
    yield cache_folder() / _FOLDER


def _sha256_of_decoded(body: bytes, coding: Coding) -> str:
    try:
        return hashlib.sha256(_DECODED[coding](body)).hexdigest()
    except (EOFError, OSError, zlib.error, brotli.error):
        return ""


def _name(digest: str, coding: Coding) -> str:
    return f"{digest}.{coding}"


def _write(path: Path, body: bytes) -> None:
    """Write a file under its name only when it is whole: another server may read it at any time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as part:
        part.write(body)
    try:
        Path(part.name).replace(path)
    except OSError:
        Path(part.name).unlink(missing_ok=True)
        raise


def _touch(path: Path) -> None:
    # Of a home that is read-only nothing is removed either.
    with suppress(OSError):
        os.utime(path)


def _remove_unused(folder: Path) -> None:
    now = time.time()
    with suppress(OSError):
        for path in folder.iterdir():
            if now - path.stat().st_mtime > _UNUSED_S:
                path.unlink(missing_ok=True)


def _give_way() -> None:
    # On Linux a thread has a priority of its own; elsewhere it would be that of the whole server.
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _LOWEST_PRIORITY)


_QUICK: dict[Coding, Callable[[bytes], bytes]] = {
    Coding.BROTLI: lambda body: brotli.compress(body, quality=5),
    Coding.GZIP: lambda body: gzip.compress(body, compresslevel=6, mtime=0),
}
_BEST: dict[Coding, Callable[[bytes], bytes]] = {
    Coding.BROTLI: lambda body: brotli.compress(body, quality=11, lgwin=24),
    Coding.GZIP: lambda body: gzip.compress(body, compresslevel=9, mtime=0),
}
_DECODED: dict[Coding, Callable[[bytes], bytes]] = {
    Coding.BROTLI: brotli.decompress,
    Coding.GZIP: gzip.decompress,
}
