"""Whether what is given is a new version of what a source said before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.connectors.toolkit.contract import Span
from geo.ingest.cell_rules import mask
from geo.ingest.inputs import Input
from geo.ingest.merge import cells_as_text, sources_of
from geo.ingest.row_rules import KeptRows
from geo.model.errors import SourceError

_TELLING = ("event_start", "place_name", "lat", "lon", "url")
"""Columns that are hardly all the same in reports of two events, and seldom revised."""
_ALIKE = 0.5
"""Share of the rows with a known id in which these say what they said, in a new version of a file."""


def refuse_empty_versions(
    found: Mapping[str, KeptRows], replaced: Mapping[str, Span], sources: pa.Table
) -> None:
    """Refuse to withdraw everything that a source ever said because nothing of it could be read.

    Raises SourceError, naming the source.
    """
    unknown = sorted(set(replaced) - set(sources["source_id"].to_pylist()))
    if unknown:
        raise SourceError(f"{', '.join(unknown)} is no known source; nothing of it can be replaced")
    with_rows = {
        one for kept in found.values() for one in sources_of(kept.good, sources).unique().to_pylist()
    }
    empty = ", ".join(sorted(set(replaced) - with_rows))
    if empty:
        raise SourceError(
            f"no row of {empty} is in order, so nothing is replaced: it would all be withdrawn. Leave that "
            "source out, or fetch it with --keep"
        )


def refuse_other_files(
    files: Sequence[Input], found: Mapping[str, KeptRows], current: Mapping[str, pa.Table]
) -> None:
    """Refuse a mapped file that takes another source's ids, or only has the name of an earlier file.

    That of its name counts where the source was guessed from it; a mapping says which source is meant.

    Raises SourceError, with what to say in the mapping.
    """
    if "reports" not in found:
        return
    kept, columns = found["reports"], ["report_id", "source_id", *_TELLING]
    good, before = kept.good.select(columns), current["reports"].select(columns)
    for one in files:
        if not one.source_id or one.name not in kept.names:
            continue
        rows = good.filter(pa.array(kept.files == kept.names.index(one.name)))
        places = pc.index_in(rows["report_id"], value_set=before["report_id"].combine_chunks())
        now, old = rows.filter(pc.is_valid(places)), before.take(places.drop_null())
        others = old.filter(pc.not_equal(old["source_id"], one.source_id))
        if others.num_rows:
            raise SourceError(
                f"{one.name} has a report {others['report_id'][0]}, as {others['source_id'][0]} has: put a "
                "prefix of its own into [columns.report_id] of the mapping, and give that with --map"
            )
        is_there = one.is_guess and pc.any(pc.equal(before["source_id"], one.source_id)).as_py()
        if is_there and _n_alike(now, old) < max(1, _ALIKE * now.num_rows):
            raise SourceError(
                f"{one.name} has the name of the file that {one.source_id} was read from, and other rows. Is "
                "it a new version of that? Give the mapping that is printed with --map, as it is. Is it "
                "another file? Give that mapping with another source_id, and with it as the prefix of ids"
            )


def _n_alike(now: pa.Table, old: pa.Table) -> int:
    differs = [mask(pc.not_equal(cells_as_text(now[name]), cells_as_text(old[name]))) for name in _TELLING]
    return int((~np.logical_or.reduce(differs)).sum())
