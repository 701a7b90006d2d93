"""How statements without a stated end are read: zone statuses, pauses and the figures of a truce alike.

It leaves out no report; it decides which statements may be in force when.
"""

from __future__ import annotations

from collections.abc import Mapping

from geo.filters.filter import Filter, Widget
from geo.filters.reader import ParameterReader
from geo.filters.view import View
from geo.geometry.gazetteer import Areas
from geo.language import N_, Words
from geo.model import EndReading

LABELS = {
    EndReading.UNTIL_NEXT: N_("Until the next"),
    EndReading.DAY: N_("That day only"),
    EndReading.OPEN: N_("No limit"),
}
READ_AS = {
    EndReading.UNTIL_NEXT: N_(
        "a statement without a stated end is read as holding until the next one on the same place at most"
    ),
    EndReading.DAY: N_("a statement without a stated end is read as holding on its first day only"),
    EndReading.OPEN: N_(
        "a statement without a stated end is read as holding on any later day, whatever was stated since"
    ),
}
"""How each reading stands in a sentence."""


class EndsFilter(Filter):
    """Chooses how a missing end is read."""

    parameters = ("ends",)
    conditions = ()
    label = N_("Where no end is stated")
    widget = Widget.ONE

    def emit(self, view: View) -> tuple[str, ...]:
        """Return the reading."""
        return (str(self.chosen(view)),)

    def read(self, reader: ParameterReader, default: View) -> Mapping[str, object]:
        """Read one of the readings."""
        word = reader.one("ends", [str(reading) for reading in EndReading], str(self.chosen(default)))
        return {"ends": _values(EndReading(word))}

    def chosen(self, view: View) -> EndReading:
        """Return the reading of a view; without a choice that of every link made before there was one."""
        (word,) = view.choice("ends") or (EndReading.UNTIL_NEXT,)
        return EndReading(word)

    def choose(self, view: View, reading: EndReading) -> View:
        """Return the view with another reading."""
        return view.choosing("ends", _values(reading))

    def is_chosen(self, view: View) -> bool:
        """Whether another reading than the usual one is chosen."""
        return self.chosen(view) is not EndReading.UNTIL_NEXT

    def phrase(self, view: View, _areas: Areas, words: Words) -> str:
        """Return the reading, unless it is the usual one."""
        return words(READ_AS[self.chosen(view)]) if self.is_chosen(view) else ""


def _values(reading: EndReading) -> tuple[str, ...]:
    return () if reading is EndReading.UNTIL_NEXT else (str(reading),)


ENDS = EndsFilter()
