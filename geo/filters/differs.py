"""In what the claims about an incident differ, whichever of them the view shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from geo.filters.choice import ChoiceFilter
from geo.language import N_, Words
from geo.model import ExclusionReason
from geo.model.claim_aspects import ClaimAspect

CLAIMS_DIFFER = "claims_differ"
"""Column of the index: the aspects in which the claims about the incident of each report differ."""
ASPECTS: dict[str, str] = {
    ClaimAspect.NUMBER: N_("number"),
    ClaimAspect.KIND: N_("kind"),
    ClaimAspect.PARTY: N_("party"),
    ClaimAspect.PLACE: N_("place"),
    ClaimAspect.TIME: N_("time"),
}


def aspects_said(aspects: Iterable[str], words: Words) -> str:
    """Return aspects in words, in their order, with commas between them."""
    wanted = set(aspects)
    return words(", ").join(words(label) for aspect, label in ASPECTS.items() if aspect in wanted)


def _said(aspects: Sequence[str], words: Words) -> str:
    return words("of incidents whose claims differ on: {what}", what=aspects_said(aspects, words))


DIFFERS = ChoiceFilter(
    parameter="differs",
    column=CLAIMS_DIFFER,
    label=N_("Claims differ on"),
    reason=ExclusionReason("claims_do_not_differ"),
    reason_label=N_("claims that do not differ so"),
    lift_label=N_("Show whether or not claims differ"),
    said=_said,
    labels=ASPECTS,
)
