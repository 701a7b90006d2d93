"""What keeps a report that the filters find off the map: it has no location, or its layer is off."""

from __future__ import annotations

from geo.filters.filter import Condition
from geo.filters.filter_index import AREA, DISC, FilterIndex, Test, is_among
from geo.filters.view import View
from geo.language import N_
from geo.model import ExclusionReason, Layer

UNLOCATED = ExclusionReason("unlocated")
LAYER_OFF = ExclusionReason("layer_off")
_LAYERS = ((DISC, Layer.REPORTS), (AREA, Layer.AREAS))


def _is_located(_: View, index: FilterIndex) -> Test:
    return lambda rows: index.footprint[rows] != 0


def _is_of_a_layer(view: View, index: FilterIndex) -> Test | None:
    drawn = [footprint for footprint, layer in _LAYERS if layer in view.layers]
    # With every layer on, what has a footprint is drawn.
    return None if len(drawn) == len(_LAYERS) else lambda rows: is_among(index.footprint[rows], drawn)


def _with_layers(view: View) -> View:
    return view.but(layers=(*view.layers, Layer.REPORTS, Layer.AREAS))


DRAWN = (
    Condition(UNLOCATED, N_("unlocated"), _is_located),
    Condition(
        LAYER_OFF,
        N_("layer switched off"),
        _is_of_a_layer,
        _with_layers,
        N_("Switch the layers of reports on"),
    ),
)
