"""Who is said to have carried out the strike."""

from __future__ import annotations

from collections.abc import Sequence

from geo.filters.choice import MOST_NAMED, ChoiceFilter
from geo.language import N_, Words, names
from geo.model import ExclusionReason


def _said(parties: Sequence[str], words: Words) -> str:
    if len(parties) > MOST_NAMED:
        return words.plural(
            "said to be carried out by {n} party",
            "said to be carried out by one of {n} parties",
            len(parties),
        )
    named = [names.claimant(party, words) or words("a party not named") for party in parties]
    return words("said to be carried out by {who}", who=words.listed(named))


PARTY = ChoiceFilter(
    parameter="party",
    column="direction_claimed",
    label=N_("Carried out by, as claimed"),
    reason=ExclusionReason("other_party"),
    reason_label=N_("said to be carried out by others"),
    lift_label=N_("Show all parties"),
    said=_said,
)
