from __future__ import annotations

import pytest

from tests.geo.conftest import made_up
from tests.geo.plain import World


@pytest.fixture(scope="session")
def large_world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A hundred thousand synthetic reports."""
    return made_up(100_000, tmp_path_factory.mktemp("large"))


@pytest.fixture(scope="session")
def parted_world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """As many synthetic reports as take a file several parts."""
    return made_up(25_000, tmp_path_factory.mktemp("parted"))


@pytest.fixture(scope="session", params=["bundled", "parted"])
def exported_world(request: pytest.FixtureRequest) -> World:
    """A snapshot to take rows from, with its raw rows."""
    return request.getfixturevalue(f"{request.param}_world")
