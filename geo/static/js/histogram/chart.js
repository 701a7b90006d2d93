// The histogram's picture: bars over time, reports of longer periods above them, pauses, late days, axis.
import { symbols } from "../values.js";
import { dateOf, DAY_MS } from "./days.js";
import { round, svgElement, svgText, TEXT_PX, textWidth } from "./svg.js";

const LEFT = 30;
const RIGHT = 8;
const STUB_PX = 14;
const LABEL_GAP_PX = 6;
const TICK_GAP_PX = 62;
const LANE_PX = 4;
const PALE = 0.4;

// Where days and counts stand in a picture of a width and a height.
/** @typedef {{ angle?: number, gap?: number, width?: number, wash?: number }} HatchStyle */

/** @type {(data: HistogramData, width: number, height: number) => Scale} */
export const scalesOf = (data, width, height) => {
  const { edges } = data;
  const [first, after] = [edges[0], edges[edges.length - 1]];
  const span = Math.max(1, width - LEFT - RIGHT);
  const top = niceTop(Math.max(1, ...data.possible));
  const floor = height - 15;
  const roof = 3;
  const lanes = Math.max(-1, ...data.longer.periods.map(({ lane }) => lane)) + 1;
  const ceiling = roof + (lanes ? lanes * LANE_PX + 3 : 0);
  return {
    width, height, floor, roof, ceiling, top, left: LEFT, right: width - RIGHT,
    x: (day) => LEFT + ((Math.min(after, Math.max(first, day)) - first) / (after - first)) * span,
    day: (x) => first + ((x - LEFT) / span) * (after - first),
    y: (n) => floor - (n / top) * (floor - ceiling),
  };
};

/** @type {(n: number) => number} */
const niceTop = (n) => {
  const step = 10 ** Math.floor(Math.log10(n));
  return [1, 2, 3, 4, 5, 6, 8, 10].map((k) => k * step).find((top) => top >= n);
};

// Draws everything but the brush into a group.
/** @type {(group: SVGElement, data: HistogramData, scale: Scale, palette: ChartColours, format: DayFormats) => void} */
export const drawChart = (group, data, scale, palette, format) => {
  group.replaceChildren();
  const defs = svgElement("defs");
  group.append(defs);
  group.append(svgElement("rect", { x: LEFT, y: scale.roof, width: scale.right - LEFT,
    height: scale.floor - scale.roof, fill: palette.ground }));
  drawLate(group, data, scale, palette, defs);
  drawPauseBands(group, data, scale, palette);
  drawLonger(group, data, scale, palette, format);
  group.append(svgElement("g", { class: "bars" }, ...bars(data, scale, palette.bar)));
  // The same bars in ink, of which only the part in the frame is seen.
  defs.append(svgElement("clipPath", { id: "framed" }, svgElement("rect", { y: scale.roof, width: 0, height: scale.floor - scale.roof })));
  group.append(svgElement("g", { "clip-path": "url(#framed)" }, ...bars(data, scale, palette.ink)));
  drawAxes(group, data, scale, palette, format);
  drawPauseLabels(group, data, scale, palette);
};

/** @type {(defs: SVGDefsElement, id: string, colour: string, style?: HatchStyle) => string} */
const hatch = (defs, id, colour, { angle = 45, gap = 4, width = 1.3, wash = 0.16 } = {}) => {
  if (![...defs.children].some((node) => node.id === id)) {
    defs.append(svgElement("pattern", { id, width: gap, height: gap, patternUnits: "userSpaceOnUse",
      patternTransform: `rotate(${angle})` },
    svgElement("rect", { width: gap, height: gap, fill: colour, "fill-opacity": wash }),
    svgElement("rect", { width, height: gap, fill: colour })));
  }
  return `url(#${id})`;
};

