"""Files become part of a new snapshot, and every row of them is accounted for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pyarrow as pa

from geo.connectors.toolkit.contract import SourceRows
from geo.geometry.gazetteer import Areas
from geo.ingest.corrections import with_corrections
from geo.ingest.ingested import Ingested, IngestRequest
from geo.ingest.inputs import Input, documented
from geo.ingest.ledgers import rejects_of, rows_of_ingests, with_ledgers
from geo.ingest.link import MOST_AT_ONCE, link_others, linked
from geo.ingest.merge import Before, MergeResult, merge
from geo.ingest.region import boxes_of, points_of
from geo.ingest.rejects import printable
from geo.ingest.report_rules import Checked, KnownValues, shelter_notes
from geo.ingest.row_rules import KeptRows, added_up, keep
from geo.ingest.source_rows import with_rows, with_sources
from geo.ingest.table_rules import check_table, is_taken_in
from geo.ingest.versions import refuse_empty_versions, refuse_other_files
from geo.ingest.withdrawals import replaced_by
from geo.model.errors import SnapshotError, SourceError
from geo.model.parallel import lasting_memory, map_ahead
from geo.snapshot.current import current_id, point_to, pointed_to, write_bundled
from geo.snapshot.files import SnapshotContent, open_snapshot, read_content, snapshot_id, write_snapshot
from geo.snapshot.folders import sha256_of
from geo.snapshot.home import snapshots_folder
from geo.snapshot.lock import alone
from geo.snapshot.spill import Spill
from geo.snapshot.tables import KEYS, arrow_schema


def ingest(
    files: Path | Sequence[Input],
    home: Path,
    sources: Path | None = None,
    request: IngestRequest | None = None,
) -> Ingested:
    """Add files to the current snapshot, and make the result the current one.

    A path is that of a CSV file with the documented columns (see `data/DATA.md`). A row whose id is there
    already replaces it. `sources` is a CSV file in the form of `data/sources.csv` whose rows are added. Until
    everything is written the current snapshot stays as it is, and so it does when anything fails.

    Raises SourceError when a file cannot be read, or a source given as a whole has no row in order;
    SchemaError when the header or a source has not the documented form; SnapshotError when the current
    snapshot does not open or the new one cannot be written.
    """
    request = request or IngestRequest()
    with lasting_memory():
        if not isinstance(files, Path):
            return _ingest(files, home, sources, request)
        try:
            with files.open("rb") as file:
                return _ingest([documented(printable(files.name), file)], home, sources, request)
        except OSError as error:
            raise SourceError(f"{files} cannot be read: {error.strerror or error}") from error


def _ingest(files: Sequence[Input], home: Path, sources: Path | None, request: IngestRequest) -> Ingested:
    parent, content = _current(home)
    tables, inputs = dict(content.tables), list(content.manifest.inputs)
    if sources:
        tables["sources"] = with_sources(tables["sources"], sources)
        inputs.append(_input(printable(sources.name), sha256_of(sources)))
    # In whichever order files are named, the same comes of them.
    files = sorted(files, key=lambda one: one.name)
    for one in files:
        tables["sources"] = with_rows(tables["sources"], one.parsed.sources, one.name, one.connector)
    outlines = _outlines(content.outlines, files, tables["reports"])
    replaced = replaced_by([one.parsed for one in files], request.replaced, withdraws=request.withdraws)
    found = _read(files, tables, outlines, request)
    inputs += [_input(one.name, one.sha256(), one.licence) for one in files]
    refuse_empty_versions(found, replaced.spans, tables["sources"])
    refuse_other_files(files, found, content.tables)
    found, told = with_corrections(
        files, found, content.tables["reports"], is_correction=request.is_correction
    )
    merged: dict[str, MergeResult] = {}
    for table, kept in found.items():
        before = _before(tables, table)
        merged[table] = merge(table, Before(before, tables["sources"], parent, replaced), kept)
        tables[table] = merged[table].rows
        if table == "reports":
            tables["candidates"] = linked(tables, before, merged[table])
    only = {one.name: one.parsed.sources[0]["source_id"] for one in files if len(one.parsed.sources) == 1}
    rejects = rejects_of(found, only)
    has_changes = any(one.added or one.revised or one.withdrawn for one in merged.values())
    is_other = has_changes or outlines != content.outlines
    revisions = [one.revisions for one in merged.values()]
    ingests = rows_of_ingests(found, tables["sources"], only)
    with_ledgers(tables, revisions, rejects, ingests, is_other=is_other)
    total = added_up(kept.total() for kept in found.values())
    return Ingested(
        rows=total.rows_in,
        accepted=total.accepted,
        added=sum(one.added for one in merged.values()),
        revised=sum(one.revised for one in merged.values()),
        unchanged=sum(one.unchanged for one in merged.values()),
        rejected=total.rejected,
        duplicates=total.duplicates,
        withdrawn=sum(one.withdrawn for one in merged.values()),
        snapshot=(
            snapshot_id(tables, outlines)
            if request.is_rehearsal
            else _written(home, parent, tables, outlines, inputs)
        ),
        rejects=rejects,
        ignored=tuple(dict.fromkeys(name for one in files for name in one.parsed.ignored)),
        notes=(
            *_notes(files, found, merged),
            *told,
            *(shelter_notes(found["reports"].good) if "reports" in found else ()),
        ),
        outside=sum(n for kept in found.values() for n in kept.outside.values()),
        repeats=tuple(said for kept in found.values() for said in kept.repeats),
        is_linked=sum(one.added + one.revised for one in merged.values()) <= MOST_AT_ONCE,
        has_outlines=outlines != content.outlines,
    )


def _notes(
    files: Sequence[Input], found: Mapping[str, KeptRows], merged: Mapping[str, MergeResult]
) -> Iterator[str]:
    for one in files:
        outside = [kept.outside.get(one.name, 0) for kept in found.values()]
        for note in (*one.parsed.notes, *one.parsed.account(), *_outside(sum(outside))):
            yield f"{one.name}: {note}"
    for result in merged.values():
        yield from result.notes


def _outside(n: int) -> tuple[str, ...]:
    said = "1 row lies outside the region and is" if n == 1 else f"{n:,} rows lie outside the region and are"
    return (f"{said} not read; --list-outside names each.",) if n else ()


def _current(home: Path) -> tuple[str, SnapshotContent]:
    parent = current_id(home)
    return parent, read_content(snapshots_folder(home) / parent)


def _input(name: str, sha256: str, licence: str = "") -> dict[str, str]:
    said = {"name": name, "sha256": sha256, "retrieved": datetime.now(UTC).date().isoformat()}
    return {**said, "licence": licence} if licence else said


def _outlines(current: bytes, files: Sequence[Input], reports: pa.Table) -> bytes:
    """Return the outlines in force, after checking that they have every area that a report names."""
    brought = [(one.name, one.parsed.outlines) for one in files if one.parsed.outlines is not None]
    if not brought:
        return current
    if len(brought) > 1:
        raise SourceError(
            f"{' and '.join(name for name, _ in brought)} both bring outlines; take one of them"
        )
    name, outlines = brought[0]
    areas = Areas.parse(outlines)
    lacking = sorted(set(reports["area_pcode"].unique().to_pylist()) - {"", *(area.pcode for area in areas)})
    if lacking:
        raise SourceError(f"{name} has no outline for {', '.join(lacking)}, which reports name")
    return outlines


def _read(
    files: Sequence[Input], tables: Mapping[str, pa.Table], outlines: bytes, request: IngestRequest
) -> dict[str, KeptRows]:
    """Return the valid rows by table, for each table for which there are any rows at all."""
    areas = Areas.parse(outlines)
    pcodes = pa.array(sorted(area.pcode for area in areas), pa.string())
    known = KnownValues(
        sources=tables["sources"]["source_id"].combine_chunks(),
        pcodes=pcodes,
        zones=tables["zones"]["zone_id"].combine_chunks(),
        boxes=boxes_of(areas, pcodes),
        points=points_of(tables["places"]),
    )
    blocks: dict[str, list[Checked]] = {}
    n_rows = 0
    with Spill() as spill:
        for one in files:
            for table, found in _checked(one, known, lists_outside=request.lists_outside):
                for block in found:
                    rejects = block.rejects.sort_by("reject_id")
                    kept = replace(block, good=spill.hold(block.good), rejects=spill.hold(rejects))
                    blocks.setdefault(table, []).append(kept)
                    n_rows += block.n_rows
                    if request.progress:
                        request.progress(
                            n_rows, sum(each.n_read() for each in files), sum(each.n_bytes for each in files)
                        )
                blocks.setdefault(table, [])
    return {table: keep(table, each, _before(tables, table)[KEYS[table]]) for table, each in blocks.items()}


def _before(tables: Mapping[str, pa.Table], table: str) -> pa.Table:
    """Return a snapshot's rows of a table; none when it was written before the table existed."""
    return tables[table] if table in tables else arrow_schema(table).empty_table()


