"""Every route beside Streamlit's own, in one table."""

from __future__ import annotations

from starlette.routing import Route, WebSocketRoute

from geo.api.assets import asset
from geo.api.cite import cite
from geo.api.embed import embed, geography, here, view_html
from geo.api.export import export
from geo.api.figure import figure
from geo.api.health import health
from geo.api.live import PATH, live
from geo.api.not_shown import not_shown
from geo.api.tiles import description, tile

ROUTES = [
    Route("/healthz", health),
    Route("/assets/{name:path}", asset),
    Route("/cite.{style}", cite),
    Route("/embed", embed),
    Route("/embed/geography.json", geography),
    Route("/embed/here", here),
    Route("/export/not_shown.csv", not_shown),
    Route("/export/view.html", view_html),
    Route("/export/reports.{suffix}", export),
    Route("/export/view.{suffix}", figure),
    Route("/tiles/reports.json", description),
    Route("/tiles/reports/{z}/{x}/{y}.mvt", tile),
    WebSocketRoute(PATH, live),
]
