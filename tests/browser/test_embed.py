"""The embed in somebody else's page, on a phone, by keyboard; the same view as a file without a network."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.request import urlopen

import pytest
from playwright.sync_api import expect

from geo.export.embed_code import FrameSize, embed_code
from geo.web.page_headers import page_policy
from tests.browser.conftest import PICTURE, Tab, held

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import BrowserContext, Page

    from tests.browser.conftest import OpenTab
    from tests.running import Server

MOST_BYTES = 100_000
"""Beyond Leaflet, as they come over the wire, headers included."""
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
SYMBOLS = """() => {
    const { scene, frame } = map.shelterline;
    const points = scene.points.map(({ mark: { n, kinds, x, y } }) => `${n} ${kinds} ${x} ${y}`);
    const areas = scene.areas.map(({ mark: { pcode, n } }) => `${pcode} ${n}`);
    const zones = scene.zones.map(({ mark: { id, earlier } }) => `${id} ${earlier}`);
    const { x0, y0, x1, y1 } = frame.view;
    return { size: [x1 - x0, y1 - y0], symbols: [...points, ...areas, ...zones].sort() };
}"""
PLACES = (
    "from=2023-12-01&to=2023-12-31&z=10",
    "z=9&lat=31.4&lon=34.4",
    "z=13&lat=31.35&lon=34.3",
    "z=15&lat=31.5&lon=34.45",
    "z=6&lat=32&lon=38&layers=reports,areas",
)


def opened(tab: Tab, address: str) -> Page:
    """Go to a page of ours without Streamlit, and wait until its map is drawn.

    Its policy lets no text be run as a script, so that what waits is the page's content, not a function.
    """
    tab.page.goto(address if "://" in address else tab.origin + address)
    expect(tab.page.locator("#sl-spots button").first).to_be_attached()
    return tab.page


def saved(server: Server, query: str, folder: Path) -> str:
    """Save the view as a file, and return its address on disk."""
    path = folder / "view.html"
    with urlopen(f"{server.url}/export/view.html?{query}") as answer:  # noqa: S310  our own http address
        path.write_bytes(answer.read())
    return path.as_uri()


@dataclass(frozen=True)
class InTheApp:
    """A view as the app shows it."""

    query: str
    seen: dict[str, Any]
    shown: str

    def as_large(self, new_tab: OpenTab) -> Tab:
        """Return a tab whose map is as large as the app's."""
        width, height = self.seen["size"]
        return new_tab(viewport={"width": width + 26, "height": height + 262})


@pytest.fixture(scope="module", params=PLACES)
def in_the_app(request: pytest.FixtureRequest, one_reader: BrowserContext, server: Server) -> InTheApp:
    """One look at the app for all that is compared with it."""
    page = one_reader.new_page()
    app = Tab(page, server.url)
    app.open(f"/?{request.param}")
    app.settled()
    found = InTheApp(request.param, app.map().evaluate(SYMBOLS), page.locator(".st-key-shown").inner_text())
    page.close()
    return found


def test_the_embed_shows_what_the_app_shows(in_the_app: InTheApp, new_tab: OpenTab) -> None:
    tab = in_the_app.as_large(new_tab)
    page = opened(tab, f"/embed?{in_the_app.query}")
    assert page.evaluate(SYMBOLS) == in_the_app.seen
    expect(page.locator("#sl-shown")).to_have_text(in_the_app.shown)
    expect(page.locator("#sl-in-frame")).to_have_text(re.compile("^In this frame: "))
    in_frame, of_all = re.findall(r"[\d,]+", page.locator("#sl-in-frame").inner_text())
    assert of_all in in_the_app.shown
    assert 0 < int(in_frame.replace(",", "")) < int(of_all.replace(",", ""))
    assert (tab.errors, tab.foreign) == ([], [])


def test_a_file_shows_what_the_app_shows_with_the_network_off(
    in_the_app: InTheApp, new_tab: OpenTab, server: Server, tmp_path: Path
) -> None:
    tab = in_the_app.as_large(new_tab)
    tab.page.context.set_offline(True)
    page = opened(tab, saved(server, in_the_app.query, tmp_path))
    assert page.evaluate(SYMBOLS) == in_the_app.seen
    expect(page.locator("#sl-shown")).to_have_text(in_the_app.shown)
    assert tab.errors == []


