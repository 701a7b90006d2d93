"""Chromium under measurement: a new reader's page, its clock, and every byte that it is sent."""

from __future__ import annotations

import base64
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.browser.conftest import CHROMIUM_ARGUMENTS, VIEWPORT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Playwright

PROBE = Path(__file__).with_name("probe.js")
# One peer draws by WebGL, which software-rendered Chromium only has when asked. All get the same browser.
ARGUMENTS = [*CHROMIUM_ARGUMENTS, "--enable-unsafe-swiftshader"]
QUIET_MS = 300
"""A page is at rest when no script runs and nothing was sent or received for so long."""
_BINARY = 2

AT_REST = """quiet_ms => {
    const app = document.querySelector(".stApp");
    const { sent, received, loads, paints } = window.bench;
    const last = Math.max(0, ...sent.slice(-1), ...received.slice(-1),
        ...loads.slice(-1).map(load => load.end), ...paints.slice(-1).map(paint => paint.t));
    return app?.dataset.testScriptState === "notRunning"
        && performance.timeOrigin + performance.now() - last > quiet_ms;
}"""


@dataclass
class Meter:
    """Bytes that reached a page, as the DevTools protocol counts them."""

    page: Page
    http: int = 0
    """Headers and bodies as encoded on the wire; nothing for what came from the browser's cache."""
    websocket: int = 0
    """Payloads of frames received. Streamlit does not compress them."""
    tiles: int = 0
    """The part of `http` that is tiles."""
    _tile_requests: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        session = self.page.context.new_cdp_session(self.page)
        session.on("Network.requestWillBeSent", self._sent)
        session.on("Network.loadingFinished", self._loaded)
        session.on("Network.webSocketFrameReceived", self._framed)
        session.send("Network.enable")

    @property
    def total(self) -> int:
        """All bytes since the last `clear`."""
        return self.http + self.websocket

    def clear(self) -> None:
        """Begin at zero."""
        self.http = self.websocket = self.tiles = 0

    def _sent(self, event: dict[str, Any]) -> None:
        if "/tiles/" in event["request"]["url"]:
            self._tile_requests.add(event["requestId"])

    def _loaded(self, event: dict[str, Any]) -> None:
        size = int(event["encodedDataLength"])
        self.http += size
        if event["requestId"] in self._tile_requests:
            self.tiles += size

    def _framed(self, event: dict[str, Any]) -> None:
        frame = event["response"]
        data = frame["payloadData"]
        is_binary = frame["opcode"] == _BINARY
        self.websocket += len(base64.b64decode(data)) if is_binary else len(data.encode())


def executable() -> str:
    """Path of the system's Chromium.

    Raises:
        SystemExit: when there is none.

    """
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    raise SystemExit("make bench needs Chromium (Debian: apt-get install chromium)")


@contextmanager
def new_browser(playwright: Playwright) -> Iterator[Browser]:
    """Start a browser process of its own."""
    browser = playwright.chromium.launch(executable_path=executable(), args=ARGUMENTS)
    try:
        yield browser
    finally:
        browser.close()


def new_page(browser: Browser, more_script: str = "") -> Page:
    """Open a page that shares nothing with any other, with the probe in place."""
    context = browser.new_context(viewport=VIEWPORT)
    context.add_init_script(script=PROBE.read_text(encoding="utf-8") + more_script)
    return context.new_page()


def rest(page: Page, deadline_s: float = 60) -> None:
    """Wait until the server and the page have nothing more to say to each other."""
    page.wait_for_function(AT_REST, arg=QUIET_MS, polling=50, timeout=deadline_s * 1000)
