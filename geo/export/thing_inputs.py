"""What the page of a thing is made from, and what it is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from geo.filters.view import View
from geo.geometry.area_code import AreaDrawn
from geo.language import Words
from geo.model.thing_kinds import ThingKind, thing_address
from geo.snapshot.opened import Snapshot


@dataclass(frozen=True, slots=True)
class ThingInputs:
    """What is known before a thing is looked at."""

    snapshot: Snapshot
    """Without what may not be given to others."""
    words: Words
    site: str
    """Address of the map page, without a query."""
    most: int
    """Rows of one list."""

    def pinned(self, kind: ThingKind, key: str) -> str:
        """Return the whole address of a page, with the snapshot, for what must stay the same."""
        return self.site.rstrip("/") + thing_address(kind, key, self.snapshot.id, self.words.lang)


@dataclass(frozen=True, slots=True)
class ThingText:
    """What a page says of its thing; texts are plain and in the language of the page."""

    kind: ThingKind
    key: str
    """As the address of the page has it: of an area that the gazetteer names too, the p-code."""
    title: str
    description: str
    """One or two sentences, for who sees no more than a preview."""
    body: str
    """HTML with one heading of the first level; every field is escaped."""
    linked_data: Mapping[str, Any]
    """See `geo.export.linked_data`."""
    view: View
    """Where the map shows it."""
    around: AreaDrawn | None = None
    """An area along its ground, or around its place; None where it has none that can be drawn."""
    revised_ids: tuple[str, ...] = ()
    """Ids under which the intake wrote down what it changed."""
    source_address: str = ""
    """Of what was published; empty where a page is not about one row."""
