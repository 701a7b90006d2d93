"""The ways from the table of a view to the same table but for one thing: other rows, columns, or its file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.export.table_choice import TABLE_COLUMNS, RowChoice, TableChoice
from geo.filters.permalink import emit, query_string
from geo.filters.registry import reason_labels
from geo.wording.column_heads import COLUMN_HEADS

if TYPE_CHECKING:
    from geo.language import Words
    from geo.queries.view_answer import ViewAnswer

PATH = "/table"


@dataclass(frozen=True, slots=True)
class Way:
    """A way to the same table but for one thing."""

    text: str
    address: str
    is_current: bool
    n: str = ""
    """How many rows there are, in words; empty where that is not said."""


@dataclass(frozen=True, slots=True)
class TableAddresses:
    """Addresses of the table of one view."""

    query: str
    """Of the view."""
    more: str
    """Further parameters; empty for none."""

    def of(self, query: str, choice: TableChoice, *added: str) -> str:
        """Return the address of the table of a view by its query string."""
        return f"{PATH}?{'&'.join(filter(None, [query, choice.query(), *added, self.more]))}"

    def at(self, choice: TableChoice, offset: int = 0) -> str:
        """Return the address of the table of this view."""
        return self.of(self.query, choice, f"offset={offset}" if offset else "")


def row_ways(answer: ViewAnswer, choice: TableChoice, here: TableAddresses) -> tuple[Way, ...]:
    """Return the ways to other rows, with how many there are."""
    words, counts = answer.words, answer.counts
    labels = {
        RowChoice.FOUND: (words("Found by the filters"), None),
        RowChoice.MAP: (words("On the map"), counts.shown),
        RowChoice.NOT_SHOWN: (words("Not shown"), sum(counts.reasons.values())),
    }
    return tuple(
        Way(
            text,
            here.at(choice.but(rows=rows, reason="")),
            rows is choice.rows,
            "" if n is None else words.number(n),
        )
        for rows, (text, n) in labels.items()
    )


def reason_ways(answer: ViewAnswer, choice: TableChoice, here: TableAddresses) -> tuple[Way, ...]:
    """Return the ways to rows with one reason; none where the rows have no reason."""
    if choice.rows is not RowChoice.NOT_SHOWN:
        return ()
    words, labels = answer.words, reason_labels()
    return (
        Way(words("all reasons"), here.at(choice.but(reason="")), not choice.reason),
        *(
            Way(
                words(labels[reason]),
                here.at(choice.but(reason=str(reason))),
                choice.reason == reason,
                words.number(n),
            )
            for reason, n in answer.counts.reasons.items()
        ),
    )


def column_ways(choice: TableChoice, here: TableAddresses, words: Words) -> tuple[Way, ...]:
    """Return the ways to one column more or less, and to the usual columns and all."""
    shown = choice.columns
    return (
        Way(words("Usual columns"), here.at(choice.but(chosen=())), not choice.chosen),
        Way(words("All columns"), here.at(choice.but(chosen=TABLE_COLUMNS)), shown == TABLE_COLUMNS),
        *(
            Way(words(COLUMN_HEADS[name]), here.at(choice.toggled(name)), name in shown)
            for name in TABLE_COLUMNS[1:]
        ),
    )


def hidden_parameters(answer: ViewAnswer, choice: TableChoice) -> tuple[tuple[str, str], ...]:
    """Return the parameters that a search keeps, by name."""
    said = {**emit(answer.view)}
    said.pop("q")
    return (*said.items(), *choice.parameters().items())


def export_address(answer: ViewAnswer, choice: TableChoice) -> str:
    """Return where the same rows are as a file."""
    query = query_string(answer.view)
    if choice.rows is RowChoice.NOT_SHOWN:
        return f"/export/not_shown.csv?{query}&reason={choice.reason or 'all'}"
    return f"/export/reports.csv?{query}"
