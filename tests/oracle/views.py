"""Views drawn from the chronicle, their addresses, and what each of them shows and leaves out.

The rules are those of docs/user-guide.md, "Filtering".
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

import numpy as np
import pandas as pd

from tests.geo.plain_differs import ASPECTS, differ_on
from tests.geo.plain_inside import DRAWN, Drawn, lies_outside
from tests.oracle.chronicle import Chronicle

SEED, N_VIEWS = 16, 60
EVERYWHERE = "all"
SEARCHED = ["claimant", "publisher", "summary", "direction_claimed", "report_id"]
"""Columns that the search looks in, beside the place and its spellings."""
LAYERS = ("reports", "areas", "zones", "sheltering", "labels")


@dataclass(frozen=True)
class View:
    """What a link says; None is everything."""

    first: date
    last: date
    sources: tuple[str, ...] | None = None
    kinds: tuple[str, ...] | None = None
    precisions: tuple[str, ...] | None = None
    area: str = EVERYWHERE
    text: str = ""
    layers: tuple[str, ...] = LAYERS
    struck: tuple[str, ...] | None = None
    party: tuple[str, ...] | None = None
    claimant: tuple[str, ...] | None = None
    drawn: Drawn | None = None
    differs: tuple[str, ...] | None = None
    ends: str = "until_next"
    """How an end that nobody stated is read."""

    def parameters(self, snapshot: str) -> dict[str, str]:
        """The parameters of the view's address, in the order of DESIGN."""
        return {
            "v": "1",
            "snap": snapshot,
            "from": self.first.isoformat(),
            "to": self.last.isoformat(),
            "src": _listed(self.sources),
            "kind": _listed(self.kinds),
            "prec": _listed(self.precisions),
            "area": self.area,
            "q": self.text,
            "layers": ",".join(self.layers),
            "lat": "31.4",
            "lon": "34.4",
            "z": "10",
            "lang": "en",
            "sel": "",
            "struck": _listed(self.struck),
            "party": _listed(self.party),
            "claimant": _listed(self.claimant),
            "aoi": self.drawn.aoi if self.drawn else "",
            "aoi_m": str(self.drawn.aoi_m if self.drawn else 0),
            "differs": _listed(self.differs),
            "ends": self.ends,
        }


def _listed(values: tuple[str, ...] | None) -> str:
    """A list as an address holds it: a comma in a name is `%2C`, and what is not stated is `-`."""
    if values is None:
        return "all"
    return ",".join(value.replace("%", "%25").replace(",", "%2C") or "-" for value in values)


def drawn_views(chronicle: Chronicle, n: int = N_VIEWS, seed: int = SEED) -> list[View]:
    """Draw views, no two alike, each around a report of the chronicle, so that few of them are empty."""
    chance = random.Random(seed)  # noqa: S311  # the same views in every run
    found: dict[View, None] = {}
    while len(found) < n:
        found[_drawn(chronicle, chance)] = None
    return list(found)


def _drawn(chronicle: Chronicle, chance: random.Random) -> View:
    reports = chronicle.reports[chronicle.reports["first"].notna()]
    about = reports.iloc[chance.randrange(len(reports))]
    view = View(*_dates(chronicle, about, chance))
    columns = {
        "sources": "source_id",
        "kinds": "kind",
        "precisions": "location_precision",
        "struck": "struck",
        "party": "direction_claimed",
        "claimant": "claimant",
    }
    for field, column in columns.items():
        if chance.random() < 0.15:
            others = chance.sample(sorted(set(reports[column])), k=chance.randrange(4))
            view = replace(view, **{field: tuple(sorted({about[column], *others}))})
    if chance.random() < 0.3:
        view = replace(view, area=chance.choice(_areas_around(chronicle, about["area_pcode"])))
    if chance.random() < 0.25:
        view = replace(view, text=_text(chronicle, about, chance))
    if chance.random() < 0.15:
        view = replace(view, drawn=DRAWN[0])
    if chance.random() < 0.15:
        view = replace(view, differs=tuple(sorted(chance.sample(ASPECTS, k=chance.randrange(1, 4)))))
    if chance.random() < 0.2:
        view = replace(view, layers=chance.choice([LAYERS[:1], LAYERS[1:3], LAYERS[2:], ()]))
    return replace(view, ends=chance.choice(["until_next", "until_next", "day", "open"]))


