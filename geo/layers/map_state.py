"""What the map is asked to draw: plain values that travel to the browser as JSON.

This is the seam between filtering and drawing. Point-level reports do not travel here: the map asks
for them itself, tile by tile, so that a state stays small however many reports there are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from geo.filters.view import HOME


@dataclass(frozen=True, slots=True)
class Viewport:
    """Where the map looks."""

    lat: float
    """Degrees north, WGS 84, five decimals."""
    lon: float
    """Degrees east, WGS 84, five decimals."""
    z: int
    """Web map zoom level."""


@dataclass(frozen=True, slots=True)
class AreaCount:
    """An area with the reports that lie somewhere inside it, no finer."""

    pcode: str
    n: int
    """Number of reports."""
    badge: str
    """Text of the count badge, e.g. "7 reports in this area"; plain text."""
    title: str
    """One line for the tooltip, plain text."""


SAID_ONCE = {"said_once": True}
"""Metadata of fields that the geography asset holds, so that they do not travel with each state."""


@dataclass(frozen=True, slots=True)
class ZoneMark:
    """A zone status that the map shows; its outline and its words come with the geography asset."""

    id: str
    status: str = field(metadata=SAID_ONCE)
    """A `geo.model.ZoneStatus` value."""
    kind: str = field(metadata=SAID_ONCE)
    """A `geo.model.ZoneKind` value."""
    label: str = field(metadata=SAID_ONCE)
    """Short text drawn beside or inside the outline: the status with its issuer; plain text."""
    title: str = field(metadata=SAID_ONCE)
    """One line for the tooltip, plain text."""
    earlier: bool
    """True when a later statement on the same place is in the date range: drawn thin, dotted."""


@dataclass(frozen=True, slots=True)
class ShelteringMark:
    """People reported sheltering in an area on a date, as somebody's range."""

    id: str
    lat: float
    lon: float
    """Label point of the area, not a place where people are."""
    people_min: int | None
    people_max: int | None
    label: str
    title: str


@dataclass(frozen=True, slots=True)
class AddedMark:
    """A mark of a layer that has no field of its own in the state; the layer may say more in a subclass."""

    key: str
    """Names its shapes among those of the layer."""
    title: str
    """One line for the tooltip, plain text; the layer's painter may fill something in."""


@dataclass(frozen=True, slots=True)
class AddedMarks:
    """What the map shows of such a layer."""

    marks: tuple[AddedMark, ...]
    shapes: str
    """Address of the shapes that the marks name; empty when they name none, or the page has them in it."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What is selected, with the ground to outline."""

    id: str
    """Report or zone id."""
    lat: float | None = None
    lon: float | None = None
    radius_m: float | None = None
    """Metres; with lat and lon for a disc."""
    pcode: str | None = None
    """The area of an area-level report, or that at whose edge a disc ends."""


@dataclass(frozen=True, slots=True)
class UploadMarks:
    """What the map shows of a reader's own file, beside the snapshot and never as a part of it."""

    tiles: str
    """Address of the tiles of its point-level rows, with {z}, {x} and {y}."""
    n_points: int
    """Number of its point-level rows shown."""
    largest_radius_m: float
    """Of their footprints, metres; 0 when there are none."""
    areas: tuple[AreaCount, ...]
    text: dict[str, str]
    """Interface words, plain text: here, with {n}."""


@dataclass(frozen=True, slots=True)
class MapState:
    """Everything that may change on the map without a new map."""

    snapshot: str
    query: str
    """The view's query string, repeated in `shelterline:painted`."""
    lang: str
    dir: str
    geography: str
    """Address of the geography asset: base map, outlines and zone geometry."""
    viewport: Viewport
    viewport_serial: int
    """The viewport is applied when this number differs from the last one applied."""
    layers: tuple[str, ...]
    tiles: str = ""
    """Address of the tiles of point-level reports, with {z}, {x} and {y}: only what filters is in it, so
    that the same filters are the same address. Empty when the layer is off."""
    at_hand: Mapping[str, str] = field(default_factory=dict)
    """By `z/x/y`, tiles that come with the state, in base64; the others are asked for."""
    kinds: tuple[str, ...] = ()
    """`geo.model.Kind` values of the point-level reports shown, for the legend."""
    n_points: int = 0
    """Number of point-level reports shown."""
    largest_radius_m: float = 0.0
    """Of their footprints, metres: from so far outside they reach into a map; 0 when there are none."""
    areas: tuple[AreaCount, ...] = ()
    zones: tuple[ZoneMark, ...] = ()
    sheltering: tuple[ShelteringMark, ...] = ()
    added: Mapping[str, AddedMarks] = field(default_factory=dict)
    """By name, the marks of the layers without a field of their own."""
    upload: UploadMarks | None = None
    """A reader's own file; None when none is open."""
    selection: Selection | None = None
    home: Viewport = field(default_factory=lambda: Viewport(*HOME))
    fit: tuple[float, float, float, float] | None = None
    """South, west, north, east of what is shown, for the fit button; None when nothing is."""
    turn: int = 0
    """Grows with each state of a session that differs from the one before; 0 when nobody counts."""
    live: str = ""
    """Address of the line on which states come sooner, see `geo.web.channel`; empty when there is none."""
    text: dict[str, str] = field(default_factory=dict)
    """Interface words, plain text: kind_… for each kind, map, zoom_in, zoom_out, reset, fit, fullscreen,
    fullscreen_exit, reports_here, more, list_separator, tiles_failed, base_credit, osm_credit, scale_km,
    scale_m."""
