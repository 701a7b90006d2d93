"""What a map paints any dates from while a hand drags the brush: docs/decisions/0056-brush-index.md.

It holds what `geo.tiles.brush_index` counts, what the layers say of themselves (`MapLayer.in_any_dates`), and
the words of the counts.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from dataclasses import asdict, dataclass, fields
from functools import cached_property
from typing import TYPE_CHECKING, Any

from geo.filters.permalink import query_string
from geo.language import words
from geo.layers.all_layers import layers_shown
from geo.model.days import day_number
from geo.snapshot.caches import per_snapshot
from geo.snapshot.restricted import is_private, names_by_id
from geo.tiles.brush_index import MOST_POINTS, IndexTooLargeError, brush_index
from geo.wording.brush_texts import brush_texts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.filters.view import View
    from geo.snapshot.opened import Snapshot
    from geo.tiles.brush_cells import TileName

FORM = 2
"""Raise it whenever the same view comes out as other bytes: browsers keep an answer for a year."""
PATH = "/tiles/brush/reports.json"
MOST_BYTES = 150_000
"""Of an answer, gzipped; a larger one would come too late to be of use to the hand."""


@dataclass(frozen=True)
class BrushFile:
    """One answer."""

    body: bytes
    """JSON."""

    @cached_property
    def zipped(self) -> bytes:
        """The same, gzipped; the same bytes every time."""
        return gzip.compress(self.body, compresslevel=5, mtime=0)

    @cached_property
    def version(self) -> str:
        """What changes with the content."""
        return hashlib.sha256(self.body).hexdigest()[:16]


def in_any_dates(snapshot: Snapshot, view: View) -> View:
    """Return the view that an answer is made for: the filters and the language, and all days there are."""
    first, last = snapshot.span
    return view.filters().but(lang=view.lang, date_from=first, date_to=last)


def brush_address(snapshot: Snapshot, view: View) -> str:
    """Return where the answer for a view is to be had; empty where a dragged picture could not be right.

    That is where a layer is on that does not follow the brush, and where the map may show rows that are given
    to nobody else: the answer is without them.
    """
    # Without a look at `shared_snapshot`, which would open such a snapshot a second time.
    if is_private() and names_by_id(snapshot.tables["sources"]):
        return ""
    if not follows_brush(view):
        return ""
    return f"{PATH}?{query_string(in_any_dates(snapshot, view))}&form={FORM}"


def follows_brush(view: View) -> bool:
    """Return whether every layer of a view can be painted for any dates."""
    return all(layer.follows_brush for layer in layers_shown(view.layers))


def is_by_tiles(snapshot: Snapshot) -> bool:
    """Return whether an answer may need to know which tiles are on the screen."""
    return snapshot.total > MOST_POINTS


def brush_file(snapshot: Snapshot, view: View, tiles: tuple[TileName, ...] = ()) -> BrushFile:
    """Return the answer for a view, made once; of the view only filters and language count.

    A view that shows too much in all dates together has an answer of the `tiles` alone, in cells; without
    tiles, or where that is too much as well, one that says so and no more.
    """
    return _made(snapshot, in_any_dates(snapshot, view), tiles if is_by_tiles(snapshot) else ())


def packed_answer(said: Mapping[str, object] | None) -> BrushFile:
    """Return an answer as it travels; one that is None or too large says so and no more."""
    made = BrushFile(_json(said)) if said is not None else None
    if made is None or len(made.zipped) > MOST_BYTES:
        return BrushFile(_json({"form": FORM, "is_too_large": True}))
    return made


def brush_answer(
    snapshot: Snapshot, view: View, tiles: tuple[TileName, ...] = ()
) -> dict[str, object] | None:
    """Return what an answer says of a view in all dates; None where that is too much."""
    try:
        return _answer(snapshot, view, tiles)
    except IndexTooLargeError:
        return None


@per_snapshot
def _made(snapshot: Snapshot, view: View, tiles: tuple[TileName, ...]) -> BrushFile:
    return packed_answer(brush_answer(snapshot, view, tiles))


def _answer(snapshot: Snapshot, view: View, tiles: tuple[TileName, ...]) -> dict[str, object]:
    index, w = brush_index(snapshot, view, tiles), words(view.lang)
    layers: dict[str, object] = {}
    for layer in layers_shown(view.layers):
        layers |= layer.in_any_dates(snapshot, view, w)
    return {
        "form": FORM,
        "query": query_string(view),
        "first": day_number(view.date_from),
        "last": day_number(view.date_to),
        **_fields_of(index),
        "layers": layers,
        "text": asdict(brush_texts(view.lang, snapshot.total)),
    }


def _fields_of(record: Any) -> dict[str, object]:  # noqa: ANN401  # any record of the index
    """Return a record's fields by name, as they are: `asdict` would copy each number of its columns."""
    return {field.name: getattr(record, field.name) for field in fields(record)}


def _json(said: Mapping[str, object]) -> bytes:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"), default=_fields_of).encode()
