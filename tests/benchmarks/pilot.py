"""Chromium driven with next to nothing: for peers whose messages are too large for a test driver.

Playwright has DevTools hand on every message of a web socket, base64 and all. At tens of megabytes that
costs as much again as the peer itself; here the Network domain stays off, which is in the peers' favour.
"""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from tests.benchmarks.chromium import ARGUMENTS, PROBE, executable
from tests.browser.conftest import VIEWPORT

_ARGUMENTS = [
    *ARGUMENTS,
    "--headless=new",
    "--remote-debugging-port=0",
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
]
_START_DEADLINE_S = 30
_POLL_S = 0.05


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

    def call(self, method: str, deadline_s: float = 60, **parameters: object) -> dict[str, Any]:
        """Call a method of the DevTools protocol.

        Raises:
            OverdueError: when no answer comes in time, as from a page that is busy, or none at all.

        """
        self._last_id += 1
        message = {"id": self._last_id, "method": method, "params": parameters}
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
        options = {"returnByValue": True, "awaitPromise": True}
        answer = self.call("Runtime.evaluate", deadline_s, expression=expression, **options)
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

    def click(self, selector: str) -> None:
        """Click into the middle of an element."""
        x, y = self.evaluate(
            f"(({{x, y, width, height}}) => [x + width / 2, y + height / 2])"
            f"(document.querySelector({json.dumps(selector)}).getBoundingClientRect())"
        )
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def type(self, text: str) -> None:
        """Put text where the focus is."""
        self.call("Input.insertText", text=text)

    def enter(self) -> None:
        """Press Enter."""
        key = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13, "text": "\r"}
        self.call("Input.dispatchKeyEvent", type="keyDown", **key)


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
        )
        try:
            with connect(_address(process), max_size=None) as connection:
                yield Pilot(connection, more_script)
        finally:
            process.kill()
            process.wait()


def _address(process: subprocess.Popen[str]) -> str:
    until = time.monotonic() + _START_DEADLINE_S
    for line in process.stderr or ():
        if found := re.search(r"DevTools listening on (ws://\S+)", line):
            return found[1]
        if time.monotonic() > until:
            break
    raise RuntimeError("Chromium did not say where its DevTools listen")
