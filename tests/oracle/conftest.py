"""The routes and the pages of one product, for all views."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app import ROUTES
from pages.common import mapview
from tests.components import searched_once
from tests.oracle.product import Answers, Page, page_at
from tests.oracle.views import View


@pytest.fixture(scope="session", autouse=True)
def components() -> Iterator[None]:
    with searched_once():
        yield


@pytest.fixture(scope="session")
def answers() -> Iterator[Answers]:
    with TestClient(Starlette(routes=ROUTES)) as client:
        yield Answers(client, client.get("/healthz").json()["snapshot"])


@pytest.fixture
def page_of(answers: Answers, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, View], Page]:
    """Open a page at a view; no browser builds a map here, so that no page has to wait for one."""
    monkeypatch.setattr(mapview, "WAITS_S", {"first": 0, "connected": 0, "later": 0})
    return lambda name, view: page_at(name, view, answers.snapshot)
