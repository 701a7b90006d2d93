"""The view as a table: what the map shows, in words, for those who do not see it or cannot load it."""

from __future__ import annotations

from dataclasses import dataclass

from geo.geometry.gazetteer import Areas
from geo.model.rows import Row
from geo.queries.view_answer import ViewAnswer


@dataclass(frozen=True, slots=True)
class TextTwin:
    """The rows of the tables."""

    reports: tuple[Row, ...]
    """Reports shown, by event date, then id."""
    capped: str
    """A sentence that says how many of the reports are listed; empty when all are."""
    zones: tuple[Row, ...]
    figures: tuple[Row, ...]
    """Of people sheltering."""
    areas: Areas


def twin_of(answer: ViewAnswer, most: int) -> TextTwin:
    """Return the rows of a view, at most `most` reports."""
    words, shown = answer.words, answer.counts.shown
    capped = words(
        "The first {n} of {total} reports, by date. The files of this view hold all of them.",
        n=words.number(most),
        total=words.number(shown),
    )
    return TextTwin(
        reports=answer.reports(most),
        capped=capped if shown > most else "",
        zones=answer.zones,
        figures=answer.sheltering,
        areas=answer.snapshot.areas,
    )
