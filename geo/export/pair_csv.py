"""A comparison of two views as CSV: a line for each measure and group, every figure certain and possible."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator

from geo.analysis.pause_rates import Rate
from geo.export.about import restricted_note
from geo.export.citation import citation_of
from geo.export.pair_page import title_of
from geo.export.terms import LICENCE_URL
from geo.export.to_csv import ABOUT, BYTE_ORDER_MARK, HOW_TO_READ, neutral_text
from geo.language import N_
from geo.queries.pair_answer import PairAnswer
from geo.queries.view_comparison import MEASURES, ComparedRow, CountRange, ViewTallies
from geo.wording.comparison_sentences import RULES, group_said

PAIR_COLUMNS = (
    "measure",
    "group",
    "group_label",
    *(
        f"{side}_{what}_{end}"
        for what in ("reports", "incidents")
        for side in ("a", "b", "difference")
        for end in ("certain", "possible")
    ),
    *(
        f"{side}_{what}_per_day_{end}"
        for what in ("reports", "incidents")
        for side in ("a", "b")
        for end in ("least", "most")
    ),
    *(f"{side}_{name}" for side in ("a", "b") for name in ("days", "from", "to")),
    "snapshot",
    "link",
)
_WHAT = N_(
    "Two views compared. measure is a column of the reports, group a text in it; a and b are the views, and "
    "a difference is b less a. Rates are per day, from least to most, empty where there is none."
)


def pair_csv(answer: PairAnswer) -> bytes:
    """Return the file, UTF-8 with a byte order mark; what it says of itself is in the first row."""
    sink = io.StringIO()
    writer = csv.writer(sink, lineterminator="\n")
    writer.writerow((*PAIR_COLUMNS, ABOUT))
    comparison, about = answer.comparison, _about(answer)
    every = [comparison.total, *(row for measure in MEASURES for row in comparison.rows(measure))]
    for row in every:
        writer.writerow([*_cells(row, answer), about])
        about = f"snapshot {answer.snapshot.id}"
    return BYTE_ORDER_MARK + sink.getvalue().encode()


def _cells(row: ComparedRow, answer: PairAnswer) -> Iterator[object]:
    words, comparison = answer.words, answer.comparison
    yield row.measure
    yield neutral_text(row.group)
    yield neutral_text(group_said(row, answer.snapshot.areas, words)) if row.measure in MEASURES else ""
    pairs = ((row.a.reports, row.b.reports), (row.a.incidents, row.b.incidents))
    for a, b in pairs:
        for count in (a, b, b.minus(a)):
            yield count.certain
            yield count.possible
    for counts in pairs:
        for tallies, count in zip((comparison.a, comparison.b), counts, strict=True):
            yield from _rate(tallies, count)
    for tallies, view in ((comparison.a, answer.a.view), (comparison.b, answer.b.view)):
        yield from (tallies.n_days, view.date_from.isoformat(), view.date_to.isoformat())
    yield answer.snapshot.id
    yield answer.address


def _rate(tallies: ViewTallies, count: CountRange) -> tuple[object, object]:
    found: Rate | None = tallies.rate(count)
    if found is None:
        return "", ""
    return round(found.least, 6), "" if math.isinf(found.most) else round(found.most, 6)


def _about(answer: PairAnswer) -> str:
    words = answer.words
    lines = [
        words(_WHAT),
        title_of(answer) + ".",
        *(words(rule) for rule in RULES),
        f"{citation_of(answer.a).note} {LICENCE_URL}",
        words(HOW_TO_READ),
        *(restricted_note(o, o.restricted_found) for o in (answer.a, answer.b) if o.restricted_found),
    ]
    return " ".join(" ".join(lines).split())
