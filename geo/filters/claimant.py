"""Who asserts what the report says."""

from __future__ import annotations

from collections.abc import Sequence

from geo.filters.choice import MOST_NAMED, ChoiceFilter
from geo.language import N_, Words, names
from geo.model import ExclusionReason


def _said(claimants: Sequence[str], words: Words) -> str:
    if len(claimants) > MOST_NAMED:
        return words.plural("according to {n} claimant", "according to one of {n} claimants", len(claimants))
    named = [names.claimant(claimant, words) or words("a claimant not named") for claimant in claimants]
    return words("according to {who}", who=words.listed(named))


CLAIMANT = ChoiceFilter(
    parameter="claimant",
    column="claimant",
    label=N_("Claimant"),
    reason=ExclusionReason("other_claimant"),
    reason_label=N_("other claimants"),
    lift_label=N_("Show all claimants"),
    said=_said,
)
