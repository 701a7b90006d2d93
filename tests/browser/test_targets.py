"""What a pointer or a thumb must hit is large enough, or has room around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import OpenTab, Tab

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
PAGES = {
    "map": ("/?from=2023-12-02&to=2023-12-02&sel=r0054", ".st-key-timeline .strip"),
    "timeline": ("/timeline?from=2023-12-02&to=2023-12-02", ".stVegaLiteChart svg"),
    "shelters": ("/shelters?from=2024-07-13&to=2024-07-13", ".matrix .cell"),
    "claims": ("/claims?from=2023-10-17&to=2023-10-18", ".sl-incident"),
    "sources": ("/sources?", ".st-key-identity"),
}
# Bars of a chart are as long as what they stand for; the matrix below has the same statements as buttons.
CHART = ".bar"
# A link in a sentence is as high as its line, and the skip link shows itself once it has the focus.
NOT_PRIMARY = f"{CHART}, .stHtml a, [data-testid=stSkipToContent], [role=slider], .multiselect-tag *"
TARGETS = """([least, leaveOut]) => {
    const found = [];
    const collect = root => {
        for (const element of root.querySelectorAll("*")) {
            if (element.shadowRoot) collect(element.shadowRoot);
            if (!element.matches("a[href], button, input, select, summary, [role=slider]")) continue;
            if (element.disabled || element.closest("[inert]") || element.matches(leaveOut)) continue;
            const shown = element.matches("input") && element.closest("label") || element;
            if (!shown.checkVisibility({ visibilityProperty: true })) continue;
            const { x, y, width, height } = shown.getBoundingClientRect();
            if (width > 1 && height > 1) found.push({ element, shown, x, y, width, height });
        }
    };
    collect(document);
    const isSmall = ({ width, height }) => Math.min(width, height) < least - 0.5;
    const isInLine = ({ element }) => element.matches("a") && getComputedStyle(element).display === "inline";
    const middle = ({ x, y, width, height }) => [x + width / 2, y + height / 2];
    const away = ([px, py], { x, y, width, height }) => Math.hypot(
        Math.max(x - px, 0, px - x - width), Math.max(y - py, 0, py - y - height));
    // The exception of WCAG 2.5.8: a circle of 24 px round it meets no other target, and none of theirs.
    const isCrowded = one => found.some(other => {
        if (one.shown.contains(other.shown) || other.shown.contains(one.shown)) return false;
        const [dx, dy] = middle(one).map((at, i) => at - middle(other)[i]);
        return away(middle(one), other) < 12 || isSmall(other) && Math.hypot(dx, dy) < 24;
    });
    const small = found.filter(isSmall).filter(one => !isInLine(one));
    return (least > 24 ? small : small.filter(isCrowded)).map(({ element, width, height }) => {
        const name = element.getAttribute("aria-label") || element.textContent.trim();
        return `${element.localName} "${name}": ${Math.round(width)} x ${Math.round(height)}`;
    });
}"""


def too_small(page: Page, least: int, leave_out: str) -> list[str]:
    return [target for frame in page.frames for target in frame.evaluate(TARGETS, [least, leave_out])]


def opened(tab: Tab, name: str) -> Page:
    address, sees = PAGES[name]
    tab.page.goto(tab.origin + address)
    expect(tab.page.locator(sees).first).to_be_visible()
    tab.settled()
    return tab.page


@pytest.mark.parametrize("name", PAGES)
def test_a_pointer_hits_what_it_aims_at(name: str, tab: Tab) -> None:
    page = opened(tab, name)
    assert too_small(page, 24, CHART) == []

    page.locator(".st-key-share_button button").click()
    expect(page.locator(".st-key-share code")).to_be_visible()
    assert too_small(page, 24, CHART) == []


@pytest.mark.parametrize("name", PAGES)
def test_a_thumb_hits_what_a_page_is_used_by(name: str, new_tab: OpenTab) -> None:
    tab = new_tab(**PHONE)
    page = opened(tab, name)
    assert too_small(page, 44, NOT_PRIMARY) == []

    page.get_by_test_id("stExpandSidebarButton").click()
    expect(page.get_by_test_id("stSidebar")).to_have_attribute("data-collapsed", "false")
    tab.settled()
    assert too_small(page, 44, NOT_PRIMARY) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
