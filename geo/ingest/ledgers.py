"""What ingesting writes down beside the data: revisions, rejects, and what became of each file's rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict

import pyarrow as pa
import pyarrow.compute as pc

from geo.ingest.merge import numbered
from geo.ingest.row_rules import KeptRows, Tally, added_up
from geo.snapshot.identity import in_key_order
from geo.snapshot.tables import arrow_schema

_INGESTS = arrow_schema("ingests")


def rows_of_ingests(found: Mapping[str, KeptRows], sources: pa.Table, only: Mapping[str, str]) -> pa.Table:
    """Return one row for each file, table and source that was read.

    `only` is the source of the rows that name none, by file: a connector brings its own.
    """
    ids = sources["source_id"].to_pylist()
    tallies: dict[tuple[str, str, str], list[Tally]] = {}
    for table, kept in found.items():
        for (file, code), tally in kept.tallies.items():
            source_id = ids[code] if code >= 0 else only.get(file, "")
            tallies.setdefault((file, table, source_id), []).append(tally)
    rows = [
        {
            "ingest_id": f"{file}:{table}:{source_id}",
            "table": table,
            "source_id": source_id,
            "file": file,
            **asdict(added_up(each)),
        }
        for (file, table, source_id), each in tallies.items()
    ]
    return pa.Table.from_pylist(rows, _INGESTS).sort_by("ingest_id")


def rejects_of(found: Mapping[str, KeptRows], only: Mapping[str, str]) -> pa.Table:
    """Return what is refused of everything that was read, in the order of files and lines."""
    schema = arrow_schema("rejects")
    parts = (part for kept in found.values() for part in kept.rejects)
    rejects = in_key_order(pa.concat_tables([schema.empty_table(), *parts]), "reject_id")
    for file, source_id in only.items():
        is_theirs = pc.and_(pc.equal(rejects["file"], file), pc.equal(rejects["source_id"], ""))
        cells = pc.if_else(is_theirs, source_id, rejects["source_id"])
        rejects = rejects.set_column(schema.names.index("source_id"), schema.field("source_id"), cells)
    return rejects


def with_ledgers(
    tables: dict[str, pa.Table],
    revisions: Sequence[pa.Table],
    rejects: pa.Table,
    ingests: pa.Table,
    *,
    is_other: bool,
) -> None:
    """Put what was found into the ledgers among the tables.

    Rejects and counts are those of each file as it was last read. A file that changes nothing, and of which
    nothing is rejected that was not before, leaves every ledger as it is: the snapshot is the same.
    """
    before = {name: _ledger(tables, name) for name in ("revisions", "rejects", "ingests")}
    files = pa.array(ingests["file"].unique().to_pylist(), pa.string())
    rejected = _other_files(before["rejects"], files, rejects)
    if not is_other and rejected.equals(before["rejects"]):
        return
    tables["rejects"] = rejected
    tables["ingests"] = _other_files(before["ingests"], files, ingests)
    told = numbered(revisions, before["revisions"].num_rows + 1)
    tables["revisions"] = pa.concat_tables([before["revisions"], told])


def _ledger(tables: Mapping[str, pa.Table], name: str) -> pa.Table:
    """Return a ledger in its documented form; a column that it did not have before is empty."""
    schema = arrow_schema(name)
    if name not in tables:
        return schema.empty_table()
    current = tables[name]
    columns = {
        one.name: current[one.name]
        if one.name in current.column_names
        else pa.array([""] * current.num_rows, pa.string()).cast(one.type)
        for one in schema
    }
    return pa.table(columns, schema)


def _other_files(before: pa.Table, files: pa.Array, new: pa.Table) -> pa.Table:
    others = before.filter(pc.invert(pc.is_in(before["file"], files)))
    key = before.column_names[0]
    return in_key_order(pa.concat_tables([others, new]), key)