def _dates(chronicle: Chronicle, about: pd.Series, chance: random.Random) -> tuple[date, date]:
    """The chronicle's days, one day, or days around the report or around a statement or a pause."""
    span = [date.fromordinal(int(day)) for day in chronicle.span]
    starts = [*chronicle.zones["valid_from"], *chronicle.pauses["start"]]
    middle = date.fromordinal(int(about["first"]))
    form = chance.choice(["all", "all", "day", "around", "statement", "statement"])
    if form == "all":
        return span[0], span[1]
    if form == "day":
        return middle, middle
    if form == "statement":
        middle = date.fromisoformat(chance.choice([start for start in starts if start]))
    before, after = (timedelta(days=chance.choice([0, 7, 30, 90, 365])) for _ in range(2))
    return middle - before, middle + after


def _areas_around(chronicle: Chronicle, pcode: str) -> list[str]:
    return [area for area in chronicle.outlines.index if chronicle.lies_in(pcode, area)] or [EVERYWHERE]


def _text(chronicle: Chronicle, about: pd.Series, chance: random.Random) -> str:
    """A word of the report, two, its place in another script, an area in another, or what no report says."""
    column = chance.choice(["place_name", "claimant", "publisher", "summary"])
    words = [word for word in re.findall(r"[^\W\d_]+", about[column]) if len(word) > 2] or ["Gaza"]
    place = chance.randrange(len(words))
    two = words[place : place + 2]
    said = [words[place], " ".join(reversed(two)), f'"{" ".join(two)}"']
    named = chronicle.gazetteer[chronicle.gazetteer["name_en"] == about["place_name"]]
    names = [name for name in named[["name_ar", "name_he"]].to_numpy().ravel() if name]
    around = [
        name for area in _areas_around(chronicle, about["area_pcode"]) for name in _names(chronicle, area)
    ]
    return chance.choice([*said, *names[:2], *around[:2], "Testville"])


def _names(chronicle: Chronicle, area: str) -> list[str]:
    return chronicle.area_names.get(area, [])


@lru_cache(maxsize=200)
def reasons(chronicle: Chronicle, view: View) -> pd.Series:
    """Why each report is left out, by the first reason that holds; empty for those that are shown.

    docs/user-guide.md: "in this order: undated, other dates, other sources, other kinds, other precision,
    other areas, without the text, other things struck, said to be carried out by others, other claimants,
    outside the area drawn, claims that do not differ so, unlocated, layer switched off".
    """
    reports = chronicle.reports
    is_drawn = (reports["is_disc"] & ("reports" in view.layers)) | (
        reports["is_area"] & ("areas" in view.layers)
    )
    tests = {
        "undated": reports["first"].isna(),
        "other_dates": ~in_the_dates(reports, view),
        "other_sources": _others(reports["source_id"], view.sources),
        "other_kinds": _others(reports["kind"], view.kinds),
        "other_precision": _others(reports["location_precision"], view.precisions),
        "other_areas": ~in_the_area(chronicle, view.area),
        "text": ~has_text(chronicle, view.text),
        "other_struck": _others(reports["struck"], view.struck),
        "other_party": _others(reports["direction_claimed"], view.party),
        "other_claimant": _others(reports["claimant"], view.claimant),
        "outside_area_drawn": _outside(chronicle, view.drawn),
        "claims_do_not_differ": _agree(chronicle, view.differs),
        "unlocated": ~(reports["is_disc"] | reports["is_area"]),
        "layer_off": ~is_drawn,
    }
    found = np.select([test.to_numpy(dtype=bool) for test in tests.values()], list(tests), "")
    return pd.Series(found, reports.index)


def in_the_dates(reports: pd.DataFrame, view: View) -> pd.Series:
    """Guide: "A report is in the dates when any day of its interval is"; or any day of its month."""
    return (reports["meant_first"] <= view.last.toordinal()) & (
        reports["meant_last"] >= view.first.toordinal()
    )


def in_the_area(chronicle: Chronicle, area: str) -> pd.Series:
    """Guide: "*Area* keeps the reports whose stated area lies in the one chosen"."""
    return chronicle.reports["area_pcode"].map(
        lambda pcode: area == EVERYWHERE or chronicle.lies_in(pcode, area)
    )


def _others(column: pd.Series, chosen: tuple[str, ...] | None) -> pd.Series:
    return ~column.isin(list(column.unique() if chosen is None else chosen))


@lru_cache(maxsize=32)
def _agree(chronicle: Chronicle, aspects: tuple[str, ...] | None) -> pd.Series:
    """Guide: "keeps the reports of incidents whose claims differ on any of what is chosen"."""
    reports = chronicle.reports
    if aspects is None:
        return pd.Series(data=False, index=reports.index)
    differ = np.logical_or.reduce([differ_on(reports, aspect) for aspect in aspects])
    return pd.Series(~differ, reports.index)


