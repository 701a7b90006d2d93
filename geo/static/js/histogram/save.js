// What the histogram gives away: its table, and its picture as SVG and PNG.
import { drawChart, markFrame, scalesOf } from "./chart.js";
import { svgElement, svgText, textWidth } from "./svg.js";

const WIDTH = 1000;
const CHART = 170;
const SCALE = 2;

// Everything that the picture shows, in words: built when it is asked for.
/** @type {(data: HistogramData, format: DayFormats) => HTMLElement} */
export const tableOf = (data, format) => {
  /** @type {(name: string, text?: string, attributes?: Record<string, string>) => HTMLElement} */
  const make = (name, text = "", attributes = {}) => {
    const node = document.createElement(name);
    if (text) node.textContent = text;
    Object.entries(attributes).forEach(([key, value]) => node.setAttribute(key, value));
    return node;
  };
  /** @type {(cells: string[], name: string) => HTMLElement} */
  const line = (cells, name) => {
    const row = make("tr");
    cells.forEach((cell, i) => row.append(i && name === "td" ? make("td", cell)
      : make("th", cell, { scope: name === "td" ? "row" : "col", ...(i ? {} : { class: "first" }) })));
    return row;
  };
  /** @type {(caption: string, head: string[], rows: string[][]) => HTMLElement} */
  const build = (caption, head, rows) => {
    const table = make("table");
    const [top, body] = [make("thead"), make("tbody")];
    top.append(line(head, "th"));
    rows.forEach((row) => body.append(line(row, "td")));
    table.append(make("caption", caption), top, body);
    return table;
  };
  /** @type {string[][]} */
  const rows = [];
  data.edges.slice(1).forEach((after, i) => {
    if (!data.possible[i]) return;
    rows.push([format.days(data.edges[i], after - 1), format.both(data.certain[i], data.possible[i])]);
  });
  const box = make("div");
  box.append(build(data.text.title, [data.text.period, data.text.all], rows), make("p", data.text.both));
  const { label, periods, rest } = data.longer;
  if (label) {
    box.append(build(data.text.longer, [data.text.period, data.text.all],
      periods.map(({ first, last, n }) => [format.days(first, last), format.number(n)])), make("p", rest ? `${label} (+ ${rest})` : label));
  }
  box.append(build(data.text.pauses, [data.text.pause, data.text.stated, data.text.disputed,
      data.text.announced_by, data.text.publisher, data.text.url],
    data.pauses.map((pause) => [pause.name, pause.days, pause.disputed, pause.announced_by, pause.publisher, pause.url])),
    make("p", data.text.ends));
  if (data.late) box.append(make("p", data.late.text));
  return box;
};

// A picture that stands alone: title, legend, chart, source.
/** @type {(data: HistogramData, range: DayRange, palette: ChartColours, format: DayFormats) => SVGSVGElement} */
export const pictureOf = (data, range, palette, format) => {
  const svg = svgElement("svg", { xmlns: "http://www.w3.org/2000/svg", direction: "ltr" });
  const start = data.dir === "rtl" ? WIDTH - 16 : 16;
  /** @type {TextStyle["anchor"]} */
  const side = data.dir === "rtl" ? "right" : "left";
  /** @type {(text: string, y: number, more?: TextStyle, fill?: string) => void} */
  const say = (text, y, more = {}, fill = palette.text) => svg.append(
    svgText(text, start, y, fill, data.dir, { anchor: side, size: 12, ...more }));
  const paper = svgElement("rect", { width: WIDTH, fill: palette.page });
  svg.append(paper);
  say(data.sentence, 26, { size: 16, weight: 600 });
  say(`${data.text.title} · ${format.days(range.from, range.to)}`, 45, {}, palette.soft);
  const chart = svgElement("g", { transform: "translate(8 56)" });
  const scale = scalesOf(data, WIDTH - 16, CHART);
  drawChart(chart, data, scale, palette, format);
  markFrame(chart, scale, range, range.from <= data.first && range.to >= data.last);
  chart.append(svgElement("rect", { x: scale.x(range.from), y: scale.roof, fill: "none", stroke: palette.frame,
    width: scale.x(range.to + 1) - scale.x(range.from), height: scale.floor - scale.roof }));
  svg.append(chart);
  let y = 56 + CHART + 22;
  y = legend(svg, data, palette, y) + 22;
  wrapped(data.source, WIDTH - 32, 11).forEach((part, i) => say(part, y + i * 15, { size: 11 }, palette.soft));
  y += wrapped(data.source, WIDTH - 32, 11).length * 15;
  svg.setAttribute("width", String(WIDTH));
  svg.setAttribute("height", String(y));
  svg.setAttribute("viewBox", `0 0 ${WIDTH} ${y}`);
  paper.setAttribute("height", String(y));
  return svg;
};

/** @type {(svg: SVGElement, data: HistogramData, palette: ChartColours, top: number) => number} */
const legend = (svg, data, palette, top) => {
  let [x, y] = [16, top];
  /** @type {(draw: (at: number, y: number) => Node, text: string) => void} */
  const sign = (draw, text) => {
    const width = 16 + textWidth(text, 11) * 1.12 + 18; // the reader's font may be wider
    if (x + width > WIDTH - 16) [x, y] = [16, y + 17];
    const [at, line] = data.dir === "rtl" ? [WIDTH - x - 12, y] : [x, y];
    svg.append(draw(at, line - 9));
    svg.append(svgText(text, data.dir === "rtl" ? at - 4 : at + 16, line, palette.text, data.dir,
      { size: 11, anchor: data.dir === "rtl" ? "right" : "left" }));
    x += width;
  };
  /** @type {(fill: string, more?: Attributes) => (at: number, y: number) => Node} */
  const box = (fill, more = {}) => (at, y0) => svgElement("rect", { x: at, y: y0, width: 12, height: 10, fill, ...more });
  if (data.possible.some((n, i) => n > data.certain[i])) {
    sign(box(palette.bar), data.text.certain);
    sign(box(palette.bar, { "fill-opacity": 0.4 }), data.text.possible);
  }
  if (data.longer.label) sign(box(palette.bar, { height: 3 }), data.longer.label);
  if (data.pauses.length) sign(box(palette.pause, { "fill-opacity": 0.3 }), data.text.pause_legend);
  if (data.late) sign(box("url(#late)"), data.text.late);
  return y;
};

/** @type {(text: string, width: number, size: number) => string[]} */
const wrapped = (text, width, size) => text.split(" ").reduce((/** @type {string[]} */ lines, word) => {
  const last = lines[lines.length - 1];
  if (last && textWidth(`${last} ${word}`, size) <= width) lines[lines.length - 1] = `${last} ${word}`;
  else lines.push(word);
  return lines;
}, []);

/** @type {(blob: Blob, name: string) => void} */
const hand = (blob, name) => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
};

/** @type {(svg: SVGSVGElement, name: string, suffix: string) => Promise<void>} */
export const saveAs = async (svg, name, suffix) => {
  const text = new XMLSerializer().serializeToString(svg);
  const vector = new Blob([text], { type: "image/svg+xml" });
  if (suffix === "svg") {
    hand(vector, `${name}.svg`);
    return;
  }
  const picture = new Image();
  const url = URL.createObjectURL(vector);
  picture.src = url;
  await picture.decode();
  const canvas = document.createElement("canvas");
  canvas.width = Number(svg.getAttribute("width")) * SCALE;
  canvas.height = Number(svg.getAttribute("height")) * SCALE;
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(url);
  canvas.toBlob((blob) => hand(blob, `${name}.png`), "image/png");
};
