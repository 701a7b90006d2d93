// A story: one map beside its steps. It shows the view of the step that is read, by scrolling, buttons or arrow keys.
import { columnsOf, Points } from "./brush_index/points.js";
import { loadGeography, prepareGeography } from "./geography.js";
import { HerePanel } from "./here_panel.js";
import { withNumber } from "./numbers.js";
import { Spots } from "./spots.js";
import { surface } from "./surface.js";
import { update } from "./view.js";

const { options, steps, most_cells: mostCells, words } = /** @type {StoryData} */ (
  JSON.parse(document.getElementById("sl-data").textContent));
const outlinesInFile = document.getElementById("sl-geography");
const inFile = Boolean(outlinesInFile);
const articles = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".sl-step")]);
const aside = /** @type {HTMLElement} */ (document.querySelector(".sl-story-map"));
const panel = new HerePanel({ closed: () => spots.giveFocusBack(), comesBelow: false });
const now = document.getElementById("sl-now");
const [before, next] = ["sl-before", "sl-next"].map((id) => document.getElementById(id));
const still = window.matchMedia("(prefers-reduced-motion: reduce)");
const box = document.getElementById("sl-map");
const points = steps.map(({ reports }) => (reports ? new Points(columnsOf(reports)) : null));
let current = -1;
let seen = 0;

document.documentElement.classList.add("sl-js");
aside.hidden = false;

// The rows of a step that lie where the reader has clicked: a file has no others.
/** @type {(pick: Picked) => HTMLElement[]} */
const citedHere = ({ reports, cells, zones, sheltering }) => {
  const ids = new Set([...reports, ...(points[current]?.idsIn(cells) || []), ...zones, ...sheltering]);
  return /** @type {HTMLElement[]} */ ([...articles[current].querySelectorAll(".sl-cited > li")])
    .filter((line) => ids.has(line.id.split("-").slice(3).join("-")))
    .map((line) => {
      const copy = /** @type {HTMLElement} */ (document.createElement("p"));
      copy.append(...[...line.childNodes].map((node) => node.cloneNode(true)));
      return copy;
    });
};

/** @type {(pick: Picked) => void} */
const open = (pick) => {
  if (!inFile) {
    panel.load(steps[current].here, pick, mostCells, words.failed);
    return;
  }
  const found = citedHere(pick);
  if (found.length) panel.show(found);
  else panel.say(words.not_in_file);
};

const map = L.map(box, { ...options, center: [steps[0].state.viewport.lat, steps[0].state.viewport.lon], zoom: steps[0].state.viewport.z, zoomControl: false });
const spots = new Spots(document.getElementById("sl-spots"), () => map);

/** @type {(state: MapState) => void} */
const paint = (state) => update(map, state, {
  page: () => window,
  tell: ({ viewport, pick }) => {
    const { lat, lon, z } = steps[current].state.viewport;
    const isMoved = viewport.z !== z || Math.abs(viewport.lat - lat) > 1e-4 || Math.abs(viewport.lon - lon) > 1e-4;
    if (isMoved) outlinesEverywhere();
    if (!pick || pick.n === seen) return;
    seen = pick.n;
    open(pick);
  },
  outside: null,
  placesAt: inFile ? (tile) => points[current].placesAt(tile) : null,
  geographyAt: inFile
    ? (name) => Promise.resolve().then(() => prepareGeography(JSON.parse(outlinesInFile.textContent)[name]))
    : loadGeography,
});

// The outlines at hand are fine where the first step looks; from the first move on, everywhere.
const outlinesEverywhere = () => {
  const { whole, state } = steps[current];
  if (whole && state.geography !== whole) {
    steps[current] = { ...steps[current], state: { ...state, geography: whole } };
    map.shelterline.update(steps[current].state);
  }
};

/** @type {(index: number) => void} */
const turnTo = (index) => {
  if (index === current || !steps[index]) return;
  const isFirst = current < 0;
  current = index;
  const { state } = steps[index];
  const title = articles[index].querySelector("h2").textContent;
  now.textContent = withNumber(words.now.replace("{title}", () => title).replace("{total}", String(steps.length)), String(index + 1));
  articles.forEach((article, i) => article.classList.toggle("sl-current", i === index));
  before.setAttribute("aria-disabled", String(index === 0));
  next.setAttribute("aria-disabled", String(index === steps.length - 1));
  panel.box.hidden = true;
  if (!isFirst) {
    const { lat, lon, z } = state.viewport;
    map.setView([lat, lon], z, { animate: !still.matches });
  }
  paint(state);
};

// By button or key: the text goes along, and its own scrolling does not turn back meanwhile.
let led = 0;
/** @type {(index: number) => void} */
const leadTo = (index) => {
  if (!steps[index]) return;
  // A jump is over with the next picture, a glide takes its time.
  led = Date.now() + (still.matches ? 60 : 900);
  articles[index].scrollIntoView({ block: "start", behavior: still.matches ? "auto" : "smooth" });
  turnTo(index);
};
before.addEventListener("click", () => leadTo(current - 1));
next.addEventListener("click", () => leadTo(current + 1));

document.addEventListener("keydown", (event) => {
  const target = /** @type {HTMLElement} */ (event.target);
  const isTaken = event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || target.closest("#sl-map, #sl-spots, .sl-scroll, input, select, textarea");
  const forward = document.documentElement.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
  if (isTaken || !["ArrowLeft", "ArrowRight"].includes(event.key)) return;
  event.preventDefault();
  leadTo(current + (event.key === forward ? 1 : -1));
});

// The step whose text has come to the line at which one reads: the last that begins above it.
const follow = () => {
  if (Date.now() < led) return;
  const wide = window.matchMedia("(min-width: 900px)").matches;
  const line = wide ? window.innerHeight * 0.42 : aside.getBoundingClientRect().bottom + window.innerHeight * 0.22;
  const above = articles.filter((article) => article.getBoundingClientRect().top <= line).length;
  turnTo(Math.max(0, above - 1));
};
let waiting = 0;
const soon = () => {
  cancelAnimationFrame(waiting);
  waiting = requestAnimationFrame(follow);
};
document.addEventListener("scroll", soon, { passive: true });
window.addEventListener("resize", soon);

box.addEventListener("shelterline:painted", () => spots.place());
window.map = map;
window.Shelterline = surface;
const named = articles.findIndex(({ id }) => `#${id}` === window.location.hash);
turnTo(Math.max(0, named));
follow();