@lru_cache(maxsize=4)
def _outside(chronicle: Chronicle, drawn: Drawn | None) -> pd.Series:
    """Guide: an area drawn "keeps the reports of which some ground may lie inside it"."""
    reports, outlines = chronicle.reports, chronicle.outlines.geometry.to_dict()
    outside = lies_outside(reports, outlines, drawn) if drawn else np.zeros(len(reports), bool)
    return pd.Series(outside, reports.index)


def is_found(reason: pd.Series) -> pd.Series:
    """Whether the filters find each report, drawn or not: what a file of the view holds."""
    return reason.isin(["", "unlocated", "layer_off"])


def has_text(chronicle: Chronicle, text: str) -> pd.Series:
    """Guide: the search "looks in place names, claimants, publishers and summaries".

    Method, Text: "All words of a search must be found, in any order; words in quotation marks side by side."
    Each may be a part of a word.
    """
    searched = _searched(chronicle)
    found = pd.Series(data=True, index=searched.index)
    for ways in _parts(chronicle, text):
        found &= searched.map(lambda said, ways=ways: any(all(word in said for word in way) for way in ways))
    return found


def _parts(chronicle: Chronicle, text: str) -> Iterator[list[list[str]]]:
    """What must be found: each part of a text, by what says it.

    "The longest name of an area or of a place of the gazetteer that begins at a word stands for all its
    spellings."
    """
    spellings = _spellings(chronicle)
    for place, said in enumerate(re.split(r'(?<!\S)"([^"]+)"(?!\S)', text)):
        left = folded(said)
        if place % 2:
            yield [[way] for way in sorted(spellings.get(left, {left}))]
            continue
        while left:
            begun = [name for name in spellings if f"{left} ".startswith(f"{name} ")]
            part = max(begun, key=len, default=left.split()[0])
            yield [way.split() for way in sorted(spellings.get(part, {part}))]
            left = left[len(part) :].strip()


@lru_cache(maxsize=2)
def _spellings(chronicle: Chronicle) -> dict[str, set[str]]:
    """All names of what has a name, by that name."""
    found: dict[str, set[str]] = {}
    for names in [*chronicle.area_names.values(), *_names_of_places(chronicle)]:
        forms = {folded(name) for name in names} - {""}
        for form in forms:
            found.setdefault(form, set()).update(forms)
    return found


def _names_of_places(chronicle: Chronicle) -> list[list[str]]:
    places = chronicle.gazetteer[["name_en", "name_ar", "name_he", "alt_names"]].to_numpy()
    return [";".join(row).split(";") for row in places]


@lru_cache(maxsize=2)
def _searched(chronicle: Chronicle) -> pd.Series:
    """All that the search looks in, of each report: its own texts and the other spellings of its place."""
    reports = chronicle.reports
    texts = reports["place_name"].str.cat(reports[SEARCHED], " ")
    spellings = [{folded(name) for name in names} - {""} for names in _names_of_places(chronicle)]
    by_first_word: dict[str, list[tuple[str, set[str]]]] = {}
    for names in spellings:
        for name in names:
            by_first_word.setdefault(name.split()[0], []).append((f" {name} ", names))

    def spelled(place: str) -> str:
        said = folded(place.replace(",", " "))
        begun = [named for word in said.split() for named in by_first_word.get(word, [])]
        return " ".join(sorted({name for form, names in begun if form in f" {said} " for name in names}))

    also = {place: spelled(place) for place in reports["place_name"].unique()}
    return texts.map(folded) + " " + reports["place_name"].map(also)


_ONE_LETTER = str.maketrans("أإآٱىة", "اااايه")
"""Letters that Arabic spellings exchange: seats of the hamza, final alef, feminine ending."""


def folded(text: str) -> str:
    """A text without case, accents, vowel signs, apostrophes, quotation marks and hyphens."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_ONE_LETTER))
    kept = [letter for letter in plain if not _is_passed_over(letter)]
    return " ".join("".join(kept).translate(_ONE_LETTER).split())


@lru_cache(maxsize=1_000)
def _is_passed_over(letter: str) -> bool:
    return (
        unicodedata.category(letter) in {"Mn", "Cf", "Lm", "Pi", "Pf"}
        or letter in "`'\"-\u2010\u2011\u0640\u05f4\u05f3"
    )


def counted(reason: pd.Series) -> tuple[int, int, Counter[str]]:
    """Reports shown, reports in all, and how many are left out by each reason."""
    left_out = Counter(reason[reason != ""].tolist())
    return len(reason) - left_out.total(), len(reason), left_out
