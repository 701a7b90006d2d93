"""The page of the table of a view: its words, its ways to other rows, orders and columns, and some rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from geo import wording
from geo.export.about import restricted_note
from geo.export.citation import citation_of, plain
from geo.export.page import notice
from geo.export.table_choice import PARAMETERS, TABLE_COLUMNS, RowChoice, TableChoice
from geo.export.table_facets import Facet, facets_of
from geo.export.table_ways import (
    PATH,
    TableAddresses,
    Way,
    column_ways,
    export_address,
    hidden_parameters,
    reason_ways,
    row_ways,
)
from geo.export.table_window import table_rows_of, window
from geo.export.terms import CREDITS, LICENCE, LICENCE_URL
from geo.filters.permalink import query_string
from geo.model.thing_kinds import ThingKind, thing_address
from geo.wording.column_heads import COLUMN_HEADS, cell_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pyarrow as pa

    from geo.language import Words
    from geo.model.errors import PermalinkError
    from geo.queries.view_answer import ViewAnswer

ROWS_PATH, COPY_PATH = f"{PATH}/rows.json", f"{PATH}/rows.tsv"
FORM = 1
"""Raise it whenever the same rows come out as other bytes: browsers keep an answer for a year."""
PAGE_ROWS = 100
"""Rows of a page, and of a window that the page's script asks for."""
MOST_ROWS = 500
"""Rows of one window."""
MOST_COPIED = 1_000
"""Rows that are copied at once; of more there is the export."""
_TEXTS = {
    "summary",
    "location_note",
    "claimant",
    "publisher",
    "relayed_by",
    "direction_claimed",
    "place_name",
}
_WIDE, _MIDDLE, _NARROW = 340, 160, 110
"""Pixels."""
_WIDTHS = {
    **dict.fromkeys(("summary", "location_note", "url", "read_at"), _WIDE),
    **dict.fromkeys(
        ("report_id", "claimant", "publisher", "place_name", "struck", "area_pcode", "kind"), _MIDDLE
    ),
    **dict.fromkeys((name for name in TABLE_COLUMNS if name.endswith(("_certain", "_possible"))), 200),
}


@dataclass(frozen=True, slots=True)
class ShownColumn:
    """A column as the page shows it."""

    name: str
    head: str
    width: int
    """Pixels."""
    sort_address: str
    """Of the table after a press on the head."""
    sort: str
    """As `aria-sort` has it: `ascending`, `descending`, or `none`."""


@dataclass(frozen=True, slots=True)
class TablePage:
    """Everything of the page; texts are plain, in the language of the view, and escaped when shown."""

    title: str
    shown: str
    not_shown: str
    notices: tuple[str, ...]
    counted: str
    """How many rows the table has, and what they are."""
    n: int
    columns: tuple[ShownColumn, ...]
    table: pa.Table
    """The rows of the page."""
    rows: tuple[tuple[tuple[str, str], ...], ...]
    """The same as they are shown: a cell is its text and, where it leads somewhere, an address."""
    row_ways: tuple[Way, ...]
    reason_ways: tuple[Way, ...]
    column_ways: tuple[Way, ...]
    facets: tuple[Facet, ...]
    hidden: tuple[tuple[str, str], ...]
    """Parameters that a search keeps, by name."""
    text: str
    """What is searched for now."""
    offset: int
    before: str
    """Address of the rows before these; empty where there are none."""
    after: str
    map_address: str
    export_address: str
    snapshot: str
    licence: str
    licence_url: str
    credits: tuple[str, ...]
    citation: str


@dataclass(frozen=True, slots=True)
class TableForm:
    """In which form the page stands, which every way within it keeps."""

    is_bare: bool = False
    """Whether inside the app, beside its filters."""
    scheme: str = ""
    """`light` or `dark`; empty where the reader's system decides."""

    def parameters(self) -> dict[str, str]:
        """Return it as an address says it."""
        said = {"bare": "1" if self.is_bare else "", "scheme": self.scheme}
        return {name: text for name, text in said.items() if text}


