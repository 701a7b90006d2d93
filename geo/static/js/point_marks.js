// Marks of point-level reports on canvas: rings of uncertainty, symbols of single reports, discs and their numbers.
import { discRadiusPx } from "./cluster.js";
import { stroke } from "./drawing.js";
import { toCanvas } from "./frame.js";
import { within } from "./geometry.js";
import { FONT, setFont, widthOf } from "./text.js";
import { displayRules, symbols } from "./values.js";

// Ways out when the symbol's usual place on its ring is beyond the view: clockwise from upper right.
/** @type {Pair[]} */
const TURNS = [[1, -1], [-1, -1], [1, 1], [-1, 1], [0, -Math.SQRT2], [Math.SQRT2, 0], [-Math.SQRT2, 0], [0, Math.SQRT2]];
// Where none of them is free, the one of these, or its own place, that is furthest from other symbols.
/** @type {Pair[]} */
const FINE_TURNS = Array.from({ length: 32 }, (_, k) =>
  [Math.SQRT2 * Math.cos((k * Math.PI) / 16), Math.SQRT2 * Math.sin((k * Math.PI) / 16)]);

const FULL_FILLS = 60;
/** @type {Map<string, Path2D>} */
const paths = new Map();

/** @type {(kind: string) => Path2D} */
export const kindPath = (kind) => {
  if (!paths.has(kind)) paths.set(kind, new Path2D(kindSymbol(kind).path));
  return paths.get(kind);
};

/** @type {(kind: string) => KindSymbol} */
export const kindSymbol = (kind) => symbols.kinds[kind] || symbols.kinds.unspecified;

// A symbol on a ring keeps so far from the edge of the view.
const EDGE_PX = 12;

/** @type {(frame: Frame) => Box} */
const roomOf = ({ view: { x0, y0, x1, y1 } }) =>
  ({ x0: x0 + EDGE_PX, y0: y0 + EDGE_PX, x1: x1 - EDGE_PX, y1: y1 - EDGE_PX });

// Whether a symbol must look for another point of its ring.
/** @type {(mark: Mark, frame: Frame) => boolean} */
const isAway = (mark, frame) => {
  const [x, y] = toCanvas(frame, mark.x, mark.y);
  const [dx, dy] = mark.shift;
  return Boolean(dx || dy) && !within(x + dx, y + dy, roomOf(frame));
};

// Where a symbol stands: its own place on the ring, or else another point of the ring that is in view
// and free of larger symbols.
/** @type {(mark: Mark, r: number, frame: Frame, placed: PlacedMark[]) => Pair} */
const standAt = (mark, r, frame, placed) => {
  const [x, y] = toCanvas(frame, mark.x, mark.y);
  const [dx, dy] = mark.shift;
  if (!dx && !dy) return [x, y];
  const reach = Math.abs(dx);
  const room = roomOf(frame);
  /** @type {(turns: Pair[]) => Pair[]} */
  const at = (turns) => turns.map(([a, b]) => /** @type {Pair} */ ([x + a * reach, y + b * reach]));
  /** @type {(spot: Pair) => boolean} */
  const isSeen = ([px, py]) => within(px, py, room);
  const spots = at(TURNS);
  const seen = spots.filter(isSeen);
  if (seen[0] === spots[0]) return spots[0];
  // How far the nearest other symbol is beyond where the two would touch.
  /** @type {(spot: Pair) => number} */
  const clearance = ([px, py]) => placed.reduce((least, other) =>
    Math.min(least, Math.hypot(other.x - px, other.y - py) - (other.r + r) * displayRules.touch), Infinity);
  const free = seen.find((spot) => clearance(spot) >= 0);
  if (free) return free;
  // Its own place, at the edge or beyond it, touches no symbol that is at its own.
  const fine = [...at(FINE_TURNS).filter(isSeen), spots[0]].map((spot) => ({ spot, left: clearance(spot) }));
  return fine.sort((a, b) => b.left - a.left)[0].spot;
};

