"""The days of the view."""

from __future__ import annotations

from collections.abc import Mapping

from geo.filters.filter import Condition, Filter, Widget
from geo.filters.filter_index import NO_DAY, FilterIndex, Test
from geo.filters.reader import ParameterReader
from geo.filters.view import View
from geo.geometry.gazetteer import Areas
from geo.language import N_, Words
from geo.model import ExclusionReason
from geo.model.days import day_number

UNDATED = ExclusionReason("undated")
OTHER_DATES = ExclusionReason("other_dates")


def _is_dated(_: View, index: FilterIndex) -> Test:
    return lambda rows: index.day_first[rows] != NO_DAY


def _overlaps(view: View, index: FilterIndex) -> Test:
    first, last = day_number(view.date_from), day_number(view.date_to)
    return lambda rows: (index.day_first[rows] <= last) & (index.day_last[rows] >= first)


class DatesFilter(Filter):
    """Keeps the reports whose days overlap those of the view."""

    parameters = ("from", "to")
    conditions = (
        Condition(UNDATED, N_("undated"), _is_dated),
        Condition(OTHER_DATES, N_("other dates"), _overlaps),
    )
    label = N_("Dates")
    widget = Widget.DAYS
    opens_sentence = True
    narrows_tolls = True

    def emit(self, view: View) -> tuple[str, ...]:
        """Return the first and the last day."""
        return view.date_from.isoformat(), view.date_to.isoformat()

    def read(self, reader: ParameterReader, default: View) -> Mapping[str, object]:
        """Read both days; of reversed ones neither is used."""
        start = reader.day("from", default.date_from)
        end = reader.day("to", default.date_to)
        if start <= end:
            return {"date_from": start, "date_to": end}
        # Which of the two is meant cannot be known, so both are named and neither is used.
        named = {error.parameter for error in reader.ignored}
        for name in self.parameters:
            if name in reader.parameters and name not in named:
                reader.ignore(name, reader.parameters[name], "from on or before to")
        return {"date_from": default.date_from, "date_to": default.date_to}

    def is_chosen(self, _view: View) -> bool:
        """Every view has dates."""
        return True

    def phrase(self, view: View, _areas: Areas, words: Words) -> str:
        """Return the days, which open the sentence."""
        return words("Strike reports, {days}", days=words.days(view.date_from, view.date_to))


DATES = DatesFilter()
