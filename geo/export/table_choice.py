"""What a reader chooses of the table of a view: which rows, in which order, with which columns.

The view says which reports are found; this says how they are listed. docs/user-guide.md has the parameters.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Self
from urllib.parse import urlencode

from geo.export.export_columns import COLUMNS
from geo.filters.differs import CLAIMS_DIFFER
from geo.filters.registry import reasons
from geo.model.errors import PermalinkError
from geo.snapshot.matching import SHOWN_ON_MAP, WHY_NOT_SHOWN
from geo.snapshot.tables import SCHEMA

COLUMN_BITS: tuple[str, ...] = (
    *("report_id", "incident_key", "source_id", "publisher", "relayed_by", "claimant", "url"),
    *("published_date", "event_start", "event_end", "date_precision", "time_from", "time_to", "kind"),
    *("direction_claimed", "place_name", "area_pcode", "location_precision", "lat", "lon", "radius_m"),
    *("struck", "strikes_min", "strikes_max", "killed_min", "killed_max", "injured_min", "injured_max"),
    *("responsibility", "contained_in", "summary", "read_at", "location_note", SHOWN_ON_MAP),
    *("statuses_certain", "statuses_possible", "labelled_humanitarian_certain"),
    *("labelled_humanitarian_possible", "ordered_to_evacuate_certain", "ordered_to_evacuate_possible"),
    *("order_lead_min_h", "order_lead_max_h", WHY_NOT_SHOWN),
    CLAIMS_DIFFER,
)
"""The columns by their bit in `cols`. A new one is added at the end, so that links keep their meaning."""
FIRST_COLUMNS: tuple[str, ...] = (
    *("report_id", "event_start", "event_end", "kind", "place_name", "killed_min", "killed_max"),
    *("injured_min", "injured_max", "claimant", "publisher", "location_precision", "summary"),
)
"""Those of a table whose address names none."""
TABLE_COLUMNS: tuple[str, ...] = tuple(
    dict.fromkeys((FIRST_COLUMNS[0], WHY_NOT_SHOWN, *FIRST_COLUMNS[1:], *COLUMNS))
)
"""Every column of the table in its order: the usual ones, then the others of an export."""
SEPARATOR = ","
_HEX = re.compile(r"[0-9a-f]{1,16}", re.ASCII)


class RowChoice(StrEnum):
    """Which reports a table lists."""

    FOUND = "found"
    """Those that the filters find, drawn or not: the rows of an export."""
    MAP = "map"
    """Those of them that the map shows."""
    NOT_SHOWN = "not_shown"
    """Those that the map does not show, each with the first reason that holds."""


@dataclass(frozen=True, slots=True)
class TableChoice:
    """How the reports of a view are listed."""

    rows: RowChoice = RowChoice.FOUND
    reason: str = ""
    """Of rows that are not shown only those with this reason; empty for all of them."""
    sort: str = ""
    """Column; empty for the order of an export: by event date, then id."""
    is_descending: bool = False
    chosen: tuple[str, ...] = ()
    """Columns in the order of `TABLE_COLUMNS`; none for the usual ones."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns that are listed, the report's id first."""
        usual = FIRST_COLUMNS
        if self.rows is RowChoice.NOT_SHOWN:
            usual = (FIRST_COLUMNS[0], WHY_NOT_SHOWN, *FIRST_COLUMNS[1:])
        return ordered(self.chosen or usual)

    @property
    def is_work(self) -> bool:
        """Whether its rows cost more than to be read: an order is made, or columns are worked out."""
        read = {*FIRST_COLUMNS, *SCHEMA["reports"], SHOWN_ON_MAP, WHY_NOT_SHOWN}
        return bool(self.sort) or not read.issuperset(self.columns)

    def but(self, **changes: object) -> Self:
        """Return the same choice with some fields changed."""
        return replace(self, **changes)  # type: ignore[arg-type]

    def toggled(self, column: str) -> Self:
        """Return the choice with one column more, or one less."""
        return self.but(chosen=ordered(set(self.columns) ^ {column}))

    def sorted_by(self, column: str) -> Self:
        """Return the choice after a press on the head of a column: up, then down, then as an export."""
        if self.sort != column:
            return self.but(sort=column, is_descending=False)
        if not self.is_descending:
            return self.but(is_descending=True)
        return self.but(sort="", is_descending=False)

    def parameters(self) -> dict[str, str]:
        """Return the parameters that differ from the usual ones."""
        said = {
            "rows": "" if self.rows is RowChoice.FOUND else self.rows.value,
            "reason": self.reason,
            "sort": f"-{self.sort}" if self.is_descending else self.sort,
            "cols": code_of(self.chosen) if self.chosen else "",
        }
        return {name: text for name, text in said.items() if text}

    def query(self) -> str:
        """Return them as a query string."""
        return urlencode(self.parameters())


PARAMETERS = ("rows", "reason", "sort", "cols")
"""Of `TableChoice.parameters`."""


def ordered(columns: tuple[str, ...] | set[str]) -> tuple[str, ...]:
    """Return columns in the order of the table, the report's id always among them."""
    return tuple(name for name in TABLE_COLUMNS if name in columns or name == TABLE_COLUMNS[0])


def code_of(columns: tuple[str, ...]) -> str:
    """Return columns as `cols` has them in an address: hexadecimal digits, a bit a column."""
    return f"{sum(1 << COLUMN_BITS.index(name) for name in columns):x}"


def columns_of(code: str) -> tuple[str, ...] | None:
    """Return the columns that `cols` names: by bits, by names, or `all`; None for what is none."""
    if code == "all":
        return TABLE_COLUMNS
    names = code.split(SEPARATOR)
    if set(names) <= set(COLUMN_BITS):
        return ordered(tuple(names))
    bits = int(code, 16) if _HEX.fullmatch(code) else 0
    if not 0 < bits < 1 << len(COLUMN_BITS):
        return None
    return ordered({name for bit, name in enumerate(COLUMN_BITS) if bits >> bit & 1})


def read_choice(said: Mapping[str, str]) -> tuple[TableChoice, tuple[PermalinkError, ...]]:
    """Return how an address wants its rows listed, and what of it could not be read."""
    odd = list[PermalinkError]()

    def one(name: str, text: str, known: Collection[str], expected: str) -> str:
        if text and text not in known:
            odd.append(PermalinkError(name, said.get(name, "")[:_LONGEST], expected))
            return ""
        return text

    rows = one("rows", said.get("rows", ""), set(RowChoice), ", ".join(RowChoice))
    named = tuple(map(str, reasons()))
    reason = one("reason", said.get("reason", ""), named, ", ".join(named))
    text = said.get("sort", "")
    sort = one("sort", text.removeprefix("-"), COLUMN_BITS, "a column, with - before it for the last first")
    cols = said.get("cols", "")
    chosen = columns_of(cols) if cols else ()
    if chosen is None:
        odd.append(PermalinkError("cols", cols[:_LONGEST], "columns as the page writes them, names, or all"))
    choice = TableChoice(
        rows=RowChoice(rows or RowChoice.FOUND),
        reason=reason if rows == RowChoice.NOT_SHOWN else "",
        sort=sort,
        is_descending=bool(sort) and text.startswith("-"),
        chosen=chosen or (),
    )
    return choice, tuple(odd)


_LONGEST = 40
"""Characters of a value that a refusal repeats."""
