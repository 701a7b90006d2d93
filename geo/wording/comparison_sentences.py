"""Sentences and tables about two views side by side: what is counted in each, and never why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from babel.numbers import format_decimal

from geo import wording
from geo.filters.area import AREA
from geo.filters.claimant import CLAIMANT
from geo.filters.kinds import KIND
from geo.filters.precisions import PRECISION
from geo.filters.struck import WHAT_WAS_STRUCK
from geo.geometry.gazetteer import Areas
from geo.language import N_, Words, names
from geo.model import Range
from geo.queries.ready_pairs import PairKind, ReadyPair
from geo.queries.view_comparison import (
    ALL,
    AREA_COLUMN,
    MEASURES,
    ComparedRow,
    CountRange,
    ViewComparison,
    ViewTallies,
)
from geo.snapshot.opened import Snapshot
from geo.wording.pause_sentences import days_stated, pause_name, rate

MEASURE_LABELS: Mapping[str, str] = {
    ALL: N_("All"),
    AREA_COLUMN: AREA.label,
    **{each.column: each.label for each in (KIND, WHAT_WAS_STRUCK, PRECISION, CLAIMANT)},
}
MOST_GROUPS = 10
"""Lines of a measure on a page; the file holds all."""
RULES = (
    N_("Counted are published reports, not strikes. No figure here says why it is as it is."),
    N_("Two figures are certain and possible. Possible is what a view shows."),
    N_("Certain is what surely lies within its days, and within the area drawn where there is one."),
    N_("A rate is reports over the days of the view that lie in the chronicle."),
    N_("An incident in two groups counts in each: incidents of groups must not be added."),
)
"""How the figures are to be read."""


@dataclass(frozen=True, slots=True)
class ComparedLine:
    """One line of the table in words."""

    label: str
    cells: tuple[str, ...]
    """As `heads` names them."""
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class ComparedTable:
    """The lines of one measure."""

    title: str
    lines: tuple[ComparedLine, ...]
    more: str
    """How many lines are not here; empty when all are."""


def sides(words: Words) -> tuple[str, str]:
    """Return what the two views are called."""
    return words("A"), words("B")


def heads(words: Words) -> tuple[str, ...]:
    """Return the heads of the columns beside the label."""
    return (
        words("A: reports"),
        words("B: reports"),
        words("Difference, B − A"),
        words("A: reports per day"),
        words("B: reports per day"),
        words("A: incidents"),
        words("B: incidents"),
    )


def count_said(count: CountRange, words: Words) -> str:
    """Return a count as a range from certain to possible."""
    return words.range(Range(count.certain, count.possible))


def difference_said(row: ComparedRow, words: Words) -> str:
    """Return how many reports more the second view has; two numbers where certain and possible differ."""
    found = row.b.reports.minus(row.a.reports)
    certain, possible = (_signed(n, words) for n in (found.certain, found.possible))
    if certain == possible:
        return certain
    return words("{certain} certain, {possible} possible", certain=certain, possible=possible)


def _signed(n: int, words: Words) -> str:
    return words.number(0) if n == 0 else str(format_decimal(n, "+#,##0;-#,##0", locale=words.locale))


def tables(comparison: ViewComparison, areas: Areas, words: Words) -> list[ComparedTable]:
    """Return everything that is counted, all first, then by measure."""
    total = _line(comparison.total, comparison, words("All that is shown"), words, is_total=True)
    found = [ComparedTable(words(MEASURE_LABELS[ALL]), (total,), "")]
    for measure in MEASURES:
        every = comparison.rows(measure)
        shown = every[:MOST_GROUPS]
        lines = tuple(_line(row, comparison, group_said(row, areas, words), words) for row in shown)
        n_more = len(every) - len(shown)
        more = words.plural("{n} more line, in the CSV file", "{n} more lines, in the CSV file", n_more)
        found.append(ComparedTable(words(MEASURE_LABELS[measure]), lines, more if n_more else ""))
    return [table for table in found if table.lines]


def _line(
    row: ComparedRow, comparison: ViewComparison, label: str, words: Words, *, is_total: bool = False
) -> ComparedLine:
    cells = (
        count_said(row.a.reports, words),
        count_said(row.b.reports, words),
        difference_said(row, words),
        rate(comparison.a.rate(row.a.reports), words),
        rate(comparison.b.rate(row.b.reports), words),
        count_said(row.a.incidents, words),
        count_said(row.b.incidents, words),
    )
    return ComparedLine(label, cells, is_total)


def group_said(row: ComparedRow, areas: Areas, words: Words) -> str:
    """Return the text of a group as the reader sees it."""
    if row.measure == AREA_COLUMN:
        return wording.area_name(areas[row.group], words) if row.group in areas else words("not stated")
    for each in (KIND, WHAT_WAS_STRUCK, PRECISION):
        if each.column == row.measure and each.labels is not None and row.group in each.labels:
            return words(each.labels[row.group])
    return names.claimant(row.group, words) or words("not stated")


def findings(comparison: ViewComparison, words: Words, *, is_equal: bool) -> list[str]:
    """Return what the comparison says in sentences, reports first."""
    if is_equal:
        return [words("Both views ask the same: nothing differs.")]
    a, b = comparison.a, comparison.b
    said = [
        words(
            "A has {a} in {a_days}, B has {b} in {b_days}.",
            a=_reports(a.total.reports, words),
            b=_reports(b.total.reports, words),
            a_days=_days(a, words),
            b_days=_days(b, words),
        ),
        words(
            "Reports per day: {a} in A, {b} in B.",
            a=rate(a.rate(a.total.reports), words),
            b=rate(b.rate(b.total.reports), words),
        ),
        words(
            "Incidents that they speak of: {a} in A, {b} in B.",
            a=count_said(a.total.incidents, words),
            b=count_said(b.total.incidents, words),
        ),
    ]
    n = comparison.n_in_both
    return [*said, _in_both(n, words)]


def _in_both(n: int, words: Words) -> str:
    if not n:
        return words("No report is in both.")
    return words.plural("{n} report is in both.", "{n} reports are in both.", n)


def _reports(count: CountRange, words: Words) -> str:
    said = count_said(count, words)
    return words.plural("{count} report", "{count} reports", count.possible, count=said)


def _days(tallies: ViewTallies, words: Words) -> str:
    return words.plural("{n} day", "{n} days", tallies.n_days)


def pair_title(a: str, b: str, words: Words) -> str:
    """Return the sentence that titles two views, from the sentence of each."""
    return words("Compared: A, {a}. B, {b}", a=a, b=b)


def ready_said(ready: ReadyPair, snapshot: Snapshot, words: Words) -> str:
    """Return what a ready pair is called."""
    if ready.kind is PairKind.PAUSE and ready.pause is not None:
        return words(
            "Before and after: {pause} ({days})",
            pause=pause_name(ready.pause, words),
            days=days_stated(ready.pause, words),
        )
    if ready.kind is PairKind.YEAR:
        is_earlier = ready.pair.b.date_from < ready.pair.a.date_from
        return words("The same days a year earlier") if is_earlier else words("The same days a year later")
    if ready.kind is PairKind.ORDER and ready.order is not None:
        return words(
            "{place}: the {n} days before and after the order of {day}",
            place=wording.zone_name(ready.order, words),
            n=words.number(ready.n_days),
            day=words.day(wording.day_of(ready.order.valid_from)),
        )
    one, other = (_value_said(ready.kind, value, snapshot, words) for value in ready.values or ("", ""))
    if ready.kind is PairKind.CLAIMANTS:
        return words("The same days by claimant: {one} and {other}", one=one, other=other)
    return words("The same days by publisher: {one} and {other}", one=one, other=other)


def _value_said(kind: PairKind, value: str, snapshot: Snapshot, words: Words) -> str:
    if kind is PairKind.PUBLISHERS:
        value = str(snapshot.tables["sources"]["name"].get(value, value))
    return names.claimant(value, words)