/** @type {(ctx: Ctx, frame: Frame, ring: Ring, colour: string, fill: number) => void} */
const paintRing = (ctx, frame, ring, colour, fill) => {
  const [x, y] = toCanvas(frame, ring.x, ring.y);
  const r = ring.r * frame.scale;
  if (x + r < 0 || y + r < 0 || x - r > frame.w || y - r > frame.h) return;
  ctx.beginPath();
  ctx.arc(x, y, r, 0, 2 * Math.PI);
  ctx.globalAlpha = fill;
  ctx.fillStyle = colour;
  ctx.fill();
  stroke(ctx, symbols.uncertainty, colour);
};

// In steps of half a pixel: the browser looks up and keeps each font that it is asked for.
/** @type {Map<number, string>} */
const numberFonts = new Map();

/** @type {(size: number) => string} */
const numberFont = (size) => {
  if (!numberFonts.has(size)) numberFonts.set(size, `600 ${size}px ${FONT}`);
  return numberFonts.get(size);
};

// Digits fit the disc: a wide number in a small disc gets smaller type, never a larger disc.
/** @type {(r: number, text: string) => number} */
const numberSize = (r, text) => Math.floor(2 * Math.max(8.5, Math.min(14, r * 1.15, (r * 3.1) / text.length))) / 2;

/** @type {(ctx: Ctx, r: number, text: string) => NumberBlock} */
export const numberBlock = (ctx, r, text) => {
  const size = numberSize(r, text);
  return { text, size, w: widthOf(ctx, text, numberFont(size), 0), h: size * 0.72 };
};

// One that has left the middle of its disc lies on its edge or beside it, and needs a halo.
/** @type {(ctx: Ctx, placed: PlacedNumber, colours: Palette) => void} */
export const writeNumber = (ctx, { block: { text, size }, at: [x, y], isMoved }, colours) => {
  setFont(ctx, numberFont(size), 0);
  ctx.textAlign = "center";
  ctx.textBaseline = "alphabetic";
  const baseline = y + size * 0.36;
  if (isMoved) {
    ctx.lineJoin = "round";
    ctx.lineWidth = 3;
    ctx.strokeStyle = colours.paper;
    ctx.strokeText(text, x, baseline);
  }
  ctx.fillStyle = colours.text;
  ctx.fillText(text, x, baseline);
};

/** @type {(ctx: Ctx, frame: Frame, answer: Marks, colours: Palette, paint: PointPainters) => PlacedMark[]} */
export const paintPoints = (ctx, frame, answer, colours, paint) => {
  /** @type {PlacedMark[]} */
  const placed = [];
  // Those at their own place first, then those that must look for another.
  const byCount = [...answer.marks].sort((a, b) => b.n - a.n);
  const away = new Set(byCount.filter((mark) => isAway(mark, frame)));
  for (const mark of [...byCount.filter((one) => !away.has(one)), ...away]) {
    const r = discRadiusPx(mark.n);
    const [x, y] = standAt(mark, r, frame, placed);
    placed.push({ mark, x, y, r });
  }
  // All rings lie under all symbols. A ring that its own symbol hides is not drawn.
  /** @type {Map<string, Ring>} */
  const rings = new Map();
  for (const { mark, r } of placed) {
    for (const ring of mark.rings) {
      if (ring.r * frame.scale > r + 2.5) rings.set(`${ring.x}/${ring.y}/${ring.r}`, ring);
    }
  }
  // Many fills on one another would hide the ground: together they stay as light as a few.
  const fill = symbols.ring_fill * Math.min(1, FULL_FILLS / rings.size);
  for (const ring of rings.values()) {
    paintRing(ctx, frame, ring, ring.kind ? ringColour(ring.kind, colours) : colours.ink, fill);
  }
  for (const { mark, x, y, r } of [...placed].sort((a, b) => b.r - a.r)) {
    if (mark.n === 1) paint.symbol(ctx, x, y, mark.kind, colours);
    else paint.disc(ctx, x, y, r, mark, colours);
  }
  return placed;
};

// A thin line needs more contrast than a filled symbol with an outline: pale kinds ring in ink.
/** @type {(kind: string, colours: Palette) => string} */
export const ringColour = (kind, colours) => colours.on(kindSymbol(kind).ring);

/** @type {(hit: Hit) => (placed: PlacedMark) => boolean} */
export const isUnder = ({ near, touch }) => (placed) => near(placed, placed.r < 8 ? touch : 1);
