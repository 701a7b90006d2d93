"""What two maps side by side draw: a state for each, at one place."""

from __future__ import annotations

import gzip
from dataclasses import replace
from typing import Any

from geo.filters.permalink import query_string
from geo.filters.view import View
from geo.filters.view_pair import ViewPair
from geo.language import Words
from geo.layers.all_layers import without_hosts
from geo.layers.here import MOST_CELLS
from geo.layers.leaflet_options import OPTIONS
from geo.layers.map_state import MapState
from geo.layers.payload import as_literal
from geo.layers.scene import scene
from geo.snapshot.opened import Snapshot

Bounds = tuple[float, float, float, float]


def pair_states(
    snapshot: Snapshot, views: tuple[View, View], words: Words, viewport_serial: int
) -> tuple[MapState, MapState]:
    """Return what both maps draw; each fits to what the two show together, and asks no other server."""
    a, b = (without_hosts(scene(snapshot, view, words, viewport_serial)) for view in views)
    fit = _around_both(a.fit, b.fit)
    return replace(a, fit=fit), replace(b, fit=fit)


def _around_both(one: Bounds | None, other: Bounds | None) -> Bounds | None:
    if one is None or other is None:
        return one or other
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


def pair_data(states: tuple[MapState, MapState], pair: ViewPair, words: Words) -> dict[str, Any]:
    """Return what `compare_page.js` takes."""
    a, b = states
    here = tuple(f"/embed/here?{query_string(view)}" for view in (pair.a, pair.b))
    names = words("View A"), words("View B")
    days = (words.days(view.date_from, view.date_to) for view in (pair.a, pair.b))
    return {
        "options": OPTIONS,
        "a": a,
        "b": b,
        "form": pair.form.value,
        "here": dict(zip("ab", here, strict=True)),
        "most_cells": MOST_CELLS,
        "names": dict(zip("ab", names, strict=True)),
        "said": dict(zip("ab", days, strict=True)),
        "words": {
            "failed": words("What lies here could not be loaded. Try again in a moment."),
            "curtain_at": words("A takes {a} per cent of the width, B {b}", a="{a}", b="{b}"),
        },
    }


def packed_pair(said: dict[str, Any]) -> bytes:
    """Return it as gzipped JSON, for a frame that is handed it again with each change."""
    return gzip.compress(as_literal(said).encode(), compresslevel=1, mtime=0)
