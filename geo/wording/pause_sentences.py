"""Sentences and tables about pauses, in the reader's language; plain text, escaped where it is shown."""

from __future__ import annotations

import math
from collections.abc import Iterable

import pandas as pd
from babel.numbers import format_decimal

from geo import wording
from geo.analysis.pause_rates import Comparison, Rate
from geo.filters.ends import READ_AS
from geo.geometry.gazetteer import Areas
from geo.language import N_, Words, names
from geo.model import EndReading, Range
from geo.model.days import day_of
from geo.model.parties import Party
from geo.queries.pause_comparison import Figures, PauseComparison
from geo.queries.pauses import Pause

PARTIES: dict[str, str] = {
    Party.ISRAEL: N_("Israel"),
    Party.PALESTINIAN_GROUPS: N_("Palestinian armed groups"),
    Party.HEZBOLLAH: N_("Hezbollah"),
    Party.IRAN: N_("Iran"),
    Party.HOUTHIS: N_("the Houthi movement"),
    Party.UNITED_STATES: N_("the United States"),
    Party.UNITED_KINGDOM: N_("the United Kingdom"),
    Party.IRAQI_GROUPS: N_("the Islamic Resistance in Iraq"),
    Party.SYRIA: N_("Syria"),
}
STRETCHES = {
    "before": N_("Before"),
    "inside": N_("During"),
    "after": N_("After"),
    "elsewhere": N_("Other days shown"),
}


def decimal(value: float, words: Words) -> str:
    """Return a number to three digits, a zero as zero."""
    return words.number(0) if value == 0 else format_decimal(value, "@@#", locale=words.locale)


def per_day(least: float, most: float, words: Words) -> str:
    """Return a range of a number a day; an end that is not a number is open."""
    if math.isnan(least) and math.isnan(most):
        return words("unknown")
    if math.isnan(most):
        return words("at least {n}", n=decimal(least, words))
    if math.isnan(least):
        return words("up to {n}", n=decimal(most, words))
    low, high = decimal(least, words), decimal(most, words)
    # A dash between numbers below zero would be read as another minus.
    return low if low == high else words("{low} to {high}", low=low, high=high)


def rate(stated: Rate | None, words: Words) -> str:
    """Return a rate of reports in words."""
    if stated is None:
        return words("no days to compare")
    if math.isinf(stated.most) and stated.least == 0:
        return words("unknown")
    return per_day(stated.least, math.nan if math.isinf(stated.most) else stated.most, words)


def reports_behind(stated: Rate | None, words: Words) -> str:
    """Return how many reports or incidents a rate stands on."""
    return "" if stated is None else words.range(Range(stated.certain, stated.possible))


def days_behind(stated: Rate | None, words: Words) -> str:
    """Return how many days a rate stands on."""
    return words.number(0) if stated is None else words.range(Range(*stated.days))


def pause_name(pause: Pause, words: Words) -> str:
    """Return every name that sources give a pause."""
    return each_once(names.pause(statement.name, words) for statement in pause.statements)


def counted_over(comparison: PauseComparison, areas: Areas, words: Words) -> str:
    """Return over which area the reports of a pause are counted."""
    if not comparison.areas:
        return words("Counted over all areas shown: no area with an outline is named.")
    return words("Counted over reports of {areas}.", areas=_area_names(comparison.areas, areas, words))


def left_out_pause(pause: Pause, areas: Areas, words: Words) -> str:
    """Return why a pause that meets the dates is not compared."""
    return words(
        "{pause} ({days}): the area filter leaves no report of {areas}.",
        pause=pause_name(pause, words),
        days=days_stated(pause, words),
        areas=_area_names(pause.areas, areas, words),
    )


def days_stated(pause: Pause, words: Words) -> str:
    """Return the days of a pause as each of its sources states them."""
    return each_once(wording.pause_days(row, words) for row in pause.statements)


def each_once(texts: Iterable[str]) -> str:
    """Return texts with slashes between them, none twice."""
    return " / ".join(dict.fromkeys(texts))


def _area_names(pcodes: tuple[str, ...], areas: Areas, words: Words) -> str:
    return words.listed([wording.area_name(areas[pcode], words) for pcode in pcodes])


_OTHERS = {
    "before": N_("the days before"),
    "after": N_("the days after"),
    "elsewhere": N_("the other days shown"),
}
_WHEN = {
    "before": N_("before"),
    "inside": N_("during"),
    "after": N_("after"),
}
_FEWER = N_("fewer than on {others}")
_MORE = N_("more than on {others}")
_OVERLAP = N_("no clear difference from {others}, for the ranges overlap")


def counts(comparison: PauseComparison, words: Words) -> str:
    """Return how many reports and incidents lie in a pause and before and after it; empty without any day."""
    stretches = _beside(comparison)
    if comparison.shown.reports.inside is None:
        return ""
    stretches.insert(len(stretches) and stretches[0] == "before", "inside")
    said = [_counts_of(comparison.shown, stretch, words) for stretch in stretches]
    return words("Reports held here: {counts}.", counts=words("; ").join(said))


def _counts_of(figures: Figures, stretch: str, words: Words) -> str:
    reports, incidents = rates_of(figures, stretch)
    return words(
        "{stretch} {reports} (incidents: {incidents})",
        stretch=words(_WHEN[stretch]),
        reports=reports_behind(reports, words),
        incidents=reports_behind(incidents, words),
    )


