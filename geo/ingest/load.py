"""A file of reports becomes part of a new snapshot, and every row of it is accounted for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from geo.errors import SnapshotError, SourceError
from geo.gazetteer import Areas
from geo.ingest.checks import Checked, Known, across_blocks, check
from geo.ingest.lines import Block, Lines
from geo.ingest.merge import merge
from geo.ingest.rejects import printable
from geo.ingest.sources import sha256_of, with_sources
from geo.parallel import lasting_memory, map_ahead
from geo.store.current import current_id, point_to, pointed_to
from geo.store.snapshot import Content, read_content, snapshots_folder, write_snapshot
from geo.store.tables import arrow_schema

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Ingested:
    """What became of the rows of a file: `rows = added + revised + unchanged + rejected`."""

    rows: int
    """Lines after the header that are not empty."""
    added: int
    revised: int
    """Reports that the snapshot had with another content; `revisions` tells each cell."""
    unchanged: int
    rejected: int
    snapshot: str
    """Id of the snapshot that is now the current one."""
    rejects: pa.Table
    """One row for each cell, or whole line, that is refused; columns of `geo.store.tables.LEDGERS`."""
    ignored: tuple[str, ...]
    """Columns of the file that the documented format does not have; they are not kept."""


@dataclass(frozen=True, slots=True)
class _Read:
    """What one file says besides the rows that are in order."""

    n_rows: int
    rejects: pa.Table
    ignored: tuple[str, ...]
    sha256: str


def ingest(csv: Path, home: Path, sources: Path | None = None) -> Ingested:
    """Add the reports of a CSV file to those of the current snapshot, and make the result the current one.

    The columns are those of `data/reports.csv` (see `data/DATA.md`). A report whose id is there already
    replaces it. `sources` is a CSV file in the form of `data/sources.csv` whose rows are added. Until
    everything is written the current snapshot stays as it is, and so it does when anything fails.

    Raises:
        SourceError: when a file cannot be read.
        SchemaError: when the header or a source has not the documented form.
        SnapshotError: when the current snapshot does not open or the new one cannot be written.

    """
    with lasting_memory():
        return _ingest(csv, home, sources)


def _ingest(csv: Path, home: Path, sources: Path | None) -> Ingested:
    name = printable(csv.name)
    parent, content = _current(home)
    tables, inputs = dict(content.tables), list(content.manifest.inputs)
    if sources:
        tables["sources"] = with_sources(tables["sources"], sources)
        inputs.append(_input(printable(sources.name), sha256_of(sources)))
    good, read = _read(csv, tables, content.outlines)
    inputs.append(_input(name, read.sha256))
    revisions = tables.get("revisions", arrow_schema("revisions").empty_table())
    merged = merge(tables["reports"], good, first_number=revisions.num_rows + 1, parent=parent, file=name)
    del good  # merged.reports is a copy, and a million rows are 440 MB
    tables["reports"] = merged.reports
    tables["revisions"] = pa.concat_tables([revisions, merged.revisions], promote_options="permissive")
    tables["rejects"] = _rejects_after(tables.get("rejects"), read.rejects, name)
    return Ingested(
        rows=read.n_rows,
        added=merged.added,
        revised=merged.revised,
        unchanged=merged.unchanged,
        rejected=read.n_rows - merged.added - merged.revised - merged.unchanged,
        snapshot=_make_current(home, parent, tables, content.outlines, inputs),
        rejects=read.rejects,
        ignored=read.ignored,
    )


def _current(home: Path) -> tuple[str, Content]:
    try:
        parent = current_id(home)
        return parent, read_content(snapshots_folder(home) / parent)
    except (OSError, UnicodeDecodeError) as error:
        raise SnapshotError(f"the snapshots in {home} cannot be read: {error}") from error


def _input(name: str, sha256: str) -> dict[str, str]:
    return {"name": name, "sha256": sha256, "retrieved": datetime.now(UTC).date().isoformat()}


def _read(csv: Path, tables: Mapping[str, pa.Table], outlines: bytes) -> tuple[pa.Table, _Read]:
    known = Known(
        sources=tables["sources"]["source_id"].combine_chunks(),
        pcodes=pa.array(sorted(area.pcode for area in Areas.parse(outlines)), pa.string()),
        zones=tables["zones"]["zone_id"].combine_chunks(),
    )
    try:
        with csv.open("rb") as file:
            lines = Lines(printable(csv.name), file)
            blocks = list(map_ahead(lambda block: _checked(lines, block, known), lines.blocks()))
    except OSError as error:
        raise SourceError(f"{csv} cannot be read: {error.strerror or error}") from error
    none = arrow_schema("rejects").empty_table()
    good, later = across_blocks(blocks, lines.name, tables["reports"]["report_id"])
    return good, _Read(
        n_rows=sum(len(block.all_lines) + block.n_bad_lines for block in blocks),
        rejects=pa.concat_tables([none, *(block.rejects for block in blocks), *later]).sort_by("reject_id"),
        ignored=tuple(lines.ignored),
        sha256=lines.sha256,
    )


def _checked(lines: Lines, block: Block, known: Known) -> Checked:
    return check(lines.rows(block), known, lines.name)


def _rejects_after(before: pa.Table | None, new: pa.Table, file: str) -> pa.Table:
    """Return the rejects of every file as it was last read."""
    if before is None:
        return new
    others = before.filter(pc.not_equal(before["file"], file))
    return pa.concat_tables([others, new], promote_options="permissive")


def _make_current(
    home: Path, parent: str, tables: Mapping[str, pa.Table], outlines: bytes, inputs: list[dict[str, str]]
) -> str:
    try:
        written = write_snapshot(tables, outlines, home, inputs=inputs, parents=[parent])
        # Without a pointer it is still the bundled chronicle, which no other process changes.
        if (pointed_to(home) or parent) != parent:
            raise SnapshotError(
                f"another file was read meanwhile, and {parent} is the current snapshot no more; "
                "read this file again"
            )
        # A home that points nowhere follows the bundled chronicle; nothing new is no reason to stop that.
        if written != parent:
            point_to(home, written)
    except OSError as error:
        raise SnapshotError(f"the snapshot cannot be written in {home}: {error}") from error
    return written
