"""A web of many hosts and an archive on one port of this machine, on a clock that only waiting moves."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

from geo.connectors.toolkit.open_web import NotOpenWebError

BEGINS = datetime(2026, 1, 10, tzinfo=UTC)
FIRST = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


class AtOnce(Executor):
    """Does what is submitted before it goes on, so that there is one order of things."""

    def submit(self, fn: Callable[..., Any], /, *args: object, **kwargs: object) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 as an executor hands it on
            future.set_exception(error)
        return future


@dataclass
class ReplayedWeb:
    """What each address answers, who was asked when, and the archive's copies."""

    pages: dict[str, tuple[int, str]] = field(default_factory=dict)
    """Status, and where to for a redirect, by address; `slow` as a place never ends its answer."""
    waits: dict[str, str] = field(default_factory=dict)
    """What an address says in its header `Retry-After`."""
    robots: dict[str, str] = field(default_factory=dict)
    """By host; every other host has none."""
    copies: dict[str, str] = field(default_factory=dict)
    """Times of copies by address."""
    asked: list[tuple[float, str, str]] = field(default_factory=list)
    """Second, host and path of each request."""
    seconds: float = 0.0
    port: int = 0

    def clock(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.seconds += seconds

    def now(self) -> datetime:
        return BEGINS + timedelta(seconds=self.seconds)

    def resolve(self, host: str, _port: int) -> list[tuple[str, int]]:
        if host.startswith("unknown"):
            raise OSError("synthetic")
        if host.startswith("inside"):
            raise NotOpenWebError(f"{host} is 10.0.0.1, which is no address of the open web")
        return [("127.0.0.1", self.port)]

    def visits(self) -> list[str]:
        """Addresses that were asked for, without files of rules and the archive."""
        return [
            f"http://{host}{path}"
            for _, host, path in self.asked
            if host.endswith(".example") and path != "/robots.txt"
        ]

    def archive(self, path: str) -> tuple[int, bytes]:
        parts = urlsplit(path)
        if parts.path.startswith("/save/"):
            self.copies[path.removeprefix("/save/")] = f"{self.now():%Y%m%d%H%M%S}"
            return 200, b"saved"
        (address,) = parse_qs(parts.query)["url"]
        time = self.copies.get(address)
        copy = {"status": "200", "url": f"http://web.archive.org/web/{time}/{address}", "timestamp": time}
        return 200, json.dumps({"archived_snapshots": {"closest": copy} if time else {}}).encode()


@contextmanager
def replayed_web() -> Iterator[ReplayedWeb]:
    """Serve a web until the block ends."""
    web = ReplayedWeb()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            host = self.headers["Host"].partition(":")[0]
            web.asked.append((web.seconds, "archive" if host == "127.0.0.1" else host, self.path))
            if host == "127.0.0.1":
                self.answer(*web.archive(self.path))
            elif self.path == "/robots.txt":
                rules = web.robots.get(host)
                self.answer(404 if rules is None else 200, (rules or "").encode())
            else:
                self.page(*web.pages[f"http://{host}{self.path}"])

        def page(self, status: int, to: str) -> None:
            if to == "slow":
                # Time passes while the answer is on its way: beyond what one may last.
                web.sleep(100)
                self.wfile.write(FIRST)
                self.close_connection = True
                return
            wait = web.waits.get(f"http://{self.headers['Host']}{self.path}", "")
            self.answer(status, f"page {self.path}".encode(), to, wait)

        def answer(self, status: int, body: bytes, to: str = "", wait: str = "") -> None:
            self.send_response(status)
            # Letters beyond ASCII as the bytes that they are, as many servers send them.
            for name, value in {"Location": to, "Retry-After": wait}.items():
                if value:
                    self.send_header(name, value.encode().decode("latin-1"))
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Stay silent."""

    server = _Server(("127.0.0.1", 0), Handler)
    web.port = server.server_port
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield web
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Stay silent when a client has heard enough."""
