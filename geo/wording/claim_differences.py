"""What the claims about one incident state differently, and why two reports may speak of one incident.

Everything here returns plain text; whoever shows it escapes it.
"""

from __future__ import annotations

from collections.abc import Sequence

from geo import wording
from geo.analysis.claims_of_rows import differing_fields
from geo.analysis.pair_matches import HarmMatch, KindMatch
from geo.filters.differs import ASPECTS
from geo.language import N_, Words, names
from geo.model import Kind, Responsibility
from geo.model.claim_aspects import ClaimAspect
from geo.model.rows import Row
from geo.queries.claims import ClaimSummary

_CLOSE, _FAIR = 0.8, 0.65
_KINDS = {
    KindMatch.SAME: N_("same kind of strike"),
    KindMatch.OPEN: N_("kinds that could be one"),
}
_HARM = {
    HarmMatch.OVERLAP: N_("figures of harm that overlap"),
    HarmMatch.NEAR: N_("figures of harm that differ somewhat"),
    HarmMatch.UNKNOWN: N_("no figures of harm to compare"),
}


def claim_differences(claims: Sequence[Row], words: Words) -> dict[str, list[str]]:
    """Return what the claims about one incident state differently, in words, by the field's name.

    In which fields they differ is decided by `geo.analysis.claim_spread`, for the filter and this page alike.
    """
    differing = differing_fields(claims)
    whole = [claim for claim in claims if not claim.contained_in]
    values = {
        "when": _whens(claims, words),
        "where": [c.place_name for c in claims if c.place_name],
        "kind": [words(wording.KINDS[c.kind]) for c in claims if c.kind != Kind.UNSPECIFIED],
        "struck": [
            words(wording.STRUCK.get(c.struck, c.struck))
            for c in claims
            if c.struck not in {"", "unspecified"}
        ],
        **{what: _figures(whole, what, words) for what in ("strikes", "killed", "injured")},
        "party": [c.direction_claimed for c in claims if c.direction_claimed],
        "responsibility": [
            words(wording.RESPONSIBILITIES[c.responsibility])
            for c in claims
            if c.responsibility != Responsibility.NOT_STATED
        ],
    }
    distinct = {name: list(dict.fromkeys(texts)) for name, texts in values.items()}
    # Names differ as they were recorded: two of them may be one name in another language.
    named = {"where": names.place, "party": names.claimant}
    return {
        name: [named[name](text, words) for text in texts] if name in named else texts
        for name, texts in distinct.items()
        if name in differing
    }


def _whens(claims: Sequence[Row], words: Words) -> list[str]:
    """Return the times that claims state; on the same days, only those with an hour can differ."""
    dated = [claim for claim in claims if wording.day_of(claim.event_start)]
    if len({wording.when(claim, words, with_hours=False) for claim in dated}) == 1:
        dated = [claim for claim in dated if claim.time_from]
    return [wording.when(claim, words) for claim in dated]


def _figures(claims: list[Row], what: str, words: Words) -> list[str]:
    ranges = (wording.harm(claim, what) for claim in claims)
    return [words.range(each) for each in ranges if not each.is_unknown]


def claims_sentence(summary: ClaimSummary, words: Words) -> str:
    """Return in how many incidents the claims differ, and in what: the answer that a reader came for."""
    if not summary.n_several:
        return words("The filters find no incident about which more than one claim was made.")
    total = words.plural("{n} incident", "{n} incidents", summary.n_incidents)
    if not summary.n_differ:
        return words("The claims differ in none of {incidents}.", incidents=total)
    parts = [(words(label), summary.in_aspects[ClaimAspect(each)]) for each, label in ASPECTS.items()]
    return words(
        "In {n} of {incidents} the claims differ: {parts}.",
        n=words.number(summary.n_differ),
        incidents=total,
        parts=words("; ").join(f"{name} ({words.number(n)})" for name, n in parts if n),
    )


def claims_caveats(summary: ClaimSummary, words: Words) -> list[str]:
    """Return what the list of incidents is, and what its order is not."""
    return [
        words.plural(
            "{n} incident has more than one claim; the filters find at least one of them.",
            "{n} incidents have more than one claim; the filters find at least one of each.",
            summary.n_several,
        ),
        words("Those whose claims lie furthest apart come first; the order is no verdict."),
        words("No figure is added, averaged or chosen. One incident may differ in several things."),
    ]


def closeness(score: float, words: Words) -> str:
    """Return how much two reports agree, without a number that would look like a probability."""
    if score >= _CLOSE:
        return words("agrees closely")
    if score >= _FAIR:
        return words("agrees in part")
    return words("agrees loosely")


def reasons(candidate: Row, words: Words) -> list[str]:
    """Return what speaks for a candidate, each reason with its number."""
    return [
        _apart(int(candidate.distance_m), words),
        _between(int(candidate.days), words),
        words(_KINDS[candidate.kind_match]),
        words(_HARM[candidate.harm_match]),
    ]


def _apart(metres: int, words: Words) -> str:
    if not metres:
        return words("same stated point")
    if metres < wording.KM_M:
        return words("stated points {n} m apart", n=words.number(metres))
    return words("stated points {n} km apart", n=f"{metres / wording.KM_M:.1f}")


def _between(days: int, words: Words) -> str:
    if not days:
        return words("dates that overlap")
    return words.plural("{n} day between them", "{n} days between them", days)
