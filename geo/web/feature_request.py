"""What a request asks of a collection of features; what cannot be read, or is not known, is refused."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

from geo.export.feature_query import FeatureQuery
from geo.export.feature_text import EPSG, Crs
from geo.filters.permalink import VIEWPORT_PARAMETERS, parameters, parse
from geo.filters.view import EARLIEST, LATEST
from geo.geometry.search_ground import BOX_VALUES, BOX_VALUES_WITH_HEIGHT, box_of_degrees, box_of_metres
from geo.language import words
from geo.model import Language
from geo.queries.view_answer import answer_view
from geo.web.day_interval import read_days
from geo.web.status import BadRequestError
from geo.web.view_request import open_snapshot, site

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from starlette.requests import Request

    from geo.export.feature_collections import FeatureCollection
    from geo.geometry.search_ground import SearchGround
    from geo.language import Words
    from geo.snapshot.opened import Snapshot

DEFAULT_LIMIT, MOST_FEATURES = 100, 2_000
"""Features of an answer: usually, and at the most however many are asked for."""
COMMON = ("f", "lang")
"""Parameters of every address below `/ogc`."""
PINNED = ("snap", *COMMON)
OF_ITEM = ("snap", "crs", *COMMON)
_OWN = ("bbox", "bbox-crs", "datetime", "limit", "offset", "crs", "f")
_IDLE = frozenset({"v", "sel", *VIEWPORT_PARAMETERS})
"""Parameters of a view that change nothing here: who comes with a link of the map need not take them out."""
_DIGITS = re.compile(r"\d+", re.ASCII)
_NUMBER = re.compile(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?\s*", re.ASCII)
_LONGEST_NUMBER, _LONGEST, _MOST_TEXT = 15, 64, 60
_HIGHEST_LATITUDE = 90.0


@dataclass(frozen=True)
class FeatureRequest:
    """A page of a collection, as it is asked for."""

    query: FeatureQuery
    limit: int
    offset: int
    crs: Crs
    asked: Mapping[str, str]
    """The parameters as they were given, by name, in their order."""
    words: Words

    @property
    def snapshot(self) -> Snapshot:
        """What is asked, without what may not be given to others."""
        return self.query.answer.snapshot

    def query_string(self, **changes: str) -> str:
        """Return a query string that asks the same of the same snapshot, but for some parameters.

        A parameter is left out when its change is empty.
        """
        pinned = {"snap": self.snapshot.id}
        asked = {**pinned, **self.asked, **changes, **pinned}
        kept = (name for name in asked if name not in _IDLE and changes.get(name, "-"))
        return urlencode({name: asked[name] for name in kept})


def of_items() -> tuple[str, ...]:
    """Return the name of every parameter of a collection's items."""
    return (*_OWN, *parameters())


def asked_parameters(request: Request, known: Iterable[str]) -> dict[str, str]:
    """Return the parameters of a request by name.

    Raises BadRequestError when one is not known, or is there twice: nothing that was asked is passed over.
    """
    found = dict[str, str]()
    names = list(known)
    for name, text in parse_qsl(request.url.query, keep_blank_values=True, errors="replace"):
        if name not in names:
            raise BadRequestError(f"{name[:_MOST_TEXT]!r} is no parameter here; expected {', '.join(names)}")
        if name in found:
            raise BadRequestError(f"{name!r} is there twice; expected it once")
        found[name] = text
    return found


def asked_words(asked: Mapping[str, str]) -> Words:
    """Return the words of the language that is asked for; raises BadRequestError when there is none such."""
    lang = asked.get("lang", Language.EN)
    if lang not in set(Language):
        raise BadRequestError(f"lang={lang[:_MOST_TEXT]!r} is not valid; expected {', '.join(Language)}")
    return words(Language(lang))


