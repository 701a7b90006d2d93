"""Who published the report."""

from __future__ import annotations

from collections.abc import Container, Sequence

from geo.filters.choice import ChoiceFilter
from geo.filters.filter import Widget
from geo.filters.reader import KnownIds
from geo.filters.view import View
from geo.geometry.gazetteer import Areas
from geo.language import N_, Words
from geo.model import ExclusionReason


class SourcesFilter(ChoiceFilter):
    """Keeps the reports of some sources."""

    def options(self, known: KnownIds) -> Container[str]:
        """Return the sources of the snapshot, those without a report as well."""
        return known.sources

    def phrase(self, view: View, areas: Areas, words: Words) -> str:
        """Return how many sources are chosen, or that all are."""
        return super().phrase(view, areas, words) or words("all sources")


def _said(sources: Sequence[str], words: Words) -> str:
    return words.plural("{n} source", "{n} sources", len(sources))


SOURCES = SourcesFilter(
    parameter="src",
    column="source_id",
    field="sources",
    label=N_("Sources"),
    reason=ExclusionReason("other_sources"),
    reason_label=N_("other sources"),
    lift_label=N_("Show all sources"),
    said=_said,
    widget=Widget.SOURCES,
    narrows_tolls=True,
)
