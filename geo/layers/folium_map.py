"""The folium side of the map: a base map that never changes, and one group that carries the state.

streamlit-folium keys its frame by a hash of the base map's script, and evaluates the script of the
feature group again each time that text changes. So the base map is a constant, and all that may
change travels in the group, as one call of our own script.
"""

from __future__ import annotations

import folium
from branca.element import MacroElement
from folium.template import Template

from geo.filters.view import HOME
from geo.layers.assets import address
from geo.layers.leaflet_options import OPTIONS
from geo.layers.map_state import MapState
from geo.layers.payload import payload


class StateElement(MacroElement):
    """Hands the state to the script of ours that draws it; no folium object for each report."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            Shelterline.update({{ this.map_name() }}, {{ this.payload }});
        {% endmacro %}
        """
    )

    def __init__(self, state: MapState) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca's is not annotated
        self._name = "ShelterlineState"
        self.payload = payload(state)

    def map_name(self) -> str:
        """Name of the JavaScript variable that holds the map: the group's parent."""
        group = self._parent
        if group is None or group._parent is None:  # noqa: SLF001  (branca has no public way up)
            raise ValueError("the state's group must be added to a map before it is rendered")
        name: str = group._parent.get_name()  # noqa: SLF001
        return name


def base_map() -> folium.Map:
    """The map without content: the same script on every call, links only below `/assets`.

    Build it anew for each run; streamlit-folium changes the object that it is given.
    """
    chart = folium.Map(
        location=HOME[:2],
        zoom_start=HOME[2],
        tiles=None,
        zoom_control=False,
        control_scale=False,
        **OPTIONS,
    )
    # On the instance: the class's lists are shared by every folium map of the process.
    chart.default_js = [
        ("leaflet", address("leaflet/leaflet.js")),
        ("shelterline", address("shelterline.js")),
    ]
    chart.default_css = [
        ("leaflet_css", address("leaflet/leaflet.css")),
        ("shelterline_css", address("shelterline.css")),
    ]
    return chart


def state_group(state: MapState) -> folium.FeatureGroup:
    """The state as a feature group, for `feature_group_to_add` or `add_to(base_map())`."""
    # The name is constant: folium would otherwise put a random one into the script.
    group = folium.FeatureGroup(name="shelterline", control=False)
    group.add_child(StateElement(state), name="state")
    return group
