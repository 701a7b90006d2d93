"""Figures as files, read back by programs that are not ours, and as drawings."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import date
from hashlib import sha256
from io import BytesIO
from itertools import combinations
from pathlib import Path
from unicodedata import normalize
from xml.etree import ElementTree as ET

import pytest
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.text import Text
from PIL import Image
from pypdf import PdfReader
from pypdfium2 import PdfDocument

from geo import wording
from geo.export.figure.sheet import Figure
from geo.export.figure.sizes import FigureSuffix, Size
from geo.filters.view import View
from geo.geometry.frame import Box
from geo.language import words
from geo.model import Language, Layer
from geo.snapshot.current import current
from geo.snapshot.current import opened as earlier_snapshot
from geo.snapshot.opened import Snapshot
from tests.builders import EN, report, row, snapshot, view_of
from tests.geo.export.figures import drawn, file_of

EARLIER = "9c266b394960"
"""The chronicle of release 0.1, which is never changed."""
PIXELS = {Size.PRINT: (2250, 2962), Size.SLIDE: (1920, 1080), Size.SOCIAL: (1200, 630)}
HOSTILE = r"$\frac{1}{2}$ <script>alert(1)</script> &amp; ]]> {x} %s \n"
SVG = "{http://www.w3.org/2000/svg}"
Reader = Callable[[Path], str]


def poppler(path: Path) -> str:
    return printed("pdftotext", str(path), "-")


def mupdf(path: Path) -> str:
    return printed("mutool", "draw", "-F", "txt", "-o", "-", str(path))


def printed(program: str, *arguments: str) -> str:
    """What a program prints. CI must have it; elsewhere its tests may be left out."""
    found = shutil.which(program)
    if found is None:
        reason = f"no {program} on the PATH"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    said = subprocess.run([found, *arguments], capture_output=True, check=True)  # noqa: S603 as found
    return said.stdout.decode()


def pdfium(path: Path) -> str:
    with closing(PdfDocument(path)) as document:
        return document[0].get_textpage().get_text_range()


every_reader = pytest.mark.parametrize("read", [poppler, pdfium, mupdf])
every_size = pytest.mark.parametrize("size", list(Size))
every_language = pytest.mark.parametrize("lang", list(Language))


def text_of(pdf: bytes) -> str:
    return " ".join(PdfReader(BytesIO(pdf)).pages[0].extract_text().split())


def title_of(view: View, opened: Snapshot) -> str:
    """The sentence of a view with plain spaces, as in citations."""
    return " ".join(wording.view_sentence(view, opened.areas, words(view.lang)).split())


def some_days(opened: Snapshot, lang: Language = Language.EN) -> View:
    days = {"date_from": date(2023, 11, 24), "date_to": date(2023, 12, 3)}
    return opened.default_view().but(lang=lang, **days)


@every_size
def test_a_picture_has_the_pixels_of_its_size(bundled: Snapshot, size: Size):
    picture = Image.open(BytesIO(file_of(bundled, FigureSuffix.PNG, size=size)))
    assert picture.size == PIXELS[size]
    assert picture.text["Title"] == title_of(bundled.default_view(), bundled)


@every_size
def test_the_text_of_a_page_can_be_selected(bundled: Snapshot, size: Size):
    view = some_days(bundled)
    said = text_of(file_of(bundled, FigureSuffix.PDF, view, size))
    counts = bundled.counts(view)
    assert title_of(view, bundled) in said
    assert wording.shown_sentence(counts.shown, bundled.total, EN) in said
    assert wording.not_shown_sentence(counts.reasons, EN) in said
    for part in (f"snapshot {bundled.id}", "Licence of the compilation: CC BY 4.0", "Natural Earth"):
        assert part in said


@every_reader
@pytest.mark.parametrize("lang", [Language.AR, Language.HE])
def test_the_letters_of_arabic_and_hebrew_can_be_selected_whole(
    bundled: Snapshot, lang: Language, read: Reader, tmp_path: Path
):
    path = tmp_path / "figure.pdf"
    path.write_bytes(file_of(bundled, FigureSuffix.PDF, some_days(bundled, lang)))
    said = read(path)
    # The order of words is the reader's to find; the letters of each are ours to give.
    plain = title_of(some_days(bundled, lang), bundled).replace(",", " ").replace("،", " ")
    assert [word for word in plain.split() if word not in said] == []


@every_reader
def test_what_is_searched_for_in_arabic_is_found(bundled: Snapshot, read: Reader, tmp_path: Path):
    """Of the legend, with lam and alef in one sign and vowels above their letters."""
    path = tmp_path / "figure.pdf"
    path.write_bytes(file_of(bundled, FigureSuffix.PDF, bundled.default_view().but(lang=Language.AR)))
    # Two marks of one letter have no order: PDFium gives them in another.
    said = normalize("NFC", read(path))
    sought = (normalize("NFC", word) for word in ("إخلاء", "بأمر", "مصنَّفة", "إنسانيةً"))
    assert [word for word in sought if word not in said] == []


@every_language
def test_a_page_says_its_language_and_has_a_text_for_who_does_not_see_it(bundled: Snapshot, lang: Language):
    view = some_days(bundled, lang)
    reader = PdfReader(BytesIO(file_of(bundled, FigureSuffix.PDF, view)))
    root = reader.trailer["/Root"]
    figure = root["/StructTreeRoot"]["/K"][0]["/K"][0]
    assert (root["/Lang"], figure["/S"], root["/ViewerPreferences"]["/DisplayDocTitle"]) == (
        lang.value,
        "/Figure",
        True,
    )
    title = title_of(view, bundled)
    assert " ".join(figure["/Alt"].split()).startswith(f"{title}. ")
    assert " ".join(reader.metadata.title.split()) == title


def test_a_page_names_its_sources_and_how_finely_they_say_where():
    earlier = earlier_snapshot(EARLIER)
    said = text_of(file_of(earlier, FigureSuffix.PDF, some_days(earlier)))
    assert "3 sources, with their reports: The Hill (2)" in said
    assert "Whole territory or country: 2" in said
    assert "Period: 24 Nov – 3 Dec 2023." in said


def test_sources_beyond_those_named_are_counted():
    names = [f"wire{n}" for n in range(9)]
    opened = snapshot(
        *(report(f"r{name}", source_id=name) for name in names),
        sources=[row("sources", name, name=f"Synthetic wire {name}") for name in names],
    )
    [line] = [said for said in drawn(opened, size=Size.SOCIAL).caption.lines if "with their reports" in said]
    assert line.startswith("9 sources, with their reports: ")
    named = line.count("Synthetic wire")
    assert 0 < named < len(names)
    assert line.endswith(f"; {len(names) - named} more.")


def test_shelters_are_said_to_be_coarse_wherever_zones_are_drawn(bundled: Snapshot):
    with_zones, without = (
        " ".join(drawn(bundled, bundled.default_view().but(layers=layers)).caption.lines)
        for layers in ((Layer.ZONES,), (Layer.REPORTS,))
    )
    assert ("1 km" in with_zones.split("Zone statuses")[-1], "Zone statuses" in without) == (True, False)


@every_language
def test_an_svg_is_well_formed_text_without_script(bundled: Snapshot, lang: Language):
    root = ET.fromstring(file_of(bundled, FigureSuffix.SVG, some_days(bundled, lang)))  # noqa: S314 our own
    assert not [e for e in root.iter() if e.tag in {f"{SVG}script", f"{SVG}image", f"{SVG}foreignObject"}]
    lines = list(root.iter(f"{SVG}text"))
    assert title_of(some_days(bundled, lang), bundled) in {line.text for line in lines}
    assert all(float(line.get("textLength", "0")) > 0 for line in lines)
    styles = [line.get("style", "") for line in lines]
    assert any("direction: rtl" in style for style in styles) == (lang is not Language.EN)


def test_an_svg_carries_its_fonts_and_asks_for_nothing(bundled: Snapshot):
    text = file_of(bundled, FigureSuffix.SVG, some_days(bundled, Language.HE)).decode()
    assert text.count("@font-face") == 4
    addresses = {part.split(")")[0][:5] for part in text.split("url(")[1:]}
    assert addresses == {"data:"} | {a for a in addresses if a.startswith("#")}


@pytest.mark.parametrize("suffix", list(FigureSuffix))
def test_hostile_text_stays_text(suffix: FigureSuffix):
    opened = snapshot(
        report(place_name=HOSTILE, claimant=HOSTILE),
        sources=[row("sources", "synthetic", name=HOSTILE)],
        zones=[row("zones", "z1", issued_by=HOSTILE, name_en=HOSTILE)],
    )
    view = view_of(opened, text=HOSTILE[:20], lat=31.2, lon=34.2)
    content = file_of(opened, suffix, view)
    if suffix is FigureSuffix.PDF:
        assert r"with “$\frac{1}{2}$ <scrip”" in text_of(content)
    if suffix is FigureSuffix.SVG:
        root = ET.fromstring(content)  # noqa: S314 our own
        assert r"$\frac" in "".join(root.itertext())
        assert f"{SVG}script" not in {element.tag for element in root.iter()}


@pytest.mark.parametrize("suffix", list(FigureSuffix))
def test_letters_that_no_font_has_are_a_sign_in_the_picture_and_stay_in_its_title(suffix: FigureSuffix):
    opened = snapshot()
    view = view_of(opened, text="漢字 🙂 ﷽ \u0301 --> ś")
    content = file_of(opened, suffix, view, Size.SOCIAL)
    if suffix is FigureSuffix.PDF:
        assert "漢字" in PdfReader(BytesIO(content)).metadata.title
        assert "with “\ufffd\ufffd" in text_of(content)
    if suffix is FigureSuffix.SVG:
        ET.fromstring(content)  # noqa: S314 our own


def hashes() -> list[str]:
    """A hash of the same view in each kind of file."""
    files = [file_of(current(), suffix, size=Size.SOCIAL) for suffix in FigureSuffix]
    return [sha256(content).hexdigest() for content in files]


def test_the_same_view_is_the_same_bytes_in_every_process():
    program = "from tests.geo.export.test_figure import hashes; print(*hashes())"
    there = subprocess.run(  # noqa: S603 our own interpreter
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": "."},
    )
    assert there.stdout.split() == hashes()


@every_size
@every_language
@pytest.mark.parametrize("days", ["all", "some"])
def test_no_text_lies_on_another_or_beyond_the_sheet(
    bundled: Snapshot, size: Size, lang: Language, days: str
):
    view = some_days(bundled, lang) if days == "some" else bundled.default_view().but(lang=lang)
    figure = drawn(bundled, view, size)
    boxes = inked(figure)
    sheet = Box(0, 0, figure.sheet.width, figure.sheet.height)
    assert [said for said, box in boxes if not sheet.contains(box)] == []
    touching = [
        (one, other)
        for (one, a), (other, b) in combinations(boxes, 2)
        if a.grown(-1.2).overlaps(b.grown(-1.2))
    ]
    assert touching == []


def inked(figure: Figure) -> list[tuple[str, Box]]:
    """Every line with what its letters cover, as the renderer measures it."""
    high = figure.sheet.height
    renderer = RendererAgg(figure.sheet.width, high, 96)
    figure.canvas.figure.dpi = 96
    found = []
    for artist in figure.canvas.figure.artists:
        if isinstance(artist, Text) and artist.get_gid():
            wide, tall, below = renderer.get_text_width_height_descent(
                artist.get_text(), artist.get_fontproperties(), ismath=False
            )
            x, y = artist.get_transform().transform(artist.get_position())
            found.append((artist.get_text(), Box(x, high - y - tall + below, x + wide, high - y + below)))
    return found


@every_size
def test_an_endless_title_and_a_full_legend_stay_on_the_sheet(bundled: Snapshot, size: Size):
    view = bundled.default_view().but(
        text="Ḥ" * 200, kinds=tuple(bundled.counts(bundled.default_view()).kinds)
    )
    figure = drawn(bundled, view, size)
    assert max(said.box.y1 for said in figure.canvas.texts) <= figure.sheet.height
    assert max(said.box.x1 for said in figure.canvas.texts) <= figure.sheet.width


@pytest.mark.parametrize("place", [(85.0, 180.0, 4), (-85.0, -180.0, 17), (31.5, 34.45, 17), (0.0, 0.0, 4)])
def test_a_view_of_any_place_is_drawn(bundled: Snapshot, place: tuple[float, float, int]):
    lat, lon, z = place
    assert (
        drawn(bundled, bundled.default_view().but(lat=lat, lon=lon, z=z), Size.SOCIAL).chart.frame.zoom == z
    )


def test_an_empty_view_is_drawn_and_says_so():
    opened = snapshot(*(report(f"r{n}") for n in range(1_273)))
    figure = drawn(opened, view_of(opened, text="no such words", layers=()))
    assert (figure.chart.marks, figure.chart.badges) == ([], [])
    assert figure.caption.counts.startswith("Showing 0 of 1,273 reports")
