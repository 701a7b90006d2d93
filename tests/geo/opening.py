"""Chronicles opened by other ways than the server's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.geometry.gazetteer import Areas
from geo.snapshot.current import current_id
from geo.snapshot.files import open_snapshot
from geo.snapshot.frames import read_table
from geo.snapshot.home import snapshots_folder
from geo.snapshot.opened import DATA_DIR, Snapshot
from geo.snapshot.tables import SCHEMA

if TYPE_CHECKING:
    from pathlib import Path


def open_current(home: Path) -> Snapshot:
    """The snapshot that a home points to, or the bundled one, opened anew."""
    return open_snapshot(snapshots_folder(home) / current_id(home))


def bundled_in_memory() -> Snapshot:
    """The chronicle that comes with the program, straight from its files and without a snapshot."""
    tables = {table: read_table(DATA_DIR, table) for table in SCHEMA}
    return Snapshot(tables, Areas.read(DATA_DIR / "outlines.geojson"))
