"""What the claimant says was struck."""

from __future__ import annotations

from collections.abc import Sequence

from geo.filters.choice import ChoiceFilter
from geo.language import N_, Words
from geo.model import ExclusionReason

STRUCK = {
    "residential": N_("homes"),
    "school": N_("a school"),
    "hospital": N_("a hospital"),
    "camp": N_("a camp"),
    "shelter": N_("a place of shelter"),
    "market": N_("a market"),
    "vehicle": N_("a vehicle"),
    "place_of_worship": N_("a place of worship"),
    "aid": N_("aid work or aid seekers"),
    "media": N_("media"),
    "infrastructure": N_("infrastructure"),
    "military": N_("a military objective"),
    "crossing": N_("a crossing"),
    "unspecified": N_("not specified"),
}


def _said(struck: Sequence[str], words: Words) -> str:
    return words("said to be struck: {what}", what=words.listed([words(STRUCK[value]) for value in struck]))


WHAT_WAS_STRUCK = ChoiceFilter(
    parameter="struck",
    column="struck",
    label=N_("Said to be struck"),
    reason=ExclusionReason("other_struck"),
    reason_label=N_("other things struck"),
    lift_label=N_("Show whatever was struck"),
    said=_said,
    labels=STRUCK,
)
