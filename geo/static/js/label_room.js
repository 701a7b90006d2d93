// Room for text: boxes that are taken, and places inside an outline to try.
import { toCanvas } from "./frame.js";
import { covers } from "./geography.js";
import { overlaps, within } from "./geometry.js";

// What is taken on the canvas, as boxes. A few hundred at most: a plain list is fast enough.
export class Room {
  /** @param {Frame} frame */
  constructor(frame) {
    /** @type {Box[]} */
    this.taken = [];
    // Symbols of single reports, over which a name may lie that must not be missed.
    /** @type {Box[]} */
    this.symbols = [];
    this.view = frame.view;
  }

  /** @param {Box} box */
  take(box) {
    this.taken.push(box);
  }

  /** @param {PlacedMark} mark */
  takeMark({ x, y, r, mark }) {
    (mark.n > 1 ? this.taken : this.symbols).push(boxAt(x, y, 2 * r + 2, 2 * r + 2));
  }

  // Whether something stands at a place.
  /** @param {Pair} place */
  holds([x, y]) {
    return [...this.taken, ...this.symbols].some((box) => within(x, y, box));
  }

  // The dot of a name keeps other text off, where it is drawn: at the edge of another thing it would be read as a
  // part of that.
  /** @param {Pair} place @param {number} dot @returns {boolean} whether it is drawn */
  takeDot(place, dot) {
    if (!dot || this.holds(place)) return false;
    this.take(boxAt(...place, 2 * dot + 1, 2 * dot + 1));
    return true;
  }

  /** @param {Box} box @param {number} margin @param {boolean} over */
  free(box, margin = 2, over = false) {
    const grown = { x0: box.x0 - margin, y0: box.y0 - margin, x1: box.x1 + margin, y1: box.y1 + margin };
    const { view } = this;
    if (grown.x0 < view.x0 || grown.y0 < view.y0 || grown.x1 > view.x1 || grown.y1 > view.y1) return false;
    /** @type {(boxes: Box[]) => boolean} */
    const isMet = (boxes) => boxes.some((other) => overlaps(grown, other));
    return !isMet(this.taken) && (over || !isMet(this.symbols));
  }
}

/** @type {(x: number, y: number, w: number, h: number) => Box} */
export const boxAt = (x, y, w, h) => ({ x0: x - w / 2, y0: y - h / 2, x1: x + w / 2, y1: y + h / 2 });

// A line from a place to its text as a string of small boxes, for other text to keep off it.
/** @type {(from: Pair, to: Pair) => Box[]} */
export const beads = ([x0, y0], [x1, y1]) => {
  const count = Math.ceil(Math.hypot(x1 - x0, y1 - y0) / 8);
  return Array.from({ length: count }, (_, i) =>
    boxAt(x0 + ((x1 - x0) * i) / count, y0 + ((y1 - y0) * i) / count, 5, 5));
};

// Whether an outline covers a point of the canvas.
/** @type {(shape: Shape, frame: Frame, x: number, y: number) => boolean} */
export const coversAt = (shape, frame, x, y) =>
  covers(shape, (x + frame.ox) / frame.scale, (y + frame.oy) / frame.scale);

// Places inside an outline to try for a box, nearest to the outline's own label point first.
/** @type {(shape: Shape, frame: Frame, start: Pair) => Pair[]} */
export const spotsInside = (shape, frame, start) => {
  const [x, y] = start;
  /** @type {Pair[]} */
  const found = [];
  const { view } = frame;
  for (let ring = 0; ring <= 14; ring += 1) {
    const count = ring === 0 ? 1 : 12;
    for (let k = 0; k < count; k += 1) {
      const turn = (k / count) * 2 * Math.PI;
      const px = x + ring * 13 * Math.cos(turn);
      const py = y + ring * 13 * Math.sin(turn);
      if (!within(px, py, view)) continue;
      if (coversAt(shape, frame, px, py)) found.push([px, py]);
    }
  }
  return found;
};

// The outline's label point, or when that is out of sight the visible inside point nearest to it.
/** @type {(shape: Shape, frame: Frame) => Pair | null} */
export const visibleStart = (shape, frame) => {
  const [x, y] = toCanvas(frame, ...shape.label);
  const { view } = frame;
  if (within(x, y, view)) return [x, y];
  /** @type {{ far: number, at: Pair }} */
  let best = null;
  for (let i = 1; i < 12; i += 1) {
    for (let j = 1; j < 12; j += 1) {
      const px = view.x0 + ((view.x1 - view.x0) * i) / 12;
      const py = view.y0 + ((view.y1 - view.y0) * j) / 12;
      const far = Math.hypot(px - x, py - y);
      if ((!best || far < best.far) && coversAt(shape, frame, px, py)) best = { far, at: [px, py] };
    }
  }
  return best && best.at;
};
