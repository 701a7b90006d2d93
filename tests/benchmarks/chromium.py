"""Chromium driven with next to nothing, so that what is measured is not the driver.

Playwright has DevTools hand on every request and every message of a web socket, base64 and all, to a process
of its own. On two cores that made a first map take half as long again or twice as long. Here the Network
domain stays off, and a page notes by itself what happened when (`probe.js`).
"""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from tests.browser.conftest import CHROMIUM_ARGUMENTS, VIEWPORT

PROBE = Path(__file__).with_name("probe.js")
_ARGUMENTS = [
    *CHROMIUM_ARGUMENTS,
    # One peer draws by WebGL, which software-rendered Chromium only has when asked. All get the same browser.
    "--enable-unsafe-swiftshader",
    "--headless=new",
    "--remote-debugging-port=0",
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
]
_START_DEADLINE_S = 30
_ANSWER_DEADLINE_S = 60
_POLL_S = 0.05
_QUIET_MS = 300
"""A page is at rest when no script runs and nothing was sent or received for so long."""
_AT_REST = """(() => {
    const app = document.querySelector(".stApp");
    const { sent, received, loads, paints } = window.bench;
    const last = Math.max(0, ...sent.slice(-1), ...received.slice(-1),
        ...loads.slice(-1).map(load => load.end), ...paints.slice(-1).map(paint => paint.t));
    return app?.dataset.testScriptState === "notRunning"
        && performance.timeOrigin + performance.now() - last > QUIET_MS;
})()""".replace("QUIET_MS", str(_QUIET_MS))
_KEYS: dict[str, dict[str, object]] = {
    "Enter": {"windowsVirtualKeyCode": 13, "text": "\r"},
    "Tab": {"windowsVirtualKeyCode": 9},
    "Escape": {"windowsVirtualKeyCode": 27},
}


class OverdueError(Exception):
    """The page did not come to what was waited for."""


