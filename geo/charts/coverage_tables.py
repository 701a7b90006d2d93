"""What a snapshot holds and lacks, as HTML tables with bars."""

from __future__ import annotations

from geo.language import Words
from geo.layers.card_templates import filled
from geo.queries.coverage import coverage
from geo.snapshot.opened import Snapshot
from geo.wording.coverage_sentences import answer, cautions, tables


def coverage_html(snapshot: Snapshot, words: Words) -> str:
    """Return an answer, what may not be concluded, and the tables; every field escaped."""
    found = coverage(snapshot)
    return filled(
        "coverage.html",
        words,
        answer=answer(found, words),
        cautions=cautions(found, words),
        tables=tables(found, snapshot.areas, words),
    )
