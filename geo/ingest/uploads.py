"""A reader's own file, read in memory: looked at, mapped as the reader agrees, checked as any other."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from threading import BoundedSemaphore
from typing import TYPE_CHECKING

import pyarrow as pa

from geo.connectors.toolkit.contract import SourceRows
from geo.connectors.toolkit.foreign import FIRST, Part
from geo.ingest.region import boxes_of, points_of
from geo.ingest.rejects import printable
from geo.ingest.report_rules import KnownValues, check, shelter_notes
from geo.ingest.row_rules import keep
from geo.model.errors import SourceError
from geo.snapshot.frames import to_frame
from geo.snapshot.opened import Snapshot
from geo.snapshot.tables import arrow_schema
from geo.snapshot.upload import SOURCE_ID, Upload
from geo.tabular.account import Account
from geo.tabular.apply import apply
from geo.tabular.guess import guess
from geo.tabular.mapping import MappedField, Mapping
from geo.tabular.opening import Form
from geo.tabular.plan import Plan, plan_of
from geo.tabular.questions import Subject
from geo.tabular.reading_limits import USUAL
from geo.tabular.sandbox import opened_apart, wait_on

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from collections.abc import Mapping as Dict

    import pandas as pd

    from geo.geometry.gazetteer import Areas
    from geo.tabular.opening import Foreign

SUFFIXES = ("csv", "tsv", "xlsx", "geojson", "gpkg")
"""What may be dropped on the page."""
_FORMS = (Form.TEXT, Form.WORKBOOK, Form.GEOJSON, Form.GEOPACKAGE)
"""What it may be, whatever it is called."""
MOST_MEGABYTES = 20
MOST_ROWS = 100_000
"""More is for `shelterline ingest`: a session's file lies in the server's memory."""
MOST_TEXT_MEGABYTES = 50
"""Of all its cells: a workbook of 20 MB may be more when it is unpacked."""
LIMITS = USUAL
"""Of the process that reads one file."""
_AT_ONCE = 2
"""Files that are read at a time, whoever dropped them."""
_SAMPLE_ROWS = 3
_TURN_S = 0.25
_PLACES = BoundedSemaphore(_AT_ONCE)


class SeveralTablesError(SourceError):
    """A file has several sheets, layers or lists with rows, and nobody said which is meant."""

    def __init__(self, name: str, parts: tuple[Part, ...]) -> None:
        names = ", ".join(one.name for one in parts)
        super().__init__(f"{name} has several tables with rows: {names}")
        self.parts = parts


@dataclass(frozen=True, slots=True)
class UploadPreview:
    """What a file looks like, before anything of it is taken in."""

    columns: tuple[str, ...]
    first: SourceRows
    """Its first rows, as they came."""
    plan: Plan
    """The first plan of how it is read, to be agreed to."""
    notes: tuple[str, ...]
    """What was found out and not asked, in sentences."""

    @property
    def name(self) -> str:
        """Name of the file."""
        return self.plan.name

    @property
    def mapping(self) -> Mapping:
        """What is read when no question is answered."""
        return _as_own(self.plan.agreed(), self.name)


def look(
    name: str,
    content: bytes,
    while_waiting: Callable[[], None] = wait_on,
    areas: Areas | None = None,
    part: Part = FIRST,
) -> UploadPreview:
    """Read the first rows of a file, or of a part of it, and plan how they are read.

    `while_waiting` is called some times a second; what it raises ends the reading.

    Raises SourceError when it cannot be read; SeveralTablesError when several parts of it could be meant.
    """
    with _open(name, content, while_waiting, part) as foreign:
        pass  # its first rows are all that is needed, and the rest is not read
    if len(foreign.parts) > 1 and part == FIRST:
        raise SeveralTablesError(foreign.name, foreign.parts)
    plan = plan_of(foreign, areas=areas)
    # The rows stay in this session: nobody is given them.
    asked = tuple(question for question in plan.questions if question.subject != Subject.LICENCE)
    plan = replace(plan, questions=asked, mapping=_as_own(plan.mapping, foreign.name))
    notes = (*foreign.notes, *plan.mapping.notes)
    return UploadPreview(foreign.columns, foreign.first, plan, notes)


def sample(looked: UploadPreview) -> pd.DataFrame:
    """Return the first rows of a file as text, for a reader to look at."""
    shown: pd.DataFrame = looked.first.texts.slice(0, _SAMPLE_ROWS).to_pandas()
    return shown


def agreed(looked: UploadPreview, plan: Plan, columns: Dict[str, str], constants: Dict[str, str]) -> Mapping:
    """Return the mapping of a plan with other columns and fixed texts in it, as a reader chose them.

    `columns` are those of the file by documented column, empty where none serves. How the cells of such a
    column are read is planned anew.
    """
    mapping = plan.agreed()
    chosen = {ours: theirs for ours, theirs in columns.items() if theirs in looked.columns}
    texts = pa.RecordBatch.from_arrays(
        [looked.first.texts[theirs] for theirs in chosen.values()], list(chosen)
    )
    again = guess(list(chosen), SourceRows(texts, looked.first.lines)) if chosen else Mapping()
    fields = {ours: MappedField() for ours, theirs in columns.items() if not theirs}
    for ours, theirs in chosen.items():
        before = mapping.fields.get(ours, MappedField())
        now = replace(again.fields.get(ours, MappedField(ours)), column=theirs)
        fields[ours] = before if before.columns == (theirs,) else now
    for ours, text in constants.items():
        before = fields.get(ours, mapping.fields.get(ours, MappedField()))
        fields[ours] = replace(before, constant=text.strip())
    return _as_own(mapping.but(**fields), looked.name)


def take_in(  # noqa: PLR0913, PLR0917 a file, and what it is read for
    name: str,
    content: bytes,
    mapping: Mapping,
    beside: Snapshot,
    while_waiting: Callable[[], None] = wait_on,
    owner: str = "",
) -> Upload:
    """Check every row of a file as the mapping reads it, and keep those in order beside a snapshot.

    `owner` is the session that will hold it.
    `while_waiting` is called some times a second; what it raises ends the reading.

    Raises SourceError when it cannot be read, or has more rows or text than a session may hold.
    """
    pcodes = pa.array(sorted(area.pcode for area in beside.areas), pa.string())
    known = KnownValues(
        sources=pa.array([SOURCE_ID]),
        pcodes=pcodes,
        zones=pa.array([], pa.string()),
        boxes=boxes_of(beside.areas, pcodes),
        points=points_of(beside.tables["places"]),
    )
    blocks = []
    with _open(name, content, while_waiting, mapping.part) as foreign:
        own = _as_own(mapping, foreign.name)
        account = Account(own)
        for rows in _within(foreign):
            read = account.see(rows, apply(own, rows, beside.areas))
            blocks.append(check(read, known, foreign.name))
            while_waiting()
    kept = keep("reports", blocks, pa.chunked_array([], pa.string()))
    total = kept.total()
    none = arrow_schema("rejects").empty_table()
    return Upload(
        foreign.name,
        _beside(kept.good, beside, foreign.name),
        rows=total.rows_in,
        rejected=total.rejected,
        duplicates=total.duplicates,
        rejects=pa.concat_tables([none, *kept.rejects]).sort_by("reject_id"),
        notes=(*foreign.notes, *account.sentences(), *kept.repeats, *shelter_notes(kept.good)),
        owner=owner,
    )


@contextmanager
def _open(
    name: str, content: bytes, while_waiting: Callable[[], None], part: Part = FIRST
) -> Iterator[Foreign]:
    if len(content) > MOST_MEGABYTES * 1_000_000:
        raise SourceError(f"{name} is larger than {MOST_MEGABYTES} MB; `shelterline ingest` reads it")
    while not _PLACES.acquire(timeout=_TURN_S):
        while_waiting()
    try:
        with opened_apart(
            printable(name), content, part, forms=_FORMS, limits=LIMITS, while_waiting=while_waiting
        ) as foreign:
            yield foreign
    finally:
        _PLACES.release()


def _within(foreign: Foreign) -> Iterator[SourceRows]:
    n = n_bytes = 0
    for rows in foreign.pieces():
        n += len(rows.lines) + len(rows.bad)
        n_bytes += rows.texts.nbytes
        if n > MOST_ROWS:
            raise SourceError(
                f"{foreign.name} has more than {MOST_ROWS:,} rows; `shelterline ingest` reads it"
            )
        if n_bytes > MOST_TEXT_MEGABYTES * 1_000_000:
            raise SourceError(
                f"{foreign.name} has more than {MOST_TEXT_MEGABYTES} MB of text; `shelterline ingest` "
                "reads it"
            )
        yield rows


def _as_own(mapping: Mapping, name: str) -> Mapping:
    """Return the mapping with the file as the source of every row, whichever it names."""
    publisher = (
        MappedField(constant=name) if "publisher" not in mapping.fields else mapping.fields["publisher"]
    )
    kept = mapping.but(source_id=MappedField(), publisher=publisher)
    return replace(kept, source={"source_id": SOURCE_ID})


def _beside(good: pa.Table, snapshot: Snapshot, name: str) -> Snapshot:
    sources = snapshot.tables["sources"].iloc[:0].copy()
    empty = dict.fromkeys(sources.columns, "")
    sources.loc[SOURCE_ID] = {**empty, "source_id": SOURCE_ID, "name": name, "kind": "dataset"}
    tables = {**snapshot.tables, "sources": sources, "reports": to_frame(good, "reports")}
    return Snapshot(tables, snapshot.areas)
