"""The view as a table: what the map shows, in words, for those who do not see it or cannot load it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.model import Layer
from geo.model.rows import rows

if TYPE_CHECKING:
    from geo.filters.view import View
    from geo.geometry.gazetteer import Areas
    from geo.language import Words
    from geo.model.rows import Row
    from geo.snapshot.opened import Snapshot


@dataclass(frozen=True, slots=True)
class TextTwin:
    """Rows to write down, each as the store holds it."""

    reports: tuple[Row, ...]
    """Those shown, by event date, then id."""
    capped: str
    """That not all are here, in a sentence; empty when all are."""
    zones: tuple[Row, ...]
    figures: tuple[Row, ...]
    """Of people sheltering."""
    areas: Areas


def twin_of(snapshot: Snapshot, view: View, words: Words, most: int) -> TextTwin:
    """Return the rows of a view, at most `most` reports."""
    shown = snapshot.counts(view).shown
    with_zones, with_figures = Layer.ZONES in view.layers, Layer.SHELTERING in view.layers
    capped = words(
        "The first {n} of {total} reports, by date. The files of this view hold all of them.",
        n=words.number(most),
        total=words.number(shown),
    )
    return TextTwin(
        reports=tuple(rows(snapshot.page(view, most))),
        capped=capped if shown > most else "",
        zones=tuple(rows(snapshot.zones_in(view))) if with_zones else (),
        figures=tuple(rows(snapshot.sheltering_in(view))) if with_figures else (),
        areas=snapshot.areas,
    )
