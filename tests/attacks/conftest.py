"""Attacks on a server process: over the loopback only, bounded in time and in number."""

from __future__ import annotations

import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.running import Server, running_app

LONGEST_WAIT_S = 60
"""Ends a hopeless wait; nothing is measured by it."""


@pytest.fixture(scope="session")
def server(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all attacks that leave it as it was."""
    with running_app(home, tmp_path_factory.mktemp("attacked") / "log.txt") as running:
        yield running


@dataclass
class Answers:
    """How long another reader waited meanwhile."""

    seconds: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        return sorted(self.seconds)[len(self.seconds) // 2]


@contextmanager
def another_reader(server: Server) -> Iterator[Answers]:
    """Ask for the health of a server again and again until the block ends."""
    answers, is_over = Answers(), threading.Event()

    def ask() -> None:
        while not is_over.wait(0.02):
            start = time.monotonic()
            with urllib.request.urlopen(f"{server.url}/healthz", timeout=LONGEST_WAIT_S) as answer:  # noqa: S310 ours
                assert answer.status == 200
            answers.seconds.append(time.monotonic() - start)

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        yield answers
    finally:
        is_over.set()
        asking.join(LONGEST_WAIT_S)