/** @type {(data: HistogramData, scale: Scale, fill: string) => SVGRectElement[]} */
const bars = ({ edges, certain, possible }, scale, fill) => {
  const gap = scale.x(edges[1]) - scale.x(edges[0]) > 3.5 ? 0.8 : 0;
  return certain.flatMap((n, i) => {
    const x = scale.x(edges[i]);
    const width = Math.max(0.6, scale.x(edges[i + 1]) - x - gap);
    /** @type {(low: number, high: number, more?: Attributes) => SVGRectElement[]} */
    const block = (low, high, more = {}) => (high > low ? [svgElement("rect", { x: round(x), width: round(width),
      y: round(scale.y(high)), height: round(scale.y(low) - scale.y(high)), fill, ...more })] : []);
    return [...block(0, n), ...block(n, possible[i], { "fill-opacity": PALE })];
  });
};

/** @type {(group: SVGElement, data: HistogramData, scale: Scale, palette: ChartColours, format: DayFormats) => void} */
const drawLonger = (group, { longer }, scale, palette, format) => {
  const spans = svgElement("g", { class: "longer" });
  longer.periods.forEach(({ first, last, n, lane }) => {
    const x = scale.x(first);
    spans.append(svgElement("rect", { x: round(x), y: scale.roof + lane * LANE_PX + 1, height: LANE_PX - 1.5,
      width: round(Math.max(2, scale.x(last + 1) - x - 1)), fill: palette.bar },
    svgElement("title", {}, `${format.days(first, last)}: ${format.number(n)}`)));
  });
  group.append(spans);
};

// What of the bars lies in a range; of the whole time nothing is told apart.
/** @type {(group: SVGElement, scale: Scale, range: DayRange, isWhole: boolean) => void} */
export const markFrame = (group, scale, { from, to }, isWhole) => {
  const frame = group.querySelector("#framed rect");
  frame?.setAttribute("x", String(scale.x(from)));
  frame?.setAttribute("width", String(isWhole ? 0 : Math.max(1, scale.x(to + 1) - scale.x(from))));
};

/** @type {(group: SVGElement, data: HistogramData, scale: Scale, palette: ChartColours, defs: SVGDefsElement) => void} */
const drawLate = (group, { late, edges }, scale, palette, defs) => {
  if (!late) return;
  const x = scale.x(late.from);
  const width = scale.x(edges[edges.length - 1]) - x;
  if (width <= 0) return;
  group.append(svgElement("rect", { class: "late", x, width, y: scale.roof, height: scale.floor - scale.roof,
    fill: hatch(defs, "late", palette.soft, { angle: 45, gap: 6, width: 0.8, wash: 0 }), opacity: 0.4 },
  svgElement("title", {}, late.text)));
};

/** @type {(pause: Pause, scale: Scale) => DayRange} */
const bandOf = (pause, scale) => {
  const from = pause.first === null ? scale.x(pause.last + 1) - STUB_PX : scale.x(pause.first);
  const to = pause.last === null ? from + STUB_PX : scale.x(pause.last + 1);
  return { from: Math.max(scale.left, from), to: Math.min(scale.right, Math.max(to, from + 2)) };
};

/** @type {(pause: Pause, data: HistogramData) => boolean} */
const seen = ({ first, last }, { edges }) => {
  const [from, to] = [first ?? last, last ?? first];
  return to >= edges[0] && from < edges[edges.length - 1];
};

// One wash for all: where two pauses overlap, nothing is darker. An end that is disputed or not stated is dashed.
/** @type {(group: SVGElement, data: HistogramData, scale: Scale, palette: ChartColours) => void} */
const drawPauseBands = (group, data, scale, palette) => {
  const box = { y: scale.roof, height: scale.floor - scale.roof };
  const wash = svgElement("g", { class: "pauses", fill: palette.pause, opacity: 0.16 });
  const ends = svgElement("g", { stroke: palette.pause, "stroke-dasharray": "2 3", opacity: 0.45 });
  data.pauses.filter((pause) => seen(pause, data)).forEach((pause) => {
    const { from, to } = bandOf(pause, scale);
    wash.append(svgElement("rect", { ...box, class: "pause", x: from, width: to - from }, svgElement("title", {}, pause.text)));
    const known = pause.first !== null && pause.last !== null;
    [[from, known ? pause.starts_disputed : pause.first === null],
      [to, known ? pause.ends_disputed : pause.last === null]].filter(([, disputed]) => disputed)
      .forEach(([x]) => ends.append(svgElement("line", { x1: Number(x), x2: Number(x), y1: scale.roof, y2: scale.floor })));
  });
  group.append(wash, ends);
};

