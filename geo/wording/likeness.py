"""Why two reports may speak of one incident, in words; plain text, escaped by whoever shows it."""

from __future__ import annotations

from geo.analysis.linking import HarmMatch, KindMatch
from geo.language import N_, Words
from geo.model.rows import Row

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
_KILOMETRE_M = 1_000


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
    if metres < _KILOMETRE_M:
        return words("stated points {n} m apart", n=words.number(metres))
    return words("stated points {n} km apart", n=f"{metres / _KILOMETRE_M:.1f}")


def _between(days: int, words: Words) -> str:
    if not days:
        return words("dates that overlap")
    return words.plural("{n} day between them", "{n} days between them", days)
