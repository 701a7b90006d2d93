"""A view, answered once for whoever is given something of it: every output draws this one record.

Embed, text twin, figure, single page, citation, rows and previews take a `ViewAnswer`. What may not be given
to others is left out where the record is made, so that no output can forget it. The map and the tables of
the app itself show their user everything, and ask the snapshot.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

from geo.filters.permalink import query_string
from geo.filters.view import View
from geo.language import Words, words
from geo.model import ExclusionReason, Layer
from geo.model.rows import Row, rows
from geo.snapshot.caches import per_snapshot
from geo.snapshot.matching import ExcludedReports, MatchingReports
from geo.snapshot.opened import Snapshot
from geo.snapshot.report_index import Counts
from geo.snapshot.restricted import restricted_sources

MOST_COUNTED = 5_000
"""Reports of which the publishers are named one by one; of more, only the sources chosen are."""
_BATCH_ROWS = 100_000


@dataclass(frozen=True)
class ViewAnswer:
    """What of a view may be given to others; parts that take time are worked out once, when first read."""

    snapshot: Snapshot
    """Without what restricted sources state of zones, pauses, people sheltering and tolls."""
    view: View
    """The view that is shown: without restricted sources, and without one of their reports selected."""
    requested: View
    """The view that was asked for; it names the answer and is never drawn."""
    site: str
    """Address of the map page, without a query."""
    restricted: frozenset[str]
    """Ids of the sources whose rows may not be given to others."""
    restricted_found: Mapping[str, int]
    """Their reports that the requested view finds and that are left out, by source id."""

    @cached_property
    def words(self) -> Words:
        """Words of the view's language."""
        return words(self.view.lang)

    @cached_property
    def query(self) -> str:
        """Query string of the view that is shown."""
        return query_string(self.view)

    @cached_property
    def counts(self) -> Counts:
        """How many reports are shown and left out, by reason."""
        return self.snapshot.counts(self.view)

    @cached_property
    def publishers(self) -> tuple[tuple[str, int], ...]:
        """Who published the reports shown, the most first; empty when more than `MOST_COUNTED` are shown."""
        if self.counts.shown > MOST_COUNTED:
            return ()
        found: Counter[str] = Counter()
        for batch in self.snapshot.store.rows(self.view.filters(), ("publisher",)):
            found.update(batch.column("publisher").to_pylist())
        return tuple(sorted(found.items(), key=lambda item: (-item[1], item[0])))

    @cached_property
    def shown_by(self) -> Mapping[str, Mapping[str, int]]:
        """The reports shown by `location_precision` and by `source_id`; a batch at a time is in memory."""
        found = self.matching()
        totals = {name: Counter[str]() for name in ("location_precision", "source_id")}
        for batch in found.wide.batches(found.rows[found.is_shown], tuple(totals), _BATCH_ROWS):
            for name, total in totals.items():
                for entry in batch[name].value_counts().to_pylist():
                    total[str(entry["values"])] += int(entry["counts"])
        return totals

    @cached_property
    def zones(self) -> tuple[Row, ...]:
        """Zone statuses of the view's dates; empty when their layer is off."""
        is_on = Layer.ZONES in self.view.layers
        return tuple(rows(self.snapshot.zones_in(self.view))) if is_on else ()

    @cached_property
    def sheltering(self) -> tuple[Row, ...]:
        """Figures of people sheltering on the view's last day; empty when their layer is off."""
        is_on = Layer.SHELTERING in self.view.layers
        return tuple(rows(self.snapshot.sheltering_in(self.view))) if is_on else ()

    def reports(self, limit: int) -> tuple[Row, ...]:
        """Return the first reports shown, by event date, then id."""
        return tuple(rows(self.snapshot.page(self.view, limit)))

    def matching(self) -> MatchingReports:
        """Find every report that the filters find, drawn or not, and count those that are left out."""
        return self.snapshot.matching(self.requested, self.restricted)

    def excluded(self, reason: ExclusionReason | None) -> ExcludedReports:
        """Find every report that the view does not show, for one reason or, when None, for any."""
        return self.snapshot.not_shown(self.requested, reason, self.restricted)


def answer_view(snapshot: Snapshot, view: View, site: str) -> ViewAnswer:
    """Answer a view for others; `site` is the address of the map page, without a query.

    Raises SnapshotError when the view is of another snapshot.
    """
    restricted = frozenset(restricted_sources(snapshot.tables["sources"])["source_id"])
    if not restricted:
        return ViewAnswer(snapshot, view, view, site, restricted, {})
    shared = shared_snapshot(snapshot)
    found = snapshot.matching(view, restricted).restricted
    shown = _without_sources(snapshot, view, restricted) if found else view
    if not _may_select(shared, shown.selected, restricted):
        shown = shown.but(selected="")
    return ViewAnswer(shared, shown, view, site, restricted, found)


def shared_snapshot(snapshot: Snapshot) -> Snapshot:
    """Return a snapshot without what restricted sources state in its small tables.

    Its reports are still all of them: a view decides which of these are shown.
    """
    return _reduced(snapshot) or snapshot


@per_snapshot
def _reduced(snapshot: Snapshot) -> Snapshot | None:
    # None for the snapshot itself: kept as its own answer, it would never be forgotten.
    return snapshot.without_restricted_statements()


def _without_sources(snapshot: Snapshot, view: View, restricted: Collection[str]) -> View:
    left = set(view.sources or snapshot.known.sources) - set(restricted)
    if left:
        return view.but(sources=tuple(left))
    # No choice of sources means all of them: with none left, no report is to be shown.
    return view.but(layers=tuple(o for o in view.layers if o not in {Layer.REPORTS, Layer.AREAS}))


def _may_select(snapshot: Snapshot, selected: str, restricted: Collection[str]) -> bool:
    if selected in snapshot.zones.index:
        return True
    report = snapshot.store.by_ids([selected], ["source_id"]) if selected else None
    return report is not None and not report.empty and report["source_id"].iloc[0] not in restricted
