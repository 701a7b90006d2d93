"""How many incidents some reports speak of: several reports of one event are one."""

from __future__ import annotations

import numpy as np
import pyarrow.compute as pc

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


def count_incidents(snapshot: Snapshot, is_counted: np.ndarray) -> int:
    """Return how many incidents the reports speak of that are counted, a truth value for each."""
    return int(np.count_nonzero(np.bincount(incident_codes(snapshot)[is_counted])))


def incidents_by_area(snapshot: Snapshot, is_counted: np.ndarray) -> dict[str, int]:
    """Return the same for each area that the reports name, by p-code; without those that name none."""
    area, pcodes = snapshot.store.columns.area_code[is_counted].astype(np.int64), snapshot.store.pcodes
    pairs = np.unique(area << 32 | incident_codes(snapshot)[is_counted])
    code, n = np.unique(pairs >> 32, return_counts=True)
    return {pcodes[at]: incidents for at, incidents in zip(code.tolist(), n.tolist(), strict=True) if at >= 0}
