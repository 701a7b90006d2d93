"""Sentences about exposure and orders in force: each figure with who gave the status and what it cannot show.

Everything here returns plain text; whoever shows it escapes it.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from geo.analysis.exposure import ExposureCell
from geo.analysis.orders import HOUR_MINUTES, HOURS_A_DAY
from geo.analysis.periods import Period
from geo.filters.ends import READ_AS
from geo.filters.view import View
from geo.language import N_, Words, names
from geo.model import ZoneStatus
from geo.model.rows import row_of
from geo.queries.exposure_inputs import zone_places_of
from geo.queries.exposures import StatusAtEvent, exposure_of
from geo.queries.status_summary import Share, Summary
from geo.snapshot.opened import Snapshot
from geo.wording import zone_days, zone_name, zone_status

DISTANCES = {
    0: N_("inside"),
    500: N_("within 500 m"),
    1_000: N_("within 1 km"),
    5_000: N_("within 5 km"),
}
"""Each holds the ones before it."""
PERIODS = {
    Period.BEFORE_30: N_("30 days before"),
    Period.BEFORE_7: N_("7 days before"),
    Period.BEFORE_1: N_("the day before"),
    Period.DURING: N_("in force"),
    Period.AFTER_1: N_("the day after"),
    Period.AFTER_7: N_("7 days after"),
    Period.AFTER_30: N_("30 days after"),
}
WHAT_FIGURES_SHOW = N_(
    "Certain: all of the ground and the time that a report can mean lies there. Possible: some of it may; "
    "the certain are among them. Reports are a selection, and our outlines are coarse. A status without a "
    "stated end is never certain to have been in force. Nothing here speaks of intent or lawfulness, or "
    "looks ahead."
)
ABOUT_STATUSES = N_(
    "A status repeats what its issuer said. It is compared with the ground and the days that the report can "
    "mean; where both state hours, with these. Our outlines are coarse. Nothing here speaks of intent or "
    "lawfulness."
)


class CellFigures(NamedTuple):
    """One cell of the matrix: reports, and the incidents of which they speak."""

    certain: int
    possible: int
    certain_incidents: int
    possible_incidents: int


_DAYS_FROM_H = 3 * HOURS_A_DAY
"""From here on lead times are told in days."""


class Answer(NamedTuple):
    """A figure in a sentence, and what must be known of it before it is passed on; empty when it has none."""

    said: str
    caveat: str = ""

    def __str__(self) -> str:
        """Return both, one after the other."""
        return f"{self.said} {self.caveat}".strip()


def summary_answers(summary: Summary, snapshot: Snapshot, words: Words) -> list[Answer]:
    """Return an answer for each status and issuer of a summary, or one that there is none."""
    if not summary.shares:
        none = words(
            "No statement is known that labelled an area humanitarian or ordered one to evacuate then."
        )
        return [Answer(none)]
    return [_share_answer(share, summary, snapshot, words) for share in summary.shares]


def _share_answer(share: Share, summary: Summary, snapshot: Snapshot, words: Words) -> Answer:
    """Return what an issuer stated and how many reports lay there, with what that cannot show."""
    said = " ".join((_stated(share, snapshot, words), _reported(share, summary.reports, words)))
    caveat = words(
        "Of {incidents}, {certain} certainly and up to {possible} possibly. Compared with: {basis}. Reports "
        "are a selection. Their places are known only to within a radius or an area, and our outlines are "
        "coarse. That a place lies inside says nothing on intent or lawfulness.",
        incidents=incidents_spoken_of(summary.incidents, words),
        certain=words.number(share.certain_incidents),
        possible=words.number(share.possible_incidents),
        basis=_basis(share, words),
    )
    return Answer(said, caveat)


def _stated(share: Share, snapshot: Snapshot, words: Words) -> str:
    is_labelled = share.status == ZoneStatus.LABELLED_HUMANITARIAN
    who = names.claimant(share.issuer, words)
    if not share.zone_ids:
        return (
            words(
                "An area was labelled humanitarian by {who} then, but no outline of it is known.",
                who=who,
            )
            if is_labelled
            else words(
                "An area was ordered to evacuate by {who} then, but no outline of it is known.",
                who=who,
            )
        )
    stated = [row_of(snapshot.zones, zone_id) for zone_id in share.zone_ids]
    # Two maps of one place from one day on say the same of it.
    if len({(zone.zone_key, zone.valid_from, zone.valid_to) for zone in stated}) == 1:
        zone = stated[0]
        said = {
            "zone": zone_name(zone, words),
            "who": who,
            "days": zone_days(zone, words),
        }
        return (
            words("{zone}: labelled humanitarian by {who}, {days}.", **said)
            if is_labelled
            else words("{zone}: ordered to evacuate by {who}, {days}.", **said)
        )
    return (
        words.plural(
            "{n} statement by {who} labelled an area humanitarian then.",
            "{n} statements by {who} labelled areas humanitarian then.",
            len(share.zone_ids),
            who=who,
        )
        if is_labelled
        else words.plural(
            "{n} statement by {who} ordered an area to evacuate then.",
            "{n} statements by {who} ordered areas to evacuate then.",
            len(share.zone_ids),
            who=who,
        )
    )


def _reported(share: Share, n: int, words: Words) -> str:
    """Return how many of some reports lay there; where none is certain to, the figure still comes first."""
    said = {"certain": words.number(share.certain), "possible": words.number(share.possible)}
    if not n:
        return words("No report is shown to lie inside.")
    if not share.zone_ids:
        return words("No report can be counted inside.")
    if not share.possible:
        return words.plural(
            "The {n} report shown cannot lie inside.", "None of the {n} reports shown can lie inside.", n
        )
    if not share.certain:
        return words.plural(
            "Up to {possible} of the {n} report shown may lie inside, none certainly.",
            "Up to {possible} of the {n} reports shown may lie inside, none certainly.",
            n,
            **said,
        )
    if share.certain == share.possible:
        return words.plural(
            "{certain} of the {n} report shown lies inside.",
            "{certain} of the {n} reports shown lie inside.",
            n,
            **said,
        )
    return words.plural(
        "Of the {n} report shown, {certain} to {possible} lie inside.",
        "Of the {n} reports shown, {certain} to {possible} lie inside.",
        n,
        **said,
    )


def incidents_spoken_of(n: int, words: Words) -> str:
    """Return how many incidents some reports speak of."""
    return words.plural("the {n} incident that they speak of", "the {n} incidents that they speak of", n)


def cell_sentence(place: str, period: Period, distance_m: int, figures: CellFigures, words: Words) -> str:
    """Return how many reports lay to a zone status so, and of how many incidents they speak."""
    reports = words(
        "{zone}, {distance}, {period}: {certain} certainly, {possible} possibly",
        zone=place,
        distance=words(DISTANCES[distance_m]),
        period=words(PERIODS[period]),
        certain=words.number(figures.certain),
        possible=words.number(figures.possible),
    )
    if not figures.possible:
        return reports
    return words(
        "{reports}; of incidents, {certain} certainly, {possible} possibly",
        reports=reports,
        certain=words.number(figures.certain_incidents),
        possible=words.number(figures.possible_incidents),
    )


def _basis(share: Share, words: Words) -> str:
    parts = [words.plural("{n} statement", "{n} statements", len(share.zone_ids))]
    if share.without_end:
        parts.append(
            words.plural(
                "{n} of no stated end, and so never certainly in force",
                "{n} of no stated end, and so never certainly in force",
                share.without_end,
            )
        )
        parts.append(words(READ_AS[share.reading]))
    if share.without_outline:
        parts.append(
            words.plural(
                "{n} more without an outline, not counted",
                "{n} more without an outline, not counted",
                share.without_outline,
            )
        )
    return words("; ").join(parts)


def reports_inside(snapshot: Snapshot, view: View, zone_ids: Collection[str], words: Words) -> dict[str, str]:
    """Return how many reports of a view lay in statements while in force, for those that have an outline."""
    exposure, places = exposure_of(snapshot, view), zone_places_of(snapshot)
    drawn = dict(zip(places.zone_ids, places.number.tolist(), strict=True))
    said = {}
    for zone_id in zone_ids:
        if drawn[zone_id] >= 0:
            certain, possible = (
                exposure[ExposureCell(zone_id, 0, Period.DURING, is_certain)] for is_certain in (True, False)
            )
            said[zone_id] = words(
                "Reports of the view inside while in force: {certain} certainly, up to {possible} possibly",
                certain=words.number(certain),
                possible=words.number(possible),
            )
    return said


def status_title(status: StatusAtEvent, words: Words) -> str:
    """Return the place, its status with who gave it, and its days."""
    zone = status.zone
    return words(
        "{zone}: {status}, {days}",
        zone=zone_name(zone, words),
        status=zone_status(zone, words),
        days=zone_days(zone, words),
    )


def lead_time(status: StatusAtEvent, words: Words) -> str:
    """Return how long before the event a status began, as an interval; after it, where hours say so."""
    low, high = status.lead_min_h, status.lead_max_h
    if high is None:
        least = int(low) // HOURS_A_DAY
        return words.plural("began at least {n} day before", "began at least {n} days before", least)
    if status.has_hours and high <= _DAYS_FROM_H:
        return _lead_to_the_minute(low, high, words)
    if high <= _DAYS_FROM_H:
        return words(
            "began {low} to {high} hours before", low=words.number(int(low)), high=words.number(int(high))
        )
    first, last = (words.number(int(hours) // HOURS_A_DAY) for hours in (low, high))
    return words("began {low} to {high} days before", low=first, high=last)


def _lead_to_the_minute(low: float, high: float, words: Words) -> str:
    if low < 0 <= high:
        return words(
            "began between {after} after and {before} before",
            after=_duration(-low, words),
            before=_duration(high, words),
        )
    shortest, longest = sorted((abs(low), abs(high)))
    first, last = (_duration(hours, words) for hours in (shortest, longest))
    if first == last:
        return words("began {time} after", time=last) if high < 0 else words("began {time} before", time=last)
    if high < 0:
        return words("began {low} to {high} after", low=first, high=last)
    return words("began {low} to {high} before", low=first, high=last)


def _duration(hours: float, words: Words) -> str:
    """Return hours and minutes of a length of time."""
    whole, minutes = divmod(round(hours * HOUR_MINUTES), HOUR_MINUTES)
    if not whole:
        return words("{minutes} min", minutes=words.number(minutes))
    if not minutes:
        return words("{hours} h", hours=words.number(whole))
    return words("{hours} h {minutes} min", hours=words.number(whole), minutes=words.number(minutes))
