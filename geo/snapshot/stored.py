"""What a snapshot that was written before is opened with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from geo.snapshot.file_checks import CheckedFile
    from geo.snapshot.index import Index
    from geo.snapshot.opened import Snapshot


@dataclass(frozen=True, slots=True)
class Stored:
    """The reports of a snapshot that was written before."""

    id: str
    reports: Path
    """Parquet file with the documented columns, in the order of the list."""
    index: Index
    """Of these reports."""
    made_from: Mapping[str, str] = field(default_factory=dict)
    """SHA-256 of the tables that decide what the index says, by what they are called there."""
    ledgers: Mapping[str, Path] = field(default_factory=dict)
    """Parquet file of each ledger that has rows."""
    restricted: Mapping[str, int] = field(default_factory=dict)
    """Rows that are not served, by the name of the source whose terms forbid it."""
    open_for_others: Callable[[], Snapshot] | None = None
    """Opens it without what may not be given to others; None when it was opened in that way."""
    files: tuple[Path, ...] = ()
    """Of the snapshot: what is damaged of them can only be restored."""
    remade_files: tuple[CheckedFile, ...] = ()
    """Worked out of them."""
