"""What matplotlib's SVG lacks: the fonts themselves, the direction and the width of each line.

Text stays text. The letters used are put into the file, so that it looks the same where the fonts are not
installed; a program that reads no fonts from files takes another one and keeps each line to its width.
"""

from __future__ import annotations

import io
import re
from base64 import b64encode
from collections.abc import Sequence
from functools import lru_cache

from fontTools import subset

from geo.charts import typeface as fonts
from geo.export.figure.canvas import DrawnText
from geo.model import Language

_POINTS_A_PX = 0.75
_LINE = re.compile(
    r'(<g id="said-(\d+)">\s*(?:<g clip-path="[^"]*">\s*)?<text style="[^"]*?)text-anchor: start([^"]*)"'
)
_ROOT = re.compile(r"<svg [^>]*>")


def finished(svg: bytes, texts: Sequence[DrawnText], lang: Language) -> bytes:
    """Return an SVG of matplotlib's with fonts, directions and widths."""

    def line(found: re.Match[str]) -> str:
        one = texts[int(found[2])]
        # In right-to-left text the end of a line is its left end, from which it was placed.
        flow = "text-anchor: end; direction: rtl; unicode-bidi: embed" if one.rtl else "text-anchor: start"
        length = f"{one.box.width * _POINTS_A_PX:.2f}"
        return f'{found[1]}{flow}{found[3]}" textLength="{length}" lengthAdjust="spacingAndGlyphs"'

    text = _LINE.sub(line, svg.decode())
    style = "".join(faces(frozenset("".join(one.text for one in texts))))
    root = _ROOT.search(text)
    if root is None:
        raise ValueError("matplotlib wrote an SVG without a root")
    begin = root.end()
    opened = root.group().replace("<svg ", f'<svg xml:lang="{lang}" ', 1)
    return f"{text[: root.start()]}{opened}\n <style>{style}</style>{text[begin:]}".encode()


def faces(letters: frozenset[str]) -> list[str]:
    """Return the rules of a style sheet that hold these letters of the figures' fonts."""
    left = {ord(letter) for letter in letters}
    first, spare = zip(*fonts.fonts().values(), strict=True)
    rules = []
    for family, files in zip(fonts.FAMILIES, (first, spare), strict=True):
        known = frozenset(left & _letters_of(files[0]))
        left -= known
        # Spaces are in every font: alone they need none.
        if any(not chr(code).isspace() for code in known):
            for weight, file in zip(fonts.fonts(), files, strict=True):
                data = b64encode(_part(file, known)).decode("ascii")
                rules.append(
                    f'@font-face{{font-family:"{family}";font-weight:{weight};'
                    f'src:url(data:font/woff;base64,{data}) format("woff")}}'
                )
    return rules


@lru_cache(maxsize=8)
def _letters_of(file: str) -> frozenset[int]:
    with subset.load_font(file, subset.Options(), lazy=True) as font:
        return frozenset(font.getBestCmap())


@lru_cache(maxsize=16)
def _part(file: str, letters: frozenset[int]) -> bytes:
    """Return a font with only some letters, with what joins and marks them."""
    # What the subsetter does not know it would drop with a warning each.
    dropped = [*subset.Options().drop_tables, "FFTM", "meta"]
    options = subset.Options(
        drop_tables=dropped, flavor="woff", hinting=False, notdef_outline=True, name_IDs=[0, 1, 2, 13, 14]
    )
    sink = io.BytesIO()
    with subset.load_font(file, options) as font:
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=letters)
        cutter.subset(font)
        subset.save_font(font, sink, options)
    return sink.getvalue()
