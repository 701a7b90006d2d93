"""A peer: `st_folium` with one `folium.GeoJson` of circle markers."""

import folium
from points import CENTRE, COLOUR, STATIC, ZOOM, chosen
from streamlit_folium import st_folium  # noqa: TID251 no page of ours

frame = chosen()
chart = folium.Map(CENTRE, zoom_start=ZOOM, tiles=None, prefer_canvas=True)
chart.default_js = [("leaflet", f"{STATIC}/leaflet.js")]
chart.default_css = [("leaflet_css", f"{STATIC}/leaflet.css")]
features = [
    {
        "type": "Feature",
        "properties": {"id": row.report_id, "kind": row.kind},
        "geometry": {"type": "Point", "coordinates": [row.lon, row.lat]},
    }
    for row in frame.itertuples(index=False)
]
marker = folium.CircleMarker(radius=4, weight=1, color=COLOUR, fill=True)
folium.GeoJson({"type": "FeatureCollection", "features": features}, marker=marker).add_to(chart)
st_folium(chart, height=600, use_container_width=True, returned_objects=[])
