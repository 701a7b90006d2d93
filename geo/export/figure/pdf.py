"""What matplotlib's PDF lacks: text that every reader finds, the language, and a text for who does not see.

Lines of Arabic and Hebrew are shapes. Over each of their words lies its text, in a font whose letters are
all blank and stand for themselves: nothing is joined, so nothing is taken apart wrongly. Readers differ in
whether they go by the order in which letters are written or by where they stand. Here both are the order of
reading: a run from right to left is written in that order, with its letters mirrored, so that each stands
left of the last. docs/decisions/0036-text-in-pdf.md has what they find.
"""

from __future__ import annotations

import io
import re
from functools import cache
from typing import TYPE_CHECKING

from fontTools.fontBuilder import FontBuilder
from fontTools.ttLib.tables._g_l_y_f import Glyph
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DictionaryObject,
    NameObject,
    NullObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

from geo.charts import typeface as fonts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pypdf.generic import IndirectObject, PdfObject

    from geo.export.figure.canvas import Canvas, DrawnText
    from geo.model import Language

_POINTS_A_PX = 0.75
_EM = 1_000
_ADVANCE = 500
"""Of every letter, in thousandths of the size; a word is stretched to its width."""
_NAME, _RESOURCE = "ShelterlineUnseen", "/Unseen"
_RUN = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]+|[^\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]+")
_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_TO_UNICODE = b"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def /CMapType 2 def
1 begincodespacerange <0000> <FFFF> endcodespacerange
1 beginbfrange <0000> <FFFF> <0000> endbfrange
endcmap CMapName currentdict /CMap defineresource pop end end"""


def readable(pdf: bytes, canvas: Canvas, text: str, lang: Language) -> bytes:
    """Return a PDF of matplotlib's with the text of its shapes, its language and a text for the figure."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
    page = writer.pages[0]
    lines = [line for line in canvas.texts if fonts.is_complex(line.text)]
    unseen = "\n".join(word for line in lines for word in _words(line, canvas.height))
    if unseen:
        _entry(_entry(page, "/Resources"), "/Font")[NameObject(_RESOURCE)] = _font(writer)
    before = _stream(writer, b"/Figure <</MCID 0>> BDC q\n")
    after = _stream(writer, f"\nQ BT\n{unseen}\nET EMC".encode("ascii"))
    page[NameObject("/Contents")] = ArrayObject([before, page.raw_get("/Contents"), after])
    page[NameObject("/StructParents")] = NumberObject(0)
    _tag(writer, text, lang)
    sink = io.BytesIO()
    writer.write(sink)
    return sink.getvalue()


def _words(line: DrawnText, height: float) -> Iterator[str]:
    """Yield what writes each word of a line; a space belongs to the word before it."""
    size = line.box.height * _POINTS_A_PX
    y = (height - line.box.y0 - fonts.RISE * line.box.height) * _POINTS_A_PX
    for word, left, right in fonts.placed_words(line.text):
        start, end = ((line.box.x0 + share * line.box.width) * _POINTS_A_PX for share in (left, right))
        if start < end:
            yield from _runs(word, start, end, y, size)


def _runs(word: str, left: float, right: float, y: float, size: float) -> Iterator[str]:
    step = (right - left) / len(word)
    is_leftwards = _RIGHT_TO_LEFT.search(word) is not None
    runs = _RUN.findall(word)
    at = right if is_leftwards else left
    for n, run in enumerate(runs, start=1):
        wide, said = step * len(run), run if n < len(runs) else f"{run} "
        stretch = step / (size * _ADVANCE / _EM) * 100
        is_mirrored = _RIGHT_TO_LEFT.search(run) is not None
        if is_leftwards:
            at -= wide
        x = at + wide if is_mirrored else at
        if not is_leftwards:
            at += wide
        codes = said.encode("utf-16-be", "replace").hex()
        yield (
            f"{_RESOURCE} {size:.2f} Tf {stretch:.2f} Tz "
            f"{-1 if is_mirrored else 1} 0 0 1 {x:.2f} {y:.2f} Tm <{codes}> Tj"
        )