class Pilot:
    """One page of a browser of its own."""

    def __init__(self, connection: ClientConnection, more_script: str) -> None:
        self._connection = connection
        self._last_id = 0
        self._session: str | None = None
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.call("Page.enable")
        self.call("Emulation.setDeviceMetricsOverride", **VIEWPORT, deviceScaleFactor=1, mobile=False)
        source = PROBE.read_text(encoding="utf-8") + more_script
        self.call("Page.addScriptToEvaluateOnNewDocument", source=source)

    def go(self, url: str) -> None:
        """Go to an address, and not wait for what comes."""
        self.call("Page.navigate", url=url)

    def slow_down(self, kbit_s: int, up_kbit_s: int, latency_ms: int) -> None:
        """Hold the page to a line of so many kilobits a second, with so long until an answer begins."""
        self.call("Network.enable")
        self.call(
            "Network.emulateNetworkConditions",
            offline=False,
            latency=latency_ms,
            downloadThroughput=kbit_s * 1000 / 8,
            uploadThroughput=up_kbit_s * 1000 / 8,
        )

    def call(self, method: str, /, **parameters: object) -> dict[str, Any]:
        """Call a method of the DevTools protocol.

        Raises:
            OverdueError: when no answer comes within a minute, as from a page that is too busy.

        """
        return self._call(method, parameters, _ANSWER_DEADLINE_S)

    def _call(self, method: str, parameters: dict[str, object], deadline_s: float) -> dict[str, Any]:
        self._last_id += 1
        message: dict[str, object] = {"id": self._last_id, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        until = time.monotonic() + deadline_s
        try:
            self._connection.send(json.dumps(message))
            while True:
                answer = json.loads(self._connection.recv(timeout=max(0.0, until - time.monotonic())))
                if answer.get("id") == self._last_id:
                    break
        except (TimeoutError, ConnectionClosed) as error:
            raise OverdueError(f"{method} was not answered within {deadline_s:.0f} s") from error
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']['message']}")
        return dict(answer["result"])

    def evaluate(self, expression: str, deadline_s: float = 60) -> Any:  # noqa: ANN401 any JSON
        """Return the value of a JavaScript expression."""
        asked = {"expression": expression, "returnByValue": True, "awaitPromise": True}
        answer = self._call("Runtime.evaluate", asked, deadline_s)
        if "exceptionDetails" in answer:
            raise RuntimeError(
                f"{expression!r} threw {answer['exceptionDetails']['exception']['description']}"
            )
        return answer["result"].get("value")

    def wait(self, expression: str, deadline_s: float) -> Any:  # noqa: ANN401 any JSON
        """Return the value of an expression as soon as it is true.

        Raises:
            OverdueError: when it is not, in time.

        """
        until = time.monotonic() + deadline_s
        while (left := until - time.monotonic()) > 0:
            if value := self.evaluate(expression, left):
                return value
            time.sleep(_POLL_S)
        raise OverdueError(f"{expression!r} was not true within {deadline_s:.0f} s")

    def rest(self, deadline_s: float = 60) -> None:
        """Wait until the server and the page have nothing more to say to each other."""
        self.wait(_AT_REST, deadline_s)

    def texts(self, selector: str) -> list[str]:
        """Return the texts of all elements that a CSS selector finds, with what its style writes after."""
        written = "getComputedStyle(e.querySelector('p') ?? e, '::after').content"
        text = f"e.innerText + ' ' + ({written}.match(/^\"(.*)\"$/)?.[1] ?? '')"
        found = f"[...document.querySelectorAll({json.dumps(selector)})].map(e => {text})"
        return list(self.evaluate(found))

    def attributes(self, selector: str, name: str) -> list[str | None]:
        """Return an attribute of all elements that a CSS selector finds."""
        elements = f"[...document.querySelectorAll({json.dumps(selector)})]"
        return list(self.evaluate(f"{elements}.map(e => e.getAttribute({json.dumps(name)}))"))

    def reach(self, selector: str, number: int = 0) -> tuple[float, float]:
        """Bring an element into view and return where its middle is, in pixels of the window."""
        x, y = self.evaluate(
            "(async element => { element.scrollIntoView({block: 'nearest'});"
            # What hangs on a field goes on moving for a while after it has been scrolled.
            " let before = ''; let now = null;"
            " do { before = now && JSON.stringify(now);"
            " await new Promise(resolve => setTimeout(resolve, 120));"
            " now = element.getBoundingClientRect(); }"
            " while (JSON.stringify(now) !== before);"
            " const {x, y, width, height} = now;"
            " return [x + width / 2, y + height / 2] })"
            f"(document.querySelectorAll({json.dumps(selector)})[{number}])"
        )
        return x, y

    def click(self, at: tuple[float, float]) -> None:
        """Click there."""
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=at[0], y=at[1], button="left", clickCount=1)

    def insert(self, text: str) -> None:
        """Put text where the focus is, in one go."""
        self.call("Input.insertText", text=text)

    def type(self, digits: str) -> None:
        """Press the key of each digit."""
        for digit in digits:
            key = {"key": digit, "code": f"Digit{digit}", "windowsVirtualKeyCode": ord(digit)}
            self.call("Input.dispatchKeyEvent", type="keyDown", text=digit, **key)
            self.call("Input.dispatchKeyEvent", type="keyUp", **key)

    def press(self, key: str) -> None:
        """Press Enter, Tab or Escape."""
        named = {"key": key, "code": key, **_KEYS[key]}
        self.call("Input.dispatchKeyEvent", type="keyDown" if "text" in named else "rawKeyDown", **named)
        self.call("Input.dispatchKeyEvent", type="keyUp", **named)

    def photograph(self, html: str, width: int, height: int) -> bytes:
        """Show a document of so many pixels and return its picture as a PNG of twice as many."""
        size = {"width": width, "height": height, "deviceScaleFactor": 2, "mobile": False}
        self.call("Emulation.setDeviceMetricsOverride", **size)
        frame = self.call("Page.getFrameTree")["frameTree"]["frame"]["id"]
        self.call("Page.setDocumentContent", frameId=frame, html=html)
        return base64.b64decode(self.call("Page.captureScreenshot", format="png")["data"])


def executable() -> str:
    """Path of the system's Chromium.

    Raises:
        SystemExit: when there is none.

    """
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    raise SystemExit("make bench needs Chromium (Debian: apt-get install chromium)")


def version() -> str:
    """Name and number of the browser."""
    with new_pilot() as pilot:
        return str(pilot.call("Browser.getVersion")["product"])


@contextmanager
def new_pilot(more_script: str = "") -> Iterator[Pilot]:
    """Start a browser with an empty profile; at the end it is killed, however busy it is."""
    with tempfile.TemporaryDirectory(prefix="bench-chromium-", ignore_cleanup_errors=True) as profile:
        command = [executable(), *_ARGUMENTS, f"--user-data-dir={profile}", "about:blank"]
        process = subprocess.Popen(  # noqa: S603 the system's browser
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        try:
            with connect(_address(process), max_size=None) as connection:
                yield Pilot(connection, more_script)
        finally:
            # All of its processes, so that none goes on writing into the profile.
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            if process.stderr:
                process.stderr.close()


def _address(process: subprocess.Popen[str]) -> str:
    until = time.monotonic() + _START_DEADLINE_S
    for line in process.stderr or ():
        if found := re.search(r"DevTools listening on (ws://\S+)", line):
            return found[1]
        if time.monotonic() > until:
            break
    raise RuntimeError("Chromium did not say where its DevTools listen")
