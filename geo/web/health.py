"""Whether the server can show anything, for load balancers and for `make run`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import JSONResponse

from geo import __version__
from geo.model.errors import ShelterlineError
from geo.snapshot.current import current
from geo.web.status import public_reason

if TYPE_CHECKING:
    from starlette.requests import Request


def health(_request: Request) -> JSONResponse:
    """Answer 200 with the snapshot's identity and counts, 503 when no snapshot opens."""
    try:
        snapshot = current()
    except ShelterlineError as error:
        body = {
            "status": "no snapshot",
            "version": __version__,
            "snapshot": None,
            "detail": public_reason(error),
        }
        return JSONResponse({**body, "reports": 0, "zones": 0}, status_code=503)
    return JSONResponse(
        {
            "status": "ok",
            "version": __version__,
            "snapshot": snapshot.id,
            "reports": snapshot.total,
            "zones": len(snapshot.tables["zones"]),
        }
    )
