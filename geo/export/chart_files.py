"""A chart as the bytes of a file, with its title, its units and its sources; made without a browser."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import vl_convert

from geo.charts.chart_spec import PAPER, ChartCaption, Make, isolated, spec
from geo.charts.typeface import BOLD, FAMILIES, folded, fonts
from geo.export.figure.svg import faces
from geo.export.to_csv import ABOUT, BYTE_ORDER_MARK, neutral_text
from geo.language import Words
from geo.layers.symbols import GROUND, Theme
from geo.model import Language

if TYPE_CHECKING:
    import pandas as pd

WIDTH_PX, HEIGHT_PX = 760, 320
_TITLE_PX, _SMALL_PX = 17, 11
_SCALE = 2
"""Pixels of a PNG for one of the chart."""
_VEGA_LITE = "6.4"
_TEXT = re.compile(r">([^<]+)<")
_ROOT = re.compile(r"<svg [^>]*>")


def write_chart(
    make: Make, caption: ChartCaption, words: Words, suffix: str, theme: Theme = Theme.LIGHT
) -> bytes:
    """Return a chart as `svg` or `png`; nothing is fetched from anywhere.

    Raises ValueError when the suffix is neither.
    """
    _register_fonts()
    # A spare font is taken without its weight, so that each language's own comes first.
    families = reversed(FAMILIES) if words.lang is Language.HE else FAMILIES
    drawn = _captioned(spec(make, words, theme, ", ".join(families)), caption, words, theme)
    if suffix == "png":
        png: bytes = vl_convert.vegalite_to_png(
            drawn, vl_version=_VEGA_LITE, scale=_SCALE, allowed_base_urls=[]
        )
        return png
    if suffix == "svg":
        return _with_fonts(
            vl_convert.vegalite_to_svg(drawn, vl_version=_VEGA_LITE, allowed_base_urls=[]), words
        )
    raise ValueError(f"suffix={suffix!r} is not svg or png")


def write_table(table: pd.DataFrame, caption: ChartCaption) -> bytes:
    """Return the table of a chart as CSV, harmless to spreadsheets; what it is stands in its last column."""
    about = " ".join(
        f"{part.rstrip('.')}." for part in (caption.title, caption.units, caption.source) if part
    )
    told = table.assign(**{ABOUT: [about, *[""] * (len(table) - 1)][: len(table)]})
    neutral = told.map(lambda cell: neutral_text(cell) if isinstance(cell, str) else cell)
    text: str = neutral.to_csv(index=False, lineterminator="\n")
    return BYTE_ORDER_MARK + text.encode()


@cache
def _register_fonts() -> None:
    for folder in {str(Path(file).parent) for files in fonts().values() for file in files}:
        vl_convert.register_font_directory(folder)


def _captioned(drawn: dict[str, Any], caption: ChartCaption, words: Words, theme: Theme) -> dict[str, Any]:
    """Put the title and the units above a chart, the sources below it."""
    anchor = "end" if words.lang.direction == "rtl" else "start"
    whole: dict[str, Any] = {
        name: drawn.pop(name) for name in ("$schema", "config", "datasets", "data") if name in drawn
    }
    # A chart of several parts has their measures within.
    if "vconcat" not in drawn:
        drawn |= {"width": WIDTH_PX, "height": drawn.get("height", HEIGHT_PX)}
    above = {
        "text": _lines(caption.title, _TITLE_PX, words, BOLD),
        "subtitle": _lines(caption.units, _SMALL_PX + 1, words),
        "fontSize": _TITLE_PX,
        "subtitleFontSize": _SMALL_PX + 1,
        "subtitlePadding": 5,
    }
    # Of the whole, so that it stands below the legend as well.
    below = {
        "text": _lines(caption.source, _SMALL_PX, words),
        "orient": "bottom",
        "fontSize": _SMALL_PX,
        "fontWeight": "normal",
        "color": GROUND.text_muted.on(theme),
    }
    place = {"anchor": anchor, "frame": "bounds", "offset": 12}
    return {
        **whole,
        "background": PAPER.on(theme),
        "padding": 14,
        "vconcat": [{**drawn, "title": above | place}],
        "title": below | place,
    }


def _lines(text: str, size: float, words: Words, weight: int = 400) -> list[str]:
    return [isolated(line, words) for line in folded(text, size, WIDTH_PX, weight)]


def _with_fonts(svg: str, words: Words) -> bytes:
    root = _ROOT.search(svg)
    if root is None:
        raise ValueError("Vega wrote an SVG without a root")
    opened = root.group().replace("<svg ", f'<svg xml:lang="{words.lang}" ', 1)
    style = "".join(faces(frozenset("".join(_TEXT.findall(svg)))))
    return f"{svg[: root.start()]}{opened}<style>{style}</style>{svg[root.end() :]}".encode()
