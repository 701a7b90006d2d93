"""The area in which the report says that something happened."""

from __future__ import annotations

from collections.abc import Mapping

from geo.filters.filter import Condition, Filter, Widget
from geo.filters.filter_index import FilterIndex, Test, among
from geo.filters.reader import ParameterReader
from geo.filters.view import ALL_AREAS, View
from geo.geometry.gazetteer import Area, Areas
from geo.language import N_, Words, names
from geo.language.names import NameTable
from geo.model import ExclusionReason, Language


def area_name(area: Area, words: Words) -> str:
    """Return an area's name as places of that name are called, else from the outlines or translated."""
    english = area.names[Language.EN]
    named = names.of(NameTable.PLACES, english, words.lang)
    return named.text if named.text != english else area.names[words.lang] or words(english)


def _lies_within(view: View, index: FilterIndex) -> Test | None:
    if view.area == ALL_AREAS:
        return None
    return among(index.coded("area_pcode"), index.areas_within(view.area))


def _lifted(view: View) -> View:
    return view.but(area=ALL_AREAS)


class AreaFilter(Filter):
    """Keeps the reports whose stated area is the one chosen or lies in it."""

    parameters = ("area",)
    conditions = (
        Condition(
            ExclusionReason("other_areas"), N_("other areas"), _lies_within, _lifted, N_("Show all areas")
        ),
    )
    label = N_("Area")
    widget = Widget.AREA
    opens_sentence = True
    narrows_tolls = True

    def emit(self, view: View) -> tuple[str, ...]:
        """Return the p-code."""
        return (view.area,)

    def read(self, reader: ParameterReader, default: View) -> Mapping[str, object]:
        """Read a p-code that the snapshot has an outline of."""
        return {"area": reader.one("area", {ALL_AREAS, *reader.known.areas}, default.area)}

    def is_chosen(self, view: View) -> bool:
        """Whether one area is chosen."""
        return view.area != ALL_AREAS

    def phrase(self, view: View, areas: Areas, words: Words) -> str:
        """Return the name of the area, or of all of them."""
        return words("Gaza and the region") if view.area == ALL_AREAS else area_name(areas[view.area], words)


AREA = AreaFilter()
