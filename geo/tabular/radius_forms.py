"""Radii as people write them: `500 m`, `2.5 km`, or a bare number whose unit somebody said."""

from __future__ import annotations

import re

from geo.tabular.point_texts import in_latin

METRES, KILOMETRES = "m", "km"
_UNITS = {
    **dict.fromkeys((METRES, "metre", "metres", "meter", "meters", "م", "متر", "מ", "מטר"), 1.0),
    **dict.fromkeys((KILOMETRES, "kilometre", "kilometres", "kilometer", "kilometers"), 1_000.0),
    **dict.fromkeys(("كم", "كيلومتر", "קמ", "קילומטר"), 1_000.0),
}
"""Metres, by the unit's name in lower case without points and marks."""
_RADIUS = re.compile(r"([+-]?\d+(?:[.,]\d+)?)\s*(\D*)")
_NO_UNIT = re.compile("[\\s.'\"\u05f3\u05f4]")


def fault(form: str) -> str:
    """Return what is wrong with a form, as the end of a sentence; empty for one that is known."""
    return "" if form in {"", METRES, KILOMETRES} else f"is no unit; use {METRES} or {KILOMETRES}"


def unit_of(text: str) -> str:
    """Return the unit that a radius names, `m` or `km`; empty when it names none, or is no radius."""
    found = _RADIUS.fullmatch(in_latin(text))
    metres = _UNITS.get(_plain(found[2])) if found else None
    return "" if metres is None else METRES if metres == 1 else KILOMETRES


def radius_of(text: str, form: str) -> str:
    """Return a radius in metres as text; what is none stays as it came.

    `form` is the unit of a number that names none; empty for metres.
    """
    found = _RADIUS.fullmatch(in_latin(text)) if text else None
    if not found:
        return text
    metres = _UNITS.get(_plain(found[2]) or form or METRES)
    if metres is None or (metres == 1 and not found[2]):
        return text if metres is None else found[1].replace(",", ".")
    whole = float(found[1].replace(",", ".")) * metres
    return str(int(whole)) if whole.is_integer() else repr(whole)


def _plain(unit: str) -> str:
    return _NO_UNIT.sub("", unit).lower()
