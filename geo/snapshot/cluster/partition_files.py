"""The partitions of a snapshot's reports on disk: which there are, and what their files are to be.

They lie in a folder beside the table of reports, are no part of the snapshot, and can be made again at any
time. `partitions.json` says what they were made from and the SHA-256 of every file, and its own.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo.snapshot.index_files import read_sealed
from geo.snapshot.list_order import SortBy

if TYPE_CHECKING:
    from pathlib import Path

FORM = 2
"""Raise it whenever the same reports get other partitions."""
PARTITIONS = f"partitions-{FORM}"
"""Folder beside the reports."""
ABOUT, AREAS, PLACES = "partitions.json", "outlines.geojson", "places.parquet"
PLACE, INCIDENT = "place", "incident"
"""Columns of a partition: where in the list of all a report stands, and the first of its incident."""
RANKS: Mapping[SortBy, str] = {
    SortBy.OLDEST: PLACE,
    SortBy.NEWEST: "rank_newest",
    SortBy.FIGURE: "rank_figure",
    SortBy.CLAIMS: "rank_claims",
}
"""Columns of a partition: at which position a report stands in each order of all reports."""
Box = tuple[int, int, int, int]
"""West, north, east, south in finest cells, each inclusive."""


@dataclass(frozen=True, slots=True)
class PartitionFile:
    """One partition."""

    n: int
    """Reports."""
    sha256: str
    """Of its file, 64 hex digits."""
    n_bytes: int
    """Of its file and its index."""
    box: Box | None
    """Of its points; None when it has none."""


@dataclass(frozen=True, slots=True)
class PartitionSet:
    """All partitions of a snapshot's reports."""

    folder: Path
    sha256: str
    """Of what is said of them: another set has another."""
    snapshot_id: str
    made_from: Mapping[str, str]
    """SHA-256 of the tables that they were made from, as of `geo.snapshot.index.Basis`."""
    sources: tuple[str, ...]
    """What source codes count in."""
    radii: tuple[float, ...]
    """Metres, those that are counted apart."""
    days: tuple[int, int] | None
    """First and last day number of any dated report."""
    parts: tuple[PartitionFile, ...]
    files: Mapping[str, str]
    """SHA-256 of the other files."""

    def file(self, number: int) -> Path:
        """Return the file of a partition."""
        return part_file(self.folder, number)


def part_file(folder: Path, number: int) -> Path:
    """Return the file of a partition in a folder of partitions."""
    return folder / str(number) / f"part-{number}.parquet"


def read_partitions(folder: Path) -> PartitionSet:
    """Return what is said of the partitions in a folder.

    Raises OSError when it cannot be read, is not what was written or is of another form.
    """
    about = read_sealed(folder / ABOUT)
    if about.get("form") != FORM:
        raise OSError(f"{folder / ABOUT} is of another form")
    return PartitionSet(
        folder=folder,
        sha256=hashlib.sha256(json.dumps(about, sort_keys=True).encode()).hexdigest(),
        snapshot_id=about["snapshot"],
        made_from=about["of"],
        sources=tuple(about["sources"]),
        radii=tuple(about["radii"]),
        days=tuple(about["days"]) if about["days"] else None,
        parts=tuple(_part(said) for said in about["parts"]),
        files=about["files"],
    )


def _part(said: dict[str, Any]) -> PartitionFile:
    return PartitionFile(
        said["n"], said["sha256"], said["n_bytes"], tuple(said["box"]) if said["box"] else None
    )
