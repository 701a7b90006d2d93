"""Which rows of a foreign file are of buildings that may be shelters, whatever its columns are called."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.connectors.toolkit.shelter_buildings import STRUCK_SHELTERS, speaks_of_shelter
from geo.tabular.column_names import plain
from geo.tabular.mapping import MappedField

if TYPE_CHECKING:
    from collections.abc import Mapping as Dict

    from geo.tabular.mapping import Mapping

_SAYS_NO = pa.array(["", "0", "0.0", "no", "false", "none", "n", "na", "n/a", "nan", "-", "لا", "לא"])
_OF_THE_SOURCE = (
    *("source_id", "publisher", "claimant", "relayed_by", "read_at", "report_id", "incident_key"),
    *("event_start", "event_end", "published_date"),
)
"""A publisher that is called after schools strikes none."""


def shelters_among(texts: pa.RecordBatch, mapping: Mapping, said: Dict[str, pa.StringArray]) -> np.ndarray:
    """Return which rows with a point are of such a building: by any cell, or by a column that says yes.

    `texts` are the rows in the columns of their file, `said` the same in documented columns.
    """
    has_point = pc.or_(pc.not_equal(said["lat"], ""), pc.not_equal(said["lon"], ""))
    if not pc.any(has_point).as_py():
        return np.zeros(texts.num_rows, bool)
    passed_over = {c for ours in _OF_THE_SOURCE for c in mapping.fields.get(ours, MappedField()).columns}
    names = [name for name in texts.schema.names if name not in passed_over]
    constants = [one.constant for ours, one in mapping.fields.items() if ours in _TOLD and one.constant]
    # As one text a row: RE2 takes as long to get ready as to look through some thousand cells.
    whole = pc.binary_join_element_wise(*(texts[name] for name in names), *constants, _BETWEEN)
    found = speaks_of_shelter(whole) if names else np.zeros(texts.num_rows, bool)
    found |= pc.is_in(said["struck"], pa.array(STRUCK_SHELTERS)).to_numpy(zero_copy_only=False)
    for name in filter(_is_called_a_shelter, names):
        says_no = pc.is_in(pc.utf8_lower(pc.utf8_trim_whitespace(texts[name])), _SAYS_NO)
        found |= ~says_no.to_numpy(zero_copy_only=False)
    is_shelter: np.ndarray = found & has_point.to_numpy(zero_copy_only=False)
    return is_shelter


@lru_cache(maxsize=2_000)
def _is_called_a_shelter(name: str) -> bool:
    return bool(speaks_of_shelter(pa.array([plain(name)]))[0])


_TOLD = ("place_name", "summary")
_BETWEEN = " | "
