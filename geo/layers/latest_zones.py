"""Zones without earlier statements: the newest on each place, while it is recent or has a stated end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from geo.filters.view import View
from geo.language import N_, Words, words
from geo.layers.draw import Swatch, SwatchPen
from geo.layers.layer import Cards, Click, LegendLine, Painted, Paper
from geo.layers.map_state import MapState
from geo.layers.zone_days import days_of_zones
from geo.layers.zones import ZonesLayer
from geo.model import Language, Layer
from geo.snapshot.opened import Snapshot


class LatestZonesLayer(ZonesLayer):
    """The zones layer without earlier statements; where that layer is on as well, it shows all of these."""

    name = Layer.LATEST_ZONES
    label = N_("Recent zones only")
    depth = 301
    text_rank = 301
    hint = N_(
        "“Recent zones only” leaves out what a later statement on the same place has followed. It also "
        "leaves out what was stated more than 90 days before the last day, without an end. “Zones and "
        "crossings” shows both."
    )

    def with_marks(self, state: MapState, snapshot: Snapshot, view: View, words: Words) -> MapState:
        """Return a state with the latest zone statuses of the view's dates."""
        if Layer.ZONES in state.layers:
            return state
        every = super().with_marks(state, snapshot, view, words).zones
        return replace(state, zones=tuple(zone for zone in every if not zone.earlier))

    def in_any_dates(self, snapshot: Snapshot, view: View, words: Words) -> Mapping[str, object]:
        """Return the days of the statements, unless the zones layer has them."""
        if Layer.ZONES in view.layers:
            return {}
        del words
        return {"zones": days_of_zones(snapshot, view) | {"only_latest": True}}

    def legend(self, state: MapState, pen: SwatchPen[Swatch]) -> Iterator[LegendLine[Swatch]]:
        """Return a line for each status shown, unless the zones layer has them."""
        return iter(()) if Layer.ZONES in state.layers else super().legend(state, pen)

    def statements(self, state: MapState) -> Iterable[str]:
        """Return that earlier statements are not on the map, where the zones layer does not show them."""
        w = words(Language(state.lang))
        if Layer.ZONES not in state.layers:
            yield w(
                "Zone statements followed by another, or older than 90 days without a stated end, "
                "are left out."
            )

    def cards(self, click: Click) -> Cards:
        """Return nothing: the zones layer answers, whether it is on or off."""
        del click
        return Cards()

    def paint(self, paper: Paper) -> Painted:
        """Paint the zones, unless the zones layer does."""
        return Painted() if Layer.ZONES in paper.state.layers else super().paint(paper)
