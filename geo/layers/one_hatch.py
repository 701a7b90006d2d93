"""Which ground is hatched: one at a time, for nobody reads a pattern on a pattern.

The rule of `geo/static/js/one_hatch.js`: what is selected, else the zones of the strongest status, else the
area of most reports. What is not hatched keeps its outline, its badge and its label.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.geometry.frame import Frame
from geo.layers.land import Land, LandOutline
from geo.layers.symbols import ZONES, zone_symbol_key
from geo.model import Layer, ZoneKind, ZoneStatus
from geo.tiles.display import HATCH_MOST, HATCH_SEEN

if TYPE_CHECKING:
    from geo.layers.map_state import MapState


@dataclass(frozen=True, slots=True)
class Hatched:
    """What is hatched in a frame."""

    zones: frozenset[str] = frozenset()
    """Ids of zone statuses, all of one status."""
    area: str = ""
    """P-code of an area of reports; empty for none."""


def one_hatch(state: MapState, land: Land, frame: Frame) -> Hatched:
    """Return what of a state is hatched in a frame."""
    zones = _zones_with_pattern(state, land, frame)
    areas = sorted(state.areas, key=lambda area: -area.n) if Layer.AREAS in state.layers else []
    chosen = state.selection
    if chosen is not None and chosen.id in zones:
        return Hatched(frozenset({chosen.id}))
    helping = [area.pcode for area in areas if _helps(land.areas.get(area.pcode), frame)]
    if chosen is not None and chosen.lat is None and chosen.pcode in helping:
        return Hatched(area=chosen.pcode)
    strongest = min(zones.values(), default=None)
    if strongest is not None:
        return Hatched(frozenset(zone for zone, priority in zones.items() if priority == strongest))
    return Hatched(area=next(iter(helping), ""))


def _zones_with_pattern(state: MapState, land: Land, frame: Frame) -> dict[str, int]:
    """Return the priority of each zone status in view that has a pattern, by id."""
    if not {Layer.ZONES, Layer.LATEST_ZONES} & set(state.layers):
        return {}
    found = {}
    for mark in state.zones:
        symbol = ZONES[zone_symbol_key(ZoneKind(mark.kind), ZoneStatus(mark.status))]
        outline = land.zones.get(mark.id)
        if outline is None or symbol.pattern is None or mark.earlier:
            continue
        if outline.box(frame).overlaps(frame.box):
            found[mark.id] = symbol.priority
    return found


def _helps(outline: LandOutline | None, frame: Frame) -> bool:
    """Whether most of an area is in sight, and beside it ground without a hatch to compare."""
    if outline is None:
        return False
    seen_px = outline.seen_px2(frame)
    return (
        HATCH_SEEN * outline.geometry.area * frame.scale**2
        <= seen_px
        <= HATCH_MOST * frame.width * frame.height
    )
