"""The index of a snapshot's reports: what filtering needs, worked out once from the documented columns.

It lies in a folder beside the tables, named by the form in which this version reads and writes it. It is no
part of the snapshot: neither the manifest nor the id knows of it. When it is missing, or is not what was
written, or was made of other tables, it is made anew: docs/decisions/0025-index-beside-the-snapshot.md.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from geo.model.parallel import map_ahead
from geo.snapshot.derive import INDEXED, indexer
from geo.snapshot.folders import made_in, publish, remove_abandoned, sha256_of
from geo.snapshot.home import cache
from geo.snapshot.lock import alone
from geo.snapshot.parquet_files import GROUPS_AT_ONCE, part_writer

if TYPE_CHECKING:
    from pathlib import Path

    from geo.snapshot.derive import Vocabulary

FORM = 2
"""Raise it whenever the same reports get another index: other columns, codes, cells or search forms."""
INDEX = f"index-{FORM}"
"""Folder beside the tables. Another version has another beside it, and neither touches the other's."""
_ROWS = "reports.parquet"
_ABOUT = "index.json"
"""Form, what it was made from, and SHA-256 of the other file."""


@dataclass(frozen=True, slots=True)
class Basis:
    """What an index is made from."""

    reports: Path
    """Parquet file with the documented columns, in the order of the list."""
    vocabulary: Vocabulary
    files: Mapping[str, str]
    """SHA-256 of the tables that decide what it says, by what they are called here."""


@dataclass(frozen=True, slots=True)
class Index:
    """The index of the reports of an open snapshot."""

    rows: Path | pa.Table
    """A row for each report, in their order: a Parquet file, or in memory where no folder can be written."""
    is_beside: bool
    """Whether it is kept beside the tables, as usual."""
    sha256: str = ""
    """Of the file, 64 hex digits; empty in memory."""


def index_of(basis: Basis, home: Path) -> Index:
    """Return the index of some reports, made anew when there is none that can be used.

    It is kept beside them; where that cannot be written in this user's cache, and failing that in memory.
    One process at a time makes it, and those that wait find it there.
    """
    beside = basis.reports.parent
    in_cache = cache() / "index" / f"{beside.name}-{_digest(basis)}"
    for folder, lock in ((beside, home), (in_cache, cache())):
        with suppress(OSError):
            if not _is_whole(folder / INDEX, basis.files):
                _make(folder, lock, basis)
            about = json.loads((folder / INDEX / _ABOUT).read_text(encoding="utf-8"))
            return Index(folder / INDEX / _ROWS, is_beside=folder is beside, sha256=about["sha256"])
    return Index(pa.concat_tables([index for _, index in _parts(basis)]), is_beside=False)


def wrong_in_index(reports: Path, files: Mapping[str, str]) -> str:
    """Return what is wrong with the index beside some reports; empty when it would be used as it is."""
    folder = reports.parent / INDEX
    if not folder.exists():
        return "is not there"
    return "" if _is_whole(folder, files) else "is not the one that was written for these tables"


def write_index(folder: Path, parts: Iterator[tuple[pa.Table, pa.Table]]) -> Iterator[pa.Table]:
    """Write the index of reports while they pass by, each part beside its index; return the reports.

    `seal_index` makes it an index that can be used.
    """
    (folder / INDEX).mkdir()
    reports, indexed = next(parts)
    with part_writer(folder / INDEX / _ROWS, indexed.schema) as write:
        write(indexed)
        yield reports
        for part, index in parts:
            write(index)
            yield part


def seal_index(folder: Path, files: Mapping[str, str]) -> None:
    """Write down what an index was made from, and what its file is to be."""
    about = {"form": FORM, "of": dict(files), "sha256": sha256_of(folder / INDEX / _ROWS)}
    (folder / INDEX / _ABOUT).write_text(json.dumps(about, indent=1, sort_keys=True), encoding="utf-8")


def _digest(basis: Basis) -> str:
    return hashlib.sha256(json.dumps(dict(basis.files), sort_keys=True).encode()).hexdigest()[:12]


def _is_whole(folder: Path, files: Mapping[str, str]) -> bool:
    """Whether a folder holds the index of these reports, in this form, as it was written."""
    try:
        about = json.loads((folder / _ABOUT).read_text(encoding="utf-8"))
        expected = {"form": FORM, "of": dict(files), "sha256": sha256_of(folder / _ROWS)}
    except (OSError, ValueError):
        return False
    return bool(about == expected)


def _make(folder: Path, lock: Path, basis: Basis) -> None:
    """Make an index, unless another process has meanwhile, and put it where it is looked for."""
    folder.mkdir(parents=True, exist_ok=True)
    with alone(lock):
        if _is_whole(folder / INDEX, basis.files):
            return
        temporary = made_in(folder)
        try:
            for _ in write_index(temporary, _parts(basis)):
                pass
            seal_index(temporary, basis.files)
            if not publish(temporary / INDEX, folder / INDEX):
                (folder / INDEX).rename(temporary / "replaced")
                publish(temporary / INDEX, folder / INDEX)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
    remove_abandoned(folder)


def _parts(basis: Basis) -> Iterator[tuple[pa.Table, pa.Table]]:
    """Return reports beside their index, some row groups at a time."""
    indexed = indexer(basis.vocabulary)
    with pq.ParquetFile(basis.reports) as file:
        groups = range(file.num_row_groups)
        parts = (
            file.read_row_groups(groups[at : at + GROUPS_AT_ONCE], columns=list(INDEXED))
            for at in range(0, max(1, len(groups)), GROUPS_AT_ONCE)
        )
        yield from map_ahead(lambda reports: (reports, indexed(reports)), parts)
