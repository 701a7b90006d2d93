"""What is asked of the reports of a snapshot in SQL: texts, and counts over all of them.

The SQL is plain and its values are bound, so that another engine than DuckDB can answer the same questions.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

import duckdb
import numpy as np
import pandas as pd

from geo.filters.filter_index import NO_DAY
from geo.model.days import day_of
from geo.snapshot.derive import SEARCH
from geo.snapshot.file_checks import reading
from geo.snapshot.list_order import MOST_CLAIMED_SQL
from geo.snapshot.stated import DAYS_SQL, Stated, facts_sql

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pyarrow as pa

    from geo.geometry.gazetteer import Spelling

T = TypeVar("T")


class ReportDatabase:
    """The reports as the table `stored` and their index as `indexed`; `row` is the place in the list."""

    def __init__(self, stored: pa.Table | Path, index: pa.Table | Path, sources: Sequence[str]) -> None:
        """Take the reports and their index, each in memory or as a Parquet file, and what its codes mean."""
        self._sources, self._tables = sources, {"stored": stored, "indexed": index}
        self._files = tuple(table for table in (stored, index) if isinstance(table, Path))
        self._lock = Lock()

    @cached_property
    def _connection(self) -> duckdb.DuckDBPyConnection:
        """Open the engine when it is first asked, which reads from the files; only with the lock."""
        # What lies in memory stays there: nothing is laid out on disk when it grows.
        spill = {} if self._files else {"temp_directory": ""}
        connection = duckdb.connect(config={"threads": 2, **spill})
        while self._tables:
            self._name(connection, *self._tables.popitem())
        return connection

    def read_ahead(self) -> None:
        """Open the engine before somebody asks."""
        with reading(*self._files), self._lock:
            _ = self._connection

    @staticmethod
    def _name(connection: duckdb.DuckDBPyConnection, name: str, table: pa.Table | Path) -> None:
        """Let SQL name a table, and a row of it by its place in the list."""
        if isinstance(table, Path):
            # A view cannot have bound values; the path is ours and quotes are doubled.
            quoted = str(table).replace("'", "''")
            connection.execute(
                f"CREATE VIEW {name} AS SELECT *, file_row_number AS row "  # noqa: S608
                f"FROM read_parquet('{quoted}', file_row_number = true)"
            )
            return
        connection.register("given", table)
        connection.execute(
            f"CREATE TABLE {name} AS SELECT *, row_number() OVER () - 1 AS row FROM given"  # noqa: S608
        )
        connection.unregister("given")

    def _ask(
        self,
        fetch: Callable[[duckdb.DuckDBPyConnection], T],
        sql: str,
        values: Sequence[object] = (),
    ) -> T:
        # The engine does not look at the checksums of pages.
        with reading(*self._files):
            # A cursor is a connection of its own: threads do not wait for each other's answers.
            with self._lock:
                cursor = self._connection.cursor()
            return fetch(cursor.execute(sql, list(values)))

    def _all(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        return self._ask(duckdb.DuckDBPyConnection.fetchall, sql, values)

    def rows(self, sql: str, values: Sequence[object] = ()) -> np.ndarray:
        """Return the column `row` of an answer."""
        return np.asarray(self._ask(duckdb.DuckDBPyConnection.fetchnumpy, sql, values)["row"])

    def saying(self, wanted: Sequence[Sequence[Spelling]]) -> np.ndarray:
        """Return the places of reports with some spelling of everything wanted, all words of it."""
        has_all = ([" AND ".join([f"contains({SEARCH}, ?)"] * len(way)) for way in ways] for ways in wanted)
        said = " AND ".join(f"({' OR '.join(one_of)})" for one_of in has_all)
        words = [word for ways in wanted for way in ways for word in way]
        return self.rows(f"SELECT row FROM indexed WHERE {said}", words)  # noqa: S608

    def ids_where(self, column: str, value: str) -> list[str]:
        """Return the ids whose `incident_key` or `contained_in` is a value, by date of publication."""
        if column not in {"incident_key", "contained_in"}:
            raise KeyError(column)
        found = self._all(
            f"SELECT report_id FROM stored WHERE {column} = ? ORDER BY published_date, report_id",  # noqa: S608
            [value],
        )
        return [report_id for (report_id,) in found]

    def spans_by_source(self) -> pd.DataFrame:
        """Return number, first and last event of the reports of each source, by source id."""
        found = self._all(
            """SELECT source_code, count(*) AS n,
                      min(nullif(day_first, $1)) AS first, max(nullif(day_last, $1)) AS last
               FROM indexed WHERE source_code >= 0 GROUP BY 1""",
            [int(NO_DAY)],
        )
        days = [
            (self._sources[code], n, *(None if d is None else day_of(d) for d in span))
            for code, n, *span in found
        ]
        return pd.DataFrame(days, columns=["source_id", "n", "first", "last"]).set_index("source_id")

    def incidents(self) -> int:
        """Return how many incidents the reports speak of."""
        return int(self._all("SELECT count(DISTINCT incident_key) FROM stored")[0][0])

    def claimants_by_source(self) -> list[tuple[str, str, int]]:
        """Return how many reports each claimant makes by source; an empty text where one is not stated."""
        return self._all(
            "SELECT coalesce(claimant, ''), coalesce(source_id, ''), count(*) "
            "FROM stored GROUP BY ALL ORDER BY ALL"
        )

    def stated(self) -> Stated:
        """Count what the reports state and how soon they came; see `geo.snapshot.stated`."""
        columns = {name for name, *_ in self._all("DESCRIBE stored")}
        return Stated.of(self._all(facts_sql(columns))[0], self._all(DAYS_SQL))

    def most_claimed(self, rows: np.ndarray, limit: int) -> list[list[str]]:
        """Return ids of claims with a figure at some places of the list, of the incidents with the most.

        Of as many claims the larger figure decides; the claims of an incident are by date of publication.
        """
        return [ids for (ids,) in self._all(MOST_CLAIMED_SQL, [rows.tolist(), limit])]
