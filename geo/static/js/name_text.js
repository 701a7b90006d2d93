// How names of places look, and how they are painted.
import { stroke } from "./drawing.js";
import { directionOf, FONT, setFont, widthOf } from "./text.js";

/**
 * @typedef {{
 *   size: number, weight: number, tone: Tone, italic?: boolean, spaced?: number, upper?: boolean, dot?: number, offset?: number,
 * }} NameStyle
 */

// One row a kind of name: size in px, weight, style, letter-spacing, and whether a dot marks the place.
/** @type {Record<string, NameStyle>} */
const NAMES = {
  country: { size: 13, weight: 600, spaced: 2.5, upper: true, tone: "text_muted" },
  sea: { size: 12.5, weight: 400, italic: true, spaced: 2, tone: "water_text" },
  territory: { size: 12, weight: 600, spaced: 1.2, upper: true, tone: "text_muted" },
  governorate: { size: 10.5, weight: 500, spaced: 1.2, upper: true, tone: "text_muted" },
  district: { size: 10.5, weight: 500, spaced: 1, upper: true, tone: "text_muted" },
  city: { size: 12.5, weight: 500, dot: 2.2, tone: "text" },
  village: { size: 11, weight: 400, dot: 1.6, tone: "text" },
  camp: { size: 11, weight: 400, dot: 1.6, tone: "text" },
  neighbourhood: { size: 10.5, weight: 400, italic: true, tone: "text_muted" },
  hospital: { size: 10.5, weight: 400, dot: 1.6, tone: "text_muted" },
  landmark: { size: 10.5, weight: 400, italic: true, dot: 1.4, tone: "text_muted" },
  crossing: { size: 10.5, weight: 400, dot: 0, offset: 7, tone: "text_muted" },
  wadi: { size: 10.5, weight: 400, italic: true, tone: "water_text" },
};

/** @type {(name: Names, lang: string) => string} */
const nameOf = (name, lang) => name[lang] || name.en || "";

// A name in the language of the map with the room that it takes; null when it has none.
/** @type {(ctx: Ctx, place: PlaceName, zoom: number, lang: string) => NameText | null} */
export const nameText = (ctx, { name, kind }, zoom, lang) => {
  const style = NAMES[kind] || NAMES.landmark;
  const plain = nameOf(name, lang);
  if (!plain) return null;
  const latin = /^[\u0020-\u024f\u2019]*$/.test(plain);
  const text = style.upper && latin ? plain.toLocaleUpperCase(lang) : plain;
  const size = style.size + (kind === "city" && zoom >= 12 ? 1.5 : 0);
  const font = `${style.italic && latin ? "italic " : ""}${style.weight} ${size}px ${FONT}`;
  // Spacing would tear the joined letters of Arabic apart.
  const spacing = latin ? style.spaced || 0 : 0;
  const gap = style.offset || (style.dot ? style.dot + 3.5 : 0);
  return { text, font, spacing, w: widthOf(ctx, text, font, spacing), h: size * 1.15, gap, tone: style.tone, dot: style.dot || 0 };
};

/** @type {(ctx: Ctx, name: PlacedName, colours: Palette) => void} */
export const paintName = (ctx, { text, font, spacing, at: [x, y], box, tone, dot, place, dotted, from }, colours) => {
  if (from) {
    ctx.beginPath();
    ctx.moveTo(...from);
    ctx.lineTo(Math.max(box.x0, Math.min(from[0], box.x1)), Math.max(box.y0, Math.min(from[1], box.y1)));
    stroke(ctx, { width_px: 0.8, alpha: 0.8 }, colours[tone]);
  }
  if (dotted) {
    ctx.beginPath();
    ctx.arc(...place, dot, 0, 7);
    ctx.fillStyle = colours[tone];
    ctx.fill();
  }
  setFont(ctx, font, spacing);
  ctx.direction = directionOf(text, document.documentElement.lang);
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.lineJoin = "round";
  ctx.lineWidth = 2.8;
  ctx.strokeStyle = tone === "water_text" ? colours.sea : colours.land;
  ctx.globalAlpha = 0.9;
  ctx.strokeText(text, x + spacing / 2, y);
  ctx.globalAlpha = 1;
  ctx.fillStyle = colours[tone];
  ctx.fillText(text, x + spacing / 2, y);
};
