"""Pages as scripts, without a browser that would need time for its map."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pages.common import mapview
from tests.components import searched_once


@pytest.fixture(scope="session", autouse=True)
def components() -> Iterator[None]:
    with searched_once():
        yield


@pytest.fixture(autouse=True)
def no_head_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """No browser builds a map here, so that nothing has to wait for one."""
    monkeypatch.setattr(mapview, "WAITS_S", {"first": 0, "connected": 0, "later": 0})
