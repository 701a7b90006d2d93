// Names of places.
import { toCanvas } from "../frame.js";
import { within } from "../geometry.js";
import { boxAt } from "../label_room.js";
import { directionOf, FONT, setFont, widthOf } from "../text.js";

/**
 * @typedef {{
 *   size: number, weight: number, tone: Tone, italic?: boolean, spaced?: number, upper?: boolean, dot?: number, offset?: number,
 * }} NameStyle
 */

// One row a kind of name: size in px, weight, style, letter-spacing, and whether a dot marks the place.
/** @type {Record<string, NameStyle>} */
const NAMES = {
  country: { size: 13, weight: 600, spaced: 2.5, upper: true, tone: "text_muted" },
  sea: { size: 12.5, weight: 400, italic: true, spaced: 1, tone: "water_text" },
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

/** @type {(w: number, h: number, gap: number) => Pair[]} */
const candidates = (w, h, gap) => {
  const dx = gap + w / 2;
  const dy = gap + h / 2 - 2;
  return [[dx, 0], [-dx, 0], [0, -dy], [0, dy], [dx, -dy], [dx, dy], [-dx, -dy], [-dx, dy]];
};

/** @type {(ctx: Ctx, frame: Frame, labels: PlaceName[], room: Room, lang: string) => PlacedName[]} */
const placeNamesIn = (ctx, frame, labels, room, lang) => {
  /** @type {PlacedName[]} */
  const placed = [];
  for (const { name, kind, at } of labels) {
    const style = NAMES[kind] || NAMES.landmark;
    const plain = nameOf(name, lang);
    if (!plain) continue;
    const latin = /^[\u0020-\u024f\u2019]*$/.test(plain);
    const text = style.upper && latin ? plain.toLocaleUpperCase(lang) : plain;
    const larger = kind === "city" && frame.zoom >= 12 ? 1.5 : 0;
    const size = style.size + larger;
    const font = `${style.italic && latin ? "italic " : ""}${style.weight} ${size}px ${FONT}`;
    // Spacing would tear the joined letters of Arabic apart.
    const spacing = latin ? style.spaced || 0 : 0;
    const w = widthOf(ctx, text, font, spacing);
    const h = size * 1.15;
    const [x, y] = toCanvas(frame, ...at);
    if (!within(x, y, frame.view)) continue;
    const gap = style.offset || (style.dot ? style.dot + 3.5 : 0);
    /** @type {Pair[]} */
    const offsets = gap ? candidates(w, h, gap) : [[0, 0], [0, -h], [0, h], ...candidates(w, h, 9)];
    const found = offsets.map(([dx, dy]) => /** @type {Pair} */ ([x + dx, y + dy]))
      .find(([cx, cy]) => room.free(boxAt(cx, cy, w, h), 2));
    if (!found) continue;
    room.take(boxAt(...found, w, h));
    placed.push({ text, font, spacing, at: found, tone: style.tone, dot: style.dot || 0, place: [x, y] });
  }
  return placed;
};

/** @type {(ctx: Ctx, name: PlacedName, colours: Palette) => void} */
const paintName = (ctx, { text, font, spacing, at: [x, y], tone, dot, place, covered }, colours) => {
  if (dot && !covered) {
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

// Which names a zoom knows. Countries give way to their places as one comes near.
/** @type {(geography: Geography, zoom: number) => PlaceName[]} */
const namesFor = (geography, zoom) => {
  const known = geography.labels.filter(({ min_zoom: from, kind }) =>
    zoom >= from && !(kind === "country" && zoom > 10) && !(kind === "territory" && zoom > 11));
  /** @type {PlaceName[]} */
  const wadi = zoom >= 11 ? geography.wadi.map((line) => {
    const middle = 2 * Math.floor(line.xy.length / 4);
    return { name: line.name, kind: "wadi", rank: 25, at: [line.xy[middle], line.xy[middle + 1]] };
  }) : [];
  const crossings = zoom >= 11
    ? geography.crossings.map((place) => ({ ...place, kind: "crossing", rank: 40 })) : [];
  return [...known, ...wadi, ...crossings].sort((a, b) => a.rank - b.rank);
};

/** @type {TextLayer<"names">} */
export const placeNames = {
  labels: "names",
  placeText: (ctx, frame, { state, geography, has }, scene, room) => {
    const names = has("labels") ? placeNamesIn(ctx, frame, namesFor(geography, frame.zoom), room, state.lang) : [];
    for (const name of names) {
      name.covered = scene.points.some(({ x, y, r }) => Math.hypot(x - name.place[0], y - name.place[1]) < r);
    }
    return names;
  },
  paintText: paintName,
};
