"""One point, or one of its two axes, as a person writes it: signs, hemispheres, digits of other scripts."""

from __future__ import annotations

import re

LAT, LON = "lat", "lon"

_SIGNS = str.maketrans(
    {
        **{chr(first + digit): str(digit) for first in (0x660, 0x6F0) for digit in range(10)},
        **dict.fromkeys("º˚⁰", "°"),
        **dict.fromkeys("\u2019\u2018\u2032\u02b9\u00b4`", "'"),
        **dict.fromkeys("\u201d\u201c\u2033\u05f4", '"'),
        **dict.fromkeys("\u2212\u2013", "-"),
        **dict.fromkeys("\u00a0\u202f\u2009\t\r\n", " "),
        **dict.fromkeys("\u200e\u200f\u061c\u202a\u202b\u202c\u2066\u2067\u2068\u2069\ufeff", ""),
        "\u066b": ".",
        "،": ",",
        "؛": ";",
    }
)
_WORDS = (
    (r"north|شمال[اًي]*|צפון", "N"),
    (r"south|جنوب[اًي]*|דרום", "S"),
    (r"east|شرق[اًي]*|מזרח", "E"),
    (r"west|غرب[اًي]*|מערב", "W"),
    (r"degrees?|deg|درجة|מעלות", "°"),
    (r"minutes?|min|دقيقة|דקות", "'"),
    (r"seconds?|sec|ثانية|שניות", '"'),
    (r"latitude|lat|خط العرض|קו רוחב", "N:"),
    (r"longitude|long|lng|lon|خط الطول|קו אורך", "E:"),
)
_IN_LETTERS = tuple((re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE), to) for words, to in _WORDS)
_HAS_WORD = re.compile(r"[^\W\d_]{2}")
_NUMBER = r"\d{1,3}(?:[.,]\d*)?"
_ONE_AXIS = re.compile(
    rf"""(?P<before>[NSEW])?[\s:=]*
    (?P<sign>[+-])?(?P<degrees>{_NUMBER})\s*(?P<mark>[°d])?
    (?:\s*(?P<minutes>\d{{1,2}}(?:[.,]\d+)?)\s*(?P<minute>['m])?
       (?:\s*(?P<seconds>\d{{1,2}}(?:[.,]\d+)?)\s*(?P<second>"|''|s)?)?)?
    \s*(?P<after>[NSEWnew])?""",
    re.VERBOSE,
)
_TWO = (
    re.compile(r"(.*?[NSEW])[\s,;/|]*((?=\S)[^NSEW]*[NSEW])"),
    re.compile(r"([NSEW][^NSEW]*?)[\s,;/|]*([NSEW][^NSEW]*)"),
    re.compile(r"([+-]?\d{1,3},\d+°?)\s*(?:[;/|]|,\s|\s)\s*([+-]?\d{1,3},\d+°?)"),
    re.compile(r"([^;]+);([^;]+)"),
    re.compile(r"([^|]+)\|([^|]+)"),
    re.compile(r"([^/]+)/([^/]+)"),
    re.compile(r"([^,]+),\s+([^,]+)"),
    re.compile(r"([^,]*[.°'\"][^,]*),([^,]*[.°'\"][^,]*)"),
    re.compile(r"(\S+)\s+(\S+)"),
)
_SIXTY = 60
_LONGEST = 100
"""Characters of a cell that may be a point; patterns are slow on long ones."""
_DECIMALS = 7


def in_latin(text: str) -> str:
    """Return a text with Latin digits and signs, and letters for hemispheres."""
    said = text.translate(_SIGNS).strip()
    if _HAS_WORD.search(said):
        for words, letters in _IN_LETTERS:
            said = words.sub(letters, said)
    return said


def axis_of(text: str) -> tuple[str, str]:
    """Return one latitude or longitude as decimal degrees, and which of the two its hemisphere names.

    `31,52°N` is `31.52` and LAT, `34 27 0` is `34.45` and empty. Both are empty of what is none.
    """
    found = _ONE_AXIS.fullmatch(in_latin(text)) if len(text) <= _LONGEST else None
    if not found or (found["before"] and found["after"]):
        return "", ""
    letter = (found["before"] or found["after"] or "").upper()
    degrees, minutes, seconds = (
        (found[part] or "").replace(",", ".").rstrip(".") for part in ("degrees", "minutes", "seconds")
    )
    if minutes and ("." in degrees or ("." in minutes and seconds)):
        return "", ""
    if minutes and not seconds and not (found["mark"] or found["minute"]):
        return "", ""
    if max(float(minutes or 0), float(seconds or 0)) >= _SIXTY or (letter and found["sign"] == "-"):
        return "", ""
    sign = "-" if found["sign"] == "-" or letter in {"S", "W"} else ""
    if minutes:
        degrees = written(float(degrees) + float(minutes) / 60 + float(seconds or 0) / 3600)
    axis = {"N": LAT, "S": LAT, "E": LON, "W": LON}.get(letter, "")
    return sign + degrees, axis


def pair_of(text: str) -> tuple[str, str, bool]:
    """Return the two axes of a point in one cell, and whether the cell itself says which is which.

    Where it says so, latitude is first; else they stand as they are written. Empty of what is no point.
    """
    if len(text) > _LONGEST:
        return "", "", False
    said = in_latin(text).strip("[](){} ")
    for two in _TWO:
        found = two.fullmatch(said)
        if not found:
            continue
        (one, first), (other, second) = axis_of(found[1]), axis_of(found[2])
        if one and other:
            if not first and not second:
                return one, other, False
            if first == second:
                return "", "", False
            return (one, other, True) if first == LAT or second == LON else (other, one, True)
    return "", "", False


def written(degrees: float) -> str:
    """Return degrees as text, to about a centimetre."""
    return f"{degrees:.{_DECIMALS}f}".rstrip("0").rstrip(".")
