"""What a figure is asked to show."""

from __future__ import annotations

from dataclasses import dataclass

from geo.export.figure.sizes import SHEETS, Sheet, Size
from geo.language import Words
from geo.queries.view_answer import ViewAnswer


@dataclass(frozen=True, slots=True)
class FigureRequest:
    """A view, and the size in which it is drawn."""

    answer: ViewAnswer
    size: Size = Size.PRINT

    @property
    def words(self) -> Words:
        """Words of the view's language."""
        return self.answer.words

    @property
    def sheet(self) -> Sheet:
        """The measures of the size."""
        return SHEETS[self.size]

    @property
    def rtl(self) -> bool:
        """Whether the language is written from right to left."""
        return self.words.lang.direction == "rtl"