// A name where there is room for it, else the word for its kind, else nothing: the table names all.
/** @type {(group: SVGElement, data: HistogramData, scale: Scale, palette: ChartColours) => void} */
const drawPauseLabels = (group, data, scale, palette) => {
  const there = data.pauses.filter((pause) => seen(pause, data))
    .map((pause) => ({ pause, ...bandOf(pause, scale) })).sort((a, b) => a.from - b.from);
  let free = scale.left;
  there.forEach(({ pause, from }, i) => {
    const next = i + 1 < there.length ? there[i + 1].from : scale.right;
    const start = from + 3;
    const text = [pause.name, pause.kind].find((said) => start >= free
      && start + textWidth(said, TEXT_PX - 1) + LABEL_GAP_PX <= Math.max(next, start));
    if (!text) return;
    free = start + textWidth(text, TEXT_PX - 1) + LABEL_GAP_PX;
    group.append(svgText(text, start, scale.ceiling + 10, palette.text, data.dir,
      { size: TEXT_PX - 1, halo: palette.ground, anchor: "left" }));
  });
};

/** @type {(group: SVGElement, data: HistogramData, scale: Scale, palette: ChartColours, format: DayFormats) => void} */
const drawAxes = (group, data, scale, palette, format) => {
  const { floor } = scale;
  [0, scale.top].forEach((n) => {
    const y = scale.y(n);
    group.append(svgElement("line", { x1: LEFT, x2: scale.right, y1: y, y2: y, stroke: palette.line,
      "stroke-width": n ? 0.5 : 1 }));
    group.append(svgText(format.number(n), LEFT - 4, y + (n ? 7 : 0), palette.soft, "ltr",
      { anchor: "right", size: TEXT_PX - 0.5 }));
  });
  let free = -Infinity;
  ticks(data, scale, format).forEach(({ day, text }) => {
    const x = scale.x(day);
    group.append(svgElement("line", { x1: x, x2: x, y1: floor, y2: floor + 3, stroke: palette.line }));
    const half = textWidth(text, TEXT_PX) / 2;
    const at = Math.min(Math.max(x, LEFT + half - 4), scale.right - half + 4);
    if (at - half < free) return;
    free = at + half + 8;
    group.append(svgText(text, at, floor + 13, palette.soft, data.dir));
  });
};

/** @type {(data: HistogramData, scale: Scale, format: DayFormats) => { day: number, text: string }[]} */
const ticks = ({ edges }, scale, format) => {
  const [first, after] = [edges[0], edges[edges.length - 1]];
  const most = Math.max(2, (scale.right - LEFT) / TICK_GAP_PX);
  const n = after - first;
  const step = [1, 2, 7, 14].find((days) => n / days <= most);
  if (step) {
    const days = [];
    for (let day = first; day < after; day += step) days.push({ day, text: days.length ? format.short(day) : format.day(day) });
    return days;
  }
  const months = [1, 2, 3, 6, 12, 24, 60].find((m) => n / (30.4 * m) <= most) || 120;
  const start = dateOf(first);
  const found = [];
  for (let at = Date.UTC(start.getUTCFullYear(), 0, 1); at / DAY_MS < after;) {
    const date = new Date(at);
    const day = at / DAY_MS;
    if (day >= first) found.push({ day, text: !found.length || date.getUTCMonth() === 0 ? format.year(day) : format.month(day) });
    at = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1);
  }
  return found;
};

// The colours of a theme, from the map's own table.
/** @type {(data: HistogramData, dark: boolean, page: string) => ChartColours} */
export const chartColours = ({ bar, frame }, dark, page) => {
  const mode = dark ? "dark" : "light";
  const ground = symbols.ground;
  return {
    bar: bar[mode], frame: frame[mode], page, ground: page, text: ground.text[mode], soft: ground.text_muted[mode],
    line: ground.border[mode], pause: ground.border[mode], ink: ground.ink[mode], paper: ground.paper[mode],
  };
};
