"""Two ways to read a foreign file: as `shelterline ingest --yes` does, and as the page does."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from geo.connectors.all_connectors import connector_of
from geo.connectors.toolkit.foreign import FIRST
from geo.geometry.gazetteer import Areas
from geo.ingest import inputs, requested_files, uploads
from geo.ingest.region import boxes_of, points_of
from geo.ingest.report_rules import KnownValues, check, shelter_notes
from geo.ingest.row_rules import KeptRows, keep
from geo.model.errors import ShelterlineError
from geo.snapshot.frames import to_frame
from geo.snapshot.opened import DATA_DIR
from geo.tabular.mapping import from_toml, to_toml
from geo.tabular.plan import Plan
from tests.reading import open_here

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd
    import pytest

    from geo.snapshot.opened import Snapshot
    from geo.snapshot.upload import Upload
    from geo.tabular.mapping import Mapping as Reading
    from geo.tabular.opening import Foreign

Row = dict[str, Any]
"""Cells by documented column: numbers, or texts, of which an empty one is none."""


@dataclass(frozen=True)
class Taken:
    """What came in, and what was said of it."""

    rows: Sequence[Row]
    n_rows: int
    rejected: int
    duplicates: int
    told: Sequence[str]
    reasons: str
    """Of what was refused, with the cells."""
    source: Mapping[str, str] = field(default_factory=dict)
    """Row of the table of sources; empty on the page."""


@dataclass(frozen=True)
class Result:
    """What a file came to: a sentence, questions, or rows."""

    refusal: str = ""
    plan: Plan | None = None
    taken: Taken | None = None
    answered: Callable[[Plan], Taken] | None = None
    """Reads the file by a plan without open questions."""


@dataclass(frozen=True)
class Shown:
    """The rows of a reader's file, where there is no map."""

    good: pa.Table

    @property
    def reports(self) -> pd.DataFrame:
        """The rows as a snapshot gives them."""
        return to_frame(self.good, "reports")


@dataclass(frozen=True)
class Beside:
    """As much of a snapshot as a reader's file is read beside."""

    areas: Areas

    @property
    def tables(self) -> dict[str, pa.Table]:
        """Its tables, as far as they are looked at: no place has a name."""
        return {"places": NO_PLACES}


NO_PLACES = pa.table({"lat": pa.array([], pa.float64()), "lon": pa.array([], pa.float64())})


class _AskedError(Exception):
    """A plan has open questions."""


def in_this_process(patch: pytest.MonkeyPatch) -> None:
    """Open foreign files in this process, beside no snapshot."""
    open_here(patch)
    patch.setattr(requested_files, "areas_in", lambda _: areas())
    patch.setattr(requested_files, "_sources_in", lambda _: {})
    # What the map shows of a file is tested elsewhere, and takes longer to make than all the rest.
    patch.setattr(uploads, "_beside", lambda good, *_: Shown(good))


@cache
def areas() -> Areas:
    """Return the areas of the bundled chronicle."""
    return Areas.read(DATA_DIR / "outlines.geojson")


@cache
def _known(source_id: str) -> KnownValues:
    pcodes = pa.array(sorted(area.pcode for area in areas()), pa.string())
    none = pa.array([], pa.string())
    boxes, points = boxes_of(areas(), pcodes), points_of(NO_PLACES)
    return KnownValues(pa.array([source_id]), pcodes, zones=none, boxes=boxes, points=points)


def as_the_command(name: str, content: bytes, folder: Path) -> Result:
    """Read a file as the command does; each mapping is written down and read again, as with `--map`."""
    path = folder / name
    path.write_bytes(content)
    plans: list[Plan] = []

    def planned(foreign: Foreign) -> Reading:
        plans.append(requested_files.planning(folder)(foreign))
        if plans[0].needed:
            raise _AskedError
        return _written_and_read(plans[0])

    def read(agree: Callable[[Foreign], Reading], plan: Plan | None = None) -> Taken:
        with ExitStack() as stack:
            if (connector := connector_of(path)) is not None:
                given = inputs.connected(name, connector, [path])
            else:
                part = plan.mapping.part if plan else FIRST
                given = inputs.opened(path, name, agree, areas, stack, part=part)
            return _checked(given, (plan or plans[0]).mapping.notes if plan or plans else ())

    def answered(plan: Plan) -> Taken:
        return read(lambda _: _written_and_read(plan), plan)

    try:
        taken = read(planned)
    except _AskedError:
        return Result(plan=plans[0], answered=answered)
    except ShelterlineError as error:
        return Result(str(error))
    return Result(plan=plans[0] if plans else None, taken=taken, answered=answered)


def _written_and_read(plan: Plan) -> Reading:
    return replace(from_toml(to_toml(plan.agreed()), "mapping"), is_guess=plan.mapping.is_guess)


def _checked(given: inputs.Input, notes: Sequence[str]) -> Taken:
    source = next(iter(given.parsed.sources), {})
    known = _known(source.get("source_id", given.source_id))
    blocks = [check(rows, known, given.name) for rows in given.parsed.tables.get("reports", ())]
    kept = keep("reports", blocks, pa.chunked_array([], pa.string()))
    return _taken(kept, (*given.parsed.notes, *notes, *given.parsed.account()), source)


def as_the_page(name: str, content: bytes, beside: Snapshot | Beside) -> Result:
    """Read a file as the page of a reader's own file does."""
    try:
        looked = uploads.look(name, content, areas=areas())
    except ShelterlineError as error:
        return Result(str(error))

    def answered(plan: Plan) -> Taken:
        mapping = uploads.agreed(looked, plan, {}, {})
        return _of_upload(uploads.take_in(name, content, mapping, beside), looked.notes)

    if looked.plan.needed:
        return Result(plan=looked.plan, answered=answered)
    try:
        return Result(plan=looked.plan, taken=answered(looked.plan), answered=answered)
    except ShelterlineError as error:
        return Result(str(error))


def _of_upload(upload: Upload, notes: Sequence[str]) -> Taken:
    rows = [_as_row(row) for row in upload.snapshot.reports.reset_index().to_dict("records")]
    told = (*notes, *upload.notes)
    return Taken(rows, upload.rows, upload.rejected, upload.duplicates, told, _reasons(upload.rejects))


def _taken(kept: KeptRows, notes: Sequence[str], source: Mapping[str, str]) -> Taken:
    total = kept.total()
    rows = [_as_row(row) for row in kept.good.to_pylist()]
    reasons = "".join(_reasons(table) for table in kept.rejects)
    told = (*notes, *kept.repeats, *shelter_notes(kept.good))
    return Taken(rows, total.rows_in, total.rejected, total.duplicates, told, reasons, source)


def _reasons(rejects: pa.Table) -> str:
    return "\n".join(" ".join(str(cell) for cell in row.values()) for row in rejects.to_pylist())


def _as_row(row: Mapping[Any, Any]) -> Row:
    return {str(name): _plain(cell) for name, cell in row.items()}


def _plain(cell: object) -> str | int | float:
    text = str(cell)
    if cell is None or text in {"nan", "NaT", "<NA>"}:
        return ""
    if hasattr(cell, "isoformat"):
        return text[: len("2023-10-07")]
    return cell if isinstance(cell, int | float) else text
