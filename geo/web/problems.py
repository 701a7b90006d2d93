"""Errors as RFC 9457 problem documents: a title, a status and a sentence; never a traceback."""

from __future__ import annotations

from http import HTTPStatus

from starlette.responses import JSONResponse


def problem(status: int, detail: str) -> JSONResponse:
    """Return a problem document; `detail` says which value, why, and what to do."""
    return JSONResponse(
        {
            "type": "about:blank",
            "title": HTTPStatus(status).phrase,
            "status": status,
            "detail": detail,
        },
        status_code=status,
        media_type="application/problem+json",
    )
