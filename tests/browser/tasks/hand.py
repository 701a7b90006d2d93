"""A hand that counts what it does: clicks, and keys pressed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.browser.conftest import Tab

MOST_CLICKS, MOST_KEYS = 5, 20
# By how many pixels each part of the page has been scrolled, of those that have been.
SCROLLED = """() => [...document.querySelectorAll("*")]
    .filter(({ scrollTop }) => scrollTop > 0)
    .map(({ scrollTop, className }) => `${className}: ${scrollTop}`)"""


@dataclass
class Hand:
    """Uses a page as a reader does, from its opening on."""

    tab: Tab
    clicks: int = 0
    keys: int = 0

    @property
    def page(self) -> Page:
        return self.tab.page

    def click(self, what: Locator) -> None:
        """Click, and wait until the page has answered."""
        self.clicks += 1
        what.click()
        self.tab.settled()

    def type(self, text: str) -> None:
        """Press a key for each letter, where the focus is."""
        self.keys += len(text)
        self.page.keyboard.type(text)

    def press(self, key: str) -> None:
        """Press one key, and wait until the page has answered."""
        self.keys += 1
        self.page.keyboard.press(key)
        self.tab.settled()

    def choose(self, label: str, typed: str) -> None:
        """Open a list, type what tells one of its entries from the others, and take it."""
        self.click(self.page.get_by_role("combobox", name=label))
        self.type(typed)
        # The list has heard it: a reader sees that before pressing Enter.
        expect(self.page.get_by_role("option").first).to_contain_text(typed)
        self.press("Enter")

    def shown(self, **parameters: str) -> None:
        """Wait, as a reader does, until the page shows what was asked for."""
        self.tab.address_for(**parameters)
        self.tab.settled()

    def was_quick(self) -> None:
        """Hold the hand to what may be asked of a reader."""
        # A click of the browser's driver scrolls to what it clicks, which would go unseen.
        assert self.page.evaluate(SCROLLED) == []
        assert self.clicks <= MOST_CLICKS, f"{self.clicks} clicks"
        assert self.keys <= MOST_KEYS, f"{self.keys} keys"
