// SVG as the histogram draws it: everything is said by attributes, so that the same drawing stands in the page and in a file.

const NS = "http://www.w3.org/2000/svg";
export const TEXT_PX = 10;
const FONT = "'Source Sans', 'Source Sans 3', 'Noto Sans', 'Noto Sans Arabic', 'Noto Sans Hebrew', Arial, sans-serif";

/** @type {<Name extends keyof SVGElementTagNameMap>(name: Name, attributes?: Attributes, ...children: (Node | string)[]) => SVGElementTagNameMap[Name]} */
export const svgElement = (name, attributes = {}, ...children) => {
  const node = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, String(value));
  node.append(...children);
  return node;
};

/** @type {(said: string, x: number, y: number, fill: string, dir: string, style?: TextStyle) => SVGTextElement} */
export const svgText = (said, x, y, fill, dir, { size = TEXT_PX, anchor = "middle", halo = null, weight = 400 } = {}) => {
  const rtl = dir === "rtl";
  const anchors = { middle: "middle", left: rtl ? "end" : "start", right: rtl ? "start" : "end" };
  return svgElement("text", { x: round(x), y: round(y), fill, direction: dir, "text-anchor": anchors[anchor],
    "font-size": size, "font-family": FONT, "font-weight": weight,
    ...(halo ? { stroke: halo, "stroke-width": 2.5, "paint-order": "stroke", "stroke-linejoin": "round" } : {}) },
  said);
};

const measure = document.createElement("canvas").getContext("2d");

/** @type {(text: string, size: number) => number} */
export const textWidth = (text, size) => {
  measure.font = `${size}px ${FONT}`;
  return measure.measureText(text).width;
};

/** @type {(n: number) => number} */
export const round = (n) => Math.round(n * 100) / 100;
