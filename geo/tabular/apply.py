"""A mapping put to the rows of a file: the same rows, in the documented columns, still as text.

Nothing is dropped and nothing is checked: a cell that cannot be read in the form that the mapping names
stays as it came, and `geo.ingest` refuses it with a reason. What no column says is worked out only where
the rest of the row settles it:

- `report_id` from the content of the row, `incident_key` from `report_id`;
- `event_end` and `date_precision`: the last day of a cell that says a month or a week, and `month` for the
  former; `unknown` without a first day, `range` over several days, else `day`;
- `location_precision`: `locality`, the coarsest that a point has, where there is a point; else that of the
  area; else `unlocated`;
- `area_pcode`, given outlines: the smallest area that holds the whole footprint. Where the precision speaks
  of an area, the point that a file gives for it is left out, as a middle is no place of a report.

The point of a building in which people may shelter is coarsened before an id is made of the row: who knows
the other cells could find the point again by trying.
"""

from __future__ import annotations

from hashlib import sha256
from json.encoder import encode_basestring_ascii as _quoted
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from geo.connectors.toolkit.cells import as_json
from geo.connectors.toolkit.contract import SourceRows
from geo.connectors.toolkit.shelter_buildings import PLACE_COLUMNS, coarsened
from geo.model import AREA_PRECISIONS, Kind, LocationPrecision, Responsibility
from geo.snapshot.tables import COUNT, DAY, LATER_COLUMNS, SCHEMA, TIME
from geo.tabular.clock_texts import plain_signs
from geo.tabular.column_names import is_row_of_tags, plain
from geo.tabular.day_cells import WhenColumns
from geo.tabular.day_forms import MOVED, is_moved
from geo.tabular.known_words import word_of
from geo.tabular.mapping import COLUMNS, MappedField
from geo.tabular.point_cells import point_cells, without_points
from geo.tabular.radius_forms import radius_of
from geo.tabular.shelter_cells import shelters_among
from geo.tabular.smallest_area import LEVEL_OF, holding

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np

    from geo.geometry.gazetteer import Areas
    from geo.tabular.mapping import Mapping

_ID_DIGITS = 12
_AREA_NOTE = "The file gives a point for an area; the area is shown, and not the point."
_USUAL = {"kind": Kind.UNSPECIFIED, "struck": "unspecified", "responsibility": Responsibility.NOT_STATED}


def apply(mapping: Mapping, foreign: SourceRows, areas: Areas | None = None) -> SourceRows:
    """Return the rows of a file in the documented columns of reports.

    `foreign` has the columns of the file, all as text; with `areas`, an area is found for each point.
    """
    if mapping.has_tags:
        foreign = without_tags(foreign)
    names = set(foreign.texts.schema.names)
    there = {name: one for name, one in mapping.fields.items() if names & set(one.columns)}
    when = WhenColumns(there, lambda one: _joined(foreign, one))
    said = {name: _cells(foreign, mapping.fields.get(name, MappedField()), name, when) for name in COLUMNS}
    said = {**said, **{name: _or(said[name], word) for name, word in _USUAL.items()}}
    said |= point_cells(foreign.texts, mapping)
    if "source_id" in mapping.source:
        said["source_id"] = _or(said["source_id"], mapping.source["source_id"])
    when.settle_days(said)
    is_shelter = shelters_among(foreign.texts, mapping, said)
    _settle_place(said, areas, is_shelter)
    when.settle_times(said)
    # No id may let a point be found again that is given coarser.
    told = without_points(foreign.texts, mapping, is_shelter)
    said["report_id"] = _where_empty(said["report_id"], _ids(said, _not_used(mapping, told)))
    said["incident_key"] = _where_empty(said["incident_key"], said["report_id"])
    texts = pa.RecordBatch.from_arrays([said[name] for name in COLUMNS], COLUMNS)

    def came(at: np.ndarray) -> list[str]:
        return as_json(without_points(foreign.texts.take(pa.array(at)), mapping, is_shelter[at]))

    as_it_came = foreign.came if not is_shelter.any() else None
    return SourceRows(texts, foreign.lines, foreign.bad, as_it_came or came)


def moved_days(mapping: Mapping, foreign: SourceRows) -> tuple[str, ...]:
    """Return a sentence for each column of a file of which a mapping moves days, as `day_of` does."""
    moved = {
        one.column: one
        for name, one in mapping.fields.items()
        if SCHEMA["reports"][name] == DAY and one.column in foreign.texts.schema.names
    }
    return tuple(
        f"{column!r} {MOVED}"
        for column, one in moved.items()
        if any(is_moved(text, one.form) for text in _joined(foreign, one).unique().to_pylist())
    )


def without_tags(foreign: SourceRows) -> SourceRows:
    """Return the rows without the row of tags, which stands first in a file and so in its first piece."""
    if not len(foreign.lines) or not is_row_of_tags(foreign.texts.slice(0, 1).to_pylist()[0].values()):
        return foreign
    came = foreign.came
    return SourceRows(
        foreign.texts.slice(1),
        foreign.lines[1:],
        foreign.bad,
        came and (lambda at: came(at + 1)),
    )


