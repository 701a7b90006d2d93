"""The frame of every chart: its title, units and source, its table twin, and its files."""

from __future__ import annotations

from datetime import date
from functools import partial
from html import escape

import pandas as pd
import streamlit as st

from geo.charts.chart_spec import ChartCaption, Make, spec
from geo.export.chart_files import write_chart, write_table
from geo.language import Words, names
from geo.layers.symbols import Theme
from pages.common import state
from pages.common.widgets import folded

MOST_ROWS = 400
"""Rows of a table twin in the page; its CSV holds all."""


def draw(make: Make, table: pd.DataFrame, caption: ChartCaption, key: str) -> None:
    """Draw a chart with what must stand beside it; files are made when they are asked for.

    `make` returns the chart for a theme. `table` holds the same figures, its columns titled for reading,
    its cells texts, whole numbers, days or None for unknown. `key` is a word of ours for the page and
    for the names of the files.
    """
    words = state.language()
    theme = Theme.DARK if st.context.theme.type == "dark" else Theme.LIGHT
    with st.container(key=f"chart_{key}", gap=None):
        st.html(f"<h2 class='sl-h3'>{escape(caption.title)}</h2>")
        drawn = {**spec(make, words, theme), "description": caption.title}
        st.vega_lite_chart(spec=drawn, theme=None, width="stretch", key=f"vega_{key}")
        about = folded(words("What the figures mean"), [caption.units])
        source = f"<p class='sl-caveat sl-source'>{names.html(caption.source)}</p>"
        st.html(f"{source}{about}{twin(table, words)}")
        _files(make, table, caption, key)


def twin(table: pd.DataFrame, words: Words) -> str:
    """Return a table as HTML, folded away; every cell escaped."""
    heads = "".join(f"<th scope='col'>{escape(str(name))}</th>" for name in table.columns)
    body = "".join(
        f"<tr>{''.join(f'<td>{_cell(cell, words)}</td>' for cell in row)}</tr>"
        for row in table.head(MOST_ROWS).itertuples(index=False)
    )
    more = ""
    if len(table) > MOST_ROWS:
        n, total = words.number(MOST_ROWS), words.number(len(table))
        more = f"<p class='sl-caveat'>{escape(words('The first {n} of {total}.', n=n, total=total))}</p>"
    head = escape(words.plural("Table, {n} row", "Table, {n} rows", len(table)))
    return (
        f"<details class='sl-twin'><summary>{head}</summary><div class='sl-wide' tabindex='0' role='region' "
        f"aria-label='{head}'><table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>{more}"
        "</details>"
    )


def _cell(cell: object, words: Words) -> str:
    if pd.isna(cell):
        return escape(words("unknown"))
    if isinstance(cell, date):
        return escape(words.day(cell))
    if isinstance(cell, int):
        return escape(words.number(cell))
    return f"<bdi>{names.html(str(cell))}</bdi>"


def _files(make: Make, table: pd.DataFrame, caption: ChartCaption, key: str) -> None:
    words, name = state.language(), f"shelterline-{key}-{state.view().snap}"
    made = {
        "png": ("image/png", partial(write_chart, make, caption, words, "png")),
        "svg": ("image/svg+xml", partial(write_chart, make, caption, words, "svg")),
        "csv": ("text/csv", partial(write_table, table, caption)),
    }
    with st.container(key=f"files_{key}", horizontal=True, gap="small", vertical_alignment="center"):
        for suffix, (mime, data) in made.items():
            st.download_button(
                suffix.upper(),
                data,
                file_name=f"{name}.{suffix}",
                mime=mime,
                key=f"{key}_{suffix}",
                on_click="ignore",
                type="tertiary",
                help=words("Save {title} as {format}", title=caption.title, format=suffix.upper()),
            )