def _tag(writer: PdfWriter, text: str, lang: Language) -> None:
    """Make one figure of the page, with the text that stands for it."""
    page, root = writer.pages[0].indirect_reference, writer.root_object
    tree, document, figure = (writer._add_object(DictionaryObject()) for _ in range(3))  # noqa: SLF001 no other way
    _fill(figure, S="/Figure", P=document, Pg=page, K=NumberObject(0), Alt=text, Lang=str(lang))
    _fill(document, S="/Document", P=tree, K=ArrayObject([figure]), Lang=str(lang))
    parents = _dictionary(Nums=ArrayObject([NumberObject(0), ArrayObject([figure])]))
    _fill(tree, Type="/StructTreeRoot", K=ArrayObject([document]), ParentTree=parents)
    direction = "/R2L" if lang.direction == "rtl" else "/L2R"
    shown = _dictionary(DisplayDocTitle=BooleanObject(value=True), Direction=direction)
    of_root = {
        "Lang": TextStringObject(str(lang)),
        "MarkInfo": _dictionary(Marked=BooleanObject(value=True)),
        "StructTreeRoot": tree,
        "ViewerPreferences": shown,
    }
    root.update({NameObject(f"/{name}"): value for name, value in of_root.items()})


@cache
def _blank_font() -> bytes:
    builder = FontBuilder(_EM, isTTF=True)
    builder.setupGlyphOrder([".notdef", "blank"])
    builder.setupCharacterMap({})
    builder.setupGlyf({".notdef": Glyph(), "blank": Glyph()})
    builder.setupHorizontalMetrics(dict.fromkeys((".notdef", "blank"), (_ADVANCE, 0)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": _NAME, "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    # The same bytes each time.
    builder.font.recalcTimestamp = False
    builder.updateHead(created=0, modified=0)
    sink = io.BytesIO()
    builder.save(sink)
    return sink.getvalue()


def _font(writer: PdfWriter) -> IndirectObject:
    """Add a font in which each code of UTF-16 is a blank letter that stands for itself."""
    file = _blank_font()
    look = _dictionary(
        Type="/FontDescriptor",
        FontName=f"/{_NAME}",
        Flags=NumberObject(4),
        FontBBox=ArrayObject(map(NumberObject, (0, -200, _ADVANCE, 800))),
        ItalicAngle=NumberObject(0),
        Ascent=NumberObject(800),
        Descent=NumberObject(-200),
        CapHeight=NumberObject(800),
        StemV=NumberObject(80),
        FontFile2=_stream(writer, file, Length1=NumberObject(len(file))),
    )
    codes = _dictionary(
        Type="/Font",
        Subtype="/CIDFontType2",
        BaseFont=f"/{_NAME}",
        CIDSystemInfo=_dictionary(
            Registry=TextStringObject("Adobe"),
            Ordering=TextStringObject("Identity"),
            Supplement=NumberObject(0),
        ),
        FontDescriptor=writer._add_object(look),  # noqa: SLF001 no other way
        DW=NumberObject(_ADVANCE),
        CIDToGIDMap=_stream(writer, b"\0\1" * 65_536),
    )
    whole = _dictionary(
        Type="/Font",
        Subtype="/Type0",
        BaseFont=f"/{_NAME}",
        Encoding="/Identity-H",
        DescendantFonts=ArrayObject([writer._add_object(codes)]),  # noqa: SLF001 no other way
        ToUnicode=_stream(writer, _TO_UNICODE),
    )
    return writer._add_object(whole)  # noqa: SLF001 no other way


def _stream(writer: PdfWriter, content: bytes, **entries: PdfObject) -> IndirectObject:
    stream = StreamObject()
    stream.set_data(content)
    packed = stream.flate_encode()
    packed.update({NameObject(f"/{name}"): value for name, value in entries.items()})
    return writer._add_object(packed)  # noqa: SLF001 no other way


def _dictionary(**entries: PdfObject | str | None) -> DictionaryObject:
    """Return a dictionary; a text that begins with a slash is a name."""
    return DictionaryObject({NameObject(f"/{name}"): _object(value) for name, value in entries.items()})


def _entry(dictionary: DictionaryObject, name: str) -> DictionaryObject:
    return _as_dictionary(dictionary[name])


def _fill(reference: IndirectObject, **entries: PdfObject | str | None) -> None:
    _as_dictionary(reference).update(_dictionary(**entries))


def _as_dictionary(value: PdfObject) -> DictionaryObject:
    found = value.get_object()
    if not isinstance(found, DictionaryObject):
        raise TypeError(f"{value} is no dictionary")
    return found


def _object(value: PdfObject | str | None) -> PdfObject:
    if value is None:
        return NullObject()
    if not isinstance(value, str):
        return value
    return NameObject(value) if value.startswith("/") else TextStringObject(value)
