from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.geo.layers.charts import ORIGIN, Chart

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright


@pytest.fixture(scope="session")
def browser(playwright: Playwright, chromium: str) -> Iterator[Browser]:
    opened = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
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
