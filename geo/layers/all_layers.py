"""Every layer of the map, in the order of the link: also that of the switch, the legend and the cards."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from geo.layers.area_outline import DrawnAreaLayer
from geo.layers.areas import AreasLayer
from geo.layers.assessments import AssessmentsLayer
from geo.layers.labels import LabelsLayer
from geo.layers.latest_zones import LatestZonesLayer
from geo.layers.layer import MapLayer
from geo.layers.map_state import MapState
from geo.layers.osm import OsmLayer
from geo.layers.reports import ReportsLayer
from geo.layers.sheltering import ShelteringLayer
from geo.layers.zones import ZonesLayer

_LAYERS: tuple[MapLayer, ...] = (
    ReportsLayer(),
    AreasLayer(),
    ZonesLayer(),
    LatestZonesLayer(),
    ShelteringLayer(),
    AssessmentsLayer(),
    LabelsLayer(),
    OsmLayer(),
)
LAYERS: Mapping[str, MapLayer] = {layer.name: layer for layer in _LAYERS}
"""By name, those that a reader switches on and off."""
OF_VIEW: tuple[MapLayer, ...] = (DrawnAreaLayer(),)
"""Those that show what the view itself says: they are always on, and no link names them."""


def statements_of(state: MapState) -> tuple[str, ...]:
    """Return what must stand beside the map of a state, for the layers that are on."""
    return tuple(sentence for layer in layers_shown(state.layers) for sentence in layer.statements(state))


def layers_on(names: Collection[str]) -> list[MapLayer]:
    """Return the layers of some names, as a view or a state has them, in the order of the registry."""
    return [layer for name, layer in LAYERS.items() if name in names]


def layers_shown(names: Collection[str]) -> list[MapLayer]:
    """Return the same with those of the view itself, which come last."""
    return [*layers_on(names), *OF_VIEW]


def without_hosts(state: MapState) -> MapState:
    """Return a state without the layers that ask another server, for what no reader can turn them on in."""
    return replace(state, layers=tuple(layer.name for layer in layers_on(state.layers) if not layer.host))
