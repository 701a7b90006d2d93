"""The picture of the results: an SVG drawn here, photographed by Chromium."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from tests.benchmarks.chromium import new_pilot

N_BUNDLED = 273
"""Where the bundled chronicle stands on the axis of sizes."""
CUT_OFF_MS = 60_000
WIDTH, HEIGHT = 1120, 520
INK, QUIET, GRID = "#1d2530", "#5d6672", "#e3e1da"
FONTS = "system-ui, Noto Sans, Liberation Sans, DejaVu Sans, sans-serif"
CROSS = "l10 10m0 -10l-10 10"

Figures = Mapping[str, Any]


@dataclass(frozen=True)
class Line:
    """One contestant."""

    name: str
    colour: str
    dash: str
    path: tuple[str, ...]
    """Where its figures stand in the results."""


LINES = (
    Line("Shelterline", "#0072B2", "", ("shelterline",)),
    Line("st_folium, GeoJson", "#D55E00", "7 4", ("peers", "st_folium_geojson")),
    Line("FastMarkerCluster", "#009E73", "2 4", ("peers", "fast_marker_cluster")),
    Line("st.pydeck_chart", "#8a5a83", "10 4 2 4", ("peers", "pydeck")),
)


@dataclass(frozen=True)
class Panel:
    """A plot of one figure against the number of reports, both on logarithmic scales."""

    title: str
    figure: str
    left: int
    ticks: Mapping[float, str]
    """Label by value; the first and the last are the ends of the axis."""

    width: int = 400
    top: int = 96
    height: int = 320

    def x(self, n: float) -> float:
        """Pixels for a number of reports, from 100 to ten million."""
        return self.left + self.width * (math.log10(n) - 2) / 5

    def y(self, value: float) -> float:
        """Pixels for a value."""
        low, high = min(self.ticks), max(self.ticks)
        share = math.log(min(max(value, low), high) / low) / math.log(high / low)
        return self.top + self.height * (1 - share)


PANELS = (
    Panel(
        "Filter change → map repainted: median, ours to p95",
        "repaint_p50_ms",
        70,
        {50: "50 ms", 100: "100 ms", 200: "200 ms", 500: "0.5 s", 1e3: "1 s", 2e3: "2 s", 5e3: "5 s",
         1e4: "10 s", 6e4: "60 s"},
    ),
    Panel(
        "Bytes to the browser for a filter change: median",
        "filter_bytes",
        630,
        {1e4: "10 kB", 1e5: "100 kB", 1e6: "1 MB", 1e7: "10 MB", 1e8: "100 MB"},
    ),
)  # fmt: skip


def draw(results: Figures, budgets: Mapping[str, Mapping[str, float]], path: Path) -> None:
    """Write the picture of the results as a PNG, at twice the resolution of a plain screen."""
    html = f"<!doctype html><style>body{{margin:0;overflow:hidden}}</style>{_svg(results, budgets)}"
    with new_pilot() as pilot:
        path.write_bytes(pilot.photograph(html, WIDTH, HEIGHT))


def _svg(results: Figures, budgets: Mapping[str, Mapping[str, float]]) -> str:
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" font-family="{FONTS}">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        _text(
            24,
            32,
            "Shelterline and three peers, on the same synthetic reports in the same browser",
            size=18,
            bold=True,
        ),
        _text(24, HEIGHT - 16, str(results["machine"]), size=11, colour=QUIET),
    ]
    for panel in PANELS:
        parts += _axes(panel)
        parts += _budget_marks(panel, budgets)
        parts += [mark for line in LINES for mark in _line(panel, line, results)]
    parts += _key(budgets)
    return "".join(parts) + "</svg>"


def _axes(panel: Panel) -> Iterable[str]:
    right, bottom = panel.left + panel.width, panel.top + panel.height
    yield _text(panel.left, panel.top - 22, panel.title, size=14, bold=True)
    for value, label in panel.ticks.items():
        y = panel.y(value)
        yield f'<path d="M{panel.left} {y:.1f}H{right}" stroke="{GRID}"/>'
        yield _text(panel.left - 8, y + 4, label, anchor="end", size=12, colour=QUIET)
    for n, label in {
        N_BUNDLED: "bundled",
        1e4: "10,000",
        1e5: "100,000",
        1e6: "1 million",
        1e7: "10 million",
    }.items():
        yield f'<path d="M{panel.x(n):.1f} {bottom}v5" stroke="{QUIET}"/>'
        yield _text(panel.x(n), bottom + 20, label, anchor="middle", size=12, colour=QUIET)
    yield f'<path d="M{panel.left} {bottom}H{right}" stroke="{QUIET}"/>'


def _budget_marks(panel: Panel, budgets: Mapping[str, Mapping[str, float]]) -> Iterable[str]:
    for size, limits in budgets.items():
        if panel.figure in limits:
            x, y = panel.x(_number(size)), panel.y(limits[panel.figure])
            yield f'<path d="M{x - 16:.1f} {y:.1f}h32" stroke="{INK}" stroke-width="2"/>'


def _line(panel: Panel, line: Line, results: Figures) -> Iterable[str]:
    sizes = results
    for key in line.path:
        sizes = sizes.get(key, {})
    figures = {_number(size): known for size, known in sizes.items()}
    points = [(n, known[panel.figure]) for n, known in sorted(figures.items()) if known.get(panel.figure)]
    steps = " ".join(f"{panel.x(n):.1f},{panel.y(value):.1f}" for n, value in points)
    yield (
        f'<polyline points="{steps}" fill="none" stroke="{line.colour}" stroke-width="2.5" '
        f'stroke-dasharray="{line.dash}"/>'
    )
    for n, value in points:
        yield f'<circle cx="{panel.x(n):.1f}" cy="{panel.y(value):.1f}" r="4.5" fill="{line.colour}"/>'
        if line is LINES[0] and panel.figure == "repaint_p50_ms":
            high = panel.y(figures[n]["repaint_p95_ms"])
            yield (
                f'<path d="M{panel.x(n):.1f} {panel.y(value):.1f}V{high:.1f}m-5 0h10" fill="none" '
                f'stroke="{line.colour}" stroke-width="1.5"/>'
            )
    if panel.figure == "repaint_p50_ms":
        yield from _cut_offs(panel, line, figures)


def _cut_offs(panel: Panel, line: Line, figures: Mapping[int, Figures]) -> Iterable[str]:
    # Beside each other, as several may end at the same size.
    aside = (LINES.index(line) - 2) * 14
    for n, known in figures.items():
        if "longer than" in known.get("note", ""):
            x, y = panel.x(n) + aside, panel.y(CUT_OFF_MS)
            yield f'<path d="M{x - 5:.1f} {y - 5:.1f}{CROSS}" stroke="{line.colour}" stroke-width="2.5"/>'


def _key(budgets: Mapping[str, object]) -> Iterable[str]:
    x, y = 24.0, HEIGHT - 46
    marks = {line.name: _stroke("h30", line.colour, line.dash) + _dot(line.colour) for line in LINES}
    marks["cut off at 60 s"] = _stroke(f"m10 -5{CROSS}", INK)
    if budgets:
        marks["budget"] = _stroke("h30", INK)
    for name, mark in marks.items():
        yield f'<g transform="translate({x:.1f} {y - 4})">{mark}</g>'
        yield _text(x + 38, y, name, size=12)
        x += 60 + 6.6 * len(name)


def _stroke(path: str, colour: str, dash: str = "") -> str:
    return (
        f'<path d="M0 0{path}" fill="none" stroke="{colour}" stroke-width="2.5" stroke-dasharray="{dash}"/>'
    )


def _dot(colour: str) -> str:
    return f'<circle cx="15" cy="0" r="4.5" fill="{colour}"/>'


def _number(size: str) -> int:
    return int(size) if size.isdigit() else N_BUNDLED


def _text(  # noqa: PLR0913 the attributes of a text
    x: float,
    y: float,
    text: str,
    *,
    size: int,
    anchor: str = "start",
    colour: str = INK,
    bold: bool = False,
) -> str:  # fmt: skip
    weight = ' font-weight="600"' if bold else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" fill="{colour}"{weight}>'
        f"{escape(text)}</text>"
    )
