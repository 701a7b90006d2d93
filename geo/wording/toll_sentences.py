"""Sentences and tables about tolls, in the reader's language; plain text, escaped where it is shown."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from geo import wording
from geo.analysis.toll_scope import TollScope, claimant_name
from geo.filters.registry import filters
from geo.filters.view import View
from geo.geometry.gazetteer import Areas
from geo.language import N_, Words, names
from geo.model.rows import Row, rows
from geo.queries.tolls import Tolls
from geo.wording.pause_sentences import each_once, per_day

POPULATIONS = {
    "palestinians_gaza": N_("Palestinians in Gaza"),
    "west_bank": N_("Palestinians in the West Bank"),
    "in_israel": N_("people in Israel"),
    "israeli_soldiers": N_("Israeli soldiers"),
    "hostages_gaza": N_("hostages taken to Gaza"),
    "palestinian_prisoners": N_("Palestinian prisoners"),
    "lebanon": N_("people in Lebanon"),
    "lebanon_health_workers": N_("health workers in Lebanon"),
    "iran": N_("people in Iran"),
    "journalists": N_("journalists"),
    "aid_workers": N_("aid workers"),
    "un_staff": N_("UN staff"),
}
MEASURES = {
    "killed": N_("Killed"),
    "injured": N_("Injured"),
    "missing": N_("Missing"),
    "hostages_held": N_("Held"),
    "hostages_released": N_("Released"),
    "prisoners_released": N_("Released"),
    "displaced": N_("Displaced"),
    "aid_workers_killed": N_("Killed"),
    "journalists_killed": N_("Killed"),
}
_MOST_NAMED = 2
"""Claimants named in a title; of more, their number stands there and the legend names them."""
QUALIFIERS = {
    "exact": N_("as a number"),
    "over": N_("“over”"),
    "about": N_("“about”"),
    "at_least": N_("“at least”"),
}


def counted(population: str, measure: str, area: str, areas: Areas, words: Words) -> str:
    """Return what a toll counts."""
    return words(
        "{measure}: {population} · {area}",
        measure=words(MEASURES.get(measure, measure)),
        population=words(POPULATIONS.get(population, population)),
        area=wording.area_said(area, areas, words),
    )


def scope_title(what: str, scope: TollScope, claimants: Sequence[str], words: Words) -> str:
    """Return the title of some tolls: what is counted, since when, of what it is a part, and who says so."""
    said = what
    if scope.since:
        said = words("{counted}, since {month}", counted=what, month=words.month(scope.since))
    if scope.limit:
        said = f"{said} ({scope.limit})"
    names = list(dict.fromkeys(map(claimant_name, claimants)))
    if len(names) > _MOST_NAMED:
        return words.plural("{title}: {n} claimant", "{title}: {n} claimants", len(names), title=said)
    return words("{title}: {claimants}", title=said, claimants=words.listed(names))


def single_toll(row: Row, words: Words) -> str:
    """Return one figure in words, with its day and who says so."""
    return words(
        "{figure} ({given}) as of {day}, says {claimant}",
        figure=words.range(wording.harm(row, "value")),
        given=qualifier(row.qualifier, words),
        day=words.day(wording.day_of(row.as_of_date)),
        claimant=row.claimant,
    )


def qualifier(word: str, words: Words) -> str:
    """Return how a claimant gives a figure; a word that is not of the usual ones as it was published."""
    return words(QUALIFIERS[word]) if word in QUALIFIERS else words("extrapolated: “{word}”", word=word)


def left_out_tolls(left_out: Tolls, view: View, words: Words) -> list[str]:
    """Return what the filters leave out of the tolls, and which of them do not apply."""
    found = []
    if left_out.other_dates:
        found.append(
            words.plural(
                "{n} toll is as of a day outside the dates shown.",
                "{n} tolls are as of days outside the dates shown.",
                left_out.other_dates,
            )
        )
    if left_out.other_sources:
        found.append(
            words.plural(
                "The sources chosen leave out {n} toll of another publisher.",
                "The sources chosen leave out {n} tolls of other publishers.",
                left_out.other_sources,
            )
        )
    if left_out.other_areas:
        found.append(
            words.plural(
                "The area chosen leaves out {n} toll of an area that is another or wider.",
                "The area chosen leaves out {n} tolls of areas that are others or wider.",
                left_out.other_areas,
            )
        )
    of_reports = (each for each in filters() if each.chooses_reports and not each.narrows_tolls)
    if chosen := [each for each in of_reports if each.is_chosen(view)]:
        found.append(
            words(
                "Filters of reports alone do not filter tolls: {filters}.",
                filters=words.listed([words(each.label) for each in chosen]),
            )
        )
    return found


def tolls_table(tolls: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Return figures with who says so, titled for reading."""
    return pd.DataFrame(
        [
            {
                words("As of"): wording.day_of(row.as_of_date) or words("not stated"),
                words("Claimant"): names.claimant(row.claimant, words),
                words("Figure"): words.range(wording.harm(row, "value")),
                words("Given"): qualifier(row.qualifier, words),
                words("Published by"): wording.published(row, words),
                words("Address"): row.url,
            }
            for row in rows(tolls)
        ]
    )


def daily_table(daily: pd.DataFrame, tolls: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Return derived daily figures with who published what they are derived from, titled for reading."""
    found = []
    for row in rows(daily):
        behind = list(rows(tolls.loc[list(row.toll_ids)]))
        found.append(
            {
                words("Claimant"): names.claimant(row.claimant, words),
                words("From"): wording.day_of(row.from_date),
                words("To"): wording.day_of(row.to_date),
                words("Days"): int(row.days),
                words("Per day, derived"): per_day(row.per_day_min, row.per_day_max, words),
                words("Published by"): each_once(wording.published(toll, words) for toll in behind),
                words("Address"): each_once(toll.url for toll in behind),
            }
        )
    return pd.DataFrame(found)


def release(row: Row, areas: Areas, words: Words) -> str:
    """Return one figure of people released, with who says so."""
    return words(
        "{what}: {figure} ({given}), says {claimant}, as of {day}",
        what=counted(row.population, row.measure, row.area, areas, words),
        figure=words.range(wording.harm(row, "value")),
        given=qualifier(row.qualifier, words),
        claimant=names.claimant(row.claimant, words),
        day=words.day(wording.day_of(row.as_of_date)),
    )
