"""What every test may lean on."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Iterator
from functools import _lru_cache_wrapper
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Playwright, sync_playwright

from geo.snapshot.single_flight import SingleFlightCache
from tests.share import share

REPOSITORY = Path(__file__).parents[1]
LATER = [REPOSITORY / "tests" / name for name in ("attacks", "browser", "deploy")]
"""Folders of tests that are slower to fail, in their order."""
DRIVE_A_BROWSER = LATER[1:]

# A property is judged by its result, not by how busy the machine was; in CI every run draws the
# same examples, so that a red run can be repeated.
settings.register_profile("here", deadline=None, print_blob=True)
settings.register_profile("ci", deadline=None, print_blob=True, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--one-in", type=int, default=1, metavar="N", help="run one test in N of every module")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    wanted = share([item.nodeid for item in items], config.option.one_in)
    config.hook.pytest_deselected(items=[item for item in items if item.nodeid not in wanted])
    items[:] = [item for item in items if item.nodeid in wanted]
    for item in items:
        if any(item.path.is_relative_to(folder) for folder in DRIVE_A_BROWSER):
            item.add_marker(pytest.mark.browser)
    items.sort(key=lambda item: [item.path.is_relative_to(folder) for folder in LATER[::-1]])


@pytest.fixture(scope="session", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keeps every test, and every server a test starts, away from the user's own snapshots."""
    path = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SHELTERLINE_HOME", str(path))
        yield path


@pytest.fixture(scope="session")
def shared_reference() -> Path:
    """The facts that the chronicle was compiled from, where they lie beside the repository."""
    path = REPOSITORY.parent / "shared" / "reference"
    if not path.is_dir():
        pytest.skip(f"no reference facts at {path}")
    return path


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of the system's Chromium. CI must have one; elsewhere its tests may be left out.

    The build without windows of its own comes first: a page takes it a sixth less of a processor.
    """
    for name in ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    reason = "no chromium, chromium-browser or google-chrome on the PATH"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as driver:
        yield driver


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """Run what is named within one file in this process; another would take longer to start than it saves."""
    files = {name.partition("::")[0] for name in config.args}
    return 0 if len(files) == 1 and files.pop().endswith(".py") else None


def pytest_unconfigure() -> None:
    """Let go of what caches hold: the engine's binding tells of each snapshot that is open when Python ends.

    What it tells would stand behind pytest's closing line.
    """
    for found in gc.get_objects():
        # By its type: a weak reference asks what it stands for, which may be gone.
        if type(found) is _lru_cache_wrapper:
            found.cache_clear()
        elif type(found) is SingleFlightCache:
            found.forget()
    gc.collect()
