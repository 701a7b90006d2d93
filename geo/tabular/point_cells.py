"""The cells of `lat` and `lon` that a mapping makes of the rows of a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from geo.connectors.toolkit.shelter_buildings import coarse_where
from geo.tabular.axis_names import axis_in
from geo.tabular.column_names import plain
from geo.tabular.mapping import MappedField, Mapping
from geo.tabular.point_forms import read, read_axis
from geo.tabular.point_texts import LAT, LON

if TYPE_CHECKING:
    import numpy as np

_WITHHELD = "(withheld: the building may be a shelter)"


def point_cells(texts: pa.RecordBatch, mapping: Mapping) -> dict[str, pa.StringArray]:
    """Return the cells of `lat` and `lon` where a mapping takes them from columns; degrees as text.

    What cannot be read stays as it came.
    """
    lat, lon = (mapping.fields.get(axis, MappedField()) for axis in (LAT, LON))
    found: dict[str, pa.StringArray] = {}
    if lat.form and lat.form == lon.form and lat.columns == lon.columns:
        cells = _joined(texts, lat)
        return {} if cells is None else dict(zip((LAT, LON), read(cells, lat.form), strict=True))
    for axis, one in ((LAT, lat), (LON, lon)):
        cells = _joined(texts, one)
        if cells is None:
            continue
        found[axis] = read(cells, one.form)[axis == LON] if one.form else read_axis(cells, axis)
        if one.constant:
            found[axis] = pc.if_else(pc.equal(found[axis], ""), one.constant, found[axis])
    return found


def without_points(texts: pa.RecordBatch, mapping: Mapping, where: np.ndarray) -> pa.RecordBatch:
    """Return rows of a file in which nothing places some of them finer than a kilometre.

    The columns of the point say that it is withheld, as do others that are called by an axis.
    """
    if not where.any():
        return texts
    at = pa.array(where)
    used = {column for axis in (LAT, LON) for column in mapping.fields.get(axis, MappedField()).columns}
    cells = []
    for name in texts.schema.names:
        cell = texts[name]
        if name in used or axis_in(plain(name)) is not None:
            cells.append(pc.if_else(pc.and_(at, pc.not_equal(cell, "")), _WITHHELD, cell))
        else:
            cells.append(coarse_where(cell, where))
    return pa.RecordBatch.from_arrays(cells, texts.schema.names)


def _joined(texts: pa.RecordBatch, one: MappedField) -> pa.StringArray | None:
    there = [pc.utf8_trim_whitespace(texts[column]) for column in one.columns if column in texts.schema.names]
    if len(there) < 2:  # noqa: PLR2004 one cell alone
        return there[0] if there else None
    return pc.utf8_trim_whitespace(pc.binary_join_element_wise(*there, " "))
