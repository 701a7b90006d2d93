"""What a figure is asked to show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.export.figure.sizes import SHEETS, Sheet, Size

if TYPE_CHECKING:
    from geo.filters.view import View
    from geo.language import Words
    from geo.snapshot.opened import Snapshot


@dataclass(frozen=True, slots=True)
class FigureRequest:
    """A view of a snapshot, for readers of a language, in one size."""

    snapshot: Snapshot
    view: View
    site: str
    """Address of the map page, without a query."""
    words: Words
    size: Size = Size.PRINT

    @property
    def sheet(self) -> Sheet:
        """The measures of the size."""
        return SHEETS[self.size]

    @property
    def rtl(self) -> bool:
        """Whether the language is written from right to left."""
        return self.words.lang.direction == "rtl"
