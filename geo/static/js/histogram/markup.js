// What stands around the chart: tools, signs and menu. The style comes along with the script: a sheet of its own
// would be a round trip during which the histogram has none.
import { tableOf } from "./save.js";

/** @type {Record<string, string>} */
export const ICONS = {
  back: "M11 3v10L4 8zM3 3h1.6v10H3z",
  play: "M4 2.5v11L13 8z",
  pause: "M4 3h3v10H4zM9 3h3v10H9z",
  on: "M5 3v10l7-5zM11.4 3H13v10h-1.6z",
  more: "M3 7a1.2 1.2 0 1 0 .01 0zM8 7a1.2 1.2 0 1 0 .01 0zM13 7a1.2 1.2 0 1 0 .01 0z",
};

export const STYLE = SHELTERLINE.css;

export const PARTS = `
  <section class="strip" part="strip">
    <div class="tools" role="group">
      <div class="row">
        <button type="button" data-do="back"></button>
        <button type="button" data-do="play"></button>
        <button type="button" data-do="on"></button>
        <button type="button" data-do="more" aria-haspopup="dialog" aria-expanded="false"></button>
      </div>
      <div class="row choices"><select data-set="mode"></select><select data-set="speed"></select></div>
      <output class="range" aria-live="off"></output><p class="heard" role="status"></p>
    </div>
    <div class="chart">
      <div class="head"><h2></h2><span class="signs"></span><p class="said" role="status"></p><output class="hover" aria-live="off"></output></div>
      <svg role="group"></svg>
    </div>
    <div class="menu" popover role="dialog"></div>
  </section>`;

/** @type {(data: HistogramData, colour: string) => HTMLElement[]} */
export const signsOf = ({ text, late, longer, pauses, certain, possible }, colour) => {
  const signs = [];
  // With nothing pale to see, full colour needs no key.
  if (possible.some((n, i) => n > certain[i])) signs.push(sign("solid", text.certain, colour), sign("pale", text.possible, colour));
  if (longer.label) signs.push(sign("longer", longer.label, colour));
  if (pauses.length) signs.push(sign("pause", text.pause_legend));
  if (late) {
    signs.push(sign("late", text.late));
    signs[signs.length - 1].title = late.text;
  }
  return signs;
};

/** @type {(className: string, label: string, colour?: string) => HTMLElement} */
const sign = (className, label, colour = "") => {
  const node = document.createElement("span");
  const box = document.createElement("i");
  box.className = className;
  if (colour) box.style.setProperty("--c", colour);
  node.append(box, label);
  return node;
};

/** @type {(what: string, label: string) => HTMLElement} */
const button = (what, label) => {
  const node = document.createElement("button");
  node.type = "button";
  node.dataset.do = what;
  node.textContent = label;
  return node;
};

/** @type {(data: HistogramData, format: DayFormats) => HTMLElement[]} */
export const menuParts = (data, format) => {
  const { text, source, zoomed } = data;
  const row = document.createElement("div");
  row.className = "row";
  /** @type {[string, string][]} */
  const offered = [zoomed ? ["whole", text.whole] : ["closer", text.closer], ["png", text.save_png], ["svg", text.save_svg],
    ["close", text.close]];
  // A page that has no words for one does not offer it.
  row.append(...offered.filter(([, label]) => label).map(([what, label]) => button(what, label)));
  const [keys, from] = [`${text.keys} ${text.turn}`, source].map((said) => {
    const line = document.createElement("p");
    line.textContent = said;
    return line;
  });
  const table = document.createElement("div");
  table.className = "table";
  table.tabIndex = 0;
  table.append(tableOf(data, format));
  return [row, keys, from, table];
};
