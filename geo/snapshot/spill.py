"""Large tables in files, of which the system keeps in memory what it has room for."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import pyarrow as pa

IN_MEMORY_BYTES = 64_000_000
"""Of the tables of one spill; what comes after goes into files."""


class Spill:
    """The pieces of something large, the first of them in memory and the others mapped from files.

    A file loses its name as soon as it is mapped, where the system allows that, so that whoever is killed
    leaves none. The tables outlast the spill.
    """

    def __init__(self, in_memory_bytes: int = IN_MEMORY_BYTES) -> None:
        """Begin without a file."""
        self._left = in_memory_bytes
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._n = 0

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove the folder."""
        if self._folder:
            self._folder.cleanup()

    def hold(self, table: pa.Table) -> pa.Table:
        """Return the same table, from a file when memory has its share; a full disk leaves it in memory."""
        if self._left >= table.nbytes:
            self._left -= table.nbytes
            return table
        try:
            return self._mapped(table)
        except OSError:
            return table

    def _mapped(self, table: pa.Table) -> pa.Table:
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="shelterline-", ignore_cleanup_errors=True)
        path = Path(self._folder.name) / f"{self._n}.arrow"
        self._n += 1
        with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, table.schema) as writer:
            writer.write_table(table)
        found = pa.ipc.open_file(pa.memory_map(str(path))).read_all()
        with suppress(PermissionError):  # Windows keeps the name until nobody reads it
            path.unlink()
        return found
