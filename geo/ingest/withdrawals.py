"""Which rows a source that was given as a whole has withdrawn, and which it only seems to have withdrawn.

A publisher that corrects itself takes back a few rows. One whose answer is empty, much shorter than before,
or at odds with itself has more likely answered with a part: of that part of the source nothing is withdrawn,
and the account says so, unless somebody asked for it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.connectors.toolkit.contract import ALWAYS, ParsedFiles, SourcePart, Span
from geo.ingest.cell_rules import mask
from geo.snapshot.tables import KEYS

MOST_GONE = 0.2
"""Share of the rows of a part that may be gone at once. No publisher says how many it takes back; a fifth is
far more than a correction of single events, and less than a country or a file that came in part."""
_DAYS = {"reports": ("event_start", "event_end"), "tolls": ("as_of_date", "as_of_date")}
"""First and last day that a row of a table speaks of."""
_OTHERS = "other rows"


@dataclass(frozen=True, slots=True)
class Replaced:
    """What was given as everything that its source now says."""

    spans: Mapping[str, Span] = field(default_factory=dict)
    """By id of the source, the days of which it is everything."""
    parts: Mapping[str, tuple[SourcePart, ...]] = field(default_factory=dict)
    """By id of a source of which each part is weighed by itself; of others everything that is gone goes."""


def replaced_by(files: Sequence[ParsedFiles], named: Collection[str], *, withdraws: bool) -> Replaced:
    """Return what was fetched as a whole, and the sources that were named as replaced by the files.

    Only what was fetched is weighed, unless it `withdraws` in any case: whoever names a source has looked.
    """
    spans, parts = dict.fromkeys(named, ALWAYS), dict[str, tuple[SourcePart, ...]]()
    for one in files:
        spans.update(one.replaced)
        parts.update({} if withdraws else one.parts)
    return Replaced(spans, {name: each for name, each in parts.items() if name not in named})


def withdrawn(
    table: str, rows: pa.Table, sources: pa.ChunkedArray, replaced: Replaced, said_ids: pa.Array
) -> tuple[np.ndarray, tuple[str, ...]]:
    """Return which rows of a table are withdrawn, and a sentence for each part of which none is.

    `sources` are the sources of the rows, `said_ids` the ids of what was given, be it in order or not.
    """
    gone = np.zeros(rows.num_rows, bool)
    kept: list[str] = []
    if not replaced.spans:
        return gone, ()
    is_said = mask(pc.is_in(rows[KEYS[table]], said_ids))
    for source_id, span in replaced.spans.items():
        theirs = mask(pc.equal(sources, source_id)) & _is_within(table, rows, span)
        if source_id not in replaced.parts:
            gone |= theirs & ~is_said
            continue
        for part, of_part in _parted(rows[KEYS[table]], theirs, replaced.parts[source_id]):
            unsaid = of_part & ~is_said
            if why := _why_kept(part, int(of_part.sum()), int(unsaid.sum())):
                kept.append(f"{source_id}, {part.name}: {why}")
            else:
                gone |= unsaid
    return gone, tuple(kept)


def _why_kept(part: SourcePart, n_rows: int, n_unsaid: int) -> str:
    if not n_unsaid or (not part.doubt and n_unsaid <= MOST_GONE * n_rows):
        return ""
    why = part.doubt or f"more than {MOST_GONE:.0%} at once are most often a part of an answer"
    return (
        f"{n_unsaid:,} of {n_rows:,} rows are not said again, and none of them is withdrawn: {why}. "
        "Look at what the publisher says; --withdraw withdraws them."
    )


def _parted(
    ids: pa.ChunkedArray, theirs: np.ndarray, parts: Sequence[SourcePart]
) -> Iterator[tuple[SourcePart, np.ndarray]]:
    """Return the rows of each part of a source, and those of none."""
    left = theirs.copy()
    for part in parts:
        of_part = left & mask(pc.match_substring_regex(ids, f"^({part.ids})"))
        left &= ~of_part
        yield part, of_part
    doubts = [f"of {part.name}, {part.doubt}" for part in parts if part.doubt]
    yield SourcePart(_OTHERS, doubt=doubts[0] if doubts else ""), left


def _is_within(table: str, rows: pa.Table, span: Span) -> np.ndarray:
    """Return which rows certainly speak of these days alone."""
    if span == ALWAYS or table not in _DAYS:
        return np.full(rows.num_rows, span == ALWAYS)
    start, end = (rows[name] for name in _DAYS[table])
    begins = pc.greater_equal(start, pa.scalar(span.first, start.type))
    ends = pc.less_equal(pc.coalesce(end, start), pa.scalar(span.last, end.type))
    return mask(pc.fill_null(pc.and_(begins, ends), fill_value=False))
