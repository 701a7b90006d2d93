"""Requests that cannot be answered, as exceptions; one table gives each its status, one handler its document.

RequestError (below `geo.model.errors.ShelterlineError`)
├── BadRequestError        a value of the address that cannot be read
├── NotFoundError          an address at which there is nothing
├── MethodError            a method that would write
├── TooLargeError          a body that is larger than what is taken
├── BusyError              more at once than this server takes on
└── FailureError           an error of ours
"""

from __future__ import annotations

import re
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.middleware import Middleware
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.responses import JSONResponse

import geo
from geo.model.errors import ClusterError, DamagedError, ShelterlineError, UnknownSnapshotError
from geo.snapshot.home import home

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

_PROGRAM = Path(geo.__file__).parents[1]
_FOLDERS = re.compile(r"(?<![\w:/\\])(?:[A-Za-z]:)?[/\\](?:[^/\\\s'\":;,]+[/\\])+")
"""The folders of an absolute path, up to its last name."""


class RequestError(ShelterlineError):
    """A request that cannot be answered; its text names the value, the reason, and what to do."""

    def __init__(self, detail: str, headers: Mapping[str, str] | None = None) -> None:
        """Take the sentence for the client, and headers that tell a program the same."""
        super().__init__(detail)
        self.headers = headers or {}


class BadRequestError(RequestError):
    """A value of the address cannot be read."""


class NotFoundError(RequestError):
    """There is nothing at the address."""


class MethodError(RequestError):
    """The method is not answered at the address."""


class TooLargeError(RequestError):
    """What is sent is larger than what is taken."""


class BusyError(RequestError):
    """The server has as much to do as it takes on at once."""


class FailureError(RequestError):
    """Something went wrong that nobody foresaw."""


STATUS_CODES: Mapping[type[ShelterlineError], HTTPStatus] = {
    BadRequestError: HTTPStatus.BAD_REQUEST,
    NotFoundError: HTTPStatus.NOT_FOUND,
    UnknownSnapshotError: HTTPStatus.NOT_FOUND,
    MethodError: HTTPStatus.METHOD_NOT_ALLOWED,
    TooLargeError: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    FailureError: HTTPStatus.INTERNAL_SERVER_ERROR,
    # All others say that the data cannot be opened, which is not the client's fault.
    ShelterlineError: HTTPStatus.SERVICE_UNAVAILABLE,
}
"""The status of each error; one that is not named has the status of its nearest base class."""
_RETRY: Mapping[type[ShelterlineError], Mapping[str, str]] = {ClusterError: {"Retry-After": "5"}}
"""Headers of errors that may be over when they are read."""


def status_of(error: ShelterlineError) -> HTTPStatus:
    """Return the status with which an error is answered."""
    return next(STATUS_CODES[kind] for kind in type(error).__mro__ if kind in STATUS_CODES)


def public_reason(error: ShelterlineError) -> str:
    """Return what an error says to strangers: that of a folder of this machine only its last name is told."""
    if isinstance(error, RequestError):
        return str(error)
    told = str(error)
    folders = {str(_PROGRAM), str(Path.home())}
    # That the home names no folder may be the error itself.
    with suppress(ShelterlineError):
        folders.add(str(home()))
    for folder in sorted(folders, key=len, reverse=True):
        told = told.replace(folder, folder.replace("\\", "/").rpartition("/")[2])
    return _FOLDERS.sub("", told)


def problem(error: ShelterlineError) -> JSONResponse:
    """Return an error as an RFC 9457 problem document: title, status and a sentence, never a traceback."""
    status = status_of(error)
    table = {"table": error.table} if isinstance(error, DamagedError) else {}
    return JSONResponse(
        {
            "type": "about:blank",
            "title": status.phrase,
            "status": int(status),
            "detail": public_reason(error),
            **table,
        },
        status_code=status,
        headers=dict(error.headers) if isinstance(error, RequestError) else _RETRY.get(type(error)),
        media_type="application/problem+json",
    )


def _handle(_request: Request, error: Exception) -> JSONResponse:
    # Starlette's type of a handler is of any exception; the table below names this one alone.
    return problem(error if isinstance(error, ShelterlineError) else ShelterlineError(str(error)))


HANDLED = Middleware(ExceptionMiddleware, handlers={ShelterlineError: _handle})
"""Carried by each route of ours: the app in which they stand need not know of it."""
