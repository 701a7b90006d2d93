"""Candidates for "the same incident", worked out when reports come in and kept beside them.

Each pair has a report that came in: the editor of the bundled chronicle read its reports side by side, and
the incident keys say which of them speak of one event.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.analysis import linking
from geo.analysis.linking_columns import LinkingColumns, Pairs
from geo.analysis.pair_matches import HarmMatch, KindMatch
from geo.geometry.footprints import RADIUS_M
from geo.ingest.merge import MergeResult
from geo.model import POINT_PRECISIONS, Change, Kind, LocationPrecision
from geo.snapshot.derive import one_piece
from geo.snapshot.tables import arrow_schema

SCHEMA = arrow_schema("candidates")
MOST_AT_ONCE = 100_000
"""Reports linked while a file is read: some eight seconds of work. `shelterline snapshot link` takes more."""
LEFT_OUT = (
    "Not yet compared with the reports of other sources, as more than "
    f"{MOST_AT_ONCE:,} came in at once: `shelterline snapshot link` does it."
)
_BETWEEN = " "
"""Parts the two ids of a candidate's own id: it stands in none."""


def link(reports: pa.Table, new_ids: pa.Array, before: pa.Table | None = None) -> pa.Table:
    """Return the table `candidates` after some reports came in or were revised.

    `reports` are all that there are now, `before` is the table as it was. Candidates of reports that are
    gone are dropped, those of the new ones worked out anew. With more than `MOST_AT_ONCE` new ones only
    the dropping is done; see `LEFT_OUT`.
    """
    kept = _still_there(before, reports["report_id"], new_ids)
    if not len(new_ids) or len(new_ids) > MOST_AT_ONCE:
        return kept
    return link_all(reports, new_ids, kept)


def linked(tables: Mapping[str, pa.Table], before: pa.Table, merged: MergeResult) -> pa.Table:
    """Return the table `candidates` after reports were merged into those that were there before."""
    current = tables.get("candidates")
    if merged.added + merged.revised > MOST_AT_ONCE:
        # Nothing is looked for, so that nobody waits; what is gone is gone all the same.
        return _still_there(current, merged.rows["report_id"], _revised(merged))
    return link(merged.rows, _new_or_revised(before, merged), current)


def _new_or_revised(before: pa.Table, merged: MergeResult) -> pa.Array:
    ids = merged.rows["report_id"]
    if not merged.added:
        return _revised(merged)
    added = ids.filter(pc.invert(pc.is_in(ids, value_set=one_piece(before["report_id"]))))
    return pa.concat_arrays([one_piece(added), _revised(merged)])


def _revised(merged: MergeResult) -> pa.Array:
    is_revised = pc.equal(merged.revisions["change"], str(Change.REVISED))
    return pc.unique(one_piece(merged.revisions["report_id"].filter(is_revised)))


def link_others(reports: pa.Table, settled: pa.ChunkedArray) -> pa.Table:
    """Return the candidates of all reports but those settled among each other; however many they are."""
    ids = reports["report_id"]
    return link_all(reports, one_piece(ids.filter(pc.invert(pc.is_in(ids, value_set=one_piece(settled))))))


def link_all(reports: pa.Table, new_ids: pa.Array, kept: pa.Table | None = None) -> pa.Table:
    """Return the candidates of the new reports among all, and those kept; however many they are."""
    by_id = reports.select(_READ).take(pc.sort_indices(reports["report_id"]))
    is_new = pc.is_in(by_id["report_id"], value_set=one_piece(new_ids)).to_numpy(zero_copy_only=False)
    found = linking.candidates(_compared(by_id), np.asarray(is_new))
    ids = by_id["report_id"].combine_chunks()
    if kept is None or not kept.num_rows:
        return _table(found, ids)
    both = linking.bounded(linking.joined([found, _pairs(kept, ids)]))
    return _table(both, ids)


