"""What ingesting wrote down, looked through: filtered, counted and paged in the file, however long it is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from geo.snapshot.file_checks import reading
from geo.snapshot.frames import to_frame
from geo.snapshot.tables import KEYS, LEDGERS, arrow_schema

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import pandas as pd

MOST_CHOICES = 200
"""Different words of a column that are offered as a choice."""
_BATCH_ROWS = 10_000
_ORDER = {"revisions": "revision_id DESC"}
"""The latest change first; the others by key."""


@dataclass(frozen=True, slots=True)
class LedgerQuery:
    """Which rows are looked for; an empty text asks nothing."""

    source_id: str = ""
    file: str = ""
    column: str = ""
    change: str = ""
    report_id: str = ""
    text: str = ""
    """Somewhere in the row; upper and lower case are the same."""


class Ledger:
    """One ledger of a snapshot; empty when the snapshot has none."""

    def __init__(self, name: str, path: Path | None) -> None:
        """Look at which columns the file has: an older one may have fewer."""
        self.name, self._files = name, (path,) if path else ()
        self._columns = list(LEDGERS[name])
        self._lock = Lock()
        self._connection = duckdb.connect(config={"threads": 2})
        if path is None:
            self._connection.register("none", arrow_schema(name).empty_table())
            # What is registered only its own connection sees.
            self._connection.execute("CREATE TABLE ledger AS SELECT * FROM none")
        else:
            with reading(path):
                present = set(pq.read_schema(path).names)
            said = ", ".join(f'"{c}"' if c in present else f"'' AS \"{c}\"" for c in self._columns)
            quoted = str(path).replace("'", "''")
            # The path is ours, the columns are documented names.
            self._connection.execute(f"CREATE VIEW ledger AS SELECT {said} FROM read_parquet('{quoted}')")  # noqa: S608
        self.count = lru_cache(maxsize=64)(self._count)
        self.choices = lru_cache(maxsize=8)(self._choices)

    def _count(self, sought: LedgerQuery) -> int:
        """Return how many rows there are of what is sought."""
        where, values = self._where(sought)
        with reading(*self._files):
            found = self._ask(f"SELECT count(*) FROM ledger WHERE {where}", values)  # noqa: S608
            return int(found.fetchall()[0][0])

    def page(self, sought: LedgerQuery, limit: int, offset: int = 0) -> pd.DataFrame:
        """Return some of the rows that are sought, the latest change first."""
        where, values = self._where(sought)
        order = _ORDER.get(self.name, KEYS[self.name])
        with reading(*self._files):
            found = self._ask(
                f"SELECT * FROM ledger WHERE {where} ORDER BY {order} LIMIT ? OFFSET ?",  # noqa: S608
                [*values, limit, offset],
            ).to_arrow_table()
        return to_frame(found.cast(arrow_schema(self.name)), self.name)

    def batches(self, sought: LedgerQuery) -> Iterator[pa.RecordBatch]:
        """Return all rows that are sought, by key, some at a time."""
        where, values = self._where(sought)
        with reading(*self._files):
            found = self._ask(
                f"SELECT * FROM ledger WHERE {where} ORDER BY {KEYS[self.name]}",  # noqa: S608
                values,
            ).to_arrow_reader(_BATCH_ROWS)
        while True:
            with reading(*self._files):
                batch = next(found, None)
            if batch is None:
                return
            yield batch

    def _choices(self, column: str) -> list[str]:
        """Return the different words of a documented column, in order, `MOST_CHOICES` at the most."""
        if column not in self._columns:
            raise KeyError(column)
        with reading(*self._files):
            found = self._ask(
                f'SELECT DISTINCT "{column}" AS word FROM ledger '  # noqa: S608
                f"WHERE \"{column}\" <> '' ORDER BY word LIMIT ?",
                [MOST_CHOICES],
            ).fetchall()
        return [row[0] for row in found]

    def _where(self, sought: LedgerQuery) -> tuple[str, list[object]]:
        parts: list[str] = ["true"]
        values: list[object] = []
        for column in ("source_id", "file", "column", "change", "report_id"):
            wanted = getattr(sought, column)
            if wanted:
                parts.append(f'"{column}" = ?' if column in self._columns else "? IS NULL")
                values.append(_encodable(wanted))
        if sought.text:
            texts = ", ' ', ".join(f'"{c}"' for c in self._columns if LEDGERS[self.name][c] == "text")
            parts.append(f"contains(lower(concat({texts})), ?)")
            values.append(_encodable(sought.text.lower()))
        return " AND ".join(parts), values

    def _ask(self, sql: str, values: Sequence[object]) -> duckdb.DuckDBPyRelation:
        # A cursor is a connection of its own: threads do not wait for each other's answers.
        with self._lock:
            cursor = self._connection.cursor()
        return cursor.sql(sql, params=list(values))


class Candidates:
    """The candidates for the same incident, by report."""

    def __init__(self, path: Path) -> None:
        """Read them; a candidate is some hundred bytes, and a report has at most five."""
        self._connection = duckdb.connect(config={"threads": 1})
        with reading(path):
            self._connection.execute("CREATE TABLE candidates AS SELECT * FROM read_parquet(?)", [str(path)])

    def of(self, report_id: str) -> pd.DataFrame:
        """Return the candidates of a report, the best first; `other_id` is the other report of each."""
        found = self._connection.cursor().sql(
            """SELECT * REPLACE (CASE WHEN report_id = $id THEN other_id ELSE report_id END AS other_id,
                                 $id AS report_id)
               FROM candidates WHERE $id IN (report_id, other_id) ORDER BY score DESC, candidate_id""",
            params={"id": _encodable(report_id)},
        )
        return to_frame(found.to_arrow_table().cast(arrow_schema("candidates")), "candidates")


def _encodable(text: str) -> str:
    """Return a text without halves of surrogate pairs, which are no text for the engine."""
    return text.encode("utf-8", "replace").decode()
