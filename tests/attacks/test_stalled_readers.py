"""Readers who ask for files and do not take them: they cost others nothing, and leave nothing behind."""

from __future__ import annotations

import json
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from geo.export.to_gpkg import TEMPORARY
from geo.snapshot.home import snapshots_folder
from tests.benchmarks.measure_exports import make_snapshot
from tests.running import Server, running_app

STALLED_S, MOST_EACH = 3, 2
N_REPORTS = 20_000
"""As GeoJSON some 25 MB, of which the kernel takes less than ten for a reader who takes nothing."""
DEADLINE_S = 60
STALE = f"{TEMPORARY}of-a-killed-process"


@pytest.fixture(scope="module")
def temporary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the server keeps files that do not stay, with one that a killed process left there."""
    folder = tmp_path_factory.mktemp("temporary")
    (folder / STALE).mkdir()
    (folder / STALE / ".held").touch()
    (folder / STALE / "reports.gpkg").write_bytes(b"\0" * 1_000)
    return folder


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a large snapshot is."""
    folder = tmp_path_factory.mktemp("large")
    make_snapshot(N_REPORTS, folder)
    return folder


@pytest.fixture(scope="module")
def server(home: Path, temporary: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    settings = {
        "TMPDIR": str(temporary),
        "SHELTERLINE_STALLED_S": str(STALLED_S),
        "SHELTERLINE_EXPORTS_EACH": str(MOST_EACH),
    }
    log = tmp_path_factory.mktemp("log") / "log.txt"
    with running_app(home, log, settings=settings) as running:
        yield running


@contextmanager
def reader(server: Server, suffix: str) -> Iterator[socket.socket]:
    """A reader who has asked for a file, and takes nothing of it yet."""
    address = urlsplit(server.url)
    with socket.socket() as opened:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        opened.settimeout(DEADLINE_S)
        opened.connect((address.hostname, address.port))
        opened.sendall(f"GET /export/reports.{suffix} HTTP/1.1\r\nHost: {address.netloc}\r\n\r\n".encode())
        yield opened


def wait_until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + DEADLINE_S
    while not is_so():
        assert time.monotonic() < end, "it did not come to be so"
        time.sleep(0.1)


def whole(reading: socket.socket) -> bytes:
    """Everything that comes, until the connection ends in one way or another."""
    got = b""
    try:
        while piece := reading.recv(1 << 20):
            got += piece
    except ConnectionResetError:
        pass
    return got


def refused(server: Server) -> urllib.error.HTTPError | None:
    """Ask for a file and take all of it, or return the refusal."""
    try:
        address = f"{server.url}/export/reports.csv"
        with urllib.request.urlopen(address, timeout=DEADLINE_S) as answer:  # noqa: S310 our own
            answer.read()
            return None
    except urllib.error.HTTPError as error:
        return error


def test_a_stalled_reader_is_dropped_and_cannot_take_the_part_for_the_whole(server: Server):
    with reader(server, "geojson") as stalled:
        wait_until(lambda: "was dropped" in server.log)
        assert not whole(stalled).endswith(b"0\r\n\r\n")
    assert "Traceback" not in server.log


def test_a_stream_whose_table_is_damaged_meanwhile_has_no_clean_end(server: Server, home: Path):
    path = next(snapshots_folder(home).glob("*/reports.parquet"))
    whole_file = path.read_bytes()
    with reader(server, "geojson") as reading:
        assert reading.recv(12) == b"HTTP/1.1 200"
        try:
            # In place: the row groups that are still to come are another file's.
            path.write_bytes(whole_file[:-1] + bytes([whole_file[-1] ^ 1]))
            assert not whole(reading).endswith(b"0\r\n\r\n")
        finally:
            path.write_bytes(whole_file)
    assert "broke off" in server.log


def test_beyond_so_many_a_client_is_told_when_to_come_back(server: Server):
    with ExitStack() as stack:
        for _ in range(MOST_EACH):
            # Its answer has begun.
            assert stack.enter_context(reader(server, "geojson")).recv(12) == b"HTTP/1.1 200"
        told = refused(server)
        assert told is not None
        assert (told.code, told.headers["Content-Type"]) == (503, "application/problem+json")
        assert int(told.headers["Retry-After"]) > 0
        assert json.loads(told.read())["detail"].startswith(f"{MOST_EACH} exports are being written for you")
    # Their places are free as soon as they have gone.
    wait_until(lambda: refused(server) is None)


def test_the_work_ends_when_its_reader_goes_and_leaves_no_file(server: Server, temporary: Path):
    with reader(server, "gpkg"):
        wait_until(lambda: bool(list(temporary.glob(f"{TEMPORARY}*"))))
    wait_until(lambda: not list(temporary.glob(f"{TEMPORARY}*")))
    wait_until(lambda: refused(server) is None)


def test_a_file_that_is_read_has_no_name_any_more(server: Server, temporary: Path):
    with reader(server, "gpkg") as stalled:
        assert stalled.recv(12) == b"HTTP/1.1 200"
        assert not list(temporary.glob(f"{TEMPORARY}*"))


def test_what_a_killed_process_left_is_gone_after_the_start(server: Server, temporary: Path):
    assert server.startup_s > 0
    assert not (temporary / STALE).exists()
