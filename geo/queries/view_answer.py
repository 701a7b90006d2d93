"""A view, answered once for whoever is given something of it: every output draws this one record.

Embed, text twin, figure, single page, citation, rows and previews take a `ViewAnswer`. What may not be given
to others is left out where the record is made, so that no output can forget it. The map and the tables of
the app itself show their user everything, and ask the snapshot.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from geo.filters.permalink import query_string
from geo.filters.view import View
from geo.language import Words, words
from geo.model import ExclusionReason, Layer
from geo.model.lock_free import lock_free_property
from geo.model.rows import Row, rows
from geo.queries.in_area import sheltering_in, zones_in
from geo.snapshot.caches import per_snapshot
from geo.snapshot.matching import ExcludedReports, MatchingReports
from geo.snapshot.opened import Snapshot
from geo.snapshot.restricted import restricted_sources
from geo.snapshot.view_counts import Counts

MOST_COUNTED = 5_000
"""Reports of which the publishers are named one by one; of more, only the sources chosen are."""
_BATCH_ROWS = 100_000


@dataclass(frozen=True)
class ViewAnswer:
    """What of a view may be given to others; parts that take time are worked out once, when first read."""

    snapshot: Snapshot
    """Without what may not be given to others."""
    view: View
    """The view that is shown: without restricted sources, and without one of their reports selected."""
    requested: View
    """The view that was asked for; it names the answer and is never drawn."""
    site: str
    """Address of the map page, without a query."""
    restricted_found: Mapping[str, int]
    """Reports of restricted sources that the requested view finds and that are left out, by source id."""
    _whole: Snapshot
    """With everything: only for counting what is left out."""

    def restricted_excluded(self, reason: ExclusionReason | None) -> Mapping[str, int]:
        """Return how many reports of restricted sources the requested view does not show, by source id."""
        return _of_restricted(self._whole, self._whole.not_shown(self.requested, reason))

    @lock_free_property
    def words(self) -> Words:
        """Words of the view's language."""
        return words(self.view.lang)

    @lock_free_property
    def query(self) -> str:
        """Query string of the view that is shown."""
        return query_string(self.view)

    @lock_free_property
    def counts(self) -> Counts:
        """How many reports are shown and left out, by reason."""
        return self.snapshot.counts(self.view)

    @lock_free_property
    def publishers(self) -> tuple[tuple[str, int], ...]:
        """Who published the reports shown, the most first; empty when more than `MOST_COUNTED` are shown."""
        if self.counts.shown > MOST_COUNTED:
            return ()
        found: Counter[str] = Counter()
        for batch in self.snapshot.store.rows(self.view.filters(), ("publisher",)):
            found.update(batch.column("publisher").to_pylist())
        return tuple(sorted(found.items(), key=lambda item: (-item[1], item[0])))

    @lock_free_property
    def shown_by(self) -> Mapping[str, Mapping[str, int]]:
        """The reports shown by `location_precision` and by `source_id`; a batch at a time is in memory."""
        found = self.matching()
        totals = {name: Counter[str]() for name in ("location_precision", "source_id")}
        for batch in found.wide.batches(found.rows[found.is_shown], tuple(totals), _BATCH_ROWS):
            for name, total in totals.items():
                for entry in batch[name].value_counts().to_pylist():
                    total[str(entry["values"])] += int(entry["counts"])
        return totals

    @lock_free_property
    def zones(self) -> tuple[Row, ...]:
        """Zone statuses of the view's dates and area; empty when their layer is off."""
        is_on = Layer.ZONES in self.view.layers or self.view.shows_only_latest_zones
        return tuple(rows(zones_in(self.snapshot, self.view))) if is_on else ()

    @lock_free_property
    def sheltering(self) -> tuple[Row, ...]:
        """Figures of people sheltering in the view's area on its last day; empty when their layer is off."""
        is_on = Layer.SHELTERING in self.view.layers
        return tuple(rows(sheltering_in(self.snapshot, self.view))) if is_on else ()

    def reports(self, limit: int) -> tuple[Row, ...]:
        """Return the first reports shown, by event date, then id."""
        return tuple(rows(self.snapshot.page(self.view, limit)))

    def matching(self) -> MatchingReports:
        """Find every report that the filters find, drawn or not."""
        return self.snapshot.matching(self.requested)

    def excluded(self, reason: ExclusionReason | None) -> ExcludedReports:
        """Find every report that the view does not show, for one reason or, when None, for any."""
        return self.snapshot.not_shown(self.requested, reason)


def answer_view(snapshot: Snapshot, view: View, site: str) -> ViewAnswer:
    """Answer a view for others; `site` is the address of the map page, without a query.

    Raises SnapshotError when the view is of another snapshot.
    """
    shared = shared_snapshot(snapshot)
    if shared is snapshot:
        return ViewAnswer(snapshot, view, view, site, {}, snapshot)
    found = _of_restricted(snapshot, snapshot.matching(view))
    shown = _without_sources(snapshot, view) if found else view
    if not shared.known.is_selectable(shown.selected):
        shown = shown.but(selected="")
    return ViewAnswer(shared, shown, view, site, found, snapshot)


def shared_snapshot(snapshot: Snapshot) -> Snapshot:
    """Return a snapshot as it may be given to others: of a public server it is the snapshot itself."""
    return _reduced(snapshot) or snapshot


@per_snapshot
def _reduced(snapshot: Snapshot) -> Snapshot | None:
    # None for the snapshot itself: kept as its own answer, it would never be forgotten.
    return snapshot.for_others()


def _restricted(snapshot: Snapshot) -> Collection[str]:
    return frozenset(restricted_sources(snapshot.tables["sources"])["source_id"])


def _of_restricted(snapshot: Snapshot, found: MatchingReports) -> dict[str, int]:
    return snapshot.store.by_source(found, sorted(_restricted(snapshot)))


def _without_sources(snapshot: Snapshot, view: View) -> View:
    left = set(view.sources or snapshot.known.sources) - set(_restricted(snapshot))
    if left:
        return view.but(sources=tuple(left))
    # No choice of sources means all of them: with none left, no report is to be shown.
    return view.but(layers=tuple(o for o in view.layers if o not in {Layer.REPORTS, Layer.AREAS}))
