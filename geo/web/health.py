"""Whether the server can show anything, for load balancers and for `make run`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import JSONResponse

from geo import __version__
from geo.model.errors import ClusterError, DamagedError, ShelterlineError
from geo.snapshot.current import current
from geo.web.status import public_reason

if TYPE_CHECKING:
    from starlette.requests import Request


def health(_request: Request) -> JSONResponse:
    """Answer 200 with the identity and counts of the snapshot, 503 when it cannot be shown now."""
    try:
        snapshot = current()
        snapshot.check_files()
        snapshot.store.check_ready()
    except DamagedError as error:
        return _not_healthy("damaged", error, snapshot=error.snapshot_id, table=error.table)
    except ClusterError as error:
        return _not_healthy("no workers", error, snapshot=None)
    except ShelterlineError as error:
        return _not_healthy("no snapshot", error, snapshot=None)
    return JSONResponse(
        {
            "status": "ok",
            "version": __version__,
            "snapshot": snapshot.id,
            "reports": snapshot.total,
            "zones": len(snapshot.tables["zones"]),
        }
    )


def _not_healthy(status: str, error: ShelterlineError, **said: str | None) -> JSONResponse:
    body = {"status": status, "version": __version__, **said, "detail": public_reason(error)}
    return JSONResponse({**body, "reports": 0, "zones": 0}, status_code=503)
