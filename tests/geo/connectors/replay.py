"""A publisher's server on this machine, that answers as a test tells it to; all content is synthetic."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qsl, urlsplit

from geo.connectors.toolkit.contract import Manners, Settings

FEW_TRIES = Manners(tries=3)
SECRET = "synthetic-secret"  # noqa: S105 opens nothing


@dataclass(frozen=True)
class Answer:
    """What the server says once; `cut` breaks the line off in the middle of it."""

    body: object = ""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: bool = False

    @property
    def octets(self) -> bytes:
        return self.body.encode() if isinstance(self.body, str) else json.dumps(self.body).encode()


@dataclass(frozen=True)
class Asked:
    """One request that came."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    form: Mapping[str, str]


class Publisher:
    """Answers each request with the next of its answers; the last one is given for ever."""

    def __init__(self, address: str, answers: list[Answer]) -> None:
        self.address, self.answers, self.asked = address, answers, []

    def settings(self, name: str, manners: Manners = FEW_TRIES, **given: str) -> Settings:
        """Return settings that point a connector here, and make it wait for nothing."""
        said = {f"SHELTERLINE_{key}": value for key, value in given.items()}
        return Settings({**said, f"SHELTERLINE_{name}_URL": self.address}, manners, lambda _: None)

    def next(self) -> Answer:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Stay silent when a client has heard enough."""


@contextmanager
def publisher(*answers: Answer) -> Iterator[Publisher]:
    """Run a publisher's server on a free port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            parts = urlsplit(self.path)
            form = dict(parse_qsl(self.rfile.read(length).decode()))
            query = dict(parse_qsl(parts.query, keep_blank_values=True))
            here.asked.append(Asked(self.command, parts.path, query, dict(self.headers), form))
            answer = here.next()
            self.send_response(answer.status)
            octets = answer.octets
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(octets) + answer.cut))
            self.end_headers()
            self.wfile.write(octets)
            self.close_connection = answer.cut

        do_POST = do_GET  # noqa: N815 the name that http.server calls

        def log_message(self, *_: object) -> None:
            """Stay silent."""

    server = _Server(("127.0.0.1", 0), Handler)
    here = Publisher(f"http://127.0.0.1:{server.server_port}", list(answers))
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield here
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def ignore(_: int, __: int | None) -> None:
    """Progress that nobody follows."""
