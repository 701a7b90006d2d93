"""The running app, and Chromium looking at it with every other machine out of reach."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Dialog,
    Frame,
    Page,
    Playwright,
    Route,
    expect,
)

from tests.running import Server, running_app

VIEWPORT = {"width": 1300, "height": 850}
PAINT_DEADLINE_MS = 120_000
# Playwright's own five seconds are short when every core is at work.
expect.set_options(timeout=PAINT_DEADLINE_MS)

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",  # Chromium refuses to start as root with it
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # No name and no address but the server's can be reached, whoever in the browser asks.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
# Beside each page Chromium opens two of its own, for what its address bar would suggest: a tenth of the time.
# Of several lists the last one counts alone, so that this one says again what Playwright turns off.
WITHOUT = (
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "TcpPortRandomizationWin",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "PreconnectToSearch",
)

# The map lies in a frame of the same origin, or in the page itself; a look through all finds it.
MAP_WINDOW = """
    const frames = () => Array.from(document.querySelectorAll('iframe'), f => f.contentWindow);
    const mapWindow = () => [window, ...frames()].find(w => {
        try { return w.document.querySelector('.leaflet-container') } catch { return false }
    });
"""
# An exception on the page ends the wait for a paint that will not come.
PAINTED_UNSEEN = f"""() => {{
    {MAP_WINDOW}
    const painted = mapWindow()?.shelterlinePainted;
    return Boolean(painted && !painted.seenByTest) || Boolean(document.querySelector(".stException"));
}}"""
TAKE_PAINTED = f"""() => {{
    {MAP_WINDOW}
    const painted = mapWindow().shelterlinePainted;
    painted.seenByTest = true;
    return JSON.parse(JSON.stringify(painted));
}}"""
MARK_PAINTED = f"""() => {{
    {MAP_WINDOW}
    const painted = mapWindow()?.shelterlinePainted;
    if (painted) painted.seenByTest = true;
}}"""
PAINTED_FOR = f"""wanted => {{
    {MAP_WINDOW}
    const query = new URLSearchParams(mapWindow()?.shelterlinePainted?.query);
    return Object.entries(wanted).every(([name, value]) => query.get(name) === value);
}}"""
# The map has drawn the last view that it was handed; so has a page without a map.
PAINTED_ALL = f"""() => {{
    {MAP_WINDOW}
    const map = mapWindow();
    const wanted = map?.map?.shelterline?.state?.query;
    return wanted === undefined || wanted === map.shelterlinePainted?.query;
}}"""
# What slides, such as the menu of a phone, has arrived; what turns for ever, such as a spinner, may go on.
STANDS_STILL = """() => document.getAnimations().every(motion =>
    motion.playState !== "running" || motion.effect.getComputedTiming().endTime === Infinity)"""
ADDRESS_HAS = """wanted => {
    const query = new URLSearchParams(location.search);
    return Object.entries(wanted).every(([name, value]) => query.get(name) === value);
}"""
SELECTED_OTHER = "known => !known.includes(new URLSearchParams(location.search).get('sel') ?? '')"
# Where on the map something is drawn, in pixels of the map's box, as the map itself answers clicks.
DRAWN_AT = """([kind, id]) => {
    const { scene, frame, tileZoom } = map.shelterline;
    // Tiles say of several reports how many they are and where, not which: a symbol is found by its place.
    const symbolOf = ([lat, lon]) => {
        const [x, y] = Shelterline.world(lon, lat).map(world => world * 2 ** (tileZoom + 12));
        const away = ({ mark }) => Math.min(...mark.places.map(({ gx, gy }) => Math.hypot(gx - x, gy - y)));
        return scene.points.filter(point => away(point) < 128).sort((a, b) => away(a) - away(b))[0];
    };
    const drawn = {
        symbol: () => symbolOf(id),
        badge: () => scene.labels.badges.find(({ area }) => area.mark.pcode === id),
        zone: () => scene.labels.zones.find(({ zone }) => zone.mark.id === id),
    }[kind]();
    if (!drawn) return null;
    const [x, y] = drawn.at || [drawn.x, drawn.y];
    return { x: x - frame.view.x0, y: y - frame.view.y0 };
}"""
# A page that has grown or shrunk tells the map's frame about it a moment later, and the map draws anew.
FITS_ITS_FRAME = """() => {
    const { view } = map.shelterline.frame;
    const { clientWidth, clientHeight } = window.frameElement;
    return view.x1 - view.x0 === clientWidth && view.y1 - view.y0 === clientHeight;
}"""
# A canvas' picture as a short number: two equal pictures have the same, any other has another.
PICTURE = """layer => {
    const canvas = document.querySelector(`.leaflet-shelterline-${layer}-pane canvas`);
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    let hash = 0, inked = 0;
    const pixels = new Uint32Array(data.buffer);
    for (const pixel of pixels) {
        if (pixel) inked += 1;
        hash = (Math.imul(hash, 31) + pixel) | 0;
    }
    return { hash, inked, colours: new Set(pixels).size };
}"""


@dataclass
class Paint:
    """What `shelterline:painted` said; empty until the repaint has come."""

    detail: dict[str, Any] = field(default_factory=dict)


@dataclass
class Tab:
    """One page in a browser context of its own, and what went wrong or astray in it."""

    page: Page
    origin: str
    errors: list[str] = field(default_factory=list)
    """Errors that the console showed and exceptions that nothing caught."""
    foreign: list[str] = field(default_factory=list)
    """Addresses asked for, and refused, that are not the server's."""
    dialogs: list[str] = field(default_factory=list)
    """What `alert` and its like said."""

    def __post_init__(self) -> None:
        self.page.on("dialog", self._note_dialog)
        self.page.on("console", self._note_console)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", lambda request: self._note_address(request.url))
        self.page.on("websocket", lambda websocket: self._note_address(websocket.url))

    def open(self, path_and_query: str = "/") -> dict[str, Any]:
        """Go to an address with a map and return what its first paint said."""
        self.page.goto(urljoin(self.origin, path_and_query))
        return self.painted()

    def map(self) -> Frame:
        """The frame that holds the map."""
        self.page.wait_for_function(
            f"() => {{ {MAP_WINDOW} return Boolean(mapWindow()) }}", timeout=PAINT_DEADLINE_MS
        )
        return next(f for f in self.page.frames if f.query_selector(".leaflet-container"))

    def painted(self) -> dict[str, Any]:
        """Wait for a paint that no test has seen yet and return its detail."""
        self.page.wait_for_function(PAINTED_UNSEEN, timeout=PAINT_DEADLINE_MS)
        assert not (failed := self.page.locator(".stException").all_inner_texts()), failed
        return self.page.evaluate(TAKE_PAINTED)

    @contextmanager
    def repaint(self) -> Iterator[Paint]:
        """Wait, after the block, for a paint later than those before it.

        with tab.repaint() as paint: act; then `paint.detail["query"]`.
        """
        self.page.evaluate(MARK_PAINTED)
        paint = Paint()
        yield paint
        paint.detail = self.painted()

    def painted_for(self, **parameters: str) -> dict[str, Any]:
        """Wait until the map shows a view with these parameters and return what its paint said."""
        self.page.wait_for_function(PAINTED_FOR, arg=parameters, timeout=PAINT_DEADLINE_MS)
        self.settled()
        return self.page.evaluate(TAKE_PAINTED)

    def settled(self) -> None:
        """Wait until the server has nothing more to say, and the map has drawn what it said."""
        app = self.page.locator(".stApp")
        expect(app).to_have_attribute("data-test-script-state", "notRunning", timeout=PAINT_DEADLINE_MS)
        self.page.wait_for_function(PAINTED_ALL, timeout=PAINT_DEADLINE_MS)
        # A widget whose script is still on its way stands as a grey box.
        expect(self.page.get_by_test_id("stSkeleton")).to_have_count(0, timeout=PAINT_DEADLINE_MS)
        self.page.wait_for_function(STANDS_STILL, timeout=PAINT_DEADLINE_MS)

    @property
    def address(self) -> dict[str, str]:
        """The parameters in the address bar."""
        return dict(parse_qsl(urlsplit(self.page.evaluate("location.href")).query, keep_blank_values=True))

    def address_for(self, **parameters: str) -> dict[str, str]:
        """Wait until the address bar has these parameters and return all of them."""
        self.page.wait_for_function(ADDRESS_HAS, arg=parameters, timeout=PAINT_DEADLINE_MS)
        return self.address

    @property
    def counts(self) -> tuple[int, int]:
        """How many reports are said to be shown, and how many there are."""
        numbers = re.findall(r"\d[\d,]*", self.page.locator(".st-key-shown").inner_text())
        shown, total = (int(number.replace(",", "")) for number in numbers[:2])
        return shown, total

    @property
    def viewport(self) -> tuple[float, float, int]:
        """Latitude, longitude and zoom that the map looks at."""
        lat, lon, zoom = self.map().evaluate(
            "() => { const { lat, lng } = map.getCenter(); return [lat, lng, map.getZoom()] }"
        )
        return round(lat, 3), round(lon, 3), zoom

    def picture(self, layer: str) -> dict[str, int]:
        """What is drawn on one of the map's canvases: `hash`, `inked` pixels, number of `colours`."""
        frame = self.map()
        frame.wait_for_function(FITS_ITS_FRAME, timeout=PAINT_DEADLINE_MS)
        return frame.evaluate(PICTURE, layer)

    def selection(self) -> str | None:
        """Id of what the map outlines as selected."""
        return self.map().evaluate("map.shelterline.state.selection?.id ?? null")

    def click_on_map(self, kind: str, what: str | tuple[float, float]) -> None:
        """Click on the symbol for a place's reports, an area's badge or a zone's label."""
        self.map().locator(".leaflet-container").click(position=self.point_of(kind, what))

    def point_of(self, kind: str, what: str | tuple[float, float]) -> dict[str, float]:
        """Where a drawn thing is, in pixels of the map.

        A `symbol` by latitude and longitude of its reports, an area's `badge` or a `zone`'s label by id.
        """
        # What comes beside the map may leave it another height.
        self.settled()
        self.map().wait_for_function(FITS_ITS_FRAME, timeout=PAINT_DEADLINE_MS)
        point = self.map().evaluate(DRAWN_AT, [kind, what])
        assert point, f"no {kind} {what} is drawn"
        return point

    def click_at(self, lat: float, lon: float) -> None:
        """Click on a place of the map."""
        point = self.map().evaluate("place => map.latLngToContainerPoint(place)", [lat, lon])
        self.map().locator(".leaflet-container").click(position=point)

    def address_for_selection(self, other_than: Iterable[str] = ()) -> str:
        """Wait until the address names something selected, other than those, and return its id."""
        self.page.wait_for_function(SELECTED_OTHER, arg=["", *other_than], timeout=PAINT_DEADLINE_MS)
        return self.address["sel"]

    def ran_something(self) -> bool:
        """Whether text of the data or of the address was run as a script."""
        return any(frame.evaluate("'pwned' in window") for frame in self.page.frames) or bool(self.dialogs)

    def _note_dialog(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def _note_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(f"{message.text} ({message.location.get('url', '')})")

    def _note_address(self, url: str) -> None:
        address = urlsplit(url)
        if address.scheme in {"data", "blob", "about"}:
            return
        if address.netloc != urlsplit(self.origin).netloc:
            self.foreign.append(url)


def held(page: Page, addresses: str) -> list[Route]:
    """Let requests wait from now on, and return them as they come."""
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        waiting.append(route)

    page.route(addresses, hold)
    return waiting


class OpenTab(Protocol):
    """Opens a tab of its own, with playwright's context options if any are given."""

    def __call__(self, **context_options: Any) -> Tab: ...  # noqa: ANN401  # playwright's own mix of types


@pytest.fixture(scope="session")
def server(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One running app for all browser tests; the web side is read-only, so they can share it."""
    with running_app(home, tmp_path_factory.mktemp("server") / "log.txt") as running:
        yield running


@pytest.fixture
def new_server(tmp_path: Path) -> Iterator[Callable[[], Server]]:
    """Starts a server of the test's own, cold, with an empty home."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(running_app(tmp_path / "home", tmp_path / "log.txt"))


@pytest.fixture(scope="session")
def browser(playwright: Playwright, chromium: str) -> Iterator[Browser]:
    arguments = [*CHROMIUM_ARGUMENTS, f"--disable-features={','.join(WITHOUT)}"]
    browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
    yield browser
    browser.close()


def reader(browser: Browser, **options: Any) -> BrowserContext:  # noqa: ANN401  # playwright's own mix of types
    """Return a context of its own, in which clicks and requests have as long as a paint has."""
    context = browser.new_context(**{"viewport": VIEWPORT, **options})
    context.set_default_timeout(PAINT_DEADLINE_MS)
    return context


@pytest.fixture
def new_tab(browser: Browser, server: Server) -> Iterator[OpenTab]:
    """Opens tabs that share nothing with each other: a new reader each."""
    contexts = []

    def open_tab(**context_options: Any) -> Tab:  # noqa: ANN401  # playwright's own mix of types
        context = reader(browser, **context_options)
        contexts.append(context)
        return Tab(context.new_page(), server.url)

    yield open_tab
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def one_reader(browser: Browser) -> Iterator[BrowserContext]:
    """A context that has Streamlit's own files in its cache, which is most of what a new one waits for."""
    context = reader(browser)
    yield context
    context.close()


@pytest.fixture
def tab(one_reader: BrowserContext, server: Server) -> Iterator[Tab]:
    """A tab with a session of its own, in the browser of a reader who has been here before."""
    page = one_reader.new_page()
    yield Tab(page, server.url)
    page.close()


class SharedTab(Protocol):
    """Hands out a page at an address: one for all tests of a file that name the same use of it."""

    def __call__(self, address: str, use: str = "looks only") -> Tab: ...


@pytest.fixture(scope="module")
def shared_tab(one_reader: BrowserContext, server: Server) -> Iterator[SharedTab]:
    """Opens an address once for those tests that disturb nothing for each other."""
    tabs: dict[tuple[str, str], Tab] = {}

    def share(address: str, use: str = "looks only") -> Tab:
        if (address, use) not in tabs:
            tab = Tab(one_reader.new_page(), server.url)
            tab.open(address)
            tab.settled()
            tabs[address, use] = tab
        return tabs[address, use]

    yield share
    for tab in tabs.values():
        tab.page.close()


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """Another site: its address, and the folder of its pages."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None: ...

    site = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path)))
    threading.Thread(target=site.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{site.server_port}", tmp_path
    site.shutdown()
    site.server_close()