def _checked(
    one: Input, known: KnownValues, *, lists_outside: bool
) -> Iterator[tuple[str, Iterator[Checked]]]:
    """Return the checked blocks of each table."""
    if one.blocks:
        pieces, rows_of = one.blocks
        checked = map_ahead(lambda piece: check_table("reports", rows_of(piece), known, one.name), pieces)
        yield "reports", checked
    for table, rows in one.parsed.tables.items():
        if not is_taken_in(table):
            raise SourceError(f"{one.name} brings rows of {table}, which cannot be taken in")
        read = map(_listing_outside, rows) if lists_outside else rows
        yield table, map_ahead(partial(check_table, table, known=known, file=one.name), read)


def _listing_outside(rows: SourceRows) -> SourceRows:
    return replace(rows, bad=[replace(line, is_outside=False) for line in rows.bad])


def _written(
    home: Path,
    parent: str,
    tables: Mapping[str, pa.Table],
    outlines: bytes,
    inputs: list[dict[str, str]],
) -> str:
    try:
        written = write_snapshot(tables, outlines, home, inputs=inputs, parents=[parent])
        _try_out(snapshots_folder(home) / written, parent)
        with alone(home):
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
        raise SnapshotError(f"the snapshot cannot be written in {home}: {error.strerror or error}") from error
    return written


def _try_out(written: Path, parent: str) -> None:
    """Open what was written as a server would, before it becomes the only snapshot that is shown."""
    try:
        open_snapshot(written)
    except SnapshotError as error:
        raise SnapshotError(f"{error}; {parent} stays the current snapshot") from error


def link_current(home: Path) -> tuple[str, int]:
    """Compare all reports of the current snapshot with those of other sources, however many there are.

    Returns the id of the snapshot that is now the current one, and how many candidates it has. Reports of the
    bundled chronicle are not compared among each other; see `geo.ingest.link`.

    Raises SnapshotError when the current snapshot does not open or the new one cannot be written.
    """
    with lasting_memory():
        parent, content = _current(home)
        settled = read_content(snapshots_folder(home) / write_bundled(home)).tables["reports"]["report_id"]
        tables = {**content.tables, "candidates": link_others(content.tables["reports"], settled)}
        inputs = list(content.manifest.inputs)
        written = _written(home, parent, tables, content.outlines, inputs)
        return written, tables["candidates"].num_rows
