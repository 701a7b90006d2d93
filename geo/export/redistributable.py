"""What of a view may leave this server: a view without the sources that forbid passing their rows on.

On a public server a snapshot is opened without such rows in the first place; where it is private, the pages
show them, and what is made to be given away does not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.export.terms import restricted_sources
from geo.model import Layer

if TYPE_CHECKING:
    from geo.filters.view import View
    from geo.snapshot.matching import MatchingReports
    from geo.snapshot.opened import Snapshot


def redistributable(snapshot: Snapshot, view: View) -> tuple[View, MatchingReports | None]:
    """Return the view without sources that may not be given to others, and what its filters found before.

    Nothing is returned beside the view when that leaves nothing out.
    """
    kept_back = set(restricted_sources(snapshot.tables["sources"])["source_id"])
    if not kept_back:
        return view, None
    found = snapshot.matching(view, kept_back)
    if not found.withheld:
        return view, None
    left = set(view.sources or snapshot.known.sources) - kept_back
    # No choice of sources means all of them: with none left, no report is to be shown.
    bare = tuple(layer for layer in view.layers if layer not in {Layer.REPORTS, Layer.AREAS})
    return (view.but(sources=tuple(left)) if left else view.but(layers=bare)), found
