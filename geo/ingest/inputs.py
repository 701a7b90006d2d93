"""What is taken in: files and what connectors fetched, opened but not yet read."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO, cast

from geo.connectors.toolkit.contract import Connector, ParsedFiles, SourceRows
from geo.connectors.toolkit.foreign import FIRST, TAGS_SKIPPED, Part
from geo.geometry.gazetteer import Areas
from geo.ingest.lines import Lines, RowBlock
from geo.ingest.rejects import printable
from geo.model.errors import SchemaError, SourceError
from geo.snapshot.restricted import RESTRICTED_LICENCE
from geo.tabular.account import Account
from geo.tabular.apply import apply, moved_days, without_tags
from geo.tabular.file_terms import keeper_of
from geo.tabular.mapping import COLUMNS, MappedField, Mapping
from geo.tabular.opening import Foreign, open_file
from geo.tabular.sample import Sample
from geo.tabular.sandbox import opened_apart

Agree = Callable[["Foreign"], "Mapping"]
"""Says how the columns of a file are to be read; it may ask somebody, or raise."""


@dataclass(frozen=True, slots=True)
class Input:
    """One file, or what a connector fetched, before its rows are read."""

    name: str
    """What ledgers and sentences call it; it may not stand twice among what is taken in together."""
    parsed: ParsedFiles
    sha256: Callable[[], str]
    """SHA-256 of the content, once it has been read."""
    licence: str = ""
    connector: str = ""
    """Id of the connector that reads it."""
    source_id: str = ""
    """Source of all its rows, where a mapping names one."""
    is_guess: bool = False
    """Whether nobody wrote that down: it was made from the name of the file."""
    makes_ids: bool = False
    """Whether the ids of its rows are made from what they say, as the file has none."""
    n_bytes: int = 0
    """Size, 0 when it is not known how much of it has been read."""
    n_read: Callable[[], int] = int
    blocks: tuple[Iterator[RowBlock], Callable[[RowBlock], SourceRows]] | None = None
    """Pieces of a file of reports, and what makes rows of one, so that one thread reads and checks it."""


def documented(name: str, file: BinaryIO, n_bytes: int = 0) -> Input:
    """Return a CSV file that has the documented columns of reports.

    Raises SourceError when it has no header; SchemaError when the header does not name every documented
    column once.
    """
    lines = Lines(name, file)
    parsed = ParsedFiles({}, ignored=tuple(lines.ignored), notes=lines.notes)
    blocks = lines.blocks(), lines.rows
    return Input(name, parsed, lambda: lines.sha256, n_bytes=n_bytes, n_read=lines.n_read, blocks=blocks)


def is_documented(file: BinaryIO) -> bool:
    """Whether a file begins with a CSV header that names every documented column; it stays at its start."""
    try:
        Lines("", file)
    except (SchemaError, SourceError):
        return False
    finally:
        file.seek(0)
    return True


def mapped(foreign: Foreign, file: BinaryIO, agree: Agree, areas: Areas) -> Input:
    """Return a file of any form, or a part of it, its columns read as somebody agreed to.

    What has all documented columns needs nobody's consent: they are taken as they are.

    Raises SourceError when it would be read as rows that may be passed on when they may not.
    """
    name, mapping, licence = foreign.name, Mapping(), ""
    if set(COLUMNS) <= set(foreign.columns):
        rows = (_as_it_is(without_tags(piece)) for piece in foreign.pieces())
        ignored = tuple(column for column in foreign.columns if column not in COLUMNS)
        has_tags = len(without_tags(foreign.first).lines) < len(foreign.first.lines)
        notes = (*foreign.notes, TAGS_SKIPPED) if has_tags else foreign.notes
        parsed = ParsedFiles({"reports": rows}, ignored=ignored, notes=notes)
    else:
        mapping = agree(foreign)
        licence = _refuse_passing_on(foreign, mapping) or mapping.source.get("licence", "")
        used = {column for one in mapping.fields.values() for column in one.columns} | set(mapping.unread)
        account = Account(mapping)
        parsed = ParsedFiles(
            {"reports": (account.see(piece, apply(mapping, piece, areas)) for piece in foreign.pieces())},
            (dict(mapping.source),) if mapping.source else (),
            ignored=tuple(column for column in foreign.columns if column not in used),
            notes=(*foreign.notes, *moved_days(mapping, foreign.first)),
            account=account.sentences,
        )
    source_id = "" if "source_id" in mapping.fields else mapping.source.get("source_id", "")
    return Input(
        name,
        parsed,
        lambda: _sha256(file),
        licence,
        source_id=source_id,
        is_guess=mapping.is_guess,
        makes_ids=bool(mapping.fields) and "report_id" not in mapping.fields,
    )


def _refuse_passing_on(foreign: Foreign, mapping: Mapping) -> str:
    """Refuse a mapping by which rows that their publisher keeps back would be some other source's.

    Returns that publisher's licence; empty when nobody keeps the rows back.
    """
    keeper = keeper_of(Sample.of(foreign.name, foreign.columns, foreign.first))
    if keeper is None:
        return ""
    source_id, licence = (mapping.source.get(name, "") for name in ("source_id", "licence"))
    is_kept_back = source_id == keeper.id or licence.casefold().startswith(RESTRICTED_LICENCE.casefold())
    ids = mapping.fields.get("report_id", MappedField())
    # By their ids rows are kept back in the ledgers, which do not name a source.
    is_marked = not ids.column or ids.prefix.startswith(f"{source_id}-")
    if not is_kept_back or not is_marked or "source_id" in mapping.fields:
        raise SourceError(
            f"{foreign.name} has rows of {keeper.publisher}, whose terms forbid passing its rows on, "
            f'and the mapping does not keep them back: say source_id = "{keeper.id}" in [source] and '
            f'prefix = "{keeper.id}-" in [columns.report_id], and leave [columns.source_id] out'
        )
    return keeper.licence


def _as_it_is(piece: SourceRows) -> SourceRows:
    return type(piece)(piece.texts.select(list(COLUMNS)), piece.lines, piece.bad, piece.came)


def connected(name: str, connector: Connector, paths: Sequence[Path]) -> Input:
    """Return what a connector reads in its files.

    Raises SourceError when they are something else.
    """
    try:
        parsed = connector.parse(paths)
    except OSError as error:
        raise SourceError(f"{name} cannot be read: {error.strerror or error}") from error
    contract = connector.contract
    # A connector may read the licence in the files.
    licences = [row["licence"] for row in parsed.sources if row["source_id"] == contract.id]
    licence = next(iter(licences), contract.licence)
    return Input(name, parsed, lambda: _sha256_of(paths), licence, contract.id)


def opened(  # noqa: PLR0913 what a file is read with
    path: Path,
    name: str,
    agree: Agree,
    areas: Callable[[], Areas],
    stack: ExitStack,
    *,
    part: Part = FIRST,
    is_trusted: bool = False,
) -> Input:
    """Return a file that is no connector's, or a part of it; it is closed with the stack.

    What has not the documented form is read in a process with limits, unless it is trusted.

    Raises SourceError when it cannot be read; SchemaError when its header has not the documented form.
    """
    try:
        file = stack.enter_context(path.open("rb"))
        size = path.stat().st_size
        if part == FIRST and is_documented(file):
            return documented(name, file, size)
    except OSError as error:
        raise SourceError(f"{path} cannot be read: {error.strerror or error}") from error
    foreign = (
        open_file(name, file, part) if is_trusted else stack.enter_context(opened_apart(name, file, part))
    )
    return mapped(foreign, file, agree, areas())


def names_of(paths: Sequence[Path]) -> list[str]:
    """Return a name for each file: no more of its path than tells it from the others."""
    deepest = max((len(path.parts) for path in paths), default=1)
    names: list[str] = []
    for path in paths:
        depth = 1
        while depth < deepest and sum(other.parts[-depth:] == path.parts[-depth:] for other in paths) > 1:
            depth += 1
        names.append(printable(Path(*path.parts[-depth:]).as_posix()))
    return names


def _sha256(file: BinaryIO) -> str:
    file.seek(0)
    return hashlib.file_digest(cast("BufferedReader", file), "sha256").hexdigest()


def _sha256_of(paths: Sequence[Path]) -> str:
    """Return the SHA-256 of a file, or of those of several in the order of their names."""
    found = []
    for path in sorted(paths):
        with path.open("rb") as file:
            found.append(_sha256(file))
    return found[0] if len(found) == 1 else hashlib.sha256("".join(found).encode()).hexdigest()
