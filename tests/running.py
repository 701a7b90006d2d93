"""The running app as a process of its own, for tests that ask it from outside."""

from __future__ import annotations

import asyncio
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Coroutine, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pytest

T = TypeVar("T")
REPOSITORY = Path(__file__).parents[1]
COMPRESSED = REPOSITORY / "build" / "compressed"
"""Where all servers of tests keep files in their codings: each home's own would be ten seconds' work anew."""
START_DEADLINE_S = 180
"""Far above the budget: a test of the budget measures, this only ends a hopeless wait."""


@dataclass(frozen=True)
class Server:
    """The app as `make run` serves it."""

    url: str
    """Origin, without a slash at the end."""
    process: subprocess.Popen[bytes]
    log_path: Path
    startup_s: float
    """Seconds from the start of the process to the first 200 of `/healthz`."""

    def memory_mb(self, *, at_most: bool = False) -> float:
        """Memory that the process has, or the most that it ever had; on Linux alone."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="utf-8")
        return int(re.search(rf"{'VmHWM' if at_most else 'VmRSS'}:\s+(\d+) kB", status)[1]) * 1024 / 1e6

    @property
    def log(self) -> str:
        return self.log_path.read_text(encoding="utf-8")


@contextmanager
def running_app(
    home: Path,
    log_path: Path,
    script: Path = REPOSITORY / "app.py",
    settings: Mapping[str, str] | None = None,
    port: int | None = None,
) -> Iterator[Server]:
    """Serve the app, or another script around it, until the block ends; on a free port if on none."""
    port = port or free_port()
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "streamlit", "run", str(script)]
    _share_compressed(home)
    options = ["--server.port", str(port), "--server.headless", "true"]
    with log_path.open("w", encoding="utf-8") as log:
        start = time.monotonic()
        process = subprocess.Popen(  # noqa: S603  # our own app, no text of anyone else's
            [*command, "--server.address", "127.0.0.1", *options],
            cwd=REPOSITORY,
            env={**os.environ, "SHELTERLINE_HOME": str(home), **(settings or {})},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        wait_until_healthy(process, url, log_path)
        yield Server(url, process, log_path, startup_s=time.monotonic() - start)
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _share_compressed(home: Path) -> None:
    # A home that cannot be written to, or that a test has filled, stays as it is.
    COMPRESSED.mkdir(parents=True, exist_ok=True)
    with suppress(OSError):
        home.mkdir(parents=True, exist_ok=True)
        (home / "compressed").symlink_to(COMPRESSED)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until_healthy(process: subprocess.Popen[bytes], url: str, log_path: Path) -> None:
    deadline = time.monotonic() + START_DEADLINE_S
    while not is_healthy(url):
        try:
            # Waiting for the process, not for the clock: one that has died is noticed at once.
            status = process.wait(timeout=0.05)
        except subprocess.TimeoutExpired:
            if time.monotonic() < deadline:
                continue
            reason = f"/healthz did not answer 200 within {START_DEADLINE_S} s"
        else:
            reason = f"the server ended with status {status}"
        pytest.fail(f"{reason}; its log:\n{log_path.read_text(encoding='utf-8')}")


def is_healthy(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/healthz", timeout=5) as answer:  # noqa: S310  # our own http address
            return answer.status == 200
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def to_its_end(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine in a thread of its own: in that of the tests a browser's loop may be running."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()
