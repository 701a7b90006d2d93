"""How finely the report says where."""

from __future__ import annotations

from collections.abc import Sequence

from geo.filters.choice import ChoiceFilter
from geo.language import N_, Words
from geo.model import ExclusionReason, LocationPrecision

PRECISIONS = {
    LocationPrecision.SITE: N_("Site, within 200 m"),
    LocationPrecision.NEIGHBOURHOOD: N_("Neighbourhood, within 1 km"),
    LocationPrecision.LOCALITY: N_("Locality, within 3 km or as stated"),
    LocationPrecision.GOVERNORATE: N_("Governorate, somewhere inside"),
    LocationPrecision.SUBREGION: N_("Part of a territory, somewhere inside"),
    LocationPrecision.TERRITORY: N_("Whole territory or country"),
    LocationPrecision.UNLOCATED: N_("No location that can be drawn"),
}


def _said(_: Sequence[str], words: Words) -> str:
    return words("only some location precisions")


PRECISION = ChoiceFilter(
    parameter="prec",
    column="location_precision",
    field="precisions",
    label=N_("Location precision"),
    reason=ExclusionReason("other_precision"),
    reason_label=N_("other precision"),
    lift_label=N_("Show every location precision"),
    said=_said,
    labels={str(precision): label for precision, label in PRECISIONS.items()},
)
