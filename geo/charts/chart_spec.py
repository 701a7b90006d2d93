"""What every chart has in common: its caption, its look in both themes, and the language of its axes.

A chart is an Altair chart of a few rows. Its fields have names of ours; whatever comes from the data is a
value of a row, never a title, an expression or a name, so that Vega has nothing to evaluate. Charts show no
tooltips: the table beside each holds the same figures, for the keyboard as for the mouse.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

from babel import Locale

from geo.language import Words
from geo.layers.symbols import GROUND, Colour, Theme

if TYPE_CHECKING:
    import altair as alt

PALETTE = (
    Colour("#0072b2", "#56b4e9"),
    Colour("#d55e00", "#e8843a"),
    Colour("#009e73", "#2fbf95"),
    Colour("#a8568a", "#dd97be"),
    Colour("#8f6d00", "#f0b840"),
    Colour("#1d2530", "#e6e4de"),
    Colour("#3f8fbf", "#9ad0f0"),
    Colour("#767676", "#9a9a9a"),
)
"""Colours of series, Okabe and Ito's, darkened or lightened to 3:1 against the page of a theme."""
SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "triangle-right", "stroke")
DASHES = ((1, 0), (6, 3), (2, 2), (8, 3, 2, 3), (4, 4), (1, 3), (10, 3), (3, 1))
"""The second cue of each series, in the order of the palette."""
PAPER = Colour("#ffffff", "#15191f")
"""The page, behind a chart in a file."""
SCREEN_FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Noto Sans Arabic', sans-serif"

_DAYS_WITH_DAY = 120
_TICKS = 8
"""About as many days are named on an axis."""
_BETWEEN_LABELS_PX = 8
"""Less than that between two labels of an axis, and they read as one."""


@dataclass(frozen=True, slots=True)
class ChartCaption:
    """What must stand beside every chart, in the reader's language."""

    title: str
    units: str
    """What the numbers count, and over what."""
    source: str
    """Whose figures these are, and from which snapshot."""


Make: TypeAlias = "Callable[[Theme], alt.TopLevelMixin]"
"""Makes a chart for a theme: what is drawn in ink must stand out from the page."""


def palette(theme: Theme) -> list[str]:
    """Return the colours of series for a theme."""
    return [colour.on(theme) for colour in PALETTE]


def spec(make: Make, words: Words, theme: Theme, font: str = SCREEN_FONT) -> dict[str, Any]:
    """Return a chart as a Vega-Lite specification that holds its rows, dressed for a theme and a language."""
    # Checking a chart against its schema takes longer than making it; tests do.
    drawn: dict[str, Any] = make(theme).to_dict(validate=False)
    return {**drawn, "config": _dress(words, theme, font)}


def isolated(text: str, words: Words) -> str:
    """Return a text of ours so that it runs in its own direction wherever it is drawn."""
    first, last = "\u2067" if words.lang.direction == "rtl" else "\u2066", "\u2069"
    return f"{first}{text}{last}"


def directed(name: str, words: Words) -> str:
    """Return a name for an axis or a legend, where a browser begins from the left if nothing says else."""
    return isolated(name, words) if words.lang.direction == "rtl" else name


def _dress(words: Words, theme: Theme, font: str) -> dict[str, Any]:
    text, muted, line = (c.on(theme) for c in (GROUND.text, GROUND.text_muted, GROUND.border_minor))
    return {
        "font": font,
        # Whoever hears the page has every figure in the table below; a mark alone says nothing.
        "aria": False,
        "background": None,
        "view": {"stroke": None},
        "axis": {
            "labelColor": text,
            "labelFontSize": 12,
            "titleColor": muted,
            "titleFontSize": 12,
            "titleFontWeight": "normal",
            "domainColor": line,
            "tickColor": line,
            "gridColor": line,
            "gridOpacity": 0.35,
            "labelOverlap": True,
            "labelSeparation": _BETWEEN_LABELS_PX,
            "labelLimit": 220,
        },
        "axisX": {"grid": False},
        "legend": {
            "labelColor": text,
            "titleColor": muted,
            "labelFontSize": 12,
            "titleFontWeight": "normal",
            "labelLimit": 420,
            "orient": "bottom",
            "direction": "vertical",
            "symbolStrokeWidth": 2,
        },
        "title": {"color": text, "subtitleColor": muted, "anchor": "start", "fontWeight": 600},
        "text": {"color": text},
        "rule": {"color": text},
        "range": {"category": palette(theme), "symbol": list(SHAPES)},
        "mark": {"tooltip": None, "aria": False},  # the setting above is of axes and legends alone
        "locale": _locale(words.locale),
    }


@lru_cache(maxsize=8)
def _locale(name: str) -> dict[str, Any]:
    """Return names of months and days and marks of numbers as Vega takes them (d3-time-format, d3-format)."""
    locale = Locale.parse(name)
    months = {size: locale.months["stand-alone"][size] for size in ("wide", "abbreviated")}
    days = {size: locale.days["stand-alone"][size] for size in ("wide", "abbreviated")}
    sunday_first = (6, *range(6))
    marks = locale.number_symbols.get("latn", locale.number_symbols)
    return {
        "number": {
            "decimal": marks["decimal"],
            "thousands": marks["group"],
            "grouping": [3],
            "currency": ["", ""],
        },
        "time": {
            "dateTime": "%x %X",
            "date": "%-d %b %Y",
            "time": "%H:%M",
            "periods": ["", ""],
            "days": [days["wide"][day] for day in sunday_first],
            "shortDays": [days["abbreviated"][day] for day in sunday_first],
            "months": [months["wide"][month] for month in range(1, 13)],
            "shortMonths": [months["abbreviated"][month] for month in range(1, 13)],
        },
    }


def day_axis(n_days: int) -> dict[str, Any]:
    """Return how days stand on an axis of so many days: no weekdays, no bare months, no day twice."""
    return {
        "format": "%-d %b" if n_days <= _DAYS_WITH_DAY else "%b %Y",
        # Of few days a number of ticks would come to parts of days, each with the name of its day.
        "tickCount": "day" if n_days <= _TICKS else _TICKS,
    }


def instant(day: date) -> str:
    """Return a day as charts take it, without a time zone to shift it."""
    return f"{day.isoformat()}T00:00:00"
