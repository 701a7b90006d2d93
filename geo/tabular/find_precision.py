"""How finely a file places its rows: words and codes of precision, and radii."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from statistics import median

from geo.model import LocationPrecision
from geo.tabular.column_names import CODEBOOKS, plain
from geo.tabular.known_words import OUR_WORD
from geo.tabular.mapping import MappedField
from geo.tabular.questions import Question, Reply, SettledFields, Subject, not_used
from geo.tabular.radius_forms import KILOMETRES, METRES, radius_of, unit_of
from geo.tabular.sample import Sample

_OF_BOOK = {
    "where prec": (
        "where prec|where coordinates|where description|date prec|type of violence|dyad name|dyad new id"
        "|side a|side b|priogrid gid|event clarity|code status|geom wkt|conflict new id|deaths civilians"
        "|deaths unknown"
    ),
    "geo precision": (
        "geo precision|time precision|event id cnty|sub event type|disorder type|source scale|inter1"
        "|assoc actor 1|civilian targeting|admin3"
    ),
}
"""By the codebook's column: plain names of columns that its files have."""
_ENOUGH_NAMES = 2
_CODE = re.compile(r"[1-7]")
_WORDED = re.compile(r"\((?P<code>[1-7])\)\s*(?P<words>.+)")
_OF_CODE = {
    "1": (re.compile(r"exact|precise", re.IGNORECASE), LocationPrecision.SITE),
    "2": (re.compile(r"\b25\s*km", re.IGNORECASE), LocationPrecision.LOCALITY),
    "3": (re.compile(r"district|commun|municip", re.IGNORECASE), LocationPrecision.GOVERNORATE),
    "4": (re.compile(r"province|state|governorate", re.IGNORECASE), LocationPrecision.TERRITORY),
    "5": (re.compile(r"linear|along", re.IGNORECASE), LocationPrecision.SUBREGION),
    "6": (re.compile(r"countr", re.IGNORECASE), LocationPrecision.TERRITORY),
    "7": (re.compile(r"international|water|airspace", re.IGNORECASE), LocationPrecision.UNLOCATED),
}
"""Insecurity Insight's words behind each code; the codes mean what they mean in UCDP's `where_prec`."""
_WITHIN = re.compile(
    r"(?:within |about |approx\w*\.? |~ ?|< ?)?(\d+(?:[.,]\d+)?)\s*(km|m|kilomet\w+|met\w+)\b.*",
    re.IGNORECASE,
)
_UCDP_RADIUS_M = "25000"
_SITE_M, _NEIGHBOURHOOD_M = 200, 1_000
_RADIUS = re.compile(r"\bradius\b|\buncertainty\b|نصف القطر|רדיוס")
_IN_METRES = re.compile(r"\b(?:m|metres?|meters?|mtrs?)\b|متر|מטר")
_IN_KILOMETRES = re.compile(r"\b(?:km|kms|kilomet\w+)\b|كم|كيلومتر|קמ|קילומטר")
_LIKELY_KM = 30
_N_EXAMPLES = 3


def precision(sheet: Sample, fields: Mapping[str, MappedField]) -> SettledFields:
    """Return `location_precision` in our words, and `radius_m` where the words or codes say it too."""
    one = fields.get("location_precision", MappedField())
    if not one.column:
        return SettledFields({"location_precision": one} if one else {})
    column, texts = one.column, sheet.distinct(one.column)
    if texts and all(map(_CODE.fullmatch, texts)):
        return _codes(sheet, column, texts, fields)
    if texts and sheet.mostly(column, _is_number):
        return SettledFields({"location_precision": MappedField()}, (_as_radius(column, texts),))
    words, radii = _in_our_words(texts)
    other = [text for text in texts if text not in words]
    said = {theirs: ours for theirs, ours in words.items() if theirs != ours}
    found = {"location_precision": MappedField(column, words=said, why=one.why)}
    if radii and not fields.get("radius_m"):
        found["radius_m"] = MappedField(column, words=radii, other="", why="the same words say it")
    if not other:
        return SettledFields(found)
    return SettledFields({"location_precision": MappedField()}, (_of_words(column, other, found),))


def radius(sheet: Sample, fields: Mapping[str, MappedField], free: Iterable[str]) -> SettledFields:
    """Return `radius_m` in a unit that is known, or a question; `free` are columns that nothing uses."""
    one = fields.get("radius_m", MappedField())
    if one.words or (one and not one.column):
        return SettledFields({"radius_m": one})
    if not one:
        named = [c for c in free if _RADIUS.search(plain(c)) and sheet.mostly(c, _is_number)]
        if len(named) != 1:
            return SettledFields()
        one = MappedField(named[0], why="by its name")
    texts = sheet.distinct(one.column)
    name = f"{plain(one.column)} {sheet.tags.get(one.column, '').replace('_', ' ')}"
    if _IN_KILOMETRES.search(name):
        return SettledFields(
            {"radius_m": MappedField(one.column, form=KILOMETRES, why="its name says kilometres")}
        )
    if _IN_METRES.search(name) or not texts or all(map(unit_of, texts)):
        return SettledFields({"radius_m": one})
    return SettledFields({"radius_m": MappedField()}, (_unit(one.column, texts),))


