"""Rows of a later version of a file that has no ids: which of them correct a row that was taken in before.

Without ids of the file a row's id is made from what it says, so a corrected row would stand beside its old
self. A row that is new, and one that the file does not say any more, are taken for the same when they differ
in one subject alone (the day, the place, the harm …) and no other pair fits as well. That is offered, never
done by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geo.ingest.cell_rules import mask
from geo.ingest.inputs import Input
from geo.ingest.merge import cells_as_text
from geo.ingest.row_rules import KeptRows
from geo.model.errors import ShelterlineError

_SUBJECTS = (
    ("event_start", "event_end", "date_precision", "time_from", "time_to"),
    ("lat", "lon", "place_name", "area_pcode", "location_precision", "radius_m", "location_note"),
    ("kind", "struck", "direction_claimed", "responsibility"),
    ("killed_min", "killed_max", "injured_min", "injured_max", "strikes_min", "strikes_max"),
    ("summary",),
    ("publisher", "claimant", "url", "published_date", "read_at", "relayed_by"),
)
"""Columns that are corrected together."""
_MOST = 200_000
"""Rows on either side that are compared."""


class CorrectionsError(ShelterlineError):
    """Rows look like corrections of earlier ones, and nobody said whether they are."""


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Rows of one file that are new, with the id of the row that each seems to correct."""

    name: str
    known: int
    new: int
    gone: int
    ids: Mapping[str, str]
    """Id of the earlier row, by the id of the new one."""

    def counts(self) -> str:
        return f"{self.known:,} rows are known, {self.new:,} new, and {self.gone:,} are not said again"


def with_corrections(
    files: Sequence[Input],
    found: Mapping[str, KeptRows],
    current: pa.Table,
    *,
    is_correction: bool | None,
) -> tuple[dict[str, KeptRows], tuple[str, ...]]:
    """Return the rows that were read, those that correct an earlier one under its id, and what is to be said.

    `is_correction` is what somebody said of rows that look so; None when nobody did.

    Raises CorrectionsError when there are such rows and nobody said what they are.
    """
    if "reports" not in found:
        return dict(found), ()
    pairs = [one for one in _all_pairs(files, found["reports"], current) if one.gone]
    matched = [one for one in pairs if one.ids]
    if matched and is_correction is None:
        raise CorrectionsError(" ".join(f"{_asked(one)}." for one in matched) + _CHOICE)
    if not matched or not is_correction:
        told = (f"{one.name}: {one.counts()}; these stay as they were." for one in pairs)
        return dict(found), tuple(told)
    ids = {new: old for one in matched for new, old in one.ids.items()}
    told = (f"{one.name}: {one.counts()}; {len(one.ids):,} correct a row that was there." for one in pairs)
    return {**found, "reports": _under(ids, found["reports"])}, tuple(told)


_CHOICE = " Say --match when they are corrections, or --no-match when they are other reports"


def _asked(pairs: _Pairs) -> str:
    n = len(pairs.ids)
    some = "1 of the new rows differs" if n == 1 else f"{n:,} of the new rows differ"
    return f"{pairs.name}: {pairs.counts()}; {some} in one thing alone from a row that is not said again"


def _all_pairs(files: Sequence[Input], kept: KeptRows, current: pa.Table) -> Iterator[_Pairs]:
    for one in files:
        if not one.makes_ids or not one.source_id or one.name not in kept.names:
            continue
        rows = kept.good.filter(pa.array(kept.files == kept.names.index(one.name)))
        before = current.filter(pc.equal(current["source_id"], one.source_id))
        is_known = pc.is_in(rows["report_id"], before["report_id"].combine_chunks())
        is_said = pc.is_in(before["report_id"], kept.all_ids.combine_chunks())
        new, gone = rows.filter(pc.invert(is_known)), before.filter(pc.invert(is_said))
        ids = _matched(new, gone) if max(new.num_rows, gone.num_rows) <= _MOST else {}
        yield _Pairs(one.name, rows.num_rows - new.num_rows, new.num_rows, gone.num_rows, ids)


def _matched(new: pa.Table, gone: pa.Table) -> dict[str, str]:
    """Return the earlier id by the new one, of rows that differ in one subject and have no second match."""
    if not new.num_rows or not gone.num_rows:
        return {}
    hashes = [_hashes(table) for table in (new, gone)]
    pairs: set[tuple[int, int]] = set()
    for left_out in range(len(_SUBJECTS)):
        sides = [np.delete(each, left_out, axis=1) for each in hashes]
        keys = [pd.MultiIndex.from_arrays(list(side.T)) for side in sides]
        places = {key: place for place, key in enumerate(keys[1])}
        once = [~key.duplicated(keep=False) for key in keys]
        for place, key in enumerate(keys[0]):
            other = places.get(key)
            if other is not None and once[0][place] and once[1][other]:
                pairs.add((place, other))
    news, olds = ([pair[side] for pair in pairs] for side in (0, 1))
    ids = new["report_id"].to_pylist(), gone["report_id"].to_pylist()
    return {
        ids[0][place]: ids[1][other]
        for place, other in sorted(pairs)
        if news.count(place) == 1 and olds.count(other) == 1
    }


def _hashes(table: pa.Table) -> np.ndarray:
    """Return a number for what each row says of each subject; rows × subjects."""
    return np.column_stack([_hash(table.select(list(columns))) for columns in _SUBJECTS])


def _hash(table: pa.Table) -> np.ndarray:
    frame = pd.DataFrame(
        {name: cells_as_text(table[name]).to_numpy(zero_copy_only=False) for name in table.column_names}
    )
    return pd.util.hash_pandas_object(frame, index=False).to_numpy()


def _under(ids: Mapping[str, str], kept: KeptRows) -> KeptRows:
    """Return rows with other ids; a key of an incident that repeated the id goes on repeating it."""
    good = kept.good
    is_own = mask(pc.equal(good["incident_key"], good["report_id"]))
    named = pa.array([ids.get(said, said) for said in good["report_id"].to_pylist()], pa.string())
    keys = pc.if_else(pa.array(is_own), named, good["incident_key"].combine_chunks())
    for name, cells in (("report_id", named), ("incident_key", keys)):
        good = good.set_column(good.column_names.index(name), good.schema.field(name), cells)
    all_ids = pa.array([ids.get(said, said) for said in kept.all_ids.to_pylist()], pa.string())
    return replace(kept, good=good, all_ids=pa.chunked_array([all_ids]))