def table_page(
    answer: ViewAnswer,
    choice: TableChoice,
    offset: int,
    ignored: Iterable[PermalinkError] = (),
    form: TableForm | None = None,
) -> TablePage:
    """Return the page of a view's table."""
    form = form or TableForm()
    snapshot, words, counts = answer.snapshot, answer.words, answer.counts
    found, cited = table_rows_of(answer, choice), citation_of(answer)
    offset = offset if offset < len(found) else 0
    table = window(answer, choice, offset, PAGE_ROWS)
    here = TableAddresses(query_string(answer.view), urlencode(form.parameters()))
    notices = [notice(error, words) for error in ignored]
    if answer.restricted_found:
        notices.append(restricted_note(answer, answer.restricted_found))
    return TablePage(
        title=cited.title,
        shown=wording.shown_sentence(counts.shown, snapshot.total, words),
        not_shown=wording.not_shown_sentence(counts.reasons, words),
        notices=tuple(notices),
        counted=_counted(choice, len(found), words),
        n=len(found),
        columns=_columns(choice, here, words),
        table=table,
        rows=tuple(shown_rows(answer, table)),
        row_ways=row_ways(answer, choice, here),
        reason_ways=reason_ways(answer, choice, here),
        column_ways=column_ways(choice, here, words),
        facets=() if form.is_bare else facets_of(answer, lambda query: here.of(query, choice)),
        hidden=(*hidden_parameters(answer, choice), *form.parameters().items()),
        text=answer.view.text,
        offset=offset,
        before=here.at(choice, max(0, offset - PAGE_ROWS)) if offset else "",
        after=here.at(choice, offset + PAGE_ROWS) if offset + PAGE_ROWS < len(found) else "",
        map_address=f"/?{query_string(answer.view)}",
        export_address=export_address(answer, choice),
        snapshot=snapshot.id,
        licence=words("Licence of the compilation: {licence}.", licence=LICENCE),
        licence_url=LICENCE_URL,
        credits=CREDITS,
        citation=plain(cited, words),
    )


def _counted(choice: TableChoice, n: int, words: Words) -> str:
    if choice.rows is RowChoice.MAP:
        return words.plural("{n} report on the map", "{n} reports on the map", n)
    if choice.rows is RowChoice.NOT_SHOWN:
        return words.plural("{n} report not on the map", "{n} reports not on the map", n)
    return words.plural("{n} report that the filters find", "{n} reports that the filters find", n)


def _columns(choice: TableChoice, here: TableAddresses, words: Words) -> tuple[ShownColumn, ...]:
    sorts = {choice.sort: "descending" if choice.is_descending else "ascending"}
    return tuple(
        ShownColumn(
            name=name,
            head=words(COLUMN_HEADS[name]),
            width=_WIDTHS.get(name, _NARROW),
            sort_address=here.at(choice.sorted_by(name)),
            sort=sorts.get(name, "none"),
        )
        for name in choice.columns
    )


def plain_cell(value: object) -> str:
    """Return a cell as text, as the export writes it: days as ISO 8601, nothing for what is not stated."""
    if value is None or value != value:  # noqa: PLR0124 not a number
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def json_rows(table: pa.Table) -> list[tuple[object, ...]]:
    """Return rows as JSON has them: numbers and truth values as such, days as ISO 8601, null for nothing."""
    return list(zip(*([_json_cell(v) for v in column.to_pylist()] for column in table.columns), strict=True))


def _json_cell(value: object) -> object:
    if value is None or value != value:  # noqa: PLR0124 not a number
        return None
    return value if isinstance(value, str | bool | int | float) else str(value)


def shown_rows(answer: ViewAnswer, table: pa.Table) -> list[tuple[tuple[str, str], ...]]:
    """Return rows as the page shows them: each cell as its text, and where it leads to."""
    meanings = cell_words(answer.snapshot, answer.words)
    columns = []
    for name in table.column_names:
        said = meanings.get(name, {})
        texts = [said.get(text, text) for text in map(plain_cell, table[name].to_pylist())]
        columns.append([(text, _leads_to(answer, name, text)) for text in texts])
    return list(zip(*columns, strict=True))


def _leads_to(answer: ViewAnswer, name: str, text: str) -> str:
    if name == "report_id":
        return thing_address(ThingKind.REPORT, text, answer.snapshot.id, answer.words.lang)
    return text if name in {"url", "read_at"} else ""


def page_data(answer: ViewAnswer, choice: TableChoice, page: TablePage) -> dict[str, Any]:
    """Return what the page's script needs: the rows that are there, and where the others are."""
    query = "&".join(filter(None, [query_string(answer.view), choice.query(), f"form={FORM}"]))
    words = answer.words
    return {
        "rows_address": f"{ROWS_PATH}?{query}",
        "copy_address": f"{COPY_PATH}?{query}",
        "n": page.n,
        "first": {"offset": page.offset, "rows": json_rows(page.table)},
        "window": PAGE_ROWS,
        "most_copied": MOST_COPIED,
        "columns": [
            {"name": each.name, "width": each.width, "lang": "en" if each.name in _TEXTS else ""}
            for each in page.columns
        ],
        "meanings": {
            name: said for name, said in cell_words(answer.snapshot, words).items() if name in choice.columns
        },
        "report_address": thing_address(ThingKind.REPORT, "ID", answer.snapshot.id, words.lang),
        "own": dict.fromkeys(PARAMETERS, "") | choice.parameters(),
        "words": {
            "table": words("Table of reports"),
            "failed": words("Rows could not be loaded. They are asked for again in a moment."),
            "copied": words("Copied: {n}"),
            "not_copied": words("Could not be copied."),
            "too_many": words("Too many rows to copy; there is a CSV file of all."),
            "selected": words("Selected: {n}"),
        },
    }