def read_feature_request(request: Request, collection: FeatureCollection) -> FeatureRequest:
    """Read what is asked of the items of a collection.

    Raises BadRequestError when a value cannot be read or filters nothing of this collection;
    UnknownSnapshotError when no snapshot here has the name that is given.
    """
    asked = asked_parameters(request, of_items())
    snapshot = open_snapshot(asked.get("snap"))
    # Tolls and figures go on after the last report: an end that is not asked for is open.
    everything = snapshot.default_view().but(date_from=EARLIEST, date_to=LATEST)
    parsed = parse(asked, everything, snapshot.known)
    if parsed.ignored:
        raise BadRequestError("; ".join(map(str, parsed.ignored)))
    answer = answer_view(snapshot, parsed.view, site(request))
    if refused := collection.refused(answer):
        used = ", ".join(name for each in collection.filters for name in each.parameters)
        raise BadRequestError(f"{', '.join(refused)} chooses nothing among {collection.id}; expected {used}")
    days = read_days(asked["datetime"]) if "datetime" in asked else None
    return FeatureRequest(
        query=FeatureQuery(answer, not {"from", "to"}.isdisjoint(asked), _ground(asked), days),
        limit=read_limit(asked),
        offset=_offset(asked),
        crs=read_crs(asked, "crs"),
        asked=asked,
        words=answer.words,
    )


def read_limit(asked: Mapping[str, str]) -> int:
    """Return how many features are asked for; more than are given at once means as many as are given."""
    text = asked.get("limit", str(DEFAULT_LIMIT))
    limit = _whole(text)
    if not limit:
        raise BadRequestError(
            f"limit={text[:_MOST_TEXT]!r} is not valid; expected a whole number from 1 to {MOST_FEATURES}"
        )
    return min(limit, MOST_FEATURES)


def read_crs(asked: Mapping[str, str], name: str) -> Crs:
    """Return the coordinate system that a parameter names; WGS 84 when there is none."""
    text = asked.get(name, Crs.CRS84)
    if text not in set(Crs):
        raise BadRequestError(f"{name}={text[:_MOST_TEXT]!r} is not offered; expected {' or '.join(Crs)}")
    return Crs(text)


def _offset(asked: Mapping[str, str]) -> int:
    text = asked.get("offset", "0")
    offset = _whole(text)
    if offset is None:
        raise BadRequestError(f"offset={text[:_MOST_TEXT]!r} is not valid; expected a whole number from 0")
    return offset


def _whole(text: str) -> int | None:
    """Return a whole number, one that is too long for anything cut down; None when the text is none."""
    if not _DIGITS.fullmatch(text):
        return None
    digits = text.lstrip("0")
    return int(digits or "0") if len(digits) <= _LONGEST_NUMBER else 10**_LONGEST_NUMBER


def _ground(asked: Mapping[str, str]) -> SearchGround | None:
    """Return the ground of `bbox`; heights are read over, for nothing here has one."""
    crs = read_crs(asked, "bbox-crs")
    if "bbox" not in asked:
        return None
    text = asked["bbox"]
    parts = text.split(",")
    if len(parts) not in {BOX_VALUES, BOX_VALUES_WITH_HEIGHT} or not all(map(_is_number, parts)):
        raise _wrong_box(text, "four numbers, or six with heights, with commas between")
    numbers = [float(part) for part in parts]
    half = len(numbers) // 2
    (west, south), (east, north) = numbers[:2], numbers[half : half + 2]
    if south > north:
        raise _wrong_box(text, "the lower end first")
    if half > 2 and numbers[2] > numbers[5]:  # noqa: PLR2004 the places of both heights
        raise _wrong_box(text, "the lower height first")
    if crs in EPSG:
        return _metres(EPSG[crs], (west, south, east, north), text)
    if max(abs(south), abs(north)) > _HIGHEST_LATITUDE:
        raise _wrong_box(text, "latitudes from -90 to 90")
    return box_of_degrees(west, south, east, north)


def _metres(epsg: int, box: tuple[float, float, float, float], text: str) -> SearchGround:
    if box[0] > box[2]:
        raise _wrong_box(text, "the western end first")
    try:
        return box_of_metres(epsg, *box)
    except ValueError as error:
        raise _wrong_box(text, f"ground of EPSG:{epsg}") from error


def _is_number(text: str) -> bool:
    is_one = len(text) <= _LONGEST and _NUMBER.fullmatch(text)
    return bool(is_one) and math.isfinite(float(text))


def _wrong_box(text: str, expected: str) -> BadRequestError:
    return BadRequestError(f"bbox={text[:_MOST_TEXT]!r} is not valid; expected {expected}")
