"""Every route beside Streamlit's own, in one table."""

from __future__ import annotations

from starlette.routing import Route

from geo.api.assets import asset
from geo.api.health import health

ROUTES = [
    Route("/healthz", health),
    Route("/assets/{name:path}", asset),
]
