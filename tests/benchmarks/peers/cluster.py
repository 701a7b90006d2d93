"""A peer: `st_folium` with folium's `FastMarkerCluster`."""

import folium
from folium.plugins import FastMarkerCluster
from points import CENTRE, STATIC, ZOOM, chosen
from streamlit_folium import st_folium  # noqa: TID251 no page of ours

frame = chosen()
chart = folium.Map(CENTRE, zoom_start=ZOOM, tiles=None, prefer_canvas=True, maxZoom=18)
chart.default_js = [("leaflet", f"{STATIC}/leaflet.js")]
chart.default_css = [("leaflet_css", f"{STATIC}/leaflet.css")]
# A circle, as the default's icon needs one library more.
draw = "row => L.circleMarker([row[0], row[1]], {radius: 4, weight: 1})"
clusters = FastMarkerCluster(frame[["lat", "lon"]], callback=draw)
clusters.default_js = [("markercluster", f"{STATIC}/leaflet.markercluster.js")]
clusters.default_css = [
    ("markercluster_css", f"{STATIC}/MarkerCluster.css"),
    ("markercluster_default_css", f"{STATIC}/MarkerCluster.Default.css"),
]
clusters.add_to(chart)
st_folium(chart, height=600, use_container_width=True, returned_objects=[])
