"""How many incidents some reports speak of: several reports of one event are one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow.compute as pc

from geo.filters.filter_index import AREA, chosen_of
from geo.snapshot.caches import per_snapshot
from geo.snapshot.opened import Snapshot


@per_snapshot
def incident_codes(snapshot: Snapshot) -> np.ndarray:
    """Return the incident of each report as a code, by place in the list; one without a key has its own."""
    key = snapshot.store.encoded("incident_key")
    code = pc.fill_null(key.indices, -1).to_numpy(zero_copy_only=False).astype(np.int32)
    unstated = [number for number, word in enumerate(key.dictionary.to_pylist()) if not word]
    alone = np.flatnonzero((code < 0) | np.isin(code, unstated))
    code[alone] = len(key.dictionary) + np.arange(len(alone))
    return np.asarray(code)


def claims_on_incidents(snapshot: Snapshot, ids: Sequence[str]) -> dict[str, int]:
    """Return by report id how many reports speak of its incident; unknown ids are left out."""
    places = snapshot.store.places(ids)
    n = _reports_of_incidents(snapshot)[incident_codes(snapshot)[list(places.values())]]
    return dict(zip(places, n.tolist(), strict=True))


@per_snapshot
def _reports_of_incidents(snapshot: Snapshot) -> np.ndarray:
    return np.bincount(incident_codes(snapshot)).astype(np.int32)


def count_incidents(snapshot: Snapshot, is_counted: np.ndarray) -> int:
    """Return how many incidents the reports speak of that are counted, a truth value for each."""
    return int(np.count_nonzero(np.bincount(chosen_of(incident_codes(snapshot), is_counted))))


def incidents_by_area(snapshot: Snapshot, is_counted: np.ndarray) -> dict[str, int]:
    """Return the same of the reports of whole areas, for each area that they name, by p-code."""
    row, pair, area = _incidents_of_areas(snapshot)
    is_there = np.zeros(len(area), bool)
    is_there[chosen_of(pair, is_counted[row])] = True
    n, pcodes = np.bincount(area[is_there]).tolist(), snapshot.store.pcodes
    return {pcodes[at]: incidents for at, incidents in enumerate(n) if incidents}


@per_snapshot
def _incidents_of_areas(snapshot: Snapshot) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return rows of reports of whole areas, the pair of area and incident of each, and areas of pairs.

    Pairs are numbers, areas are codes. To find the pairs takes a sort, which would
    cost each view of a million reports 60 ms.
    """
    columns = snapshot.store.columns
    row = np.flatnonzero((columns.footprint == AREA) & (columns.area_code >= 0)).astype(np.int32)
    both = columns.area_code[row].astype(np.int64) << 32 | incident_codes(snapshot)[row]
    pairs, pair = np.unique(both, return_inverse=True)
    return row, pair.astype(np.int32), (pairs >> 32).astype(np.int32)
