"""What is asked of a collection of features, and what a collection answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from geo.geometry.search_ground import SearchGround
from geo.queries.statement_tables import Span
from geo.queries.view_answer import ViewAnswer

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry


class Feature(NamedTuple):
    """One row with its ground."""

    id: str
    shape: BaseGeometry | None
    """EPSG:4326; None where the row supports none."""
    properties: dict[str, object]
    """Cells by column, as JSON has them."""


@dataclass(frozen=True)
class FeatureQuery:
    """Which rows of a collection are asked for."""

    answer: ViewAnswer
    """Of the view that the property filters make; it has what may be given to others."""
    has_dates: bool = False
    """Whether the dates of the view were asked for, and are not those of the whole snapshot."""
    ground: SearchGround | None = None
    days: Span | None = None


@dataclass(frozen=True)
class FoundFeatures:
    """The rows found: counted at once, read when a page of them is asked for."""

    n: int
    page: Callable[[int, int], Iterator[Feature]]
    """Takes how many rows are passed over, and how many are given at the most."""
