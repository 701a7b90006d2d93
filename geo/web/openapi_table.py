"""The addresses of the table of a view in the description of the interface."""

from __future__ import annotations

from collections.abc import Mapping

from geo.export.embed_code import Scheme
from geo.export.table_choice import COLUMN_BITS, RowChoice
from geo.export.table_page import COPY_PATH, MOST_COPIED, MOST_ROWS, PAGE_ROWS, ROWS_PATH
from geo.export.table_ways import PATH
from geo.filters.registry import reasons
from geo.web.openapi_ogc import PAGE, TEXT, RouteDescription, ViewUse
from geo.web.openapi_parameters import query_parameter
from geo.web.openapi_schemas import reference

_SORTS = [*COLUMN_BITS, *(f"-{name}" for name in COLUMN_BITS)]
_CHOICE = (
    query_parameter(
        "rows",
        "Which reports: those that the filters find, those on the map, or those that are not.",
        {"type": "string", "enum": list(RowChoice), "default": RowChoice.FOUND.value},
    ),
    query_parameter(
        "reason",
        "Of reports not on the map only those with this reason.",
        {"type": "string", "enum": list(map(str, reasons()))},
    ),
    query_parameter(
        "sort",
        "Column to sort by, with - before it for the last first; equal cells by report id, empty ones last.",
        {"type": "string", "enum": _SORTS},
    ),
    query_parameter(
        "cols",
        "Columns: `all`, names with commas between, or hexadecimal digits as the page writes them.",
        {"type": "string", "enum": ["all", "report_id,kind,url"]},
    ),
)
_OFFSET = query_parameter(
    "offset", "How many rows come before.", {"type": "integer", "minimum": 0, "maximum": 10**9}
)
_FORM = query_parameter("form", "Form of the answer that the caller knows.", TEXT)
OF_TABLE: Mapping[str, RouteDescription] = {
    PATH: RouteDescription(
        "Table of the reports of a view, as a page",
        PAGE,
        (
            # What cannot be used is named on the page.
            *({**each, "schema": TEXT} for each in (*_CHOICE, _OFFSET)),
            query_parameter("bare", "`1` for the page as it stands in a frame of the app.", TEXT),
            query_parameter("scheme", "Colours: " + ", ".join(Scheme) + ".", TEXT),
        ),
        ViewUse.LENIENT,
        problem=PAGE,
    ),
    ROWS_PATH: RouteDescription(
        "A window of the rows of that table: `n` in all, the `columns`, and `rows` from `offset` on",
        {"application/json": reference("object")},
        (
            *_CHOICE,
            _OFFSET,
            query_parameter(
                "limit",
                "How many rows.",
                {"type": "integer", "minimum": 0, "maximum": MOST_ROWS, "default": PAGE_ROWS},
            ),
            _FORM,
        ),
        ViewUse.STRICT,
    ),
    COPY_PATH: RouteDescription(
        "Rows of that table to paste into a spreadsheet, each with its source, snapshot and link",
        {"text/tab-separated-values": TEXT},
        (
            *_CHOICE,
            {
                **query_parameter(
                    "pick",
                    f"Positions in the table, such as 0,5-7: at most {MOST_COPIED:,} rows.",
                    {"type": "string", "pattern": r"^\d{1,9}(-\d{1,9})?(,\d{1,9}(-\d{1,9})?)*$"},
                ),
                "required": True,
                "example": "0-2",
            },
            _FORM,
        ),
        ViewUse.STRICT,
    ),
}
