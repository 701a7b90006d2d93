"""Servers under measurement: each a process of its own on a free port, seen from outside."""

from __future__ import annotations

import functools
import http.server
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.running import free_port

REPOSITORY = Path(__file__).parents[2]
START_DEADLINE_S = 120


@dataclass(frozen=True)
class Server:
    """A running Streamlit app."""

    url: str
    """Origin, without a slash at the end."""
    pid: int
    startup_s: float
    """Seconds from the start of the process to the first 200 of its health route."""

    def peak_rss_mb(self) -> float | None:
        """Largest resident memory that the process ever had, MiB; None where there is no /proc."""
        return self._status_mb("VmHWM")

    def rss_mb(self) -> float | None:
        """Resident memory now, MiB; None where there is no /proc."""
        return self._status_mb("VmRSS")

    def _status_mb(self, name: str) -> float | None:
        try:
            status = Path(f"/proc/{self.pid}/status").read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        found = re.search(rf"^{name}:\s+(\d+) kB", status, re.MULTILINE)
        return int(found[1]) / 1024 if found else None


@contextmanager
def streamlit(script: Path, health: str, environment: Mapping[str, str], *options: str) -> Iterator[Server]:
    """Run a Streamlit app until the block ends.

    Raises:
        RuntimeError: with the end of its log, when it does not become healthy.

    """
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.address", "127.0.0.1"]
    with tempfile.NamedTemporaryFile(prefix="bench-", suffix=".log") as log:
        start = time.monotonic()
        process = subprocess.Popen(  # noqa: S603 our own apps
            [*command, "--server.port", str(port), "--server.headless", "true", *options],
            cwd=REPOSITORY,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            if not _becomes_healthy(process, f"{url}{health}"):
                said = Path(log.name).read_text(encoding="utf-8")[-2000:]
                raise RuntimeError(f"{script.name} did not answer 200 at {health}; its log ends:\n{said}")
            yield Server(url, process.pid, time.monotonic() - start)
        finally:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _becomes_healthy(process: subprocess.Popen[bytes], address: str) -> bool:
    deadline = time.monotonic() + START_DEADLINE_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=START_DEADLINE_S) as answer:  # noqa: S310 localhost
                if answer.status == 200:
                    return True
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.02)
    return False


class _Files(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def end_headers(self) -> None:
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Timing-Allow-Origin", "*")
        self.send_header("Cache-Control", "public, max-age=31536000, immutable")
        super().end_headers()

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def files(folder: Path) -> Iterator[str]:
    """Serve a folder to the local machine and give its origin: a stand-in for the peers' foreign hosts."""
    handler = functools.partial(_Files, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
