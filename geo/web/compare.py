"""Two views compared, for others: a page with two maps, its text, its rows as CSV and its figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo import __version__
from geo.export.formats import FORMATS, Suffix
from geo.export.pair_csv import pair_csv
from geo.export.pair_page import pair_page
from geo.filters.view_pair import parse_pair
from geo.model.errors import ShelterlineError
from geo.queries.pair_answer import PairAnswer, answer_pair
from geo.queries.view_answer import shared_snapshot
from geo.snapshot.current import current
from geo.snapshot.differences import changed
from geo.web.embed import embed_policy, embed_refused
from geo.web.negotiation import Content, as_file, caching, page_content, send, version_of
from geo.web.status import BadRequestError
from geo.web.view_request import open_snapshot, site
from geo.wording.changes import changes_sentence, since_said
from geo.wording.comparison_sentences import sides

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from geo.filters.view_pair import ParsedPair
    from geo.snapshot.opened import Snapshot


def compare_embed(request: Request) -> Response:
    """Answer two views as a page, or with `format=text` as text; a bad value is named on it."""
    try:
        snapshot, parsed = _read(request)
        answer = answer_pair(snapshot, parsed.pair, site(request))
        is_text = request.query_params.get("format", "") == "text"
        body = pair_page(answer, parsed.ignored, _since(answer), is_text=is_text).encode()
    except ShelterlineError as error:
        return embed_refused(request, error)
    return send(request, page_content(body, embed_policy(with_scripts=not is_text)))


def compare_csv(request: Request) -> Response:
    """Answer what is counted in two views as CSV."""
    answer = answer_pair_request(request)
    answer.snapshot.check_files()
    content = Content(
        FORMATS[Suffix.CSV].media_type,
        lambda: pair_csv(answer),
        version_of(__version__, "compare", answer.site, answer.query),
        n_places=2,
        cache_control=caching(request, names_site=True),
        headers=as_file(f"shelterline-compare-{answer.snapshot.id}.csv"),
    )
    return send(request, content)


def answer_pair_request(request: Request) -> PairAnswer:
    """Answer the two views of the query string for others.

    Raises BadRequestError when a value cannot be read, else as `geo.web.view_request.answer_request`.
    """
    snapshot, parsed = _read(request)
    if parsed.ignored:
        raise BadRequestError("; ".join(map(str, parsed.ignored)))
    return answer_pair(snapshot, parsed.pair, site(request))


def answer_lenient_pair(request: Request) -> PairAnswer:
    """Answer the two views that a person asks for, as far as they can be read.

    Raises: as `geo.web.view_request.answer_lenient_request`.
    """
    snapshot, parsed = _read(request)
    return answer_pair(snapshot, parsed.pair, site(request))


def _read(request: Request) -> tuple[Snapshot, ParsedPair]:
    snapshot = open_snapshot(request.query_params.get("snap"))
    return snapshot, parse_pair(request.url.query, snapshot.default_view(), snapshot.known)


def _since(answer: PairAnswer) -> str:
    """Say what has changed since an older snapshot, of what each view shows."""
    shown, now, w = answer.snapshot, shared_snapshot(current()), answer.words
    if now.id == shown.id:
        return ""
    said = (
        f"{letter}: {changes_sentence(changed(shown, now, each.view), w)}"
        for letter, each in zip(sides(w), (answer.a, answer.b), strict=True)
    )
    return since_said(shown, " ".join(said), w)
