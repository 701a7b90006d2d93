"""How the place was struck."""

from __future__ import annotations

from collections.abc import Sequence

from geo.filters.choice import ChoiceFilter
from geo.filters.filter import Widget
from geo.language import N_, Words
from geo.model import ExclusionReason, Kind

KINDS = {
    Kind.AIRSTRIKE: N_("Airstrike"),
    Kind.DRONE: N_("Drone"),
    Kind.MISSILE: N_("Missile"),
    Kind.ROCKET: N_("Rocket"),
    Kind.ARTILLERY: N_("Artillery"),
    Kind.GROUND: N_("Ground operation or gunfire"),
    Kind.EXPLOSION: N_("Explosion"),
    Kind.UNSPECIFIED: N_("Means not specified"),
}


def _said(kinds: Sequence[str], words: Words) -> str:
    return words.listed([words(KINDS[Kind(kind)]) for kind in kinds])


KIND = ChoiceFilter(
    parameter="kind",
    column="kind",
    field="kinds",
    label=N_("Kind of strike"),
    reason=ExclusionReason("other_kinds"),
    reason_label=N_("other kinds"),
    lift_label=N_("Show all kinds"),
    said=_said,
    labels={str(kind): label for kind, label in KINDS.items()},
    # Each kind a button: a list that opens over the page costs a change of it some 80 ms in the browser.
    widget=Widget.BUTTONS,
)
