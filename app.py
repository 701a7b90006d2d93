"""The ASGI entry: Streamlit's pages and our own routes in one server (`streamlit run app.py`)."""

from asyncio import create_task
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from importlib.util import find_spec
from pathlib import Path

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware

from geo.layers.assets import map_files
from geo.web.arriving_files import Intake
from geo.web.framing import Framing
from geo.web.frontend import FrontEnd
from geo.web.kept_sessions import KeptSessions, kept_for
from geo.web.page_headers import PageHeaders, failed
from geo.web.previews import Previews
from geo.web.request_log import RequestLog, start_log
from geo.web.routes import ROUTES
from geo.web.served_hosts import ServedHosts
from geo.web.serving import hold_server_to_limits
from geo.web.socket_guard import SocketGuard
from geo.web.tiles_at_hand import TilesAtHand
from geo.web.unknown_pages import UnknownPages
from geo.web.warm import read_ahead, tidy_at_rest, warm_up
from pages.common import messages
from pages.common.inline_scripts import inline_scripts
from pages.common.paths import PAGES, WITH_MAP
from pages.common.sessions import Sessions, hold_downloads, watch_no_files


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncGenerator[dict[str, object]]:
    """Open the snapshot and read the code before the first reader needs them."""
    start_log()
    hold_server_to_limits()
    watch_no_files()
    hold_downloads()
    await run_in_threadpool(warm_up)
    read_ahead()
    sessions = Sessions()
    kept_s = kept_for(st.get_option("server.disconnectedSessionTTL"))
    kept = KeptSessions(sessions.left, sessions.close, kept_s)
    looking = create_task(kept.look(tidy_at_rest))
    yield {}
    looking.cancel()


FRONT_END = Middleware(
    FrontEnd,
    folder=Path(st.__file__).parent / "static" / "static",
    prefix="/static",
    # What the pages are made of, in the order in which a reader needs it.
    modules=("ComponentInstance", "Html", "Button"),
    frame_files=map_files(),
)
# Of the component that holds the map. It is found and not imported, which takes a second.
COMPONENT = find_spec("streamlit_folium").submodule_search_locations[0]
FRAME = Path(COMPONENT) / "frontend" / "build" / "static"
FRAME_PREFIX = "/component/streamlit_folium.st_folium/static"
# The outermost first: every answer is noted, a tile of a moment ago is given again as it was, all others have
# their framers named and their headers, foreign names are refused, sockets are counted before anything else
# is done for them, files while they arrive, and a page has its head before its early names.
MIDDLEWARE = [
    Middleware(RequestLog),
    Middleware(TilesAtHand),
    Middleware(Framing),
    Middleware(PageHeaders, scripts=inline_scripts()),
    Middleware(ServedHosts, listens_on=st.get_option("server.address") or ""),
    Middleware(SocketGuard, asks=messages.asks, ends_run=messages.ends_run),
    Middleware(Intake, sessions=Sessions()),
    FRONT_END,
    Middleware(FrontEnd, folder=FRAME, prefix=FRAME_PREFIX, modules=()),
    Middleware(
        Previews,
        map_pages=WITH_MAP,
        map_files={
            **{f"{FRAME_PREFIX}/js/{path.name}": "script" for path in (FRAME / "js").glob("main.*.js")},
            **map_files(),
        },
    ),
    # Next to the router, which writes down in what it is handed who answers.
    Middleware(UnknownPages, pages=PAGES),
]
app = st.App(
    "pages/shell.py",
    routes=ROUTES,
    lifespan=lifespan,
    middleware=MIDDLEWARE,
    exception_handlers={Exception: failed},
)
