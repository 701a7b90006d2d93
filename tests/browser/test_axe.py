"""axe finds nothing: on any page, in any language, theme and width, with any of its panels open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from pathlib import Path

    from tests.browser.conftest import Tab

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
# Another theme changes colours alone.
RULES = {
    "light": {"type": "tag", "values": TAGS},
    "dark": {"type": "rule", "values": ("color-contrast", "link-in-text-block")},
}
RUN = """async ([part, rules]) => {
    const options = { runOnly: rules, resultTypes: ["violations"] };
    const { violations } = await axe.run(part ? { include: [part] } : document, options);
    return violations.flatMap(({ id, nodes }) => nodes.map(node => (
        { rule: id, element: node.target.flat().join(" "), html: node.html, advice: node.failureSummary }
    )));
}"""
# Colours glide from one theme to the next, and a panel fades in: axe would measure what is between.
BE_STILL = """() => {
    const still = new CSSStyleSheet();
    still.replaceSync("*, *::before, *::after { transition: none !important; animation: none !important; }");
    document.adoptedStyleSheets.push(still);
}"""
# What is drawn again for another theme or width is there once nothing has changed for some frames.
AT_REST = """() => new Promise(resolve => {
    let frames = 0;
    const seen = new MutationObserver(() => { frames = 0; });
    seen.observe(document, { attributes: true, childList: true, subtree: true });
    (function look() {
        frames += 1;
        if (frames < 6) return requestAnimationFrame(look);
        seen.disconnect();
        resolve();
    })();
})"""
# Our own folded lines: the key, tables, histories.
FOLDED = '[...document.querySelectorAll(".stHtml details, body > :not(#root) details")]'
UNFOLD = f"() => {FOLDED}.map(line => {{ line.open = true; }}).length"
FOLD = f"() => {FOLDED}.map(line => {{ line.open = false; }}).length"
LANGUAGES = ("en", "ar", "he")
SIZES = ({"width": 1300, "height": 850}, {"width": 390, "height": 844})
DAY = "from=2023-12-02&to=2023-12-02"


@dataclass(frozen=True)
class Panel:
    """What opens in place."""

    name: str
    presses: tuple[str, ...]
    """What is pressed, one after the other."""
    shows: str
    """What is there then: this alone is looked at, for the rest was while it was closed."""
    closes: str = ""
    """What is pressed to close it; Escape if nothing is."""

    @property
    def opener(self) -> str:
        """What is pressed first."""
        return self.presses[0]


POPOVER = "[data-testid=stPopoverBody]"
LAYERS = Panel("Layers", (".st-key-layers_panel button",), POPOVER)
SHARE = tuple(
    Panel(f"Share, {part}", (".st-key-share_button button", f".st-key-share_part button >> nth={n}"), POPOVER)
    for n, part in enumerate(("Link", "Embed", "Download", "Cite", "Programs"))
)
NOT_SHOWN = Panel("not shown", (".st-key-why button",), POPOVER)
STRIP = Panel("tools of the strip", (".st-key-timeline [data-do=more]",), ".st-key-timeline")
HERE = Panel("What lies here", ("#sl-spots button",), "#sl-here")
_MORE = ".st-key-more_filters summary"
MORE_FILTERS = Panel("More filters", (_MORE,), "[data-testid=stSidebar]", _MORE)
OPENS_SIDEBAR = "[data-testid=stExpandSidebarButton]"


@dataclass(frozen=True)
class Subject:
    """A page, and what opens on it."""

    address: str
    sees: str
    """What stands there once it has come."""
    panels: tuple[Panel, ...] = ()
    """Opened in every language and size."""
    once: tuple[Panel, ...] = ()
    """Opened in one of them each."""

    def opens(self, lang: str, size: dict[str, int]) -> list[Panel]:
        """Return what is opened in a language and size."""
        turns = [(LANGUAGES[n % 3], SIZES[n % 2]) for n in range(len(self.address), len(self.address) + 3)]
        of_turn = [panel for panel, turn in zip(self.once, turns, strict=False) if turn == (lang, size)]
        return [*self.panels, *of_turn]


# Share, "not shown" and the filters are the same on every page, and Layers on both that have a map. There
# each is opened in all languages and sizes; elsewhere each once, in turn in one of them.
SHARED = (SHARE[4], NOT_SHOWN, MORE_FILTERS)
SUBJECTS = {
    "map": Subject(
        f"/?{DAY}", ".st-key-timeline .strip", (LAYERS, *SHARE[:4], NOT_SHOWN, STRIP, MORE_FILTERS)
    ),
    "report": Subject(f"/?{DAY}&sel=r0054", ".st-key-detail .sl-card"),
    "timeline": Subject(f"/timeline?{DAY}", ".stVegaLiteChart svg", once=SHARED),
    "shelters": Subject(
        "/shelters?from=2024-07-13&to=2024-07-13", ".matrix .cell", once=(LAYERS, SHARE[0], MORE_FILTERS)
    ),
    "claims": Subject("/claims?from=2023-10-17&to=2023-10-18", ".sl-incident", once=SHARED),
    "sources": Subject("/sources?", ".st-key-identity", once=(SHARE[0], MORE_FILTERS)),
    "embed": Subject(f"/embed?{DAY}", "#sl-spots button", (HERE,)),
    "text": Subject(f"/embed?format=text&{DAY}", "main"),
    "file": Subject(f"/export/view.html?{DAY}", "#sl-spots button", (HERE,)),
}


@dataclass
class Findings:
    """What axe finds on a page, each fault once, with where it was first seen."""

    tab: Tab
    faults: dict[tuple[str, str], str] = field(default_factory=dict)
    theme: str = "light"
    """The one that the page has: to change it costs a run of the whole page."""

    def look(self, state: str, part: str = "") -> None:
        """Scan the page as it stands in both themes, or a part of it, with the frames within."""
        page = self.tab.page
        # First in the theme that the last look has left.
        for theme in sorted(RULES, key=lambda theme: theme != self.theme):
            rules = RULES[theme]
            if theme != self.theme:
                page.emulate_media(color_scheme=theme)
                self.theme = theme
            at_rest(self.tab)
            for frame in page.frames:
                if not frame.evaluate("() => 'axe' in window"):
                    frame.evaluate(AXE)
                    frame.evaluate(BE_STILL)
            for fault in page.evaluate(RUN, [part, rules]):
                self._note(fault, f"{state}, {theme}")

    def _note(self, fault: dict[str, str], state: str) -> None:
        rule, element = fault["rule"], fault["element"]
        said = f"{rule} ({state}): {element}\n{fault['html']}\n{fault['advice']}"
        self.faults.setdefault((rule, element), said)


def at_rest(tab: Tab) -> None:
    if tab.page.locator(".stApp").count():
        tab.settled()
    tab.page.evaluate(AT_REST)


def opened_in_turn(tab: Tab, panels: Sequence[Panel]) -> Iterator[Panel]:
    """Open one after the other; between parts of one panel it stays open."""
    before: Panel | None = None
    for panel in panels:
        is_same = before is not None and before.opener == panel.opener
        if before and not is_same:
            close(tab, before)
        for pressed in panel.presses[is_same:]:
            press(tab, pressed)
        expect(tab.page.locator(panel.shows).first).to_be_visible()
        yield panel
        before = panel
    if before:
        close(tab, before)


def press(tab: Tab, what: str) -> None:
    page = tab.page
    if what == MORE_FILTERS.opener and page.locator(OPENS_SIDEBAR).is_visible():
        page.locator(OPENS_SIDEBAR).click()
    page.locator(what).first.press("Enter")
    at_rest(tab)


def close(tab: Tab, panel: Panel) -> None:
    if panel.closes:
        tab.page.locator(panel.closes).press("Enter")
    else:
        tab.page.keyboard.press("Escape")
    at_rest(tab)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", SUBJECTS)
def test_axe_finds_nothing(name: str, lang: str, tab: Tab, tmp_path: Path) -> None:
    subject, page = SUBJECTS[name], tab.page
    address = f"{tab.origin}{subject.address}&lang={lang}"
    if name == "file":
        offline = tmp_path / "view.html"
        offline.write_bytes(page.request.get(address).body())
        address = offline.as_uri()
    page.goto(address)
    expect(page.locator(subject.sees).first).to_be_visible()
    findings = Findings(tab)
    for size in SIZES:
        page.set_viewport_size(size)
        findings.look(f"{size['width']} px")
        for panel in opened_in_turn(tab, subject.opens(lang, size)):
            findings.look(f"{size['width']} px, {panel.name}", panel.shows)
        if page.evaluate(UNFOLD):
            findings.look(f"{size['width']} px, unfolded", "details")
            page.evaluate(FOLD)

    assert not findings.faults, "\n\n".join(findings.faults.values())
