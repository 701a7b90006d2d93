"""The area that a reader has drawn: its corners in `aoi`, a distance around it in `aoi_m`.

A report stays when some of its ground may lie inside; how many lie inside certainly is counted beside them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from geo.filters.filter import Condition, Filter, Widget
from geo.filters.filter_index import FilterIndex, Test
from geo.filters.reader import ParameterReader
from geo.filters.view import View
from geo.geometry.area_code import (
    MOST_AROUND_M,
    MOST_CORNERS,
    OUTSIDE,
    AreaDrawn,
    DrawnAreaError,
    area_of,
)
from geo.geometry.gazetteer import Areas
from geo.language import N_, Words, names
from geo.model import ExclusionReason

OUTSIDE_DRAWN = ExclusionReason("outside_area_drawn")
CODE, AROUND = "aoi", "aoi_m"
_METRES = re.compile(r"\d{1,6}", re.ASCII)
_KM_M = 1_000


def _may_lie_in(view: View, index: FilterIndex) -> Test | None:
    area = DRAWN_AREA.chosen(view)
    if area is None:
        return None
    lies = index.lies_in(area)
    return lambda rows: lies[rows] != OUTSIDE


def _lifted(view: View) -> View:
    return DRAWN_AREA.choose(view, None)


class DrawnAreaFilter(Filter):
    """Keeps the reports of which some ground may lie inside the area drawn, and those without any ground."""

    parameters = (CODE, AROUND)
    conditions = (
        Condition(
            OUTSIDE_DRAWN,
            N_("outside the area drawn"),
            _may_lie_in,
            _lifted,
            N_("Remove the area drawn"),
        ),
    )
    label = N_("Area drawn")
    widget = Widget.DRAWN

    def emit(self, view: View) -> tuple[str, ...]:
        """Return the code of the corners, empty for no area, and the metres around them."""
        (code,) = view.choice(CODE) or ("",)
        (around_m,) = view.choice(AROUND) or ("0",)
        return code, around_m

    def read(self, reader: ParameterReader, default: View) -> Mapping[str, object]:
        """Read both; where the corners with the distance make no area, those of the default are taken.

        A distance without corners is kept and asks nothing: corners that could be read would.
        """
        before = self.emit(default)
        code = reader.parameters.get(CODE, before[0])
        # A distance goes with its corners.
        around_m = self._around(reader, "0" if CODE in reader.parameters else before[1])
        try:
            if code:
                return _values(area_of(code, int(around_m)))
        except DrawnAreaError:
            reader.ignore(CODE, code, f"the code of an area of the region, of at most {MOST_CORNERS} corners")
            # Those of the default go together, or its point would be left without its distance.
            code, around_m = before if before[0] else ("", around_m)
        return {CODE: (code,) if code else (), AROUND: (around_m,) if around_m != "0" else ()}

    @staticmethod
    def _around(reader: ParameterReader, default: str) -> str:
        text = reader.parameters.get(AROUND, default)
        if _METRES.fullmatch(text) and int(text) <= MOST_AROUND_M:
            return str(int(text))
        reader.ignore(AROUND, text, f"metres, a whole number from 0 to {MOST_AROUND_M}")
        return default

    def chosen(self, view: View) -> AreaDrawn | None:
        """Return the area of a view; None when it has none."""
        code, around_m = self.emit(view)
        return area_of(code, int(around_m)) if code else None

    def choose(self, view: View, area: AreaDrawn | None) -> View:
        """Return the view with another area drawn, or none."""
        values = _values(area)
        return view.choosing(CODE, values.get(CODE, ())).choosing(AROUND, values.get(AROUND, ()))

    def is_chosen(self, view: View) -> bool:
        """Whether there is an area drawn."""
        return self.chosen(view) is not None

    def phrase(self, view: View, _areas: Areas, words: Words) -> str:
        """Return that reports are of the area drawn, or of what lies around a point."""
        area = self.chosen(view)
        if area is None:
            return ""
        if area.is_circle:
            return words(
                "within {distance} of {point}", distance=distance_said(area, words), point=_point(area)
            )
        if area.around_m:
            return words("in the area drawn and {distance} around it", distance=distance_said(area, words))
        return words("in the area drawn")


def distance_said(area: AreaDrawn, words: Words) -> str:
    """Return the distance around an area, in metres or kilometres."""
    metres = area.around_m
    if metres < _KM_M:
        return words("{m} m", m=f"{metres}")
    return words("{km} km", km=f"{metres / _KM_M:g}")


def _point(area: AreaDrawn) -> str:
    (lat, lon) = area.corners[0]
    # Kept together, latitude first, wherever the sentence runs from right to left.
    return f"{names.FIRST_STRONG_ISOLATE}{lat:.5f}, {lon:.5f}{names.POP_ISOLATE}"


def _values(area: AreaDrawn | None) -> dict[str, tuple[str, ...]]:
    if area is None:
        return {}
    return {CODE: (area.code,), AROUND: (str(area.around_m),) if area.around_m else ()}


DRAWN_AREA = DrawnAreaFilter()