def _codes(sheet: Sample, column: str, texts: list[str], fields: Mapping[str, MappedField]) -> SettledFields:
    books = {
        name: (title, codes) for name, (title, codes) in CODEBOOKS.items() if "location_precision" in codes
    }
    has_radius = bool(fields.get("radius_m"))
    names = {plain(each) for each in sheet.columns}
    for name, (title, codes) in books.items():
        n_names = len(names & set(_OF_BOOK[name].split("|")))
        if plain(column) == name and n_names >= _ENOUGH_NAMES:
            return SettledFields(_by_book(column, title, codes, has_radius=has_radius))
    answers = [
        Reply(
            f"They are {title}: {_told(codes, texts)}.", _by_book(column, title, codes, has_radius=has_radius)
        )
        for title, codes in books.values()
        if set(texts) <= set(codes["location_precision"])
    ]
    answers.sort(key=lambda answer: plain(column) not in plain(answer.text))
    text = f"What do the codes of {column!r} mean?"
    question = Question(
        Subject.PLACE, (column,), text, (*answers, not_used(column)), tuple(texts[:_N_EXAMPLES])
    )
    return SettledFields({"location_precision": MappedField()}, (question,))


def _told(codes: Mapping[str, Mapping[str, str]], texts: list[str]) -> str:
    return ", ".join(f"{text} is {codes['location_precision'][text]}" for text in sorted(texts))


def _by_book(
    column: str, title: str, codes: Mapping[str, Mapping[str, str]], *, has_radius: bool
) -> dict[str, MappedField]:
    found = {"location_precision": MappedField(column, words=codes["location_precision"], why=title)}
    if not has_radius:
        found["radius_m"] = MappedField(column, words=codes["radius_m"], other="", why=title)
    return found


def _in_our_words(texts: Iterable[str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return our precision, and a radius in metres, for each text of which both or the first is known."""
    words: dict[str, str] = {}
    radii: dict[str, str] = {}
    for text in texts:
        worded, within = _WORDED.fullmatch(text), _WITHIN.fullmatch(text)
        if ours := OUR_WORD["location_precision"].get(plain(text)):
            words[text] = ours
        elif worded and _OF_CODE[worded["code"]][0].search(worded["words"]):
            words[text] = str(_OF_CODE[worded["code"]][1])
            if worded["code"] == "2":
                radii[text] = _UCDP_RADIUS_M
        elif within:
            radii[text] = radius_of(within[1], KILOMETRES if within[2].lower().startswith("k") else METRES)
            words[text] = str(_of_radius(float(radii[text])))
    return words, radii


def _of_radius(metres: float) -> LocationPrecision:
    if metres <= _SITE_M:
        return LocationPrecision.SITE
    return LocationPrecision.NEIGHBOURHOOD if metres <= _NEIGHBOURHOOD_M else LocationPrecision.LOCALITY


def _of_words(column: str, other: list[str], found: Mapping[str, MappedField]) -> Question:
    """Return what to ask of words of precision that are not known."""
    known = found["location_precision"].words

    def answer(text: str, ours: LocationPrecision) -> Reply:
        words = {**known, **dict.fromkeys(other, str(ours))}
        return Reply(text, {**found, "location_precision": MappedField(column, words=words)})

    examples = tuple(other[:_N_EXAMPLES])
    return Question(
        Subject.PLACE,
        (column,),
        f"How finely do these words of {column!r} place a row: {', '.join(examples)}?",
        (
            answer("A town or quarter: within 3 km of the point.", LocationPrecision.LOCALITY),
            answer(
                "A governorate: the area that holds the point, and no point.", LocationPrecision.GOVERNORATE
            ),
            answer("Not at all: such rows are not on the map.", LocationPrecision.UNLOCATED),
            not_used(column),
        ),
        examples,
    )


def _as_radius(column: str, texts: list[str]) -> Question:
    """Return what to ask of a column of precision that holds numbers which are no codes."""
    text = f"{column!r} holds numbers: are they a radius within which the place lies?"
    return Question(Subject.PLACE, (column,), text, _units(column, texts), tuple(texts[:_N_EXAMPLES]))


def _unit(column: str, texts: list[str]) -> Question:
    text = f"In which unit does {column!r} give the radius?"
    return Question(Subject.PLACE, (column,), text, _units(column, texts), tuple(texts[:_N_EXAMPLES]))


def _units(column: str, texts: list[str]) -> tuple[Reply, ...]:
    shown = texts[0]
    units = [
        Reply(f"In metres: {shown} is {radius_of(shown, METRES)} m.", _radius_in(column, METRES)),
        Reply(f"In kilometres: {shown} is {radius_of(shown, KILOMETRES)} m.", _radius_in(column, KILOMETRES)),
    ]
    numbers = [float(text.replace(",", ".")) for text in texts if _is_number(text) and not unit_of(text)]
    if numbers and median(numbers) < _LIKELY_KM:
        units.reverse()
    return (*units, not_used(column))


def _radius_in(column: str, unit: str) -> dict[str, MappedField]:
    return {"radius_m": MappedField(column, form=unit)}


def _is_number(text: str) -> bool:
    return re.fullmatch(r"\d+(?:[.,]\d+)?", text) is not None or bool(unit_of(text))
