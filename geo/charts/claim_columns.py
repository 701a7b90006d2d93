"""An incident's claims side by side: a column for each claim, differences in words, no verdict."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from geo import wording
from geo.geometry.gazetteer import Areas
from geo.language import Words, names
from geo.model import Kind, Responsibility
from geo.model.rows import Row
from geo.queries.claims import ClaimComparison
from geo.snapshot.opened import Snapshot

_UNSPECIFIED = "unspecified"
_FIGURES = frozenset({"strikes", "killed", "injured"})


@dataclass(frozen=True, slots=True)
class ClaimField:
    """One field of one claim."""

    label: str
    text: str
    differs: bool = False
    is_address: bool = False
    lang: str = ""
    """Of a text that stays as it was recorded; empty for one of ours."""


@dataclass(frozen=True, slots=True)
class ClaimColumn:
    """One claim."""

    mark: str
    claimant: str
    cells: tuple[ClaimField, ...]
    location_note: str
    notes: tuple[str, ...]


def claim_columns(
    comparison: ClaimComparison, differences: Mapping[str, list[str]], snapshot: Snapshot, words: Words
) -> list[ClaimColumn]:
    """Return each claim about an incident, with the same fields in the same order.

    For `differences` see `geo.wording.claim_differences`.
    """
    labels = field_labels(words)
    # Few claims say how many strikes there were: where none does, there is no line for it.
    if all(wording.harm(claim, "strikes").is_unknown for claim in comparison.claims):
        del labels["strikes"]
    return [
        ClaimColumn(
            comparison.mark(position),
            names.claimant(claim.claimant, words),
            tuple(_cells(claim, labels, differences, snapshot.areas, words)),
            claim.location_note,
            tuple(_notes(claim, words, is_in_view=comparison.is_in_view[position])),
        )
        for position, claim in enumerate(comparison.claims)
    ]


def differences_said(differences: Mapping[str, list[str]], words: Words) -> list[tuple[str, str]]:
    """Return what is said of each field that sets the claims apart, with what they say."""
    labels = field_labels(words)
    return [
        # A denial that no other claim answers stands there, and differs from nothing.
        (words("{what}: differs", what=labels[name]) if len(texts) > 1 else labels[name], " / ".join(texts))
        for name, texts in differences.items()
    ]


def incident_title(comparison: ClaimComparison, words: Words) -> str:
    """Return the days and places of the claims about an incident, each place that any of them names."""
    days = [day for claim in comparison.claims for day in _days(claim)]
    when = words.days(min(days), max(days)) if days else words("date unknown")
    places = dict.fromkeys(claim.place_name for claim in comparison.claims if claim.place_name)
    return " · ".join([when, " / ".join(names.place(place, words) for place in places)] if places else [when])


def field_labels(words: Words) -> dict[str, str]:
    """Return the label of each field, in the order of display."""
    return {
        "summary": words("In short"),
        "when": words("When"),
        "where": words("Where"),
        "kind": words("Kind of strike"),
        "struck": words("Said to be struck"),
        "strikes": words("Strikes claimed"),
        "killed": words("Killed, as claimed"),
        "injured": words("Injured, as claimed"),
        "party": words("Carried out by, as claimed"),
        "responsibility": words("Responsibility"),
        "published": words("Published by"),
        "url": words("Address"),
        "report": words("Report"),
    }


def _cells(
    claim: Row, labels: dict[str, str], differences: Mapping[str, list[str]], areas: Areas, words: Words
) -> Iterator[ClaimField]:
    fields = {
        "summary": claim.summary,
        "when": wording.when(claim, words),
        "where": wording.where(claim, areas, words),
        "kind": words(wording.KINDS[claim.kind]),
        "struck": words(wording.STRUCK.get(claim.struck, claim.struck)),
        **{what: words.range(wording.harm(claim, what)) for what in ("strikes", "killed", "injured")},
        "party": names.claimant(claim.direction_claimed, words) or words("not stated"),
        "responsibility": words(wording.RESPONSIBILITIES[claim.responsibility]),
        "published": wording.published(claim, words),
        "url": claim.url,
        "report": claim.report_id,
    }
    # What a claim leaves open differs from nothing, and a part's figures are not compared.
    open_ = {
        words("unknown"),
        words("not stated"),
        words(wording.KINDS[Kind.UNSPECIFIED]),
        words(wording.STRUCK[_UNSPECIFIED]),
        words(wording.RESPONSIBILITIES[Responsibility.NOT_STATED]),
    }
    # One of the day leaves open the hour by which others differ.
    if fields["when"] not in differences.get("when", ()):
        open_.add(fields["when"])
    aside = _FIGURES if claim.contained_in else frozenset()
    for name, label in labels.items():
        is_several = len(differences.get(name, ())) > 1
        differs = is_several and fields[name] not in open_ and name not in aside
        yield ClaimField(
            label, fields[name], differs, is_address=name == "url", lang="en" if name == "summary" else ""
        )


def _notes(claim: Row, words: Words, *, is_in_view: bool) -> list[str]:
    notes = []
    if claim.contained_in:
        notes.append(
            words(
                "A part of what report {whole} states; its figures are not compared.",
                whole=claim.contained_in,
            )
        )
    if not is_in_view:
        notes.append(words("The filters leave this claim out of the view."))
    return notes


def _days(claim: Row) -> list[date]:
    return [day for stamp in (claim.event_start, claim.event_end) if (day := wording.day_of(stamp))]
