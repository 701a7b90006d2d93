// OpenStreetMap's tiles under everything, for readers who turn them on: the only requests to another server.

/** @type {WeakMap<L.Map, L.Layer>} */
const shown = new WeakMap();

/** @type {(map: L.Map, wanted: boolean) => void} */
export const showOsm = (map, wanted) => {
  if (wanted && !shown.has(map)) {
    const pane = map.getPane("shelterline-osm") || map.createPane("shelterline-osm");
    pane.style.zIndex = "200";
    shown.set(map, L.tileLayer("https://tile.openstreetmap.org/{z}/{x}/{y}.png", {
      // Its operators want to know which site shows their pictures, and need not know which view.
      maxZoom: 19, pane: "shelterline-osm", referrerPolicy: "origin",
    }).addTo(map));
  } else if (!wanted && shown.has(map)) {
    shown.get(map).remove();
    shown.delete(map);
  }
};
