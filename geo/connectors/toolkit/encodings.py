"""In which encoding a text is written, of those that are met in the region."""

from __future__ import annotations

import codecs
from itertools import pairwise

_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_HIGH_OF_PAIRS = bytes((0x00, 0x05, 0x06))
"""First half of UTF-16 for Latin, Hebrew and Arabic letters."""
_IN_UTF16 = 0.7
"""Share of one half of all pairs."""
LEGACY = {
    "cp1256": "Windows-1256 (Arabic)",
    "cp1255": "Windows-1255 (Hebrew)",
    "cp1252": "Windows-1252 (Western European)",
}
"""Encodings of one byte a letter, with what they are called."""
_LETTERS = range(0xC0, 0x100)
_HEBREW = range(0xE0, 0xFB)
_HEBREW_FINALS = frozenset((0xEA, 0xED, 0xEF, 0xF3, 0xF5))
"""Letters that end a Hebrew word; one of them is a common letter within Arabic words."""
_TOGETHER = 0.5
"""Share of letters beside another such letter, from which they make words of their own."""
_MOSTLY = 0.9


def encoding_of(start: bytes, *, is_whole: bool) -> str:
    """Return the encoding of a text, as Python calls it, by its first bytes.

    `is_whole` says whether there are no more: else the last letter may be cut.
    """
    for mark, encoding in _MARKS.items():
        if start.startswith(mark):
            return encoding
    pairs = max(1, len(start) // 2)
    for high, low, encoding in (
        (start[1::2], start[::2], "utf-16-le"),
        (start[::2], start[1::2], "utf-16-be"),
    ):
        n_high = len(high) - len(high.translate(None, _HIGH_OF_PAIRS))
        if high.count(0) and low.count(0) < high.count(0) and n_high > pairs * _IN_UTF16:
            return encoding
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start, final=is_whole)
    except UnicodeDecodeError as error:
        # A few broken bytes spoil their lines; a text that is full of them is in another encoding.
        rest = start[error.start :]
        broken = rest.decode("utf-8", "replace").count("\ufffd")
        return _legacy(start) if broken > max(1, len(rest) // 1_000) else "utf-8"
    return "utf-8"


def note_on(encoding: str) -> str:
    """Return what a reader should know of an encoding; nothing of the usual one."""
    if encoding.startswith("utf-16"):
        return "The text is UTF-16."
    if encoding in LEGACY:
        return (
            f"The text is no UTF-8 and was read as {LEGACY[encoding]}. Look at the names; save the file as "
            "UTF-8 when they are not what they should be."
        )
    return ""


def _legacy(text: bytes) -> str:
    """Return which letters the bytes stand for that are none in UTF-8.

    Hebrew has all its letters above 0xE0, and some at the ends of words alone; Arabic has half of its letters
    below; Western letters with an accent stand alone among plain ones.
    """
    places = [place for place, byte in enumerate(text) if byte in _LETTERS]
    if not places:
        return "cp1256"
    beside = sum(b - a == 1 for a, b in pairwise(places))
    if beside < len(places) * _TOGETHER:
        return "cp1252"
    n_hebrew = sum(text[place] in _HEBREW for place in places)
    n_split = sum(text[a] in _HEBREW_FINALS and b - a == 1 for a, b in pairwise(places))
    is_hebrew = n_hebrew > len(places) * _MOSTLY and n_split <= len(places) * (1 - _MOSTLY) / 2
    return "cp1255" if is_hebrew else "cp1256"
