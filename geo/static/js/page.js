// The map in a page of its own, without Streamlit: an embed, or a file that holds all of it.
import { loadGeography, prepareGeography } from "./geography.js";
import { HerePanel } from "./here_panel.js";
import { meetHost } from "./host.js";
import { ofDays, PageDates } from "./page_dates.js";
import { Spots } from "./spots.js";
import { surface } from "./surface.js";
import { update } from "./view.js";

const { options, state, here, in_frame: inFrame, most_cells: mostCells, geography, reports, dates, words } = /** @type {PageData} */ (
  JSON.parse(document.getElementById("sl-data").textContent));
const panel = new HerePanel({ closed: () => spots.giveFocusBack(), comesBelow: true });
const full = /** @type {HTMLAnchorElement} */ (document.getElementById("sl-full"));
const box = document.getElementById("sl-map");
const days = dates && new PageDates(dates, state, words);
// A file holds its reports itself: those of all dates, or where they are too many those of its own.
const columns = reports && window.shelterlineDates.columnsOf(reports);
const inline = columns ? new window.shelterlineDates.Points(columns) : dates?.file && days;
/** @type {(address: string) => string} */
const dated = (address) => (days ? ofDays(address, days.days) : address);

// A row of the table as a card: what its columns are called, and what it says in them.
/** @type {(row: HTMLTableRowElement) => HTMLElement} */
const cardOf = (row) => {
  const card = document.createElement("article");
  card.className = "sl-card";
  const list = document.createElement("dl");
  const heads = [...row.closest("table").tHead.rows[0].cells];
  [...row.cells].forEach((cell, i) => {
    const [term, said] = [document.createElement("dt"), document.createElement("dd")];
    term.textContent = heads[i].textContent;
    said.dir = "auto";
    said.append(...[...cell.childNodes].map((node) => node.cloneNode(true)));
    list.append(term, said);
  });
  card.append(list);
  return card;
};

/** @type {(pick: Picked) => HTMLTableRowElement[]} */
const rowsOf = ({ reports, cells, areas, zones, sheltering }) => {
  const ids = new Set([...reports, ...inline.idsIn(cells), ...zones, ...sheltering]);
  const inAreas = new Set(areas);
  return /** @type {HTMLTableRowElement[]} */ ([...document.querySelectorAll("tr[data-id]")])
    .filter((row) => ids.has(row.dataset.id) || (row.dataset.area && inAreas.has(row.dataset.area) && (!days || days.has(row))));
};

/** @type {(pick: Picked) => void} */
const open = (pick) => {
  if (!inline) {
    panel.load(dated(here), pick, mostCells, words.failed);
    return;
  }
  const rows = rowsOf(pick);
  if (rows.length) panel.show(rows.map(cardOf));
  else panel.say(words.not_in_file);
};

/** @type {(viewport: Viewport) => string} */
const placeOf = ({ lat, lon, z }) => [lat.toFixed(5), lon.toFixed(5), z].join();
const outlinesEverywhere = () => {
  const { shelterline } = map;
  if (geography && shelterline.state.geography !== geography) shelterline.update({ ...shelterline.state, geography });
};
let seen = 0;
/** @type {Hooks["tell"]} */
const tell = ({ viewport, pick }) => {
  const address = new URL(full.href);
  for (const [name, value] of [["lat", viewport.lat.toFixed(5)], ["lon", viewport.lon.toFixed(5)], ["z", String(viewport.z)]]) {
    address.searchParams.set(name, value);
  }
  full.href = dated(address.href);
  // The outlines at hand are fine where the view looked at first; from the first move on, everywhere.
  if (placeOf(viewport) !== placeOf(state.viewport)) outlinesEverywhere();
  if (pick && pick.n !== seen) {
    seen = pick.n;
    open(pick);
  }
};

// How many of the reports shown lie in the frame, which the counts over the map do not say.
let frames = 0;
/** @type {() => Promise<void>} */
const countFrame = async () => {
  frames += 1;
  const turn = frames;
  const box = map.getBounds();
  const edges = [box.getWest(), box.getSouth(), box.getEast(), box.getNorth()];
  const bbox = edges.map((degrees) => degrees.toFixed(5)).join();
  const said = await fetch(`${dated(inFrame)}&bbox=${bbox}`).then((answer) => (answer.ok ? answer.text() : ""), () => "");
  if (turn === frames) document.getElementById("sl-in-frame").textContent = said;
};
const outlines = () => prepareGeography(JSON.parse(document.getElementById("sl-geography").textContent));

const spots = new Spots(document.getElementById("sl-spots"), () => map);

box.addEventListener("shelterline:painted", () => spots.place());
const { lat, lon, z } = state.viewport;
const map = L.map(box, { ...options, center: [lat, lon], zoom: z, zoomControl: false });
window.map = map;
window.Shelterline = surface;
update(map, state, {
  page: () => window,
  tell,
  // A page of its own says it in a line below the map.
  outside: null,
  placesAt: inline && ((tile) => inline.placesAt(tile)),
  geographyAt: inline ? () => Promise.resolve().then(outlines) : loadGeography,
});
if (days) {
  // The outlines at hand are of the page's own dates.
  days.begins = outlinesEverywhere;
  days.changed = () => {
    full.href = dated(full.href);
    if (inFrame) countFrame();
  };
  days.offer();
}
if (inFrame) {
  countFrame();
  map.on("moveend resize", countFrame);
}
meetHost();
