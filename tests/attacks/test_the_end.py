"""The server ends when it is told to, whatever its readers do."""

from __future__ import annotations

import signal
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.attacks.test_floods import run_of_a_page
from tests.attacks.test_floods import socket as socket_of_a_page
from tests.running import Server, running_app

WITHIN_S = 10
STALLED = [
    "GET /export/view.html HTTP/1.1",
    "GET /export/reports.parquet HTTP/1.1",
    "GET /healthz HTTP/1.1\r\nX-Never: ends",
    "POST /_stcore/upload_file/none/none HTTP/1.1\r\nContent-Length: 1000000",
]
"""Requests of readers that never read their answers, or never come to the end of asking."""


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[Server]:
    with running_app(tmp_path / "home", tmp_path / "log.txt") as running:
        yield running


def stalled(server: Server, request: str) -> socket.socket:
    address = urlsplit(server.url)
    opened = socket.socket()
    # The smallest buffer, so that the server cannot hand over its answer.
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
    opened.connect((address.hostname, address.port))
    end = "" if "X-Never" in request else "\r\n\r\n"
    opened.sendall(f"{request}\r\nHost: {address.netloc}{end}".encode())
    return opened


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_readers_who_stall_cannot_keep_the_server(told: signal.Signals, own_server: Server):
    with ExitStack() as stack:
        for request in STALLED:
            stack.enter_context(stalled(own_server, request))
        page = stack.enter_context(socket_of_a_page(own_server))
        page.send(run_of_a_page())
        page.recv(timeout=60)

        start = time.monotonic()
        own_server.process.send_signal(told)
        own_server.process.wait(timeout=60)

    assert time.monotonic() - start < WITHIN_S