def _cells(foreign: SourceRows, one: MappedField, name: str, when: WhenColumns) -> pa.StringArray:
    n = len(foreign.lines)
    if not set(one.columns) & set(foreign.texts.schema.names):
        return _all(one.constant, n)
    cells = _joined(foreign, one)
    if one.words or one.usual or one.other is not None:
        words = {plain(theirs): ours for theirs, ours in one.words.items()}

        def ours(text: str) -> str:
            other = text if one.other is None else one.other
            said = words.get(plain(text)) or (one.usual and word_of(name, text))
            return (said or other) if text else ""

        cells = _each_distinct(cells, ours)
    elif SCHEMA["reports"][name] in {DAY, TIME}:
        cells = when.cells(name)
    elif SCHEMA["reports"][name] == COUNT:
        cells = _each_distinct(cells, plain_signs)
    elif name == "radius_m":
        cells = _each_distinct(cells, lambda text: radius_of(text, one.form))
    if one.prefix:
        is_there = pc.not_equal(cells, "")
        cells = pc.if_else(is_there, pc.binary_join_element_wise(one.prefix, cells, ""), cells)
    return _or(cells, one.constant)


def _joined(foreign: SourceRows, one: MappedField) -> pa.StringArray:
    """Return the cells of the columns of a field, trimmed; those of several with a space between."""
    there = [column for column in one.columns if column in foreign.texts.schema.names]
    cells = [_on_one_line(pc.utf8_trim_whitespace(foreign.texts[column])) for column in there]
    if len(cells) == 1:
        return cells[0]
    return pc.utf8_trim_whitespace(pc.binary_join_element_wise(*cells, " "))


def _on_one_line(cells: pa.StringArray) -> pa.StringArray:
    """Return cells with a space for each line break and tab, as a text of a report is one line."""
    if any(pc.any(pc.match_substring(cells, mark)).as_py() for mark in "\n\r\t"):
        return pc.replace_substring_regex(cells, r"[\r\n\t]+ *", " ")
    return cells


def _each_distinct(cells: pa.StringArray, read: Callable[[str], str]) -> pa.StringArray:
    encoded = cells.dictionary_encode()
    return pa.array(map(read, encoded.dictionary.to_pylist()), pa.string()).take(encoded.indices)


def _all(text: str, n: int) -> pa.StringArray:
    return pa.repeat(pa.scalar(str(text), pa.string()), n)


def _or(cells: pa.StringArray, text: str) -> pa.StringArray:
    return _where_empty(cells, _all(text, len(cells))) if text else cells


def _where_empty(cells: pa.StringArray, others: pa.StringArray) -> pa.StringArray:
    return pc.if_else(pc.equal(cells, ""), others, cells)


def _settle_place(said: dict[str, pa.StringArray], areas: Areas | None, is_shelter: np.ndarray) -> None:
    has_point = pc.and_(pc.not_equal(said["lat"], ""), pc.not_equal(said["lon"], ""))
    has_area = pc.not_equal(said["area_pcode"], "")
    level = _each_distinct(said["area_pcode"], lambda pcode: _precision_of(pcode, areas))
    of_area = pc.if_else(has_area, level, str(LocationPrecision.UNLOCATED))
    worked_out = pc.if_else(has_point, str(LocationPrecision.LOCALITY), of_area)
    said["location_precision"] = _where_empty(said["location_precision"], worked_out)
    said.update(coarsened({name: said[name] for name in PLACE_COLUMNS}, is_shelter))
    precision = said["location_precision"]
    if areas is not None:
        found = holding(areas, said["lat"], said["lon"], precision, said["radius_m"])
        said["area_pcode"] = _where_empty(said["area_pcode"], found)
    coarse = pa.array([str(word) for word in (*AREA_PRECISIONS, LocationPrecision.UNLOCATED)])
    is_false_point = pc.and_(pc.is_in(precision, coarse), has_point)
    noted = pc.and_(is_false_point, pc.equal(said["location_note"], ""))
    is_area = pc.not_equal(precision, str(LocationPrecision.UNLOCATED))
    said["location_note"] = pc.if_else(pc.and_(noted, is_area), _AREA_NOTE, said["location_note"])
    for name in ("lat", "lon", "radius_m"):
        said[name] = pc.if_else(is_false_point, "", said[name])


def _precision_of(pcode: str, areas: Areas | None) -> str:
    level = areas[pcode].level if areas is not None and pcode in areas else "governorate"
    return next(str(precision) for precision, levels in LEVEL_OF.items() if levels[0] == level)


def _not_used(mapping: Mapping, texts: pa.RecordBatch) -> pa.RecordBatch:
    """Return the cells of which a mapping takes nothing; in the order of their columns' names."""
    used = {column for one in mapping.fields.values() for column in one.columns}
    return texts.select(sorted(column for column in texts.schema.names if column not in used))


def _ids(said: dict[str, pa.StringArray], others: pa.RecordBatch) -> pa.StringArray:
    """Return an id for each row, made from all that stands in it: the same row always has the same.

    Rows that differ only in cells of which nothing is kept are two rows.
    """
    if not pc.any(pc.equal(said["report_id"], "")).as_py():
        return said["report_id"]
    # Rows that say nothing in a later column keep the id that they had before there was the column.
    later = LATER_COLUMNS["reports"]
    quoted = [_each_distinct(said[name], _quoted) for name in COLUMNS if name not in later]
    content = pc.binary_join_element_wise(*quoted, ", ")
    further = [(name, said[name], "=") for name in later]
    further += [(name, others[name], ": ") for name in others.schema.names]
    for name, cells, mark in further:
        is_said = pc.not_equal(pc.utf8_trim_whitespace(cells), "")
        more = _each_distinct(pc.binary_join_element_wise(name, cells, mark), _quoted)
        content = pc.if_else(is_said, pc.binary_join_element_wise(content, more, ", "), content)
    ids = [sha256(f"[{text}]".encode()).hexdigest()[:_ID_DIGITS] for text in content.to_pylist()]
    return pc.binary_join_element_wise(_or(said["source_id"], "row"), pa.array(ids, pa.string()), "-")
