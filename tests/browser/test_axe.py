"""axe finds nothing: on any page, in any language, theme and width, with any of its panels open.

`make axe` looks at every combination. The tests look at each page in every language, at both widths, one of
them light and one dark, and at each panel in every language, at one width: over the languages each is seen in
both themes.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PAINT_DEADLINE_MS, PAINTED_ALL, STANDS_STILL

if TYPE_CHECKING:
    from pathlib import Path

    from tests.browser.conftest import Tab

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
RUN = f"""async chosen => {{
    const parts = chosen.flatMap(part => [...document.querySelectorAll(part)]);
    // Before it measures a contrast axe asks of every element where it lies: of what is neither in a part nor
    // around it, that takes most of the time and tells nothing.
    const isNear = element => parts.some(part => part.contains(element) || element.contains(part));
    if (parts.length) document.createTreeWalker = (root, shown) => Document.prototype.createTreeWalker.call(
        document, root, shown, element => NodeFilter[isNear(element) ? "FILTER_ACCEPT" : "FILTER_REJECT"]);
    try {{
        const options = {{ runOnly: {list(TAGS)}, resultTypes: ["violations"] }};
        const {{ violations }} = await axe.run(parts.length ? {{ include: parts }} : document, options);
        return violations.flatMap(({{ id, nodes }}) => nodes.map(node => ({{
            rule: id, element: node.target.flat().join(" "), html: node.html, advice: node.failureSummary,
        }})));
    }} finally {{
        delete document.createTreeWalker;
    }}
}}"""
"""What axe finds on a page with the frames within, or in parts of it."""
# Colours glide from one theme to the next, and a panel fades in: axe would measure what is between.
BE_STILL = """() => {
    const still = new CSSStyleSheet();
    still.replaceSync("*, *::before, *::after { transition: none !important; animation: none !important; }");
    document.adoptedStyleSheets.push(still);
}"""
# The server has said all, the map has drawn it, the ground has the theme's colour, and nothing has changed
# for some frames: by then what is drawn again for another theme or width is there.
AT_REST = f"""isDark => new Promise((resolve, reject) => {{
    const isPainted = {PAINTED_ALL}, isStill = {STANDS_STILL};
    const until = performance.now() + {PAINT_DEADLINE_MS};
    const colourOf = element => getComputedStyle(element).backgroundColor.match(/[\\d.]+/g).map(Number);
    const grounds = [".stApp", "body", "html"].flatMap(one => [...document.querySelectorAll(one)]);
    const isSettled = () => {{
        const script = document.querySelector(".stApp")?.dataset.testScriptState ?? "notRunning";
        const ground = grounds.map(colourOf).find(([, , , alpha = 1]) => alpha > 0) ?? [255];
        const isOld = document.querySelector("[data-testid=stSkeleton], [data-stale=true]");
        return script === "notRunning" && !isOld && isPainted() && isStill() && ground[0] < 128 === isDark;
    }};
    let frames = 0;
    const seen = new MutationObserver(() => {{ frames = 0; }});
    seen.observe(document, {{ attributes: true, childList: true, subtree: true }});
    (function look() {{
        frames += 1;
        const isLate = performance.now() > until;
        if (!isLate && (frames < 6 || !isSettled())) return requestAnimationFrame(look);
        seen.disconnect();
        if (isLate) reject(new Error(`no rest came, dark: ${{isDark}}`));
        else resolve();
    }})();
}})"""
THEMES = ("light", "dark")
EVERY_LOOK = bool(os.environ.get("SHELTERLINE_EVERY_LOOK"))
"""Whether all combinations are looked at, as `make axe` asks."""
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
    has: str
    """What comes last in it."""
    closes: str = ""
    """What is pressed to close it; Escape if nothing is."""

    @property
    def opener(self) -> str:
        """What is pressed first."""
        return self.presses[0]


POPOVER = "[data-testid=stPopoverBody]"
LAYERS = Panel(
    "Layers", (".st-key-layers_panel button",), POPOVER, f"{POPOVER} [data-testid=stCaptionContainer]"
)
OF_PART = {
    "Link": ".sl-qr",
    "Embed": ".st-key-share_size",
    "Download": "[href*='view.html']",
    "Cite": "[href*='/cite.']",
    "Programs": ".st-key-share_program",
    "Story": ".st-key-story_add",
}
SHARE = tuple(
    Panel(
        f"Share, {part}",
        (".st-key-share_button button", f".st-key-share_part button >> nth={n}"),
        POPOVER,
        f".st-key-share {last}",
    )
    for n, (part, last) in enumerate(OF_PART.items())
)
NOT_SHOWN = Panel("not shown", (".st-key-why button",), POPOVER, f"{POPOVER} .stHtml")
STRIP = Panel(
    "tools of the strip", (".st-key-timeline [data-do=more]",), ".st-key-timeline", ".st-key-timeline"
)
HERE = Panel("What lies here", ("#sl-spots button",), "#sl-here", "#sl-here")
_MORE = ".st-key-more_filters summary"
MORE_FILTERS = Panel(
    "More filters", (_MORE,), "[data-testid=stSidebar]", ".st-key-more_filters [role=combobox]", _MORE
)
OPENS_SIDEBAR = "[data-testid=stExpandSidebarButton]"
CLOSES_SIDEBAR = "[data-testid=stSidebarCollapseButton] button"


@dataclass(frozen=True)
class Subject:
    """A page, and what opens on it."""

    address: str
    sees: str
    """What stands there once it has come."""
    panels: tuple[Panel, ...] = ()
    """What opens in place on it."""

    def opened(self, lang: str, size: int) -> tuple[Panel, ...]:
        """What is opened in a language at the size of a number."""
        return tuple(
            panel
            for n, panel in enumerate(self.panels)
            if EVERY_LOOK or (n + LANGUAGES.index(lang)) % len(SIZES) == size
        )


def themes_of(lang: str, size: int) -> Sequence[str]:
    """The themes in which a language is looked at, at the size of a number."""
    return THEMES if EVERY_LOOK else (THEMES[(LANGUAGES.index(lang) + size) % len(THEMES)],)


SHARED = (*SHARE, MORE_FILTERS)
SUBJECTS = {
    "map": Subject(f"/?{DAY}", ".st-key-timeline .strip", (LAYERS, NOT_SHOWN, STRIP, *SHARED)),
    "report": Subject(f"/?{DAY}&sel=r0054", ".st-key-detail .sl-card"),
    "timeline": Subject(f"/timeline?{DAY}", ".stVegaLiteChart svg", (NOT_SHOWN, *SHARED)),
    "shelters": Subject("/shelters?from=2024-07-13&to=2024-07-13", ".matrix .cell", (LAYERS, *SHARED)),
    "claims": Subject("/claims?from=2023-10-17&to=2023-10-18", ".sl-incident", (NOT_SHOWN, *SHARED)),
    "sources": Subject("/sources?", ".st-key-identity", SHARED),
    "compare": Subject(f"/compare?{DAY}&b.from=2023-12-03&b.to=2023-12-03", ".st-key-pair_tools"),
    "table": Subject(f"/table?{DAY}", ".sl-grid"),
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

    def look(self, state: str, *parts: str, themes: Sequence[str]) -> None:
        """Scan the page as it stands in themes, or parts of it, with the frames within."""
        page = self.tab.page
        # First in the theme that the last look has left.
        for theme in sorted(themes, key=lambda theme: theme != self.theme):
            if theme != self.theme:
                page.emulate_media(color_scheme=theme)
                self.theme = theme
                self.at_rest()
            for frame in page.frames:
                if not frame.evaluate("() => 'axe' in window"):
                    frame.evaluate(AXE)
                    frame.evaluate(BE_STILL)
            for fault in page.evaluate(RUN, list(parts)):
                self._note(fault, f"{state}, {theme}")

    def at_rest(self) -> None:
        self.tab.page.evaluate(AT_REST, self.theme == "dark")

    def _note(self, fault: dict[str, str], state: str) -> None:
        rule, element = fault["rule"], fault["element"]
        said = f"{rule} ({state}): {element}\n{fault['html']}\n{fault['advice']}"
        self.faults.setdefault((rule, element), said)

    def opened_in_turn(self, panels: Sequence[Panel]) -> Iterator[Panel]:
        """Open one after the other; between parts of one panel it stays open."""
        before: Panel | None = None
        for panel in panels:
            is_same = before is not None and before.opener == panel.opener
            if before and not is_same:
                self._close(before)
            for pressed in panel.presses[is_same:]:
                self._press(pressed)
            expect(self.tab.page.locator(panel.has).first).to_be_visible()
            self.at_rest()
            yield panel
            before = panel
        if before:
            self._close(before)

    def _press(self, what: str) -> None:
        page = self.tab.page
        is_in_sidebar, is_phone = what == MORE_FILTERS.opener, page.viewport_size == SIZES[1]
        is_closed = page.locator(OPENS_SIDEBAR).is_visible()
        if is_in_sidebar and is_closed:
            page.locator(OPENS_SIDEBAR).click()
        elif not is_in_sidebar and is_phone and not is_closed and page.locator(CLOSES_SIDEBAR).count():
            # A phone's menu lies over the page, of which nothing is in reach meanwhile.
            page.locator(CLOSES_SIDEBAR).press("Enter")
            expect(page.locator(OPENS_SIDEBAR)).to_be_visible()
        page.locator(what).first.press("Enter")

    def _close(self, panel: Panel) -> None:
        if panel.closes:
            self.tab.page.locator(panel.closes).press("Enter")
        else:
            self.tab.page.keyboard.press("Escape")
        self.at_rest()


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
    for n, size in enumerate(SIZES):
        themes = themes_of(lang, n)
        page.set_viewport_size(size)
        findings.at_rest()
        findings.look(f"{size['width']} px", themes=themes)
        for panel in findings.opened_in_turn(subject.opened(lang, n)):
            findings.look(f"{size['width']} px, {panel.name}", panel.shows, themes=themes)
        if page.evaluate(UNFOLD):
            findings.at_rest()
            findings.look(f"{size['width']} px, unfolded", "details", themes=themes)
            page.evaluate(FOLD)

    assert not findings.faults, "\n\n".join(findings.faults.values())
