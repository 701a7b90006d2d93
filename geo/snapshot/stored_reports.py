"""The reports of a snapshot by id and by their place in the list, and whole rows of them.

Whole rows stay in Parquet (or in the Arrow table given) and are read when they are asked for;
`geo.snapshot.report_database` finds texts.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from geo.snapshot.derive import with_footprints
from geo.snapshot.file_checks import looked_at
from geo.snapshot.frames import to_frame
from geo.snapshot.index_columns import ID_ORDER, Ids, ids_in
from geo.snapshot.ranked_columns import RankedColumns
from geo.snapshot.report_database import ReportDatabase
from geo.snapshot.table_rows import table_rows
from geo.snapshot.tables import SCHEMA, arrow_schema
from geo.snapshot.wide import WideFile, WideTable

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    import pandas as pd

    from geo.model.rows import Row
    from geo.snapshot.derive import Vocabulary
    from geo.snapshot.index import Index


class StoredReports:
    """The reports of one snapshot, whichever of them a view shows."""

    def __init__(self, stored: pa.Table | Path, index: Index, vocabulary: Vocabulary) -> None:
        """Take the reports in the order of the list, in memory or as a Parquet file, and their index.

        The arrays of the index are taken when they are first needed. `vocabulary` is that by which it was
        made; see `geo.snapshot.derive`.
        """
        self._pcodes = list(vocabulary.pcodes)
        self._arrays, self.mapped = index.arrays, index.mapped
        self.database = ReportDatabase(stored, index.rows, list(vocabulary.sources))
        self._wide: WideFile | WideTable = WideFile(stored) if isinstance(stored, Path) else WideTable(stored)

    @cached_property
    def _ids(self) -> Ids:
        return Ids(ids_in(self._arrays), self._arrays[ID_ORDER])

    def __len__(self) -> int:
        """Return how many reports the snapshot has."""
        return len(self._wide)

    def __contains__(self, report_id: object) -> bool:
        """Whether there is a report of an id."""
        return bool(self.places([str(report_id)]))

    @looked_at
    def places(self, ids: Collection[str]) -> dict[str, int]:
        """Return the places of reports in the list by their ids; unknown ids are left out."""
        return self._ids.places(ids)

    @looked_at
    def ids(self, rows: np.ndarray) -> list[str]:
        """Return the ids of reports by their places in the list."""
        return self._ids.at(rows)

    @looked_at
    def id_column(self, rows: np.ndarray) -> pa.Array:
        """Return the same as one Arrow array of strings."""
        return self._ids.column(rows)

    def by_ids(self, ids: Iterable[str], columns: Sequence[str] | None = None) -> pd.DataFrame:
        """Return rows by id, in the order of the ids; unknown ids are left out.

        `columns` names what to read besides the id; None for all that is documented and the ground of each.
        """
        return self._frame(self._in_turn(ids), columns)

    def rows_by_ids(self, ids: Iterable[str], columns: Sequence[str]) -> list[Row]:
        """Return the same rows one by one, which costs a few of them less than a frame."""
        return table_rows(self._wide.take(self._in_turn(ids), ("report_id", *columns)), "reports")

    def _in_turn(self, ids: Iterable[str]) -> list[int]:
        """Return the places of ids in the list, in the order of the ids, each once."""
        wanted = list(dict.fromkeys(ids))
        found = self.places(wanted)
        return [found[i] for i in wanted if i in found]

    def _frame(self, rows: list[int], columns: Sequence[str] | None) -> pd.DataFrame:
        """Return rows by their places in the list, in the order asked for; see `by_ids`."""
        if columns is not None:
            return to_frame(self._wide.take(rows, ("report_id", *columns)), "reports")
        whole = self._wide.take(rows, tuple(SCHEMA["reports"]))
        return to_frame(with_footprints(whole, self._pcodes), "reports")

    def record(self, report_id: str, columns: Sequence[str]) -> dict[str, object]:
        """Return cells of one report by column, None where a cell is empty.

        Raises KeyError when there is no report of that id.
        """
        row = self.places([report_id])[report_id]
        return dict(self._wide.take([row], tuple(columns)).to_pylist()[0])

    def column(self, name: str) -> pa.Array:
        """Return one documented column of every report, in the order of the list."""
        return self._wide.column(name)

    def encoded(self, name: str) -> pa.DictionaryArray:
        """Return one documented column of texts as codes and the texts that they stand for, in that order."""
        return self._wide.encoded(name)

    def column_type(self, name: str) -> pa.DataType:
        """Return what `column` gives of a documented column: large strings for a text."""
        kind = arrow_schema("reports").field(name).type
        return pa.large_string() if pa.types.is_string(kind) else kind

    def take(self, rows: np.ndarray, columns: Sequence[str]) -> pa.Table:
        """Return documented columns of some rows by their places in the list, in the order asked for."""
        return self._wide.take(rows.tolist(), tuple(columns))

    @looked_at
    def id_order(self) -> np.ndarray:
        """Return the places of all reports by their ids; not to be changed."""
        return self._arrays[ID_ORDER]

    @cached_property
    def id_ranks(self) -> np.ndarray:
        """The position of each report by its id, in the order of the list; not to be changed."""
        ranks = np.empty(len(self), np.int32)
        ranks[self.id_order()] = np.arange(len(self), dtype=np.int32)
        return ranks

    @cached_property
    def ranked(self) -> RankedColumns:
        """Columns as ranks, for tables."""
        return RankedColumns(self)

    @property
    def pcodes(self) -> Sequence[str]:
        """The areas that `Columns.area_code` counts in."""
        return self._pcodes

    def where_equal(self, column: str, value: str) -> pd.DataFrame:
        """Return whole rows whose `incident_key` or `contained_in` is a value."""
        return self.by_ids(self.database.ids_where(column, value))

    @looked_at
    def all_ids(self) -> list[str]:
        """Return every id, in order."""
        return self._ids.all()
