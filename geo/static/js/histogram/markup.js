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

export const PARTS = `
  <style>${SHELTERLINE.css}</style>
  <section class="strip" part="strip">
    <div class="tools" role="group">
      <div class="row">
        <button type="button" data-do="back"></button>
        <button type="button" data-do="play"></button>
        <button type="button" data-do="on"></button>
        <button type="button" data-do="more" aria-haspopup="dialog" aria-expanded="false"></button>
      </div>
      <div class="row choices"><select data-set="mode"></select><select data-set="speed"></select></div>
      <output class="range"></output>
    </div>
    <div class="chart">
      <div class="head"><h2></h2><span class="signs"></span><p class="said" role="status"></p><output class="hover" aria-live="off"></output></div>
      <div class="series"></div>
      <svg role="group"></svg>
      <p class="source"></p>
    </div>
    <div class="menu" popover role="dialog"></div>
  </section>`;

/** @type {(data: HistogramData, dark: boolean) => HTMLElement[]} */
export const seriesSigns = ({ series }, dark) =>
  series.map((each) => sign("solid", each.label, each[dark ? "dark" : "light"]));

/** @type {(data: HistogramData) => HTMLElement[]} */
export const signsOf = ({ text, late, pauses }) => {
  const signs = [sign("solid", text.certain), sign("hatched", text.possible)];
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

/** @type {(what: string, label: string, pressed?: boolean | null) => HTMLElement} */
const button = (what, label, pressed = null) => {
  const node = document.createElement("button");
  node.type = "button";
  node.dataset.do = what;
  node.textContent = label;
  if (pressed !== null) node.setAttribute("aria-pressed", String(pressed));
  return node;
};

/** @type {(data: HistogramData, format: DayFormats) => HTMLElement[]} */
export const menuParts = (data, format) => {
  const { text, by, zoomed } = data;
  const row = document.createElement("div");
  row.className = "row";
  row.append(button("kind", text.by_kind, by === "kind"), button("source", text.by_source, by === "source"),
    zoomed ? button("whole", text.whole) : button("closer", text.closer),
    button("png", text.save_png), button("svg", text.save_svg), button("close", text.close));
  const keys = document.createElement("p");
  keys.textContent = text.keys;
  const table = document.createElement("div");
  table.className = "table";
  table.tabIndex = 0;
  table.append(tableOf(data, format));
  return [row, keys, table];
};
