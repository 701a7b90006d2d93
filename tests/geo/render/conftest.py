from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.geo.render.charts import ORIGIN, Chart


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        assert not os.environ.get("CI"), "CI must have a Chromium"
        pytest.skip("no Chromium on the PATH")
    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


@pytest.fixture
def chart(browser: Browser) -> Iterator[Chart]:
    page = browser.new_page(viewport={"width": 800, "height": 600})
    opened = Chart(page)
    page.route("**/*", opened.answer)
    page.on("pageerror", lambda error: opened.errors.append(str(error)))
    page.goto(f"{ORIGIN}/?v=1&lat=31.40000&lon=34.40000&z=10&q=a%2Bb")
    yield opened
    assert opened.errors == []
    page.close()
