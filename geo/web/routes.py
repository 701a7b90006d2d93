"""Every route beside Streamlit's own, in one table."""

from __future__ import annotations

from starlette.routing import BaseRoute, WebSocketRoute

from geo.export.dcat_catalogue import PATH as CATALOGUE_PATH
from geo.export.table_page import COPY_PATH, ROWS_PATH
from geo.export.table_ways import PATH as TABLE_PATH
from geo.layers.brush_answer import PATH as BRUSH_PATH
from geo.model.thing_kinds import ThingKind
from geo.web.addresses import addresses
from geo.web.api_descriptions import api_description, ogc_description
from geo.web.asset_files import asset
from geo.web.brush import brush
from geo.web.catalogue import catalogue
from geo.web.channel import PATH, live
from geo.web.cite import cite
from geo.web.compare import compare_csv, compare_embed
from geo.web.edges import NothingElse, OpenRoute, ReadRoute
from geo.web.embed import embed, geography, here, in_frame, view_html
from geo.web.export import export, package
from geo.web.feeds import feed
from geo.web.figure import figure, pair_figure
from geo.web.health import health
from geo.web.ledger import ledger
from geo.web.link_redirect import short_link
from geo.web.not_shown import not_shown
from geo.web.oembed import oembed
from geo.web.ogc import OGC_ROUTES
from geo.web.security_txt import PATH as CONTACT_PATH
from geo.web.security_txt import security_txt
from geo.web.sitemaps import sitemap
from geo.web.stories import STORIES_PATH, stories, story, story_as_file
from geo.web.table import copied, table, table_rows
from geo.web.thing_pages import page_of_thing
from geo.web.tiles import description, tile
from geo.web.upload_tiles import PATH as UPLOAD_PATH
from geo.web.upload_tiles import upload_tile

_ANSWERED: list[ReadRoute] = [
    OpenRoute("/healthz", health),
    ReadRoute("/assets/{name:path}", asset),
    OpenRoute("/cite.{style}", cite),
    ReadRoute("/embed", embed),
    ReadRoute("/embed/compare", compare_embed),
    OpenRoute("/embed/geography.json", geography),
    OpenRoute("/embed/here", here),
    OpenRoute("/embed/frame", in_frame),
    OpenRoute("/export/addresses.csv", addresses),
    OpenRoute("/export/compare.csv", compare_csv),
    OpenRoute("/export/compare.{suffix}", pair_figure),
    OpenRoute("/export/not_shown.csv", not_shown),
    OpenRoute("/export/view.html", view_html),
    OpenRoute("/export/package.zip", package),
    OpenRoute("/export/reports.{suffix}", export),
    OpenRoute("/export/view.{suffix}", figure),
    OpenRoute("/export/{ledger}.csv", ledger),
    OpenRoute("/export/story.{form}", story_as_file),
    OpenRoute(BRUSH_PATH, brush),
    OpenRoute("/tiles/reports.json", description),
    OpenRoute("/tiles/reports/{z}/{x}/{y}.mvt", tile),
    ReadRoute(UPLOAD_PATH, upload_tile),
    OpenRoute(CONTACT_PATH, security_txt),
    OpenRoute("/feed.{form}", feed),
    OpenRoute("/sitemap.xml", sitemap),
    OpenRoute(CATALOGUE_PATH, catalogue),
    *(OpenRoute(path, endpoint) for path, endpoint in OGC_ROUTES.items()),
    OpenRoute("/ogc/api", ogc_description(lambda: PATHS)),
    OpenRoute("/openapi.{form}", api_description(lambda: PATHS)),
    OpenRoute("/oembed", oembed),
    ReadRoute(TABLE_PATH, table),
    OpenRoute(ROWS_PATH, table_rows),
    OpenRoute(COPY_PATH, copied),
    ReadRoute(STORIES_PATH, stories),
    ReadRoute("/story/{key:path}", story),
    ReadRoute("/v/{name}", short_link),
    *(ReadRoute(f"/{kind}/{{key:path}}", page_of_thing(kind)) for kind in ThingKind),
]
_OURS = (
    *(".well-known", "assets", "catalog", "cite", "embed", "export", "feed"),
    *("healthz", "live", "oembed", "ogc", "openapi", "own", "sitemap", "stories", "story", "table"),
    *("tiles", "v"),
    *ThingKind,
)
"""First names of our addresses; all others are pages."""


PATHS: tuple[str, ...] = tuple(route.path for route in _ANSWERED)
"""The patterns of all that can be read, which the description of the interface tells of."""


def _nothing_else(name: str) -> list[BaseRoute]:
    known = [route.path for route in _ANSWERED if route.path.startswith(f"/{name}")]
    return [NothingElse(path, known) for path in (f"/{name}", f"/{name}/{{rest:path}}")]


ROUTES = [
    *_ANSWERED,
    WebSocketRoute(PATH, live),
    *(route for name in _OURS for route in _nothing_else(name)),
]