def _still_there(before: pa.Table | None, ids: pa.ChunkedArray, new_ids: pa.Array) -> pa.Table:
    if before is None:
        return SCHEMA.empty_table()
    stays = pa.repeat(pa.scalar(value=True), before.num_rows)
    for side in ("report_id", "other_id"):
        is_there = pc.is_in(before[side], value_set=one_piece(ids))
        is_new = pc.is_in(before[side], value_set=one_piece(new_ids))
        stays = pc.and_(stays, pc.and_not(is_there, is_new))
    return before.filter(stays).select(SCHEMA.names).cast(SCHEMA)


_READ = [
    *("report_id", "incident_key", "source_id", "kind", "location_precision", "lat", "lon", "radius_m"),
    *("event_start", "event_end", "killed_min", "killed_max", "injured_min", "injured_max"),
]


def _compared(reports: pa.Table) -> LinkingColumns:
    precision = reports["location_precision"]
    is_point = pc.is_in(precision, pa.array([str(word) for word in POINT_PRECISIONS])).to_numpy()
    usual = np.array([RADIUS_M.get(word, np.nan) for word in LocationPrecision] + [np.nan])
    stated, place = _numbers(reports["radius_m"]), _codes(precision, list(LocationPrecision))
    radius_m = np.where(np.isnan(stated), usual[place], stated)
    first = _numbers(reports["event_start"].cast(pa.int32()))
    last = _numbers(pc.coalesce(reports["event_end"], reports["event_start"]).cast(pa.int32()))
    return LinkingColumns(
        lat=_numbers(reports["lat"]),
        lon=_numbers(reports["lon"]),
        radius_m=np.where(is_point, radius_m, np.nan),
        first=first,
        last=last,
        kind=_codes(reports["kind"], list(Kind)),
        source=_distinct(reports["source_id"]),
        incident=_distinct(reports["incident_key"]),
        **{name: _numbers(reports[name]) for name in _READ[-4:]},
    )


def _numbers(column: pa.ChunkedArray) -> np.ndarray:
    return np.asarray(pc.fill_null(column.cast(pa.float64()), float("nan")).to_numpy())


def _codes(column: pa.ChunkedArray, words: list[Kind] | list[LocationPrecision]) -> np.ndarray:
    found = pc.index_in(column, value_set=pa.array([str(word) for word in words]))
    return np.asarray(pc.fill_null(found, -1).to_numpy())


def _distinct(column: pa.ChunkedArray) -> np.ndarray:
    return np.asarray(column.combine_chunks().dictionary_encode().indices.to_numpy())


_HARM, _KIND = pa.array([str(match) for match in HarmMatch]), pa.array([str(match) for match in KindMatch])


def _table(pairs: Pairs, ids: pa.Array) -> pa.Table:
    one, other = ids.take(pa.array(pairs.one)), ids.take(pa.array(pairs.other))
    columns = {
        "candidate_id": pc.binary_join_element_wise(one, other, _BETWEEN),
        "report_id": one,
        "other_id": other,
        "score": pa.array(pairs.score, pa.float64()),
        "distance_m": pa.array(pairs.distance_m, pa.int64()),
        "days": pa.array(pairs.days, pa.int64()),
        "kind_match": _KIND.take(pa.array(pairs.kind_open.astype(np.int8))),
        "harm_match": _HARM.take(pa.array(pairs.harm)),
    }
    return pa.table({name: columns[name] for name in SCHEMA.names}, SCHEMA).sort_by("candidate_id")


def _pairs(table: pa.Table, ids: pa.Array) -> Pairs:
    sides = [pc.index_in(table[name], value_set=ids).to_numpy() for name in ("report_id", "other_id")]
    one, other = (side.astype(np.int64) for side in sides)
    return Pairs(
        one=one,
        other=other,
        score=table["score"].to_numpy(),
        distance_m=table["distance_m"].to_numpy(),
        days=table["days"].to_numpy(),
        kind_open=pc.equal(table["kind_match"], KindMatch.OPEN).to_numpy(),
        harm=pc.index_in(table["harm_match"], value_set=_HARM).to_numpy(),
    )
