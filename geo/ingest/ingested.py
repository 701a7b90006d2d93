"""How files are to become part of a snapshot, and what became of their rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

Progress = Callable[[int, int, int], None]
"""Told how many rows have been read, how many bytes, and of how many; 0 of 0 when that is not known."""


@dataclass(frozen=True, slots=True)
class Ingested:
    """What became of the rows.

    `rows = accepted + rejected + duplicates`, and `accepted = added + revised + unchanged`.
    """

    rows: int
    """Rows of all files, with lines that are no rows; empty lines do not count."""
    accepted: int
    added: int
    revised: int
    """Rows that the snapshot had with another content; `revisions` tells each cell."""
    unchanged: int
    rejected: int
    duplicates: int
    """Rows that repeat another one to the last cell."""
    withdrawn: int
    """Rows of the snapshot that a source given as a whole no longer says; no part of `rows`."""
    snapshot: str
    """Id of the snapshot that is now the current one, or would be."""
    rejects: pa.Table
    """One row for each cell, or whole line, that is refused; columns of `geo.snapshot.tables.LEDGERS`."""
    ignored: tuple[str, ...]
    """Columns that the documented format does not have; they are not kept."""
    notes: tuple[str, ...]
    """What was guessed about a file, and what was not withdrawn, in sentences."""
    repeats: tuple[str, ...] = ()
    """The first rows that repeat another one, each with the row that it repeats, in sentences."""
    outside: int = 0
    """Rows of a connector's files that speak of a place outside the region; no part of `rows`."""
    is_linked: bool = True
    """Whether reports were compared with those of other sources; see `geo.ingest.link`."""
    has_outlines: bool = False
    """Whether the areas have other outlines now."""


@dataclass(frozen=True, slots=True)
class IngestRequest:
    """How something is to be taken in."""

    replaced: frozenset[str] = frozenset()
    """Ids of the sources whose files replace everything that they said before."""
    withdraws: bool = False
    """Whether what a publisher does not say again is withdrawn however much of it that is."""
    lists_outside: bool = False
    """Whether a row of a connector's file that is of a place outside the region is rejected by itself."""
    is_rehearsal: bool = False
    """Whether nothing is to be written but the bundled chronicle, into a home that points nowhere."""
    progress: Progress | None = None
    is_correction: bool | None = None
    """Whether rows that differ in one thing from one not said again correct it; None to be asked."""
