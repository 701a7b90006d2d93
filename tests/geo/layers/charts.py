"""The map in a page of its own, fed as streamlit-folium feeds it; no server, every request answered here."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from streamlit_folium import (  # noqa: TID251  # what it makes of our map is the test
    _get_feature_group_string,
    _get_map_string,
)

from geo.layers.assets import address, assets
from geo.layers.folium_map import base_map, state_group
from geo.layers.map_state import MapState
from tests.geo.layers.states import TESTVILLE, geography
from tests.geo.layers.tiles import Told, tile

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

ORIGIN = "http://shelterline.test"
# The component: it loads the links, runs the base map's script, and evaluates a changed group's.
SHELL = f"""<!doctype html><html><head>
<link rel="stylesheet" href="{address("leaflet/leaflet.css")}">
<link rel="stylesheet" href="{address("shelterline.css")}">
<style>:root {{ --background-color: #ffffff; }}</style>
</head><body>
<div id="root"><div id="parent"><div class="float-child"><div id="map_div"></div></div></div></div>
<script src="{address("leaflet/leaflet.js")}"></script><script src="{address("shelterline.js")}"></script>
<script>
  window.sent = []; window.paints = 0; window.alerts = [];
  window.alert = (text) => alerts.push(text);
  window.Streamlit = {{ setComponentValue: (value) => sent.push(value) }};
  document.addEventListener("shelterline:painted", () => {{ paints += 1; }});
  window.run = (script) => {{
    (window.feature_group || []).forEach((group) => map.removeLayer(group));
    eval(script);
  }};
</script></body></html>"""


def scripts(drawn: MapState) -> tuple[str, str]:
    """What the page hands to the map's frame: the base map's script, and the state's."""
    chart = base_map()
    chart.get_root().render()
    base = _get_map_string(chart)
    return base, _get_feature_group_string(state_group(drawn), map=chart)


@dataclass
class Chart:
    """The map in a page of its own."""

    page: Page
    asked: list[str] = field(default_factory=list)
    """Hosts other than ours that were asked for something."""
    errors: list[str] = field(default_factory=list)
    told: tuple[Told, ...] = TESTVILLE
    """What the tiles hold."""
    tiles: list[str] = field(default_factory=list)
    """Addresses of the tiles asked for."""
    failing: int = 0
    """How many answers to come are errors."""
    answers: dict[str, bytes] = field(default_factory=dict)
    """JSON that is answered at other paths."""
    held: list[Route] | None = None
    """Requests for tiles that wait for an answer; None when they are answered at once."""

    def show(self, drawn: MapState) -> None:
        """Hand a state to the map and wait until it is painted."""
        before = self.page.evaluate("paints")
        self.hand(drawn)
        self.page.wait_for_function("before => paints > before", arg=before)

    def hand(self, drawn: MapState) -> None:
        """Hand a state to the map."""
        base, script = scripts(drawn)
        if not self.page.evaluate("Boolean(window.map)"):
            self.page.add_script_tag(content=f"{base}\nwindow.map = map_div;")
        self.page.evaluate("run", script)

    def painted(self) -> dict[str, Any]:
        return self.page.evaluate("shelterlinePainted")

    def tip(self) -> str:
        self.page.wait_for_function("!document.querySelector('.shelterline-tip').hidden")
        return self.page.locator(".shelterline-tip").text_content() or ""

    def point(self, lat: float, lon: float) -> tuple[float, float]:
        at = self.page.evaluate(
            "at => { const p = map.latLngToContainerPoint(at); return [p.x, p.y] }", [lat, lon]
        )
        return at[0], at[1]

    def sent(self) -> list[dict[str, Any]]:
        return self.page.evaluate("sent")

    def wait_for_sent(self, count: int) -> dict[str, Any]:
        self.page.wait_for_function("count => sent.length >= count", arg=count)
        return self.sent()[-1]

    def answer(self, route: Route) -> None:
        address = urlsplit(route.request.url)
        name = address.path.removeprefix("/assets/")
        if f"{address.scheme}://{address.netloc}" != ORIGIN:
            self.asked.append(address.netloc)
            route.abort()
        elif address.path == "/":
            route.fulfill(body=SHELL, content_type="text/html")
        elif address.path == "/geography.json":
            route.fulfill(body=geography(), content_type="application/json")
        elif address.path == "/embed/frame":
            # Nothing lies outside of the frame.
            route.fulfill(body="", content_type="text/plain")
        elif address.path.startswith("/tiles/"):
            self.tiles.append(route.request.url.removeprefix(ORIGIN))
            if self.held is None:
                self.answer_tile(route)
            else:
                self.held.append(route)
        elif address.path in self.answers:
            route.fulfill(body=self.answers[address.path], content_type="application/json")
        elif name in assets():
            route.fulfill(body=assets()[name].content, content_type=assets()[name].media_type)
        else:
            route.fulfill(status=404)

    def answer_tile(self, route: Route) -> None:
        if self.failing:
            self.failing -= 1
            route.fulfill(status=500)
            return
        z, x, y = map(int, re.findall(r"\d+", urlsplit(route.request.url).path))
        route.fulfill(body=tile(self.told, z, x, y), content_type="application/vnd.mapbox-vector-tile")

    def let_go(self) -> None:
        """Answer what was held, and hold nothing any more."""
        held, self.held = self.held or [], None
        for route in held:
            self.answer_tile(route)
