"""A chart's files: whole, captioned, the same words as given, and nothing that runs or is fetched."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO
from xml.etree import ElementTree as ET

import altair as alt
import pandas as pd
import pytest
from PIL import Image

from geo.charts.chart_spec import PALETTE, PAPER, ChartCaption, isolated, spec
from geo.export.chart_files import WIDTH_PX, write_chart, write_table
from geo.language import words
from geo.layers.symbols import SYMBOL_CONTRAST, Theme, contrast
from geo.model import Language

HOSTILE = "<script>alert(1)</script>{expr: 'window'} datum['x'] & \"quoted\""
CAPTION = ChartCaption("Reports of Testville", "Reports a day", "Source: synthetic")
EN = words(Language.EN)


def lines(*names: str):
    rows = pd.DataFrame(
        {"x": [1, 2] * len(names), "y": [3, 4] * len(names), "who": [n for n in names for _ in "ab"]}
    )
    return lambda _theme: (
        alt.Chart(rows).mark_line().encode(x="x:Q", y="y:Q", color=alt.Color("who:N", title=None))
    )


def texts(svg: bytes) -> str:
    return " ".join(ET.fromstring(svg).itertext())  # noqa: S314 written a moment ago


@pytest.fixture(scope="module")
def hostile() -> bytes:
    return write_chart(lines(HOSTILE), CAPTION, EN, "svg")


def test_a_figure_carries_title_units_and_source(hostile: bytes) -> None:
    for said in (CAPTION.title, CAPTION.units, CAPTION.source):
        assert isolated(said, EN) in texts(hostile)


def test_what_data_say_is_text_and_nothing_else(hostile: bytes) -> None:
    assert "<script>alert(1)" in texts(hostile)
    tags = {element.tag.rpartition("}")[2] for element in ET.fromstring(hostile).iter()}  # noqa: S314
    assert tags <= {"svg", "style", "g", "rect", "path", "line", "text", "tspan", "defs", "clipPath"}


def test_letters_come_with_the_file(hostile: bytes) -> None:
    assert b"@font-face" in hostile
    assert b"url(http" not in hostile


def test_a_picture_is_twice_as_wide_as_its_chart() -> None:
    with Image.open(BytesIO(write_chart(lines("Testville"), CAPTION, EN, "png"))) as picture:
        assert picture.format == "PNG"
        assert picture.width >= 2 * WIDTH_PX


def test_another_suffix_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="suffix='gif' is not svg or png"):
        write_chart(lines("Testville"), CAPTION, EN, "gif")


@pytest.mark.parametrize("theme", Theme)
def test_every_series_stands_out_from_the_page(theme: Theme) -> None:
    for colour in PALETTE:
        assert contrast(colour.on(theme), PAPER.on(theme)) >= SYMBOL_CONTRAST


def test_axes_speak_the_readers_language() -> None:
    said = spec(lines("Testville"), words(Language.AR), Theme.LIGHT)["config"]["locale"]["time"]

    assert said["months"][0] == "يناير"
    assert said["days"][0] == "الأحد"


def test_nothing_is_told_by_hovering_alone() -> None:
    assert spec(lines("Testville"), EN, Theme.LIGHT)["config"]["mark"]["tooltip"] is None


def test_a_table_is_harmless_to_spreadsheets_and_says_what_it_is() -> None:
    table = pd.DataFrame({"Claimant": ["=1+1", "-2", "Testville"], "Reports": [1, 2, 3]})

    head, *rows = csv.reader(StringIO(write_table(table, CAPTION).decode("utf-8-sig")))

    assert head == ["Claimant", "Reports", "about_this_file"]
    assert [row[0] for row in rows] == ["'=1+1", "'-2", "Testville"]
    assert rows[0][2] == "Reports of Testville. Reports a day. Source: synthetic."


def test_a_table_without_rows_is_a_head() -> None:
    assert len(write_table(pd.DataFrame({"Claimant": []}), CAPTION).decode().splitlines()) == 1
