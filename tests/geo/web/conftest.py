"""The routes, asked without a server."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from geo.export.address import SITE_VARIABLE
from geo.filters.permalink import query_string
from geo.web.routes import ROUTES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.snapshot.opened import Snapshot


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    """A client of all routes."""
    with TestClient(Starlette(routes=ROUTES)) as opened:
        yield opened


@pytest.fixture
def query(bundled: Snapshot) -> str:
    """Parameters of the first view of the bundled chronicle."""
    return query_string(bundled.default_view())


@pytest.fixture
def with_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """The operator says where the map page is to be found."""
    monkeypatch.setenv(SITE_VARIABLE, "https://maps.example.org/")
