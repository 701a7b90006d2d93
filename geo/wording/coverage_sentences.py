"""What a snapshot holds and lacks, in tables and sentences, for the page of sources and for the docs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice, pairwise
from typing import TypeVar

from babel.dates import format_skeleton

from geo import wording
from geo.analysis.claimant_kinds import ClaimantKind
from geo.filters.precisions import PRECISIONS
from geo.geometry.gazetteer import Areas
from geo.language import N_, Words, names
from geo.queries.coverage import Coverage
from geo.snapshot.stated import DELAY_DAYS

K = TypeVar("K", bound=str)
MOST_LINES = 12
"""Lines of a table by place or party; those beyond are one line."""
CLAIMANT_KINDS = {
    ClaimantKind.UN: N_("United Nations"),
    ClaimantKind.NGO: N_("Aid and rights groups"),
    ClaimantKind.HEALTH: N_("Health and rescue services"),
    ClaimantKind.MILITARY: N_("Armies and armed groups"),
    ClaimantKind.GOVERNMENT: N_("Governments and officials"),
    ClaimantKind.MEDIA: N_("News media"),
    ClaimantKind.DATASET: N_("Datasets"),
    ClaimantKind.WITNESS: N_("Witnesses and residents"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table of coverage."""

    label: str
    n: int
    of: int
    """Of how many."""
    lang: str = ""
    """Language of the label when it is not that of the page."""

    @property
    def part(self) -> float:
        """From 0 to 1."""
        return self.n / self.of if self.of else 0.0


@dataclass(frozen=True, slots=True)
class CoverageTable:
    """Numbers of reports, divided in one way."""

    key: str
    title: str
    counted: str
    """What the numbers count."""
    lines: tuple[Line, ...]
    note: str = ""
    """How the division was made, where that is not plain."""

    @property
    def largest_part(self) -> float:
        """The largest part of a line, by which bars are scaled; 1 when every line is empty."""
        return max((line.part for line in self.lines), default=0.0) or 1.0


def answer(found: Coverage, words: Words) -> str:
    """Return the sentence that the page opens with."""
    return words(
        "{reports} on {incidents} from {sources}: what was read and could be cited, not all that happened.",
        reports=words.plural("{n} report", "{n} reports", found.reports),
        incidents=words.plural("{n} incident", "{n} incidents", found.stated.incidents),
        sources=words.plural("{n} source", "{n} sources", len(found.publishers)),
    )


def tables(found: Coverage, areas: Areas, words: Words) -> tuple[CoverageTable, ...]:
    """Return every table, in the order of reading."""
    return (
        _stated(found, words),
        _periods(found, words),
        _places(found, areas, words),
        _parties(found, words),
        _claimants(found, words),
        _precisions(found, words),
        _delays(found, words),
    )


def cautions(found: Coverage, words: Words) -> tuple[str, ...]:
    """Return what may not be concluded from these numbers."""
    publisher, most = next(iter(found.publishers.items()), ("", 0))
    stated, of = found.stated, found.reports
    alone = stated.incidents - stated.of_several_claimants
    return (
        *_gaps(found, words),
        words(
            "A month, a place or a party with more reports is one of which more was read, not one with more "
            "strikes. No trend and no comparison of the parties follows from these numbers."
        ),
        words(
            "{publisher} published {share} of the reports: what it covers is covered here, what it leaves "
            "out is mostly missing, and numbers change where its updates begin, end or change form.",
            publisher=names.claimant(publisher, words) or words("not stated"),
            share=words.percent(most, of),
        ),
        words(
            "{share} of the reports name no party that fired. The others repeat whom their source named: "
            "that is a claim, and often one side's.",
            share=words.percent(found.parties.get("", 0), of),
        ),
        words(
            "Of {share} of the incidents one claimant speaks here, or none by name. That nobody contradicts "
            "a claim here does not confirm it.",
            share=words.percent(alone, stated.incidents),
        ),
        words(
            "{share} of the reports state no figure. That is not zero; and figures that are stated are of "
            "different claimants and overlapping times, so they are never added up.",
            share=words.percent(of - stated.with_figure, of),
        ),
        words(
            "{share} of the reports were read in English. What was said in Arabic, Hebrew or Persian alone "
            "is mostly missing.",
            share=words.percent(found.languages.get("en", 0), of),
        ),
    )


def _gaps(found: Coverage, words: Words) -> list[str]:
    empty = sum(not n for n in found.periods.values())
    if not empty or found.by_year:
        return []
    return [
        words.plural(
            "{n} month between the first report and the last has none. That nothing was read of it does not "
            "say that nothing happened.",
            "{n} months between the first report and the last have none. That nothing was read of them does "
            "not say that nothing happened.",
            empty,
        )
    ]


