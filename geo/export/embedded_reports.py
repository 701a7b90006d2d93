"""Point-level reports of a view as columns of whole numbers, for a page without a server."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geo.filters.view import View
from geo.model import Layer
from geo.snapshot.derive import GRID_BITS
from geo.snapshot.grid_cells import Cells
from geo.snapshot.opened import Snapshot

MOST_SINGLE = 5_000
"""Point-level reports that a file holds one by one; more are counted in cells, as on the map."""
_CELL_BITS = 6
_FINER_ZOOMS = 2
"""Cells are as fine as the map's this many zooms closer than the view, if so many fit."""


@dataclass(frozen=True, slots=True)
class EmbeddedReports:
    """Columns of one length; a row is a report, or a cell with the reports in it."""

    bits: int
    """The grid has 2^bits places a side."""
    shift: int
    """A cell has 2^shift places a side; 0 when each row is one report."""
    gx: list[int]
    """Column of the place, from the west."""
    gy: list[int]
    """Row of the place, from the north."""
    n: list[int]
    """Number of reports."""
    kinds: list[int]
    """Bit k is set when a report is of the k-th kind."""
    radius: list[int]
    """Radius of the footprint, metres; 0 when the reports of a cell have not one place."""
    group: list[int]
    """With which radii it is counted, as `geo.snapshot.grid_cells.Cells.group` says it."""
    id: list[str | None]
    """Id of the report; None for more than one."""


def embedded_reports(snapshot: Snapshot, view: View, n_points: int) -> EmbeddedReports:
    """Return every point-level report of a view, in the order of the list."""
    if Layer.REPORTS not in view.layers:
        return EmbeddedReports(GRID_BITS, 0, [], [], [], [], [], [], [])
    everywhere = (0, 0, 1 << GRID_BITS, 1 << GRID_BITS)
    if n_points <= MOST_SINGLE:
        cells = snapshot.aggregate(view, 0, everywhere)
        return _columns(snapshot, cells, np.argsort(cells.first))
    shift = max(1, GRID_BITS - view.z - _FINER_ZOOMS - _CELL_BITS)
    cells = snapshot.aggregate(view, shift, everywhere)
    while len(cells) > MOST_SINGLE and shift < GRID_BITS:
        shift += 1
        cells = snapshot.aggregate(view, shift, everywhere)
    return _columns(snapshot, cells, np.arange(len(cells)))


def _columns(snapshot: Snapshot, cells: Cells, order: np.ndarray) -> EmbeddedReports:
    n = cells.n[order].tolist()
    return EmbeddedReports(
        bits=GRID_BITS,
        shift=cells.shift,
        gx=cells.gx[order].tolist(),
        gy=cells.gy[order].tolist(),
        n=n,
        kinds=cells.kinds[order].tolist(),
        radius=np.where(cells.is_one_place, cells.radius_m, 0).astype(int)[order].tolist(),
        group=cells.group[order].tolist(),
        id=[i if count == 1 else None for i, count in zip(snapshot.ids(cells.first[order]), n, strict=True)],
    )
