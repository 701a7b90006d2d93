"""What a GeoPackage may hold: tables. What would run when they are read is refused before any of it does.

A GeoPackage is an SQLite database, and a database can hold programs: a view that never ends or makes
gigabytes of nothing, a generated column that does so, a virtual table. The standard prescribes virtual tables
of one kind (R*Tree, for finding shapes) and triggers that run when rows are written, which nobody does here.
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing

from geo.model.errors import SourceError

_MOST_OBJECTS = 10_000
_MOST_LAYERS = 100
_MOST_STEPS = 2_000
"""Of ten thousand instructions of SQLite each; reading the list of a thousand tables takes three."""
_LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: 10_000_000,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 1_000_000,
    sqlite3.SQLITE_LIMIT_COLUMN: 2_000,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 100,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 50,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 1,
}
_RTREE = re.compile(
    r"""\s*CREATE\s+VIRTUAL\s+TABLE\s+["'`\[]?rtree_[^(]*\sUSING\s+["'`\[]?rtree["'`\]]?\s*\([\w\s,"'`\[\]]*\)\s*""",
    re.IGNORECASE,
)
_TRIGGERS = re.compile(
    r"rtree_.+_(insert|delete|update[1-7]?)|gpkg_.+|trigger_(insert|delete)_feature_count_.+", re.IGNORECASE
)
"""Those of the standard, and those by which GDAL counts features; they run when rows are written."""
_OWN = re.compile(r"(gpkg|rtree|sqlite)_", re.IGNORECASE)
"""How tables begin that are no layers."""
_VIRTUAL = re.compile(r"\s*CREATE\s+VIRTUAL\b", re.IGNORECASE)
_JOURNAL = slice(18, 20)
"""How the file is journalled: 2 says that a second file belongs to it, which memory does not have."""


def refuse_what_runs(name: str, content: bytes) -> None:
    """Refuse a GeoPackage that has views, generated columns, or triggers and virtual tables of its own.

    Raises SourceError when it has any, with its name; or when it is no database.
    """
    steps = iter(range(_MOST_STEPS))
    try:
        with closing(sqlite3.connect(":memory:")) as database:
            for limit, most in _LIMITS.items():
                database.setlimit(limit, most)
            database.set_progress_handler(lambda: next(steps, None) is None, 10_000)
            database.deserialize(content[: _JOURNAL.start] + b"\x01\x01" + content[_JOURNAL.stop :])
            for pragma in ("trusted_schema = OFF", "cell_size_check = ON", "query_only = ON"):
                database.execute(f"PRAGMA {pragma}")
            found = database.execute(
                "SELECT type, name, coalesce(sql, '') FROM sqlite_master LIMIT ?", [_MOST_OBJECTS + 1]
            ).fetchall()
            if len(found) > _MOST_OBJECTS:
                raise SourceError(f"{name} has more than {_MOST_OBJECTS:,} tables and indexes")
            for kind, called, sql in found:
                _refuse(name, str(kind), str(called), str(sql))
            layers = [called for kind, called, _ in found if kind == "table" and not _OWN.match(called)]
            if len(layers) > _MOST_LAYERS:
                raise SourceError(f"{name} has {len(layers):,} layers; at most {_MOST_LAYERS:,} are read")
            # What a virtual table has, its module would have to be asked for.
            tables = [called for kind, called, sql in found if kind == "table" and not _VIRTUAL.match(sql)]
            _refuse_generated(name, database, tables)
    except (sqlite3.Error, UnicodeError) as error:
        raise SourceError(f"{name} cannot be read as GPKG; save the layer anew, or as CSV") from error


def _refuse(name: str, kind: str, called: str, sql: str) -> None:
    if kind == "view":
        raise SourceError(
            f"{name} has the view {called}; a view is a program and is not run: save its rows as a table"
        )
    if kind == "trigger" and not _TRIGGERS.fullmatch(called):
        raise SourceError(f"{name} has the trigger {called}, which is a program; save the layer anew")
    if _VIRTUAL.match(sql) and not _RTREE.fullmatch(sql):
        raise SourceError(
            f"{name} has the virtual table {called}, which is a program; save its rows as a plain table"
        )


def _refuse_generated(name: str, database: sqlite3.Connection, tables: list[str]) -> None:
    """Refuse columns that are worked out whenever a row is read."""
    of_tables = (
        (table, row)
        for table in tables
        for row in database.execute("SELECT name, hidden FROM pragma_table_xinfo(?)", [table])
    )
    for table, (column, hidden) in of_tables:
        if hidden in {2, 3}:
            raise SourceError(
                f"{name} has the generated column {column}, which is a program; save the layer {table} anew"
            )
