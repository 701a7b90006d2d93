"""The table of a view: a page of its own, windows of its rows for programs, and rows to paste."""

from __future__ import annotations

import json
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

import numpy as np

from geo import __version__
from geo.export.embed_code import Scheme
from geo.export.table_choice import TableChoice, read_choice
from geo.export.table_copy import copied_rows, positions_of
from geo.export.table_page import (
    FORM,
    MOST_COPIED,
    MOST_ROWS,
    PAGE_ROWS,
    TableForm,
    json_rows,
    page_data,
    table_page,
)
from geo.export.table_window import table_rows_of, window
from geo.filters.permalink import query_string
from geo.language import words
from geo.layers.card_templates import filled
from geo.layers.payload import as_literal
from geo.model.errors import PermalinkError, ShelterlineError
from geo.web.client_address import client_of
from geo.web.export_limits import FEATURES
from geo.web.negotiation import (
    ASK_FIRST,
    NO_SNIFFING,
    Content,
    as_file,
    caching,
    page_content,
    send,
    version_of,
)
from geo.web.problem_pages import asked_language, problem_page
from geo.web.status import BadRequestError, public_reason, status_of
from geo.web.view_request import answer_lenient_request, answer_request
from geo.wording.refusals import refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa
    from starlette.requests import Request
    from starlette.responses import Response

MOST_OFFSET = 1_000_000_000
_POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src data:; "
    "base-uri 'none'; form-action 'self'"
)
"""Of the page: scripts and styles of ours, and a search that asks this server again."""


def table(request: Request) -> Response:
    """Answer the table as a page; a bad value is named on it."""
    choice, odd = _read(request)
    offset, odd = _whole(request, "offset", 0, MOST_OFFSET, odd)
    scheme = request.query_params.get("scheme", "")
    form = TableForm(
        is_bare=request.query_params.get("bare") == "1",
        scheme=scheme if scheme in {Scheme.LIGHT, Scheme.DARK} else "",
    )
    try:
        answer, ignored = answer_lenient_request(request)
        answer.snapshot.check_files()
        with _place(request, choice):
            page = table_page(answer, choice, offset, (*ignored, *odd), form)
    except ShelterlineError as error:
        w = words(asked_language(request))
        said = (w("This view cannot be shown"), refusal(public_reason(error), w))
        return problem_page(status_of(error), w, _POLICY, said)
    data = as_literal(page_data(answer, choice, page))
    body = filled(
        "view_table.html",
        answer.words,
        page=page,
        data=data,
        is_bare=form.is_bare,
        scheme=form.scheme or Scheme.AUTO,
    ).encode()
    return send(request, page_content(body, _POLICY))


def table_rows(request: Request) -> Response:
    """Answer a window of the rows as JSON: so many as `limit` says, from `offset` on."""
    choice = _strict(request)
    offset, odd = _whole(request, "offset", 0, MOST_OFFSET)
    limit, odd = _whole(request, "limit", PAGE_ROWS, MOST_ROWS, odd)
    _refuse(odd)
    answer = answer_request(request)
    answer.snapshot.check_files()
    said = [choice.query(), str(offset), str(limit)]
    with _place(request, choice):
        rows, n = window(answer, choice, offset, limit), len(table_rows_of(answer, choice))
    content = Content(
        "application/json",
        _json(rows, {"n": n, "offset": offset}),
        version_of(__version__, str(FORM), query_string(answer.requested), *said),
        is_same_bytes=False,
        cache_control=_caching(request),
        headers=NO_SNIFFING,
    )
    return send(request, content)


def copied(request: Request) -> Response:
    """Answer some rows as text to paste into a spreadsheet, each with its source; `pick` says which."""
    choice, pick = _strict(request), request.query_params.get("pick", "")
    positions = positions_of(pick, MOST_COPIED)
    if positions is None:
        raise BadRequestError(
            f"pick={pick[:40]!r} is not valid; expected positions such as 0,5-7, at most {MOST_COPIED} rows"
        )
    answer = answer_request(request)
    answer.snapshot.check_files()
    with _place(request, choice):
        rows = copied_rows(answer, choice, np.array(positions, np.int64))
    content = Content(
        "text/tab-separated-values; charset=utf-8",
        rows,
        version_of(__version__, str(FORM), answer.site, query_string(answer.requested), choice.query(), pick),
        is_same_bytes=False,
        cache_control=caching(request, names_site=True),
        headers=as_file(f"shelterline-rows-{answer.view.snap}.tsv"),
    )
    return send(request, content)


def _place(request: Request, choice: TableChoice) -> AbstractContextManager[None]:
    """Hold a place among those who ask for features, for rows that cost as much."""
    return FEATURES.place(client_of(request.scope)) if choice.is_work else nullcontext()


def _json(rows: pa.Table, said: Mapping[str, int]) -> bytes:
    body = {**said, "columns": rows.column_names, "rows": json_rows(rows)}
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def _caching(request: Request) -> str:
    # A page of another release asks for an answer of its own form, and this is none.
    is_of_this_form = request.query_params.get("form", str(FORM)) == str(FORM)
    return caching(request, names_site=False) if is_of_this_form else ASK_FIRST


def _strict(request: Request) -> TableChoice:
    choice, odd = _read(request)
    _refuse(odd)
    return choice


def _refuse(odd: tuple[PermalinkError, ...]) -> None:
    if odd:
        raise BadRequestError("; ".join(map(str, odd)))


def _read(request: Request) -> tuple[TableChoice, tuple[PermalinkError, ...]]:
    return read_choice(dict(request.query_params))


def _whole(
    request: Request, name: str, usual: int, most: int, odd: tuple[PermalinkError, ...] = ()
) -> tuple[int, tuple[PermalinkError, ...]]:
    """Return a whole number of the address, and what was odd so far with it where it is none."""
    text = request.query_params.get(name, "")
    if not text:
        return usual, odd
    if text.isascii() and text.isdigit() and len(text) <= len(str(most)) and int(text) <= most:
        return int(text), odd
    return usual, (*odd, PermalinkError(name, text[:40], f"a whole number up to {most}"))