def _stated(found: Coverage, words: Words) -> CoverageTable:
    stated, reports = found.stated, found.reports
    return CoverageTable(
        "stated",
        words("What is stated"),
        words("Number"),
        (
            Line(
                words("Incidents of which two or more claimants speak"),
                stated.of_several_claimants,
                stated.incidents,
            ),
            Line(words("Reports with a figure of strikes, killed or injured"), stated.with_figure, reports),
            Line(words("Reports that say the hour"), stated.with_hour, reports),
            Line(words("Reports that name who is said to have fired"), _named(found), reports),
        ),
    )


def _named(found: Coverage) -> int:
    return found.reports - found.parties.get("", 0)


def _periods(found: Coverage, words: Words) -> CoverageTable:
    lines = [Line(_period(day, found, words), n, found.reports) for day, n in found.periods.items()]
    if found.undated:
        lines.append(Line(words("date unknown"), found.undated, found.reports))
    return CoverageTable(
        "periods",
        words("By year") if found.by_year else words("By month"),
        words("Reports"),
        tuple(lines),
        words("A report of several days counts where they begin."),
    )


def _period(day: date, found: Coverage, words: Words) -> str:
    return format_skeleton("y" if found.by_year else "yMMM", day, locale=words.locale)


def _places(found: Coverage, areas: Areas, words: Words) -> CoverageTable:
    names = {
        pcode: wording.area_name(areas[pcode], words)
        if pcode
        else words("no area, or one without an outline")
        for pcode in found.places
    }
    return CoverageTable(
        "places",
        words("By territory or country"),
        words("Reports"),
        _first_lines(found.places, names, found.reports, words),
    )


def _parties(found: Coverage, words: Words) -> CoverageTable:
    names = {party: party or words("no party named") for party in found.parties}
    return CoverageTable(
        "parties",
        words("By party said to have fired"),
        words("Reports"),
        _first_lines(found.parties, names, found.reports, words, recorded=set(filter(None, names))),
        words("As the source names it: a claim, not a finding."),
    )


def _claimants(found: Coverage, words: Words) -> CoverageTable:
    names = {kind: words(CLAIMANT_KINDS[kind]) for kind in found.claimants}
    return CoverageTable(
        "claimants",
        words("By kind of claimant"),
        words("Reports"),
        _first_lines(found.claimants, names, found.reports, words),
        words.plural(
            "The first claimant's name decides; of {n} report it says none, so the publisher's kind counts.",
            "The first claimant's name decides; of {n} reports it says none, so the publisher's kind counts.",
            found.claimants_by_publisher,
        ),
    )


def _precisions(found: Coverage, words: Words) -> CoverageTable:
    return CoverageTable(
        "precisions",
        words("By precision of the place"),
        words("Reports"),
        tuple(Line(words(PRECISIONS[each]), n, found.reports) for each, n in found.precisions.items()),
    )


def _delays(found: Coverage, words: Words) -> CoverageTable:
    delays, of = found.stated.delays, sum(found.stated.delays)
    labels = [words("before the day stated"), words("on the same day")]
    for after, last in pairwise(DELAY_DAYS):
        days = words.number(last) if last == after + 1 else f"{words.number(after + 1)}–{words.number(last)}"
        labels.append(words.plural("{days} day later", "{days} days later", last, days=days))
    labels.append(words.plural("more than {n} day later", "more than {n} days later", DELAY_DAYS[-1]))
    lines = [Line(label, n, of) for label, n in zip(labels, delays, strict=True)]
    return CoverageTable(
        "delays",
        words("From the event to publication"),
        words("Reports"),
        tuple(lines if delays[0] else lines[1:]),
        words.plural(
            "Of {n} report dated to the day that says when it was published.",
            "Of {n} reports dated to the day that say when they were published.",
            of,
        ),
    )


def _first_lines(
    counts: Mapping[K, int], names: Mapping[K, str], of: int, words: Words, recorded: Iterable[str] = ()
) -> tuple[Line, ...]:
    """Return a line for each of the first; `recorded` are those whose name is in the language of the data."""
    lines = [
        Line(names[key], n, of, lang="en" if key in recorded else "")
        for key, n in islice(counts.items(), MOST_LINES)
    ]
    beyond = list(islice(counts.values(), MOST_LINES, None))
    if beyond:
        lines.append(Line(words.plural("{n} other", "{n} others", len(beyond)), sum(beyond), of))
    return tuple(lines)