def test_the_embed_is_light(new_tab: OpenTab, record_property: Any) -> None:  # noqa: ANN401  pytest's own
    tab = new_tab()
    devtools = tab.page.context.new_cdp_session(tab.page)
    devtools.send("Network.enable")
    address, size = {}, {}
    devtools.on("Network.responseReceived", lambda e: address.update({e["requestId"]: e["response"]["url"]}))
    devtools.on("Network.loadingFinished", lambda e: size.update({e["requestId"]: e["encodedDataLength"]}))
    opened(tab, "/embed")
    tab.page.wait_for_load_state("networkidle")
    beyond = sum(n for i, n in size.items() if "leaflet" not in address[i])
    record_property("bytes", beyond)
    assert 30_000 < beyond < MOST_BYTES
    assert not [url for url in address.values() if "/static/" in url or "_stcore" in url]


def test_the_points_stay_while_outlines_are_slower_than_tiles(new_tab: OpenTab) -> None:
    tab = new_tab()
    page = opened(tab, "/embed?z=10")
    tiles, outlines = held(page, "**/tiles/**"), held(page, "**/assets/geography.json*")
    scale = page.locator(".shelterline-scale")
    before = scale.inner_text()
    with page.expect_request("**/assets/geography.json*"):
        page.get_by_role("button", name="Zoom in").click()
    assert tiles
    assert page.evaluate(PICTURE, "points")["inked"] > 0
    for route in tiles:
        route.continue_()
    expect(scale).not_to_have_text(before)
    assert page.evaluate(PICTURE, "points")["inked"] > 0
    assert (len(outlines), tab.errors) == (1, [])


def test_another_site_frames_the_embed_and_not_the_app(
    new_tab: OpenTab, server: Server, elsewhere: tuple[str, Path]
) -> None:
    site, folder = elsewhere
    frames = "".join(
        f'<iframe name="{n}" src="{server.url}/{n}"></iframe>' for n in ("embed", "sources", "healthz")
    )
    (folder / "index.html").write_text(frames, encoding="utf-8")
    tab = new_tab()
    tab.page.goto(f"{site}/index.html")
    expect(tab.page.frame_locator("[name=embed]").locator("#sl-spots button").first).to_be_attached()
    for name in ("sources", "healthz"):
        frame = next(f for f in tab.page.frames if f.name == name)
        assert frame.url.startswith("chrome-error:")
    assert len([error for error in tab.errors if "frame-ancestors" in error]) == 2


def test_in_a_sandbox_it_takes_its_host_s_width_and_colours_and_is_text_without_scripts(
    new_tab: OpenTab, server: Server, elsewhere: tuple[str, Path]
) -> None:
    site, folder = elsewhere
    address = f"{server.url}/embed?from=2023-12-01&to=2023-12-31&live=1&fit=1"
    code = embed_code(address, "Synthetic title", FrameSize(), is_fitted=True)
    plain = f'<iframe name="plain" src="{server.url}/embed?from=2023-12-01" sandbox=""></iframe>'
    head = '<!doctype html><meta charset="utf-8"><style>:root{color-scheme:dark}</style>'
    (folder / "index.html").write_text(
        f"{head}<div style='width:500px'>{code}</div>{plain}", encoding="utf-8"
    )
    # Without the test's own choice of colours, so that the host's holds.
    tab = new_tab(color_scheme="null")
    tab.page.goto(f"{site}/index.html")
    embed = tab.page.frame_locator("[title='Synthetic title']")
    symbol = embed.locator("#sl-spots button").first
    expect(symbol).to_be_attached()
    expect(embed.locator(".sl-notice").first).to_contain_text("Live: this follows the current data.")
    frame = next(each for each in tab.page.frames if "fit=1" in each.url)
    assert frame.evaluate("[origin, innerWidth]") == ["null", 500]
    expect(embed.locator(".leaflet-container")).to_have_class(re.compile("shelterline-dark"))
    box = tab.page.locator("[title='Synthetic title']")
    expect(box).not_to_have_attribute("height", "520")
    # It grows once more when the key and the list have come.
    room = "innerHeight - document.querySelector('main').offsetHeight"
    frame.wait_for_function(f"() => {room} >= 0 && {room} <= 1")
    # The height does not run away from itself.
    assert box.get_attribute("height") == str(frame.evaluate("innerHeight"))
    symbol.focus()
    tab.page.keyboard.press("Enter")
    expect(embed.locator("#sl-here article").first).to_be_visible()
    tab.page.evaluate("frames[0].postMessage({ shelterline: 'scheme', scheme: 'light' }, '*')")
    expect(embed.locator(".leaflet-container")).not_to_have_class(re.compile("shelterline-dark"))
    embed.get_by_role("button", name="Drag or play the dates").click()
    expect(embed.locator("#sl-strip .root")).to_have_attribute("data-brush", "ready")
    text = tab.page.frame_locator("[name=plain]")
    expect(text.locator("table").first).to_be_attached()
    assert tab.page.context.cookies() == []
    # What the sandbox without scripts refuses is of that frame alone.
    assert [error for error in tab.errors if not error.endswith("/embed?from=2023-12-01)")] == []


