"""The ASGI entry: Streamlit's pages and our own routes in one server (`streamlit run app.py`)."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware

from geo.layers.assets import map_files
from geo.web.framing import Framing
from geo.web.frontend import FrontEnd
from geo.web.intake import Intake
from geo.web.previews import Previews
from geo.web.routes import ROUTES
from geo.web.warm import read_ahead, warm_up
from pages.common.sessions import Sessions


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncGenerator[dict[str, object]]:
    """Open the snapshot and read the code before the first reader needs them."""
    await run_in_threadpool(warm_up)
    read_ahead()
    yield {}


FRONT_END = Middleware(
    FrontEnd,
    folder=Path(st.__file__).parent / "static" / "static",
    prefix="/static",
    # What the pages are made of, in the order in which a reader needs it.
    modules=("ComponentInstance", "Html", "BidiComponent"),
    frame_files=map_files(),
)
# The outermost first: every answer has its framers named, and a page its head before its early names.
MIDDLEWARE = [Middleware(Framing), Middleware(Intake, sessions=Sessions()), FRONT_END, Middleware(Previews)]
app = st.App("pages/shell.py", routes=ROUTES, lifespan=lifespan, middleware=MIDDLEWARE)
