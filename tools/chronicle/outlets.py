"""Publishers read as outlets: the original is the publisher, the site with the copy relays it."""

from __future__ import annotations

from collections import defaultdict

from .changes import ADDED, LEFT_OUT, Change, Editor
from .tables import Row, Tables, by_key, key_of, read_repairs

OUTLET_REASON = "the publisher is the original; relayed_by names the copy that was read"
KEPT_IN_READ_AT = ("tolls", "pauses")
"""Tables whose publishers are outlets too; without a column for it, ``read_at`` says who relays."""


def read_outlets(tables: Tables, log: list[Change]) -> None:
    """Give reports, tolls and pauses their outlets, reports their source ids, and replace ``sources``.

    Raises ValueError when a publisher has no line in ``publishers.csv``, or its outlet none in
    ``outlets.csv``.
    """
    outlets = read_repairs("outlets")
    publishers = {row["publisher"]: row for row in read_repairs("publishers")}
    by_row = {(row["table"], row["row_id"]): row for row in read_repairs("relays_by_row")}
    ids = {row["name"]: row["source_id"] for row in outlets}
    _replace_sources(tables, outlets, log)
    for table in ("reports", *KEPT_IN_READ_AT):
        renamed: dict[tuple[str, str, str], list[str]] = defaultdict(list)
        for row in tables[table]:
            row_id, was = row[key_of(table)], row.copy()
            reading = by_row.get((table, row_id)) or publishers.get(row["publisher"])
            if reading is None or reading["outlet"] not in ids:
                raise ValueError(f"{table}.csv {row_id}: {row['publisher']!r} is no outlet")
            _give_outlet(table, row, reading)
            row["source_id"] = ids[row["publisher"]]
            for column in ("publisher", "source_id"):
                if was.get(column, row[column]) not in {row[column], ""}:
                    renamed[column, was[column], row[column]].append(row_id)
            if row["read_at"] != was["read_at"]:
                renamed["read_at", "", f"(relayed by {reading['relayed_by']})"].append(row_id)
        for (column, before, now), rows in sorted(renamed.items()):
            reason = f"{OUTLET_REASON}; {len(rows)} rows: {' '.join(rows)}"
            log.append(Change(table, "*", column, before, now, reason))


def _give_outlet(table: str, row: Row, reading: Row) -> None:
    row["publisher"] = reading["outlet"]
    if table == "reports":
        row["relayed_by"] = reading["relayed_by"]
    elif reading["relayed_by"]:
        row["read_at"] += f" (relayed by {reading['relayed_by']})"


def _replace_sources(tables: Tables, outlets: list[Row], log: list[Change]) -> None:
    former = by_key("sources", tables["sources"])
    for row in read_repairs("retired_sources"):
        reason = f"joined with {row['source_id']}, {row['outlet']}: {OUTLET_REASON}"
        log.append(Change("sources", row["old_source_id"], "*", row["old_name"], LEFT_OUT, reason))
        del former[row["old_source_id"]]
    for outlet in outlets:
        source_id = outlet["source_id"]
        was = former.pop(source_id, None)
        if was is None:
            reason = "outlet of the second part, or original of copies that had a row each"
            log.append(Change("sources", source_id, "*", "(not compiled)", ADDED, reason))
            continue
        editor = Editor("sources", source_id, was, log)
        for column, value in outlet.items():
            editor.put(column, value, "described as an outlet, without the sites that relay it")
    if former:
        raise ValueError(f"sources {sorted(former)} are neither outlets nor retired")
    tables["sources"] = sorted(outlets, key=lambda row: row["source_id"])
