"""Everything that lies under one click, part by part, and the box in which the reader goes through it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from geo.filters.view import View
from geo.language import Words
from geo.snapshot.grid import Spot
from geo.snapshot.opened import Snapshot
from pages.common.widgets import Part, controlled, paging

PART = 100
"""Offered in the box at a time."""


@dataclass(frozen=True, slots=True)
class Picked:
    """What lies where the reader clicked: reports by event date, then zones."""

    spot: Spot
    view: View
    """The view as it was clicked on: a part turned to later is one of the same whole."""
    zones: tuple[str, ...]
    n: int
    """How many there are in all."""
    places: int
    """How many points the reports name."""
    first: int
    """How many of them come before the part."""
    ids: tuple[str, ...]
    """The part."""


def picked_at(snapshot: Snapshot, view: View, event: dict[str, Any]) -> Picked:
    """Return what lies where a click was, by what the map says of it; a file of the reader's has no zones."""
    spot = Spot(
        ids=tuple(event["reports"]),
        cells=tuple((int(zoom), int(x), int(y), int(group)) for zoom, x, y, group in event["cells"]),
        pcodes=tuple(event["areas"]),
    )
    zones = tuple(i for i in event.get("zones", ()) if i in snapshot.zones.index)
    return _part_of(snapshot, view, spot, zones, 0)


def turned(snapshot: Snapshot, picked: Picked, first: int) -> Picked:
    """Return another part of the same."""
    return _part_of(snapshot, picked.view, picked.spot, picked.zones, first)


def _part_of(snapshot: Snapshot, view: View, spot: Spot, zones: tuple[str, ...], first: int) -> Picked:
    n_reports, ids = snapshot.here(view, spot, PART, first)
    of_zones = zones[max(0, first - n_reports) : max(0, first + PART - n_reports)]
    places = snapshot.places_in(view, spot)
    return Picked(spot, view, zones, n_reports + len(zones), places, first, (*ids, *of_zones))


@dataclass(frozen=True, slots=True)
class Box:
    """The box in which the reader goes through what was picked."""

    key: str
    select: Callable[[str], object]
    turn: Callable[[int], object]
    """Takes how many come before the part to turn to."""


def choose(picked: Picked, selected: str, titles: Mapping[str, str], label: str, box: Box) -> None:
    """Offer the part."""
    place = {i: position for position, i in enumerate(picked.ids, picked.first + 1)}
    st.selectbox(
        label,
        picked.ids,
        format_func=lambda i: f"{place[i]}. {titles[i]}",
        **controlled(box.key, selected, box.select, picked.ids),
    )


def offer_parts(picked: Picked | None, box: Box, words: Words) -> None:
    """Offer the way to the other parts, when there are any."""
    if picked and picked.n > PART:
        paging(Part(picked.first, PART, picked.n), words, f"{box.key}_parts", box.turn)
