"""What a page without Streamlit has its dates dragged from: a brush index, with the picture of the strip."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from geo import wording
from geo.language import words
from geo.layers.assets import address
from geo.layers.brush_answer import (
    BrushFile,
    brush_address,
    brush_answer,
    follows_brush,
    in_any_dates,
    packed_answer,
)
from geo.layers.map_state import AddedMark, AddedMarks, AreaCount, ZoneMark
from geo.snapshot.caches import per_snapshot
from geo.tiles.brush_index import point_ids

if TYPE_CHECKING:
    from geo.filters.view import View
    from geo.language import Words
    from geo.layers.map_state import MapState
    from geo.queries.view_answer import ViewAnswer
    from geo.snapshot.opened import Snapshot

SCRIPT = "brush_page.js"
"""What such a page drags its dates by."""
WITH_STRIP = "strip=1"
"""Asks for the strip along with the index."""
_ONLY_IN_THE_APP = ("closer", "save_png", "save_svg")
"""Words of what only the app offers: a part of the time, and a picture with the sentence of the view."""


def dates_address(answer: ViewAnswer) -> dict[str, str] | None:
    """Return from where a page has its dates dragged; None where a dragged picture could not be right."""
    index = brush_address(answer.snapshot, answer.view)
    return {"script": address(SCRIPT), "index": f"{index}&{WITH_STRIP}"} if index else None


def dates_file(snapshot: Snapshot, view: View) -> BrushFile:
    """Return the brush index of a view with the strip, made once; only filters and language count."""
    return _made(snapshot, in_any_dates(snapshot, view))


def dates_in_file(answer: ViewAnswer) -> dict[str, Any] | None:
    """Return the same for a file, with the ids of its reports; None where it cannot be or is too large."""
    if not follows_brush(answer.view):
        return None
    whole = in_any_dates(answer.snapshot, answer.view)
    said: dict[str, Any] = json.loads(dates_file(answer.snapshot, whole).body)
    if said.get("is_too_large"):
        return None
    said["points"]["id"] = point_ids(answer.snapshot, whole)
    for steps in said["layers"].values():
        # The page has the shapes in it.
        steps.update({"shapes": ""} if "shapes" in steps else {})
    return said


def in_all_dates(state: MapState, dates: dict[str, Any]) -> MapState:
    """Return a state with every area, zone status and added mark that some dates show, for their outlines."""
    layers = dates["layers"]
    zones, added = layers.get("zones", {"id": ()}), layers.get("assessments", {"marks": ()})
    marks = tuple(AddedMark(mark["key"], "") for mark in added["marks"])
    return replace(
        state,
        areas=tuple(AreaCount(pcode, 0, "", "") for pcode in dates["areas"]),
        zones=tuple(ZoneMark(zone, "", "", "", "", earlier=False) for zone in zones["id"]),
        added={**state.added, **({"assessments": AddedMarks(marks, "")} if marks else {})},
    )


def dates_words(view: View, w: Words) -> dict[str, str]:
    """Return what such a page says of its dates."""
    said = w(
        "Map and counts are of the dates on the strip. Title, key and all other text are of {days}.",
        days=w.days(view.date_from, view.date_to),
    )
    return {
        "other_dates": said,
        "no_dates": w("The dates of this view cannot be dragged here. Open the full view."),
    }


@per_snapshot
def _made(snapshot: Snapshot, view: View) -> BrushFile:
    # It brings the library of charts, for which no server shall wait at its start.
    from geo.charts.histogram import histogram  # noqa: PLC0415

    said, w = brush_answer(snapshot, view), words(view.lang)
    if said is None:
        return packed_answer(None)
    strip = histogram(snapshot, view, w)
    text = strip["text"] | dict.fromkeys(_ONLY_IN_THE_APP, "")
    areas = said["areas"]
    assert isinstance(areas, dict)  # noqa: S101  as asdict makes it
    names = {pcode: wording.area_name(snapshot.areas[pcode], w) for pcode in areas}
    return packed_answer({**said, "area_names": names, "strip": {**strip, "text": text}})
