"""Arrays in one file as they lie in memory, so that it is mapped and not read.

The system reads a page of it when somebody looks there, and all processes of a machine that map the file
share the pages. Each array begins at a multiple of 64 bytes; numbers are little-endian. Where each lies is
kept elsewhere (`Layout`), with the SHA-256 of the file.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

import numpy as np

from geo.snapshot.file_checks import state_in

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType
    from typing import Self

    from geo.snapshot.file_checks import CheckedFile, State

Layout = dict[str, list[str | int]]
"""By the name of each array: its dtype, its length, and the byte at which it begins."""
_HEAD = b"Shelterline arrays, see index.json\n".ljust(64, b"\0")
_ALIGNED = 64


class ArrayWriter:
    """Writes arrays into a file, several of them at a time where their lengths are known."""

    def __init__(self, path: Path) -> None:
        """Begin a file."""
        self.layout: Layout = {}
        self._path, self._file = path, path.open("wb")
        self._file.write(_HEAD)
        self._written: dict[str, int] = {}
        self._end = len(_HEAD)

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file, as long as it should be even where its end was never written."""
        with suppress(OSError):
            self._file.truncate(max(self._end, self._file.seek(0, 2)))
        self._file.close()

    def reserve(self, name: str, dtype: np.dtype, n: int) -> None:
        """Keep room for an array of `n` elements, which `write` fills piece by piece."""
        start = -(-self._end // _ALIGNED) * _ALIGNED
        self.layout[name] = [dtype.newbyteorder("<").str, n, start]
        self._written[name] = start
        self._end = start + n * dtype.itemsize

    def write(self, name: str, piece: np.ndarray) -> None:
        """Write the next piece of an array that has room."""
        self._file.seek(self._written[name])
        self._file.write(np.ascontiguousarray(piece, str(self.layout[name][0])).data)
        self._written[name] += piece.nbytes

    def lengthen(self, name: str, octets: np.ndarray) -> None:
        """Write more of the last array, which has no length yet."""
        self.layout[name][1] = int(self.layout[name][1]) + len(octets)
        self._end += len(octets)
        self.write(name, octets)

    def add(self, name: str, array: np.ndarray) -> None:
        """Write a whole array."""
        self.reserve(name, array.dtype, len(array))
        self.write(name, array)

    def written(self) -> dict[str, np.ndarray]:
        """Return what was written so far, mapped."""
        self._file.truncate(max(self._end, self._file.seek(0, 2)))
        self._file.flush()
        return mapped(self._path, self.layout)


def mapped(path: Path, layout: Layout) -> dict[str, np.ndarray]:
    """Return the arrays of a file that is being written, mapped."""
    with path.open("rb") as file:
        content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    return {name: _array_in(content, place) for name, place in layout.items()}


def fill(path: Path, place: list[str | int], array: np.ndarray) -> None:
    """Write a whole array where room was kept for it, into a file that is being written."""
    dtype, _, start = place
    with path.open("r+b") as file:
        file.seek(int(start))
        file.write(np.ascontiguousarray(array, str(dtype)).data)


def _array_in(content: bytes | mmap.mmap, place: list[str | int]) -> np.ndarray:
    dtype, n, start = place
    # Nothing lies at the end of a file that ends with an empty array.
    return np.frombuffer(content, str(dtype), int(n), int(start)) if int(n) else np.empty(0, str(dtype))


def read_arrays(path: Path, layout: Layout) -> tuple[dict[str, np.ndarray], State]:
    """Return the arrays of a file in memory, not to be changed, and in which state it was afterwards.

    Raises OSError when it cannot be read, ValueError when an array does not lie inside it.
    """
    with path.open("rb") as file:
        content, state = file.read(), state_in(file)
    return {name: _array_in(content, place) for name, place in layout.items()}, state


class MappedArrays(Mapping[str, np.ndarray]):
    """The arrays of a file that is mapped; before the first is given, the file is checked.

    The file must not become shorter while it is mapped: the system ends a process that looks behind its end.
    """

    def __init__(self, file: CheckedFile, layout: Layout) -> None:
        """Map a file, which is then to stay the one that it is.

        Raises OSError when it cannot be mapped, ValueError when an array does not lie inside it.
        """
        self.file, self._layout = file, layout
        with file.path.open("rb") as opened:
            self._map = mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)
            file.is_mapped_in(state_in(opened))
        for place in layout.values():
            _array_in(self._map, place)

    def __getitem__(self, name: str) -> np.ndarray:
        """Return an array.

        Raises DamagedError when the file is not what was written.
        """
        self.file.check()
        return _array_in(self._map, self._layout[name])

    def __iter__(self) -> Iterator[str]:
        """Return the names."""
        return iter(self._layout)

    def __len__(self) -> int:
        """Return how many arrays there are."""
        return len(self._layout)
