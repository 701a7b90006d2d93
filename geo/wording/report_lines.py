"""A report in one line, for whoever goes through many: the figure first, then where and when, then who.

What the numbers of strikes count is not the same in every report (strikes, munitions or targets, says
data/DATA.md): the line takes the word from the summary, and where that has none says what the column says.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo import wording
from geo.language import names
from geo.model import Range

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geo.language import Words
    from geo.model.rows import Row

SEPARATOR = " · "
_COUNTED = ("target", "strike", "rocket", "missile", "drone", "shell", "bomb", "raid", "attack")
_NUMBER_WORDS = dict(
    enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"), 1
    )
)
_MOST_BETWEEN = 5
"""Words between a number and what it counts: "50 of its 400 reported targets"."""


@dataclass(frozen=True, slots=True)
class ReportLine:
    """What a reader scans for, part by part; plain text."""

    figure: str
    """What is claimed to have been killed, injured, struck; or that no number is stated."""
    place: str
    """Where, what and when."""
    who: str
    """Who says so, and how this claim stands to others."""

    def __str__(self) -> str:
        """Return the whole line."""
        return SEPARATOR.join((self.figure, self.place, self.who))


def report_line(
    report: Row, words: Words, n_claims: int = 1, whole: Row | None = None, notes: Sequence[str] = ()
) -> ReportLine:
    """Return the line of a report; `n_claims` are made about its incident, of `whole` it states a part.

    `notes` say what else is worth a few words: on what these claims differ, how it lies to the area drawn.
    """
    days = wording.event_days(report, words) or words("date unknown")
    who = [words("says {claimant}", claimant=names.claimant(report.claimant, words))]
    if whole is not None:
        who.append(words("part of: {figure}", figure=figure(whole, words)))
    if n_claims > 1:
        who.append(words.plural("{n} claim on this", "{n} claims on this", n_claims))
    who.extend(notes)
    return ReportLine(
        figure(report, words),
        SEPARATOR.join((names.place(report.place_name, words), words(wording.KINDS[report.kind]), days)),
        SEPARATOR.join(who),
    )


def figure(report: Row, words: Words) -> str:
    """Return the numbers that a report states, people first; a stated zero comes after the others."""
    killed, injured, strikes = (wording.harm(report, what) for what in ("killed", "injured", "strikes"))
    stated = (
        (killed, words("{figure} killed", figure=words.range(killed))),
        (injured, words("{figure} injured", figure=words.range(injured))),
        (strikes, _strikes(strikes, report.summary, words)),
    )
    known = [(count == Range(0, 0), said) for count, said in stated if not count.is_unknown]
    in_order = sorted(known, key=lambda one: one[0])
    return words(", ").join(said for _, said in in_order) or words("number not stated")


def _strikes(count: Range, summary: str, words: Words) -> str:
    n = (count.max if count.min is None else count.min) or 0
    said = words.range(count)
    ways: dict[str, Callable[[], str]] = {
        "target": lambda: words.plural("{figure} target", "{figure} targets", n, figure=said),
        "strike": lambda: words.plural("{figure} strike", "{figure} strikes", n, figure=said),
        "rocket": lambda: words.plural("{figure} rocket", "{figure} rockets", n, figure=said),
        "missile": lambda: words.plural("{figure} missile", "{figure} missiles", n, figure=said),
        "drone": lambda: words.plural("{figure} drone", "{figure} drones", n, figure=said),
        "shell": lambda: words.plural("{figure} shell", "{figure} shells", n, figure=said),
        "bomb": lambda: words.plural("{figure} bomb", "{figure} bombs", n, figure=said),
        "raid": lambda: words.plural("{figure} raid", "{figure} raids", n, figure=said),
        "attack": lambda: words.plural("{figure} attack", "{figure} attacks", n, figure=said),
        "": lambda: words("strikes claimed: {figure}", figure=said),
    }
    return ways[_counted(n, summary)]()


def _counted(n: int, summary: str) -> str:
    """Return what a summary counts so many of; empty when it does not say, or names two things."""
    numbers = [str(n), f"{n:,}", *([_NUMBER_WORDS[n]] if n in _NUMBER_WORDS else [])]
    found = re.search(
        rf"(?<![\w,.])(?:{'|'.join(numbers)})(?:[ -][\w’'-]+){{0,{_MOST_BETWEEN}}}?[ -]"
        # "Drone fire" counts no drones, "drone attacks" counts attacks.
        rf"({'|'.join(_COUNTED)})s?\b(?! (?:and|or)\b)(?![ -](?:fire|launch|{'|'.join(_COUNTED)}))",
        summary,
        re.IGNORECASE,
    )
    if found is None or re.search(r"\b(?:and|or)\b", found[0]):
        return ""
    return found[1].lower()
