"""Take a picture of every page, panel, language, theme and size, into ``build/gallery/index.html``.

    make gallery                  # all of them, in some minutes
    make gallery ARGS="map claims --languages ar --widths 390"

The pages are those of the bundled chronicle, served in an empty home by a server of its own and driven in
the system's Chromium. A page on which something failed is named, and the exit code is then 1.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from itertools import groupby, product
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(REPOSITORY))

from tests.benchmarks.chromium import executable  # noqa: E402  # from the top of the repository
from tests.running import running_app  # noqa: E402

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

GALLERY = REPOSITORY / "build" / "gallery"
DAY = "from=2023-12-02&to=2023-12-02"
PAIR = "from=2023-11-24&to=2023-12-01&b.from=2023-12-02&b.to=2023-12-09"
SETTLED = """() => {
    const app = document.querySelector(".stApp");
    const isWaiting = document.querySelector("[data-testid=stSkeleton]");
    return !app || (app.dataset.testScriptState === "notRunning" && !isWaiting);
}"""
"""Whether the server has nothing more to say; pages of our own never wait for it."""
REST_MS = 1_500
"""What fades in has come by then."""
HEIGHTS = {1300: 850, 390: 844}
THEMES = ("light", "dark")
LANGUAGES = ("en", "ar", "he")


@dataclass(frozen=True, slots=True)
class Subject:
    """What is pictured: an address, and what is pressed there first."""

    address: str
    sees: str
    """What stands there once the page has come."""
    presses: tuple[str, ...] = ()


SUBJECTS = {
    "map": Subject("/", ".st-key-timeline"),
    "map-day": Subject(f"/?{DAY}", ".st-key-timeline"),
    "map-selected": Subject(f"/?{DAY}&sel=r0054", ".st-key-timeline"),
    "map-empty": Subject("/?from=2019-01-01&to=2019-01-01", ".st-key-empty"),
    "map-layers": Subject(f"/?{DAY}", ".st-key-timeline", (".st-key-title .stPopover button >> nth=0",)),
    "map-share": Subject(f"/?{DAY}", ".st-key-timeline", (".st-key-share_button button",)),
    "map-share-code": Subject(
        f"/?{DAY}",
        ".st-key-timeline",
        (".st-key-share_button button", ".st-key-share_part button >> nth=4"),
    ),
    "map-not-shown": Subject(f"/?{DAY}", ".st-key-timeline", (".st-key-why button",)),
    "timeline": Subject("/timeline", "[class*=st-key-chart_]"),
    "shelters": Subject("/shelters", ".st-key-zonetables"),
    "shelters-day": Subject("/shelters?from=2024-07-13&to=2024-07-13", ".st-key-zonetables"),
    "claims": Subject("/claims?from=2023-10-17&to=2023-10-18", "[class*=st-key-incident_]"),
    "compare": Subject(
        "/compare?from=2023-11-24&to=2023-12-01&b.from=2023-12-02&b.to=2023-12-09",
        ".st-key-pair_maps_box iframe",
    ),
    "sources": Subject("/sources", ".st-key-identity"),
    "map-table": Subject(f"/?{DAY}&tab=table", "iframe"),
    "table": Subject(f"/table?{DAY}", ".sl-grid .sl-body .sl-row"),
    "story": Subject("/story/december-2023", "main"),
    "report": Subject("/report/r0054", "main"),
    "compare-embed": Subject(f"/embed/compare?{PAIR}", ".leaflet-container"),
    "embed": Subject(f"/embed?{DAY}", ".leaflet-container"),
    "text": Subject(f"/embed?format=text&{DAY}", "main"),
}


def main() -> int:
    """Take the pictures and write the page that shows them."""
    options = _options()
    failed = []
    with (
        tempfile.TemporaryDirectory(prefix="shelterline-gallery-") as folder,
        sync_playwright() as playwright,
    ):
        home = Path(folder)
        browser = playwright.chromium.launch(executable_path=executable(), args=["--no-sandbox"])
        with running_app(home / "home", home / "log.txt") as server:
            for shot in _shots(options):
                sys.stdout.write(f"{shot.name}\n")
                if fault := _take(browser, server.url, shot):
                    failed.append(f"{shot.name}: {fault}")
        browser.close()
    taken = list(_shots(options))
    (GALLERY / "index.html").write_text(_index(taken), encoding="utf-8")
    sys.stdout.writelines(f"FAILED {line}\n" for line in failed)
    sys.stdout.write(f"{len(taken)} pictures: {GALLERY / 'index.html'}\n")
    return int(bool(failed))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("subjects", nargs="*", choices=[[], *SUBJECTS], help="which (default: all)")
    parser.add_argument("--languages", nargs="+", choices=LANGUAGES, default=LANGUAGES)
    parser.add_argument("--themes", nargs="+", choices=THEMES, default=THEMES)
    parser.add_argument("--widths", nargs="+", type=int, choices=HEIGHTS, default=tuple(HEIGHTS))
    return parser.parse_args()


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture."""

    subject: str
    language: str
    theme: str
    width: int

    @property
    def name(self) -> str:
        """Name of its file."""
        return f"{self.subject}-{self.language}-{self.theme}-{self.width}.png"


def _shots(options: argparse.Namespace) -> Iterator[Shot]:
    chosen = options.subjects or SUBJECTS
    for parts in product(chosen, options.widths, options.languages, options.themes):
        subject, width, language, theme = parts
        yield Shot(subject, language, theme, width)


def _take(browser: Browser, url: str, shot: Shot) -> str:
    """Take one picture and return what was wrong with the page, if anything."""
    subject = SUBJECTS[shot.subject]
    is_phone = shot.width == min(HEIGHTS)
    context = browser.new_context(
        viewport={"width": shot.width, "height": HEIGHTS[shot.width]},
        color_scheme=shot.theme,
        has_touch=is_phone,
        is_mobile=is_phone,
    )
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(f"{url}{subject.address}{'&' if '?' in subject.address else '?'}lang={shot.language}")
    _wait(page, subject.sees)
    for pressed in subject.presses:
        page.locator(pressed).click()
        _wait(page, subject.sees)
    GALLERY.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=GALLERY / shot.name)
    faults += page.locator(".stException").all_inner_texts()
    if page.evaluate("() => document.documentElement.scrollWidth > innerWidth"):
        faults.append("runs sideways")
    context.close()
    return "; ".join(faults)


def _wait(page: Page, sees: str) -> None:
    page.locator(sees).first.wait_for(timeout=120_000)
    page.wait_for_function(SETTLED, timeout=120_000)
    page.wait_for_timeout(REST_MS)


def _index(shots: list[Shot]) -> str:
    """Return the page: a row for each subject and size, languages and themes side by side."""
    rows = []
    for (subject, width), of_row in groupby(shots, key=lambda shot: (shot.subject, shot.width)):
        pictures = "".join(
            f'<figure><a href="{shot.name}"><img src="{shot.name}" alt="" loading="lazy"></a>'
            f"<figcaption>{shot.language}, {shot.theme}</figcaption></figure>"
            for shot in of_row
        )
        rows.append(f"<h2>{escape(subject)}, {width} px</h2><div>{pictures}</div>")
    style = (
        "body{font:14px system-ui;margin:16px}div{display:flex;gap:8px;overflow-x:auto}"
        "figure{margin:0}img{height:420px;border:1px solid #999}"
    )
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Shelterline: gallery</title>'
        f"<style>{style}</style><h1>Every page, panel, language, theme and size</h1>{''.join(rows)}</html>\n"
    )


if __name__ == "__main__":
    sys.exit(main())
