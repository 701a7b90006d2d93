"""The figures' type: which font says what, how wide it is, and where a line breaks.

IBM Plex Sans Arabic has Latin and Arabic; DejaVu Sans, which comes with matplotlib, has Hebrew and the
rest. Both are static fonts under licences that allow to put them into files.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from functools import cache, lru_cache
from importlib.util import find_spec
from itertools import accumulate
from pathlib import Path

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.ft2font import LoadFlags

from geo.model.errors import ShelterlineError

FAMILIES = ("IBM Plex Sans Arabic", "DejaVu Sans")
PLAIN, BOLD = 400, 600
LINE = 1.3
"""Distance of two lines, in sizes of the type."""
RISE, FALL = 0.76, 0.24
"""What letters take above and below their base line, in sizes of the type."""
_PACKAGE = "fontpkg_ibm_plex_sans_arabic"
_FILES = {PLAIN: "IBMPlexSansArabic-Regular.ttf", BOLD: "IBMPlexSansArabic-SemiBold.ttf"}
_SPACE = 0.25
"""About what a space takes, in sizes of the type."""
_MEASURED_AT = 100
_FIRST_STRONG = re.compile(r"[A-Za-z\u00c0-\u024f]|[\u0590-\u08ff]")
_COMPLEX = re.compile(r"[\u0590-\u08ff\u200e\u200f\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc]")
_UNSEEN, _NO_SUCH_LETTER = frozenset({"Cf", "Zs"}), "\ufffd"
_CONTROLS = re.compile(r"[\u200e\u200f\u2066-\u2069]")
_SPACES = re.compile(r"[ \t\n]+")
"""Where a line may break: not at a no-break space."""
_RIGHT_TO_LEFT_MARK = "\u200f"
_LATIN_ENDS = "\u0590"


@cache
def fonts() -> dict[int, list[str]]:
    """Return the files of each weight, the first that has a letter draws it; they are made known once.

    Raises ShelterlineError when the package of the fonts is not whole.
    """
    spec = find_spec(_PACKAGE)
    folder = Path(spec.origin).parent / "files" if spec and spec.origin else None
    if folder is None or not all((folder / name).is_file() for name in _FILES.values()):
        raise ShelterlineError("the figures' font is missing. Run `make setup`.")
    for name in _FILES.values():
        font_manager.fontManager.addfont(folder / name)
    # The spare font's bold is asked for by the weight of the other's.
    entries = font_manager.fontManager.ttflist
    bold = next(e for e in entries if Path(e.fname).name == "DejaVuSans-Bold.ttf")
    entries.append(replace(bold, weight=BOLD))
    spare = Path(mpl.get_data_path()) / "fonts/ttf"
    spares = {PLAIN: "DejaVuSans.ttf", BOLD: "DejaVuSans-Bold.ttf"}
    return {weight: [str(folder / _FILES[weight]), str(spare / spares[weight])] for weight in _FILES}


@cache
def _letters() -> frozenset[int]:
    return frozenset().union(*(font_manager.get_font(file).get_charmap() for file in fonts()[PLAIN]))


def drawable(text: str) -> str:
    """Return a text with the replacement character for each letter that no font has."""
    if text.isascii():
        return text
    known = _letters()
    return "".join(
        c if ord(c) in known or unicodedata.category(c) in _UNSEEN else _NO_SUCH_LETTER for c in text
    )


def width(text: str, size: float, weight: int = PLAIN) -> float:
    """Return the width of a line in the unit of its size."""
    return _measured(text, weight) / 64 * size / _MEASURED_AT if text else 0.0


# Whatever its size, for a sheet is tried in nine of them. Shaping a line takes a millisecond.
@lru_cache(maxsize=8_192)
def _measured(text: str, weight: int) -> float:
    font = font_manager.get_font(fonts()[weight])
    font.set_size(_MEASURED_AT, 72)
    font.set_text(drawable(text), 0.0, flags=LoadFlags.NO_HINTING)
    return float(font.get_width_height()[0])


def placed_words(text: str) -> list[tuple[str, float, float]]:
    """Return the words of a line in the order of reading, each with its left and right end.

    The ends are shares of the line's width, from its left.
    """
    placed = _placed_letters(text)
    words = []
    for word in _CONTROLS.sub("", drawable(text)).split():
        # What stands there is known by its letters: the order in which they are drawn is another.
        found = next((at for at in placed if at[0] == frozenset(word)), None)
        if found:
            placed.remove(found)
            words.append((word, found[1], found[2]))
    return words


def _placed_letters(text: str) -> list[tuple[frozenset[str], float, float]]:
    """Return the letters between the spaces of a line, from left to right."""
    font = font_manager.get_font(fonts()[PLAIN])
    font.set_size(_MEASURED_AT, 72)
    # What the public names say of a line is its width alone.
    items = font._layout(drawable(text), flags=LoadFlags.NO_HINTING)  # noqa: SLF001
    end = width(text, _MEASURED_AT)
    found: list[tuple[frozenset[str], float, float]] = []
    letters: set[str] = set()
    left = 0.0
    for letter, x in [*((_CONTROLS.sub("", item.char), item.x) for item in items), (" ", end)]:
        if letter.isspace():
            if letters:
                found.append((frozenset(letters), left / end, min(1.0, x / end)))
            letters = set()
        elif letter:
            left = min(left, x) if letters else x
            letters |= set(letter)
    return found


def is_rtl(text: str) -> bool | None:
    """Whether a text's first letter is of a script written from right to left; None without letters."""
    found = _FIRST_STRONG.search(text)
    return None if found is None else found.group() >= _LATIN_ENDS


def is_complex(text: str) -> bool:
    """Whether letters are joined, marked or ordered from right to left, or a character says how to."""
    return _COMPLEX.search(text) is not None


def directed(text: str, *, rtl: bool) -> str:
    """Return a sentence of a right-to-left language so that it runs that way whatever it begins with."""
    return _RIGHT_TO_LEFT_MARK + text if rtl and not is_rtl(text) else text


def folded(text: str, size: float, limit: float, weight: int = PLAIN) -> list[str]:
    """Break a text into lines no wider than a limit; a word that is wider is broken where it must."""
    words = list(_words(text, size, limit, weight))
    room = [width(word, size, weight) + size * _SPACE for word in words]
    lines: list[str] = []
    start = 0
    while start < len(words):
        # A guess, so that two lines are measured, not one for each word: with more words it is no narrower.
        end = max(start + 1, start + sum(taken <= limit for taken in accumulate(room[start:])))
        while end > start + 1 and width(" ".join(words[start:end]), size, weight) > limit:
            end -= 1
        while end < len(words) and width(" ".join(words[start : end + 1]), size, weight) <= limit:
            end += 1
        lines.append(" ".join(words[start:end]))
        start = end
    return lines


def evenly(text: str, size: float, limit: float, weight: int = PLAIN) -> list[str]:
    """Break a text into as few lines as a limit allows, as even as they come."""
    rough = folded(text, size, limit, weight)
    even = width(text, size, weight) / max(1, len(rough))
    while even < limit:
        lines = folded(text, size, even, weight)
        if len(lines) <= len(rough):
            return lines
        even += size * 0.7
    return rough


def _words(text: str, size: float, limit: float, weight: int) -> Iterator[str]:
    for word in _SPACES.split(text.strip()):
        part = ""
        # Only addresses and hostile texts are so long, and they have no place to break.
        for letter in word if width(word, size, weight) > limit else (word,):
            if part and width(part + letter, size, weight) > limit:
                yield part
                part = ""
            part += letter
        yield part