def test_a_symbol_opens_by_keyboard_and_closes_again(new_tab: OpenTab) -> None:
    tab = new_tab()
    page = opened(tab, "/embed?from=2023-12-01&to=2023-12-31")
    page.locator("#sl-spots button").first.focus()
    page.keyboard.press("End")
    last = page.locator("#sl-spots button").last
    expect(last).to_be_focused()
    page.keyboard.press("Home")
    expect(page.locator("#sl-spots button").first).to_be_focused()
    page.keyboard.press("Enter")
    panel = page.locator("#sl-here")
    expect(panel).to_be_focused()
    expect(panel.locator("article").first).to_be_visible()
    expect(panel.locator("a[rel='noopener noreferrer']").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(page.locator("#sl-spots button:focus")).to_have_count(1)
    assert (tab.errors, tab.foreign) == ([], [])


def test_a_click_on_a_symbol_of_a_file_shows_its_rows(
    new_tab: OpenTab, server: Server, tmp_path: Path
) -> None:
    tab = new_tab()
    tab.page.context.set_offline(True)
    page = opened(tab, saved(server, "from=2023-12-01&to=2023-12-31", tmp_path))
    symbol = page.locator("#sl-spots button").filter(has_text="Reports here:").first
    box = symbol.bounding_box()
    assert box
    n = int("".join(filter(str.isdigit, (symbol.inner_text() or symbol.text_content() or "").split("·")[0])))
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator("#sl-here article")).to_have_count(n)
    expect(page.locator("#sl-here")).to_contain_text("Claimant")
    assert tab.errors == []


@pytest.mark.parametrize("address", ["/embed", "/embed?lang=ar", "/embed?format=text&lang=he&to=2023-11-01"])
def test_nothing_scrolls_sideways_on_a_phone(address: str, new_tab: OpenTab) -> None:
    tab = new_tab(**PHONE)
    tab.page.goto(tab.origin + address)
    expect(tab.page.locator("h1")).to_be_visible()
    assert tab.page.evaluate("document.documentElement.scrollWidth") == 390


def test_the_link_to_the_full_view_follows_the_map(new_tab: OpenTab) -> None:
    tab = new_tab()
    page = opened(tab, "/embed?z=10")
    page.get_by_role("button", name="Zoom in").click()
    link = page.get_by_role("link", name="Open full view")
    expect(link).to_have_attribute("href", re.compile(r"[?&]z=11(&|$)"))
    expect(link).to_have_attribute("target", "_blank")
    expect(link).to_have_attribute("rel", "noopener noreferrer")


def test_the_embed_in_our_own_page_leaves_the_page_s_address_alone(new_tab: OpenTab) -> None:
    tab = new_tab()
    # The share panel shows a preview like this one, under the policy of the app's pages.
    framing = "<iframe src='/embed?z=9' width=600 height=600></iframe>"
    tab.page.route(
        f"{tab.origin}/share?*",
        lambda route: route.fulfill(
            body=framing, content_type="text/html", headers={"Content-Security-Policy": page_policy(())}
        ),
    )
    tab.page.goto(f"{tab.origin}/share?lat=31.00000&lon=34.00000&z=9")
    embed = tab.page.frame_locator("iframe")
    expect(embed.locator("#sl-spots button").first).to_be_attached()
    embed.get_by_role("button", name="Zoom in").click()
    expect(embed.locator("#sl-full")).to_have_attribute("href", re.compile(r"[?&]z=10(&|$)"))
    assert tab.page.url.endswith("lat=31.00000&lon=34.00000&z=9")
