"""Two views, answered once for whoever is given something of both: each through the one gate of views."""

from __future__ import annotations

from dataclasses import dataclass

from geo.filters.view_pair import ViewPair, pair_query
from geo.language import Words
from geo.model.lock_free import lock_free_property
from geo.queries.view_answer import ViewAnswer, answer_view
from geo.queries.view_comparison import ViewComparison, compare_views
from geo.snapshot.opened import Snapshot

PATH = "compare"
"""Of the page, below the address of the map page."""


@dataclass(frozen=True)
class PairAnswer:
    """What of two views may be given to others."""

    a: ViewAnswer
    b: ViewAnswer
    pair: ViewPair
    """As they are shown."""

    @property
    def words(self) -> Words:
        """Words of the language of both."""
        return self.a.words

    @property
    def snapshot(self) -> Snapshot:
        """Without what may not be given to others."""
        return self.a.snapshot

    @property
    def site(self) -> str:
        """Address of the map page, without a query."""
        return self.a.site

    @lock_free_property
    def query(self) -> str:
        """Query string of both views."""
        return pair_query(self.pair)

    @property
    def address(self) -> str:
        """Of the page with both views."""
        return f"{self.site.rstrip('/')}/{PATH}?{self.query}"

    @lock_free_property
    def comparison(self) -> ViewComparison:
        """What is counted in each view."""
        return compare_views(self.snapshot, self.a.view, self.b.view)


def answer_pair(snapshot: Snapshot, pair: ViewPair, site: str) -> PairAnswer:
    """Answer two views for others; `site` is the address of the map page, without a query.

    Raises SnapshotError when the views are of another snapshot.
    """
    a, b = (answer_view(snapshot, view, site) for view in (pair.a, pair.b))
    # Of a view without a free source the reports are off; the other view keeps its own.
    layers = pair.a.layers
    shown = ViewPair(a.view.but(layers=layers), b.view.but(layers=layers), pair.form)
    return PairAnswer(a, b, shown)
