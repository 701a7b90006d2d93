"""Sources that a file adds to those of a snapshot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geo.connectors.all_connectors import connectors
from geo.connectors.toolkit.cells import source_row
from geo.filters.reader import ALL
from geo.ingest.cell_rules import ADDRESS_FORM, ID_FORM, ID_WORDS, MAX_ID
from geo.ingest.rejects import CONTROLS
from geo.model import SourceKind
from geo.model.errors import SchemaError, SourceError
from geo.snapshot.frames import read_file
from geo.snapshot.tables import SCHEMA, to_arrow

COUNTRY_FORM = r"^([A-Z]{3})?$"
_OTHER_THAN_ALL = "another id, for this one means every source in a link"


def with_sources(sources: pa.Table, path: Path) -> pa.Table:
    """Return the sources of a snapshot and those of a CSV file; the same row may stand in both.

    A file of sources is short: one row in it that is not in order is named, and nothing is added.

    Raises SourceError when the file cannot be read; SchemaError, naming the row that has not the documented
    form, or contradicts the snapshot.
    """
    try:
        incoming = to_arrow(read_file(path, "sources"), "sources")
    except OSError as error:
        raise SourceError(f"{path} cannot be read: {error.strerror or error}") from error
    except (pd.errors.ParserError, ValueError) as error:
        raise SourceError(
            f"{path} cannot be read as a CSV file of sources; compare it with data/sources.csv"
        ) from error
    return _with(sources, incoming, path.name)


def with_rows(
    sources: pa.Table, rows: Sequence[Mapping[str, str]], name: str, connector: str = ""
) -> pa.Table:
    """Return the sources of a snapshot and those that a connector or a mapping brings.

    `connector` is the id of the one that brings its own row: that is taken anew. Any other row adds a source
    or names a known one, of which it says nothing else than what is known.

    Raises SchemaError, naming the row that has not the documented form, or contradicts what is known.
    """
    for row in rows:
        source_id = row.get("source_id", "")
        known = {} if source_id == connector else _known(sources).get(source_id, {})
        if known:
            _refuse_other(row, known, name)
        said = {column: str((known or row).get(column, "")) for column in SCHEMA["sources"]}
        options = [str(word) for word in SourceKind]
        if said["kind"] not in options:
            raise SchemaError(name, said["source_id"], "kind", said["kind"], " or ".join(options))
        incoming = pa.Table.from_pylist([said], sources.schema)
        _check(incoming, name)
        others = sources.filter(pc.not_equal(sources["source_id"], said["source_id"]))
        sources = pa.concat_tables([others, incoming]).sort_by("source_id")
    return sources


def _with(sources: pa.Table, incoming: pa.Table, name: str) -> pa.Table:
    _check(incoming, name)
    known = _known(sources)
    for row in incoming.to_pylist():
        _refuse_other(row, known.get(row["source_id"], row), name)
    new = incoming.filter(pc.invert(pc.is_in(incoming["source_id"], sources["source_id"].combine_chunks())))
    return pa.concat_tables([sources.select(new.column_names), new], promote_options="permissive")


def _known(sources: pa.Table) -> dict[str, Mapping[str, str]]:
    """Return the rows of a snapshot by id, and those of the connectors, whose contracts say what they are."""
    contracts = {source_id: source_row(one.contract) for source_id, one in connectors().items()}
    return {**{row["source_id"]: row for row in sources.to_pylist()}, **contracts}


def _refuse_other(row: Mapping[str, str], known: Mapping[str, str], name: str) -> None:
    for column in SCHEMA["sources"]:
        if row.get(column, known.get(column, "")) != known.get(column, ""):
            who = "its connector" if row["source_id"] in connectors() else "the snapshot"
            expected = f"{known.get(column, '')!r}, as {who} says; give another source an id of its own"
            raise SchemaError(name, row["source_id"], column, row[column], expected)


def _check(incoming: pa.Table, file: str) -> None:
    ids = incoming["source_id"]
    for column in incoming.column_names:
        hides = pc.match_substring_regex(incoming[column], CONTROLS)
        _refuse(incoming, hides, column, file, "text on one line without control characters")
    no_id = pc.invert(pc.match_substring_regex(ids, ID_FORM))
    _refuse(incoming, no_id, "source_id", file, ID_WORDS)
    is_long = pc.greater(pc.utf8_length(ids), MAX_ID)
    _refuse(incoming, is_long, "source_id", file, f"at most {MAX_ID} characters")
    _refuse(incoming, pc.equal(ids, ALL), "source_id", file, _OTHER_THAN_ALL)
    _refuse(incoming, pc.equal(incoming["name"], ""), "name", file, "the name of the publisher")
    no_address = pc.invert(pc.match_substring_regex(incoming["home_url"], f"^$|{ADDRESS_FORM}"))
    _refuse(incoming, no_address, "home_url", file, "an address with https:// or http://, or nothing")
    no_country = pc.invert(pc.match_substring_regex(incoming["country"], COUNTRY_FORM))
    _refuse(incoming, no_country, "country", file, "the three capital letters of ISO 3166-1, or nothing")


def _refuse(incoming: pa.Table, is_bad: pa.ChunkedArray, column: str, file: str, expected: str) -> None:
    for row in incoming.filter(is_bad).slice(0, 1).to_pylist():
        raise SchemaError(file, row["source_id"], column, row[column], expected)