def finding(comparison: PauseComparison, words: Words) -> str:
    """Return what a comparison shows of the reports and incidents held here, and nothing on why."""
    if comparison.widest.reports.inside is None:
        return words("The chronicle has no day of this pause.")
    others = _beside(comparison) or ["elsewhere"] * (comparison.widest.reports.elsewhere is not None)
    if not others:
        return words("There are no days outside this pause to compare it with.")
    of_reports = _findings(comparison.widest.reports, others, words)
    of_incidents = _findings(comparison.widest.incidents, others, words)
    if of_reports == of_incidents:
        return words("Reports and incidents per day during the pause: {findings}.", findings=of_reports)
    return words(
        "Reports per day during the pause: {reports}. Incidents: {incidents}.",
        reports=of_reports,
        incidents=of_incidents,
    )


def _beside(comparison: PauseComparison) -> list[str]:
    """Return which of the stretches before and after a pause have a day that is certainly in them."""
    rates = comparison.shown.reports
    beside = {"before": rates.before, "after": rates.after}
    return [name for name, found in beside.items() if found is not None and found.days[0]]


def _findings(rates: Comparison, others: list[str], words: Words) -> str:
    found: dict[str, list[str]] = {}
    for other in others:
        found.setdefault(_outcome(rates.inside, getattr(rates, other)), []).append(words(_OTHERS[other]))
    return words("; ").join(words(outcome, others=words.listed(names)) for outcome, names in found.items())


def _outcome(inside: Rate | None, other: Rate | None) -> str:
    """Return how the rate in a pause lies to another, a message id."""
    if inside is not None and other is not None and inside.most < other.least:
        return _FEWER
    if inside is not None and other is not None and inside.least > other.most:
        return _MORE
    return _OVERLAP


def caveats(comparison: PauseComparison, words: Words) -> list[str]:
    """Return what a reader must know of a pause before comparing."""
    pause, found = comparison.pause, []
    if pause.is_open and comparison.widest.reports.inside is not None:
        found.append(_read_as(comparison, words))
    if pause.covers_hours:
        found.append(
            words("It covered some hours or roads only, and rates go by days: no report is certainly in it.")
        )
    found.append(counted_parties(pause, words))
    return found


def _read_as(comparison: PauseComparison, words: Words) -> str:
    if comparison.reading is EndReading.DAY:
        return words("No end is stated; {reading}.", reading=words(READ_AS[comparison.reading]))
    return words(
        "No end is stated; {reading}. The first rates take it as lasting to {day}. The range is over every "
        "day until then on which it may have ended.",
        reading=words(READ_AS[comparison.reading]),
        day=words.day(day_of(comparison.ends.end[1])),
    )


def _parties(pause: Pause, words: Words) -> list[str]:
    return sorted(
        words(PARTIES[party]) if party in PARTIES else names.claimant(party, words) for party in pause.parties
    )


def counted_parties(pause: Pause, words: Words) -> str:
    """Return whose reports are counted of a pause."""
    if not pause.parties:
        return words(
            "Its parties are not known here: reports count whoever is said to have carried them out."
        )
    return words(
        "Counted are reports said to be carried out by {parties}; one that names no party is possible and "
        "never certain.",
        parties=words.listed(_parties(pause, words)),
    )


def rates_of(figures: Figures, stretch: str) -> tuple[Rate | None, Rate | None]:
    """Return the rates of reports and of incidents in one stretch of days."""
    return getattr(figures.reports, stretch), getattr(figures.incidents, stretch)


def rates_by_statement(every: Iterable[PauseComparison], words: Words) -> dict[str, list[tuple[str, str]]]:
    """Return the reports per day before, during and after each pause, by the ids of its statements."""
    return {
        statement.pause_id: [
            (words(STRETCHES[stretch]), rate(found, words))
            for stretch in ("before", "inside", "after")
            for found, _ in [rates_of(comparison.shown, stretch)]
        ]
        for comparison in every
        for statement in comparison.pause.statements
    }


def rates_table(
    every: list[PauseComparison] | tuple[PauseComparison, ...], areas: Areas, words: Words
) -> pd.DataFrame:
    """Return the rates of every pause and stretch, titled for reading."""
    found = []
    for comparison in every:
        pause = comparison.pause
        for stretch, name in STRETCHES.items():
            stated, stated_incidents = rates_of(comparison.shown, stretch)
            wide, wide_incidents = rates_of(comparison.widest, stretch)
            found.append(
                {
                    words("Pause"): pause_name(pause, words),
                    words("Days stated"): days_stated(pause, words),
                    words("Counted over"): _area_names(comparison.areas, areas, words) or words("All areas"),
                    words("Stretch"): words(name),
                    words("Days"): days_behind(stated, words),
                    words("Reports"): reports_behind(stated, words),
                    words("Reports per day"): rate(stated, words),
                    words("Reports per day, over every possible end"): rate(wide, words),
                    words("Incidents"): reports_behind(stated_incidents, words),
                    words("Incidents per day"): rate(stated_incidents, words),
                    words("Incidents per day, over every possible end"): rate(wide_incidents, words),
                    words("Parties"): words("; ").join(_parties(pause, words)) or words("not stated"),
                    words("Announced by"): each_once(
                        names.claimant(row.announced_by, words) for row in pause.statements
                    ),
                    words("Published by"): each_once(
                        names.claimant(row.publisher, words) for row in pause.statements
                    ),
                    words("Address"): each_once(row.url for row in pause.statements),
                }
            )
    return pd.DataFrame(found)
