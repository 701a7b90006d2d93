"""Every page names places, statements and whoever speaks in its language, or says what is English."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from geo.model import Language
from tests.translated_names import translated_names

if TYPE_CHECKING:
    from tests.browser.conftest import Tab

DATES = "from=2023-12-01&to=2023-12-31"
# Each page with the part of it that comes last and names something.
PARTS = {
    "": ".sl-key",
    "timeline": ".st-key-pauses .sl-pause",
    "shelters": ".st-key-exposure",
    "claims": ".sl-incident",
    "sources": ".st-key-source_table td",
}
# What a page says outside elements that are marked as English; shadow trees hold parts of it.
TEXTS = """() => {
    const texts = [];
    const read = (root) => {
        const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) {
            const parent = walker.currentNode.parentElement;
            if (!parent?.closest("[lang=en], script, style, noscript")) texts.push(walker.currentNode.data);
        }
        for (const each of root.querySelectorAll("*")) if (each.shadowRoot) read(each.shadowRoot);
    };
    read(document.body);
    return texts;
}"""


@pytest.mark.parametrize("lang", [Language.AR, Language.HE])
@pytest.mark.parametrize("page", PARTS)
def test_a_page_shows_no_english_name_that_has_a_translation(page: str, lang: Language, tab: Tab) -> None:
    tab.page.goto(f"{tab.origin}/{page}?v=1&{DATES}&lang={lang}")
    tab.page.locator(PARTS[page]).first.wait_for()
    tab.settled()

    texts = tab.page.evaluate(TEXTS)

    assert len(texts) > 30
    assert [name for text in texts for name in translated_names(text, lang)] == []
