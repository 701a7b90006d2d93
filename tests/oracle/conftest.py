"""One server and one run of each page, for all views."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pages.common import mapview
from tests.oracle.product import Answers, Page, page_at
from tests.oracle.views import View
from tests.running import running_app


@pytest.fixture(scope="session")
def answers(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answers]:
    with running_app(home, tmp_path_factory.mktemp("oracle") / "server.log") as server:
        with urllib.request.urlopen(f"{server.url}/healthz", timeout=60) as health:  # noqa: S310  # our own server
            snapshot = json.load(health)["snapshot"]
        yield Answers(server.url, snapshot)


@pytest.fixture
def page_of(answers: Answers, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, View], Page]:
    """Open a page at a view; no browser builds a map here, so that no page has to wait for one."""
    monkeypatch.setattr(mapview, "WAITS_S", {"first": 0, "later": 0})
    return lambda name, view: page_at(name, view, answers.snapshot)
