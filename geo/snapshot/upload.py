"""A reader's own file beside a snapshot: in memory, for one session, forgotten with it.

It is a chronicle of its own, so that a view filters it as it filters the snapshot, and its rows are never
among the snapshot's. It has no place on disk, in a link or in an export: its session alone knows its name.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from geo.filters.view import DEFAULT_LAYERS

if TYPE_CHECKING:
    import pyarrow as pa

    from geo.filters.reader import KnownIds
    from geo.filters.view import View
    from geo.snapshot.opened import Snapshot
    from geo.snapshot.view_counts import Counts

SOURCE_ID = "your-file"
"""Source of every row, whatever the file says."""


class _AnyText:
    """Holds every text."""

    def __contains__(self, text: object) -> bool:
        return isinstance(text, str)


@dataclass(frozen=True, eq=False)
class Upload:
    """What became of a reader's file."""

    name: str
    snapshot: Snapshot
    """The rows that are in order; everything but its reports is the snapshot's."""
    rows: int
    """Rows of the file."""
    rejected: int
    """Rows that are not in order."""
    duplicates: int
    """Rows that say once more what another says."""
    rejects: pa.Table
    """One row for each cell, or whole row, that is refused."""
    notes: tuple[str, ...] = ()
    """What was found out and not asked, in sentences."""
    token: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    """Part of the address of its tiles; nobody can guess it."""
    owner: str = ""
    """Id of the session that holds it."""

    def __post_init__(self) -> None:
        """Let its tiles be asked for, as long as somebody holds on to it."""
        _OPEN[self.token] = self

    def view(self, view: View) -> View:
        """Return a view of the snapshot as one of the file: same dates, kinds, precision, area and text."""
        return view.but(snap=self.snapshot.id, sources=None, layers=DEFAULT_LAYERS)

    @property
    def known(self) -> KnownIds:
        """What a link may name: any text of a column, for the view chooses from what the snapshot says."""
        return replace(self.snapshot.known, values=lambda _: _AnyText())

    def counts(self, view: View) -> Counts:
        """Return how many of its reports a view shows and leaves out."""
        return self.snapshot.counts(self.view(view))


_OPEN: WeakValueDictionary[str, Upload] = WeakValueDictionary()


def close_owned(owner: str) -> None:
    """Let nobody ask for tiles of the files of a session any more, whoever still holds on to them."""
    for token in [token for token, upload in list(_OPEN.items()) if upload.owner == owner]:
        _OPEN.pop(token, None)


def open_under(token: str) -> Upload | None:
    """Return the file of a token, while a session holds it."""
    return _OPEN.get(token)
