"""From a view to what the map draws: the marks of each layer that is on, as plain values."""

from __future__ import annotations

from geo import wording
from geo.filters.permalink import query_string
from geo.filters.view import HOME, View
from geo.geometry.footprints import DISC
from geo.geometry.gazetteer import Areas
from geo.geometry.stated_ground import Reach, reach_of
from geo.language import Words
from geo.layers.all_layers import layers_shown
from geo.layers.geography import geography_of
from geo.layers.map_state import MapState, Selection, Viewport
from geo.model import Kind
from geo.snapshot.derive import degrees
from geo.snapshot.opened import Snapshot
from geo.snapshot.view_counts import Counts


def scene(snapshot: Snapshot, view: View, words: Words, viewport_serial: int) -> MapState:
    """Return everything that the map shows for a view."""
    state = MapState(
        snapshot=view.snap,
        query=query_string(view),
        lang=view.lang.value,
        dir=view.lang.direction,
        geography=geography_of(snapshot).address,
        viewport=Viewport(view.lat, view.lon, view.z),
        viewport_serial=viewport_serial,
        layers=tuple(map(str, view.layers)),
        selection=selection_of(snapshot, view.selected),
        home=Viewport(*HOME),
        fit=bounds_of(snapshot.counts(view), snapshot.areas),
        text=_control_words(words),
    )
    for layer in layers_shown(view.layers):
        state = layer.with_marks(state, snapshot, view, words)
    return state


def selection_of(snapshot: Snapshot, selected: str) -> Selection | None:
    """Return what is selected with its ground; None when nothing is."""
    if not selected:
        return None
    report = snapshot.report(selected)
    if report is None:
        return Selection(selected)
    if report.footprint == DISC:
        ends_at = report.area_pcode if reach_of(report, snapshot.areas) is Reach.CUT else None
        return Selection(selected, report.lat, report.lon, float(report.footprint_radius_m), ends_at)
    return Selection(selected, pcode=report.footprint_pcode or None)


def bounds_of(counts: Counts, areas: Areas) -> tuple[float, float, float, float] | None:
    """Return south, west, north, east of what is counted; None when nothing is."""
    boxes = [areas[pcode].geometry.bounds for pcode in counts.areas]
    if counts.cells is not None:
        west, north, east, south = counts.cells
        boxes.append((*degrees(west, south + 1), *degrees(east + 1, north)))
    if not boxes:
        return None
    wests, souths, easts, norths = zip(*boxes, strict=True)
    return min(souths), min(wests), max(norths), max(easts)


def _control_words(words: Words) -> dict[str, str]:
    return {
        **{f"kind_{kind}": words(wording.KINDS[kind]) for kind in Kind},
        "map": words("Map of reports and zones"),
        "zoom_in": words("Zoom in"),
        "zoom_out": words("Zoom out"),
        "reset": words("Reset the map's place"),
        "fit": words("Fit to results"),
        "fullscreen": words("Full screen"),
        "fullscreen_exit": words("Leave full screen"),
        "two_fingers": words("Two fingers move the map"),
        "reports_here": words("Reports here: {n}"),
        "show_all": words("show all"),
        "more": words("more"),
        "list_separator": words(", "),
        "tiles_failed": words("Part of the reports could not be loaded. Move the map to try again."),
        "base_credit": words(
            "Outlines: OCHA COD-AB (CC BY-IGO), redrawn; Natural Earth. Places: GeoNames (CC BY). "
            "Lines are no statement on borders."
        ),
        "osm_credit": "© OpenStreetMap contributors",
        "scale_km": words("km"),
        "scale_m": words("m"),
    }
