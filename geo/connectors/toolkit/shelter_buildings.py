"""Buildings in which people may shelter: how they are recognised, and how coarsely their points are given.

A school, a shelter or another such building is never placed finer than a kilometre (DESIGN, "Rules that come
from the subject", 7). Words are looked for in English, Arabic, Hebrew and some others, and rather once too
often: a point that is coarse without need costs a reader little.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.model import POINT_PRECISIONS, LocationPrecision

SHELTER_RADIUS_M = 1_000
"""Metres."""
SHELTER_DECIMALS = 2
"""Of degrees: half a kilometre off at most."""
SHELTER_NOTE = "The point is coarsened to one kilometre, as the building may be a shelter."
STRUCK_SHELTERS = ("school", "shelter")
"""What `struck` calls such a building."""
PLACE_COLUMNS = ("lat", "lon", "location_precision", "radius_m", "location_note", "place_name", "summary")
"""Documented columns that are changed."""
_TOLD = ("location_note", "place_name", "summary")

_ENGLISH = (
    r"kindergarten\w*|nursery|nurseries|colleges?|universit\w+|unrwa|displaced"
    r"|displacement|idps?|evacuees|madrasa\w*|dormitor\w+|collective cent(re|er)s?|evacuation cent(re|er)s?"
)
_OTHERS = (
    "[ée]coles?|lyc[ée]es?|coll[èe]ges?|cr[èe]ches?|maternelles?|abris?|refuges?|d[ée]plac[ée]e?s|schulen?"
    "|schutzr[aä]ume?|schutzraum|escuelas?|refugios?|okul(u|lar)?|s[i\\x{0131}][gğ][i\\x{0131}]nak"
)
"""In French, German, Spanish and Turkish."""
_ARABIC = (
    "مدرس[ةه]|مدارس|مأوى|ماوى|مآوي|ملجأ|ملاجئ|[إا]يواء|نازح|نازحة|نازحين|نازحون|نازحي|نزوح"
    "|روض[ةه]|رياض الأطفال|جامع[ةه]|[أا]ونروا"
)
_HEBREW = (
    "בית[ -]?ספר|בתי[ -]?ספר|מקלט|מקלטים|מחסה|עקורים|גן ילדים|גני ילדים"
    r"|אונר\x{05d5}?[\"\x{05f4}]?א|מכללה|אוניברסיטה"
    r"|מרחב(ים)? מוג(\x{05df}|נים)|ממ[\"\x{05f4}]?[דמ]|מיגונית|מיגוניות"
)
# A range of letters instead of `\PL`: RE2 takes 20 times as long to get ready for all that are no letters.
# An underline is none: `idp_site` is two words.
_NO_LATIN = r"[^a-z\x{00df}-\x{024f}]"
_NO_ARABIC, _NO_HEBREW = r"[^\x{0621}-\x{064a}]", r"[^\x{05d0}-\x{05ea}]"
_WORDS = (
    rf"(?i)school|shelter|(^|{_NO_LATIN})({_ENGLISH}|{_OTHERS})($|{_NO_LATIN})"
    rf"|(^|{_NO_ARABIC})[وفبلك]?(ال|لل|ل)?({_ARABIC})($|{_NO_ARABIC})"
    rf"|(^|{_NO_HEBREW})[והבלכמש]{{0,2}}({_HEBREW})($|{_NO_HEBREW})"
)
_MINUTE, _SECOND = r"['\x{2032}\x{2019}]", r"(\"|\\\"|\x{2033}|\x{201d}|'')"
_FINE = (
    (r"\b(\d{2}\.\d{2})\d+", r"\1"),
    (r"(\d{1,3}[.,]\d{2})\d{2,}", r"\1"),
    (rf"(\d{{1,3}}\s*°\s*\d{{1,2}}\s*{_MINUTE})\s*\d{{1,2}}([.,]\d+)?\s*{_SECOND}", r"\1"),
    (rf"(\d{{1,3}}\s*°\s*\d{{1,2}})[.,]\d+(\s*{_MINUTE})", r"\1\2"),
    (r"(?i)\b(\d{1,2}[C-HJ-NP-X]\s?[A-HJ-NP-Z][A-HJ-NP-V])\s?\d{2,5}\s?\d{2,5}\b", r"\1"),
)
"""Numbers that place something finer than a kilometre, and what of them may stay."""


def speaks_of_shelter(texts: pa.Array | pa.ChunkedArray) -> np.ndarray:
    """Return which texts speak of a building in which people may shelter."""
    return _mask(pc.match_substring_regex(texts, _WORDS))


def shelter_rows(texts: pa.RecordBatch, told: Sequence[str] = ("place_name", "summary")) -> np.ndarray:
    """Return which reports, in documented columns as text, struck such a building or tell of one."""
    is_one = _mask(pc.is_in(texts["struck"], pa.array(STRUCK_SHELTERS)))
    for name in told:
        is_one |= speaks_of_shelter(texts[name])
    return is_one


def is_fine(column: pa.StringArray) -> np.ndarray:
    """Return which degrees have more decimals than such a building may have."""
    return _mask(pc.match_substring_regex(column, rf"\.\d{{{SHELTER_DECIMALS}}}0*[1-9]|[eE]"))


def coarsened(place: dict[str, pa.StringArray], is_shelter: np.ndarray) -> dict[str, pa.StringArray]:
    """Return `PLACE_COLUMNS` with the points of some reports rounded, their radius a kilometre at least.

    Reports without a point, or coarse already, keep their place. What is no number keeps no fine digit, nor
    does what they tell.
    """
    if not is_shelter.any():
        return place
    told = {name: coarse_where(place[name], is_shelter) for name in _TOLD}
    place = {**place, **told}
    words = pa.array([str(word) for word in POINT_PRECISIONS])
    precision, radius_m = place["location_precision"], place["radius_m"]
    is_point = is_shelter & ~_mask(pc.equal(place["lat"], "")) & ~_mask(pc.equal(place["lon"], ""))
    is_disc = is_point & _mask(pc.is_in(precision, words))
    is_site = is_disc & _mask(pc.equal(precision, str(LocationPrecision.SITE)))
    is_small = is_disc & is_less(radius_m, SHELTER_RADIUS_M)
    is_fine_point = is_point & (is_fine(place["lat"]) | is_fine(place["lon"]))
    is_changed = is_fine_point | is_site | is_small
    if not is_changed.any():
        return place
    no_radius = is_site & _mask(pc.equal(radius_m, ""))
    note = place["location_note"]
    noted = pc.utf8_trim_whitespace(pc.binary_join_element_wise(note, SHELTER_NOTE, " "))
    is_new = is_changed & ~_mask(pc.match_substring(note, SHELTER_NOTE))
    return {
        **place,
        **{axis: _rounded(place[axis], is_changed) for axis in ("lat", "lon")},
        "location_precision": _put(precision, is_site, str(LocationPrecision.NEIGHBOURHOOD)),
        "radius_m": _put(radius_m, is_small | no_radius, str(SHELTER_RADIUS_M)),
        "location_note": _put(note, is_new, noted),
    }


def without_fine_points(texts: pa.StringArray) -> pa.StringArray:
    """Return texts in which no number places anything finer than a kilometre."""
    for fine, coarse in _FINE:
        texts = pc.replace_substring_regex(texts, fine, coarse)
    return texts


def coarse_where(texts: pa.StringArray, where: np.ndarray) -> pa.StringArray:
    """Return texts of which some, those that are marked, are `without_fine_points`."""
    if not where.any():
        return texts
    at = pa.array(where)
    return pc.replace_with_mask(texts, at, without_fine_points(texts.filter(at)))


def _rounded(degrees: pa.StringArray, where: np.ndarray) -> pa.StringArray:
    at = pa.array(where)
    rounded = pa.array([_round(text) for text in degrees.filter(at).to_pylist()], pa.string())
    return pc.replace_with_mask(degrees, at, rounded)


def _round(text: str) -> str:
    try:
        return f"{float(text):.{SHELTER_DECIMALS}f}"
    except ValueError:
        return str(without_fine_points(pa.array([text]))[0])


def is_less(numbers: pa.StringArray, limit: float) -> np.ndarray:
    """Return which texts are numbers below a limit."""

    def is_one(text: str) -> bool:
        try:
            return float(text) < limit
        except ValueError:
            return False

    encoded = numbers.dictionary_encode()
    found = np.array([is_one(text) for text in encoded.dictionary.to_pylist()], bool)
    return found[encoded.indices.to_numpy()] if len(found) else np.zeros(len(numbers), bool)


def _put(column: pa.StringArray, where: np.ndarray, other: pa.StringArray | str) -> pa.StringArray:
    return pc.if_else(pa.array(where), other, column)


def _mask(is_so: pa.Array | pa.ChunkedArray) -> np.ndarray:
    known: np.ndarray = pc.fill_null(is_so, fill_value=False).to_numpy(zero_copy_only=False)
    return known
