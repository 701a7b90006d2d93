"""The addresses of a view's rows as a file: whether they are still there, and their archived copies."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from geo.export.address_report import MEDIA_TYPE, address_csv, address_rows, addresses_in
from geo.snapshot.address_checks import known_checks
from geo.web.negotiation import Content, as_file, send
from geo.web.view_request import answer_request

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response


def addresses(request: Request) -> Response:
    """Answer what was observed of each address; it is asked for anew each time, for observations change."""
    answer = answer_request(request)
    answer.snapshot.check_files()
    body = address_csv(address_rows(addresses_in(answer), known_checks()))
    return send(
        request,
        Content(
            MEDIA_TYPE,
            body,
            hashlib.sha256(body).hexdigest()[:16],
            # The server may still zip it.
            is_same_bytes=False,
            headers=as_file(f"shelterline-{answer.view.snap}-addresses.csv"),
        ),
    )
