"""Areas with their p-codes and outlines, places with their names in three languages."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from shapely.geometry import shape

from geo.language import words
from geo.model import Language
from geo.model.rows import rows

if TYPE_CHECKING:
    import pandas as pd
    from shapely.geometry.base import BaseGeometry

LEVELS = ("country", "territory", "governorate")


@dataclass(frozen=True, slots=True)
class Area:
    """An administrative area, or a sea, with the outline that stands for it."""

    pcode: str
    """OCHA p-code, ISO 3166 alpha-3 for a country, or a code of our own for a sea."""
    names: Mapping[Language, str]
    """Empty in a language for which the gazetteer has no name."""
    level: str
    """One of `LEVELS`."""
    parent: str
    """P-code of the area around it; empty for a country or a sea."""
    basis: str
    """Where the outline comes from, and what is disputed about it."""
    label: tuple[float, float]
    """Latitude and longitude of a point inside, for its name; never a place of anything."""
    geometry: BaseGeometry
    """EPSG:4326, longitude first."""


class Areas:
    """The areas of a snapshot, by p-code."""

    def __init__(self, areas: Mapping[str, Area]) -> None:
        """Keep the areas; parents need not be present."""
        self._areas = dict(areas)

    @classmethod
    def read(cls, path: Path) -> Areas:
        """Read outlines from a file (GeoJSON, EPSG:4326)."""
        return cls.parse(path.read_bytes())

    @classmethod
    def parse(cls, text: bytes) -> Areas:
        """Read outlines (GeoJSON, EPSG:4326)."""
        features = json.loads(text)["features"]
        return cls({f["properties"]["pcode"]: _area(f) for f in features})

    def __contains__(self, pcode: object) -> bool:
        return pcode in self._areas

    def __iter__(self) -> Iterator[Area]:
        """Areas, each after the one around it."""
        return iter(self._in_order)

    def __getitem__(self, pcode: str) -> Area:
        return self._areas[pcode]

    def within(self, pcode: str) -> frozenset[str]:
        """Return the p-code and every p-code below it."""
        below = {pcode}
        for area in self._in_order:
            if area.parent in below:
                below.add(area.pcode)
        return frozenset(below)

    def named_in(self, text: str) -> tuple[str, ...]:
        """Return the p-codes of the areas that a text names in English."""
        left = f" {search_form(text).replace(',', ' ')} "
        found: list[str] = []
        # Longer names first: Gaza is within the name of the Gaza Strip.
        for area in sorted(self, key=lambda area: -len(area.names[Language.EN])):
            name = f" {search_form(area.names[Language.EN])} "
            if name in left:
                left = left.replace(name, "  ")
                found.append(area.pcode)
        return tuple(sorted(found))

    @cached_property
    def _in_order(self) -> tuple[Area, ...]:
        children: dict[str, list[Area]] = {}
        for area in sorted(self._areas.values(), key=lambda a: a.names[Language.EN]):
            children.setdefault(area.parent if area.parent in self._areas else "", []).append(area)

        def below(pcode: str) -> Iterator[Area]:
            for area in children.get(pcode, ()):
                yield area
                yield from below(area.pcode)

        return tuple(below(""))


def _area(feature: dict[str, dict[str, str]]) -> Area:
    said = feature["properties"]
    names = {lang: said.get(f"name_{lang}") or "" for lang in Language}
    return Area(
        pcode=said["pcode"],
        names=names,
        level=said["level"],
        parent=said.get("parent") or "",
        basis=said.get("basis") or "",
        label=(float(said["label_lat"]), float(said["label_lon"])),
        geometry=shape(feature["geometry"]),
    )


# Spellings differ in the seat of the hamza, the final alef and the feminine ending; a tatweel only
# stretches a word. Joiners, direction marks and soft hyphens cannot be seen, nor typed in a search.
_ARABIC_FORMS = str.maketrans("أإآٱىة", "اااايه", "ـ")
_MARKS = re.compile(
    r"[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u2010\u2011\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff`'’‘ʿʾ\"“”-]"
)


def search_form(text: str) -> str:
    """Fold case, accents, vowel signs and letter variants, so that spellings meet."""
    if text.isascii():
        return " ".join(_MARKS.sub("", text.lower()).split())
    plain = _MARKS.sub("", unicodedata.normalize("NFKD", text.casefold()))
    return " ".join(unicodedata.normalize("NFC", plain).translate(_ARABIC_FORMS).split())


Spelling = tuple[str, ...]
"""The words of a name, in search form."""


class PlaceNames:
    """Every spelling of every place, to find reports in English text by Arabic or Hebrew names."""

    def __init__(self, gazetteer: pd.DataFrame) -> None:
        self._spellings: dict[tuple[str, ...], set[str]] = {}
        for row in rows(gazetteer):
            said = [row.name_en, row.name_ar, row.name_he, *row.alt_names.split(";")]
            names = {form for form in map(search_form, said) if form}
            for name in names:
                self._spellings.setdefault(tuple(name.split()), set()).update(names)
        self._longest = max(map(len, self._spellings), default=0)
        self._first_words = {words[0] for words in self._spellings}

    def spellings_beside(self, form: str) -> str:
        """Return the other names of the places that a text in search form names."""
        said = form.replace(",", " ").split()
        if self._first_words.isdisjoint(said):
            return ""
        found: set[str] = set()
        for first, word in enumerate(said):
            if word not in self._first_words:
                continue
            for size in range(1, self._longest + 1):
                found |= self._spellings.get(tuple(said[first : first + size]), set())
        return " ".join(sorted(found))


class SearchNames:
    """Every name of every area and place, so that a search in one language finds what is said in another."""

    def __init__(self, areas: Areas, gazetteer: pd.DataFrame) -> None:
        """Take areas and places; a name that the outlines lack in a language is that of the interface."""
        self._names: dict[Spelling, set[Spelling]] = {}
        for area in areas:
            english = area.names[Language.EN]
            self._add(name for lang in Language for name in (area.names[lang], words(lang)(english)))
        for row in rows(gazetteer):
            self._add([row.name_en, row.name_ar, row.name_he, *row.alt_names.split(";")])
        self._longest = max(map(len, self._names), default=1)

    def _add(self, said: Iterable[str]) -> None:
        names = {tuple(form.split()) for form in map(search_form, said) if form}
        for name in names:
            self._names.setdefault(name, set()).update(names)

    def ways_to_say(self, form: str) -> list[list[Spelling]]:
        """Return each part of a text in search form, as every list of words that says the same.

        A part is the longest name of an area or a place that begins there, else a word.
        """
        said, parts = tuple(form.split()), []
        while said:
            sizes = range(self._longest, 0, -1)
            part = next((said[:size] for size in sizes if said[:size] in self._names), said[:1])
            parts.append(self.same_as(part))
            said = said[len(part) :]
        return parts

    def same_as(self, name: Spelling) -> list[Spelling]:
        """Return every spelling of what a name names, without those that say no more than a shorter one."""
        every = sorted(
            self._names.get(name, {name}), key=lambda spelling: (sum(map(len, spelling)), spelling)
        )
        kept: list[Spelling] = []
        for spelling in every:
            if not any(all(any(part in word for word in spelling) for part in other) for other in kept):
                kept.append(spelling)
        return sorted(kept)
