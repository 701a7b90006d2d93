"""Reports over time told apart by colour, where a reader asks for it: by kind of strike or by source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from geo import wording
from geo.analysis.bins import Bins
from geo.filters.view import View
from geo.language import N_, Words
from geo.layers.symbols import KINDS, Colour
from geo.model import Kind
from geo.snapshot.day_counts import Histogram
from geo.snapshot.opened import Snapshot

MOST_SOURCES = 6
"""Sources told apart by colour; the rest are counted together."""


class Split(StrEnum):
    """By what the bars are coloured."""

    NONE = "none"
    KIND = "kind"
    SOURCE = "source"


SPLITS = {
    Split.NONE: N_("One colour"),
    Split.KIND: N_("By kind of strike"),
    Split.SOURCE: N_("By source"),
}
"""Message ids."""


@dataclass(frozen=True, slots=True)
class ReportSeries:
    """One part of the reports; one element of each array a bin."""

    label: str
    colour: Colour
    certain: np.ndarray
    possible: np.ndarray


def report_series(
    snapshot: Snapshot, view: View, bins: Bins, split: Split, words: Words
) -> tuple[ReportSeries, ...]:
    """Return the parts of the reports of a view, those with the most first where they are sources."""
    if split is Split.KIND:
        return tuple(_by_kind(snapshot.histogram(view, bins.edges, "kind"), words))
    if split is Split.SOURCE:
        return tuple(_by_source(snapshot.histogram(view, bins.edges, "source_id"), snapshot, words))
    return ()


def _by_kind(counted: Mapping[str, Histogram], words: Words) -> Iterator[ReportSeries]:
    for kind in Kind:
        if kind in counted:
            found = counted[kind]
            yield ReportSeries(words(wording.KINDS[kind]), KINDS[kind].fill, found.certain, found.possible)


def _by_source(counted: Mapping[str, Histogram], snapshot: Snapshot, words: Words) -> Iterator[ReportSeries]:
    """Return the sources with the most reports, most first, and the others as one."""
    names = snapshot.tables["sources"]["name"]
    # By reports: one over an edge is possible in two bins, and their sum would count it in each.
    ranked = sorted(counted, key=lambda source: (-counted[source].total, source))
    colours = [KINDS[kind].fill for kind in Kind if kind is not Kind.UNSPECIFIED]
    for source, colour in zip(ranked[:MOST_SOURCES], colours, strict=False):
        found = counted[source]
        yield ReportSeries(str(names.get(source, source)), colour, found.certain, found.possible)
    if rest := ranked[MOST_SOURCES:]:
        label = words.plural("{n} other source", "{n} other sources", len(rest))
        certain = np.sum([counted[source].certain for source in rest], axis=0)
        possible = np.sum([counted[source].possible for source in rest], axis=0)
        yield ReportSeries(label, KINDS[Kind.UNSPECIFIED].fill, certain, possible)
