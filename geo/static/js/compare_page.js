// Two maps in a page of their own: one beside the other, or one over the other with a curtain between them. The page
// holds what they show, or the app hands it over, again with each change.
import { Curtain } from "./curtain.js";
import { loadGeography } from "./geography.js";
import { HerePanel } from "./here_panel.js";
import { FRAME_HOOKS } from "./hooks.js";
import { Spots } from "./spots.js";
import { surface } from "./surface.js";
import { keepTogether } from "./together.js";
import { update } from "./view.js";

/** @type {PairSide[]} */
const SIDES = ["a", "b"];
const stage = document.getElementById("sl-two");
const curtain = new Curtain(document.getElementById("sl-both"), document.getElementById("sl-curtain"));
/** @type {Partial<Record<PairSide, L.Map>>} */
const maps = {};
/** @type {Partial<Record<PairSide, Spots>>} */
const spots = {};
// What each map was handed last: what has not changed is not painted anew.
/** @type {Partial<Record<PairSide, string>>} */
const told = {};
/** @type {PairData} */
let data = null;
const panel = new HerePanel({ closed: () => SIDES.forEach((side) => spots[side].giveFocusBack()), comesBelow: true });
/** @type {Record<PairSide, number>} */
const seen = { a: 0, b: 0 };
// Who hears of the reader's moves: the app around the frame.
/** @type {((place: Viewport) => void) | null} */
let heard = null;

/** @type {(side: PairSide) => HTMLElement} */
const sideOf = (side) => stage.querySelector(`[data-side="${side}"]`);

/** @type {(side: PairSide, pick: Picked) => void} */
const open = (side, pick) => {
  const name = document.createElement("p");
  name.className = "sl-side-of";
  name.textContent = data.names[side];
  panel.load(data.here[side], pick, data.most_cells, data.words.failed, [name]);
};

// Links beside the maps lead to the place that they show.
/** @type {(place: Viewport) => void} */
const moved = ({ lat, lon, z }) => {
  const place = { lat: lat.toFixed(5), lon: lon.toFixed(5), z: String(z) };
  for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll("a[data-placed]"))) {
    const address = new URL(link.href);
    for (const [name, value] of Object.entries(place)) address.searchParams.set(name, value);
    link.href = address.href;
  }
  heard?.({ lat, lon, z });
};

// A second map that told the same place, rounded otherwise, would have the address go to and fro.
const NOWHERE = /** @type {Window} */ (/** @type {unknown} */ ({ location: { search: "" }, history: null }));

/** @type {(side: PairSide, state: MapState) => void} */
const make = (side, state) => {
  const box = /** @type {HTMLElement} */ (sideOf(side).querySelector(".sl-map"));
  const over = /** @type {HTMLElement} */ (sideOf(side).querySelector(".sl-spots"));
  const { lat, lon, z } = state.viewport;
  const map = L.map(box, { ...data.options, center: [lat, lon], zoom: z, zoomControl: false });
  maps[side] = map;
  spots[side] = new Spots(over, () => map);
  box.addEventListener("shelterline:painted", () => spots[side].place());
  update(map, state, {
    page: side === "a" ? () => (window.parent === window || !heard ? window : window.parent) : () => NOWHERE,
    tell: ({ viewport, pick }) => {
      if (side === "a") moved(viewport);
      if (pick && pick.n !== seen[side]) {
        seen[side] = pick.n;
        open(side, pick);
      }
    },
    outside: FRAME_HOOKS.outside,
    placesAt: null,
    geographyAt: loadGeography,
    // One of the two paints on before the other, or a hand would wait for both in one picture.
    marginLeft: side === "a" ? 0.3 : 0,
  });
};

/** @type {(next: PairData) => void} */
const take = (next) => {
  data = next;
  stage.dataset.form = data.form;
  curtain.text = (at) => data.words.curtain_at.replace("{a}", String(at)).replace("{b}", String(100 - at));
  curtain.put(curtain.at);
  for (const side of SIDES) {
    sideOf(side).querySelector(".sl-side-said").textContent = data.said[side];
    const map = maps[side];
    if (!map) make(side, data[side]);
    else if (JSON.stringify(data[side]) !== told[side]) update(map, data[side]);
    told[side] = JSON.stringify(data[side]);
  }
  if (!window.map) keepTogether(maps.a, maps.b);
  window.map = maps.a;
  window.otherMap = maps.b;
};

// What has the focus is never under the curtain.
for (const side of SIDES) {
  sideOf(side).querySelector(".sl-spots").addEventListener("focusin", ({ target }) => {
    const spot = /** @type {HTMLElement} */ (target);
    if (stage.dataset.form === "curtain") curtain.uncover(spot.getBoundingClientRect(), side);
  });
}

window.Shelterline = surface;
window.shelterlinePair = {
  take: (next, tell) => {
    heard = tell;
    take(next);
  },
};
const inPage = document.getElementById("sl-data");
if (inPage) take(JSON.parse(inPage.textContent));
