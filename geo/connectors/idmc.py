"""IDMC's Internal Displacement Updates: how many people were newly displaced, as figures of movement.

Never a statement about a strike, and never a point. Only displacement by conflict is read. Each figure is of
the days of one displacement, so it is a flow: it says nothing of how many are displaced now.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from geo.connectors.toolkit.cells import Found, blocks, clipped, number, source_row, text, whole
from geo.connectors.toolkit.contract import BadLine, Connector, Contract, ParsedFiles
from geo.connectors.toolkit.event_days import DAY_LENGTH
from geo.connectors.toolkit.incident_places import country_of
from geo.connectors.toolkit.paging import Json
from geo.connectors.toolkit.point_areas import english
from geo.connectors.toolkit.reading import SourceLine, columns_of, lines_of_all, notes_of
from geo.model import SourceKind
from geo.snapshot.restricted import RESTRICTED_LICENCE

CONTRACT = Contract(
    id="idmc-idu",
    title="IDMC Internal Displacement Updates",
    publisher="IDMC (Internal Displacement Updates)",
    kind=SourceKind.DATASET,
    home_url="https://www.internal-displacement.org/",
    licence=f"{RESTRICTED_LICENCE}: no permission to pass IDMC's figures on was read",
    is_redistributable=False,
    cadence="daily",
    caveats=(
        "Provisional figures of new displacements, continually updated; they are no strikes.",
        "Only displacement by conflict is read; figures of several sources may overlap and are never added.",
        "Each figure is tied to a country alone: its point is the middle of something larger.",
    ),
    hosts=(),
    codebooks=(frozenset({"displacement_type", "displacement_date", "figure"}),),
)
NEEDED = ("id", "iso3", "displacement_type", "figure", "displacement_start_date", "displacement_end_date")
_FORM = "a list of updates with id, iso3, displacement_type and figure"
_CONFLICT = "conflict"
_AT_LEAST = {"more than", "at least", "over"}
_MOST_NAME = 200


def recognises(name: str, head: bytes) -> bool:
    """Whether a file holds updates, as IDMC's API or HDX give them."""
    is_theirs = b"displacement_type" in head and b"displacement_date" in head and b"figure" in head
    return is_theirs and name.endswith((".json", ".csv", ".xlsx"))


def parse(paths: Sequence[Path]) -> ParsedFiles:
    """Read displacement by conflict in the region as rows of `sheltering` that are flows.

    Raises SourceError when a file cannot be read; SchemaError when it lacks a field that is needed.
    """
    names = {name for path in paths for name in columns_of(path, _rows, _FORM, lambda _: NEEDED)}
    return ParsedFiles(
        tables={"sheltering": blocks("sheltering", _sheltering(paths))},
        sources=(source_row(CONTRACT),),
        ignored=tuple(sorted(names - {*NEEDED, "country", "qualifier"})),
        notes=notes_of(paths),
    )


def _rows(answer: Json) -> list[Json] | None:
    return answer if isinstance(answer, list) else None


def _sheltering(paths: Sequence[Path]) -> Iterator[Found | BadLine]:
    for line in lines_of_all(paths, _rows, _FORM):
        if isinstance(line, BadLine):
            yield BadLine(line.line, f"{CONTRACT.id}-row-{line.line}", line.value, line.reason, line.advice)
        else:
            yield _of_row(line)


def _of_row(line: SourceLine) -> Found | BadLine:
    raw = line.raw
    update = f"{CONTRACT.id}-{whole(text(raw, 'id'))}"
    code, cause = text(raw, "iso3").upper(), text(raw, "displacement_type")
    country = country_of(code)
    if country is None:
        advice = "nothing; the row is not about this region"
        reason = "lies outside the region"
        return BadLine(line.number, update, code, reason, advice, is_in_scope=False, is_outside=True)
    if cause.lower() != _CONFLICT:
        advice = "nothing; only displacement by conflict is read"
        reason = "is displacement of another cause"
        return BadLine(line.number, update, cause, reason, advice, is_in_scope=False)
    start, end = (text(raw, f"displacement_{side}_date")[:DAY_LENGTH] for side in ("start", "end"))
    days = start if end in {"", start} else f"{start} to {end}"
    figure, is_least = whole(text(raw, "figure")), text(raw, "qualifier").lower() in _AT_LEAST
    cells = {
        "sheltering_id": update,
        "as_of_date": end or start,
        "area_name": clipped(f"{english(country)}, newly displaced {days}", _MOST_NAME),
        "pcodes": country.pcode,
        "setting": "all_displaced",
        "people_min": figure,
        "people_max": "" if is_least and number(figure) is not None else figure,
        "claimant": "IDMC (provisional)",
        "publisher": CONTRACT.publisher,
        "url": CONTRACT.home_url,
        "read_at": f"IDMC IDU, update {whole(text(raw, 'id'))}, figure as stated: {text(raw, 'qualifier')}",
        "is_flow": "true",
    }
    return Found(line.number, cells, {name: raw.get(name) for name in NEEDED})


CONNECTOR = Connector(CONTRACT, parse, recognises)
