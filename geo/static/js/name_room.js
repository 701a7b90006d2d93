// Where a name may stand: beside the dot of its place, or inside the part of a country or a sea that is seen. What
// depends on the frame alone is kept until the map moves.
import { toCanvas } from "./frame.js";
import { groundGrid } from "./ground_grid.js";
import { boxAt } from "./label_room.js";
import { within } from "./geometry.js";

const LINE_CELL = 6;
const STEP_PX = 14;
const MOST_SPOTS = 240;
// Ways from a place to a name that has no room beside it, with a line between them.
const FAR_PX = [20, 34, 50, 70, 95];
const FAR_TURNS = 16;

/** @type {(w: number, h: number, gap: number) => Pair[]} */
export const around = (w, h, gap) => {
  const dx = gap + w / 2;
  const dy = gap + h / 2 - 2;
  return [[dx, 0], [-dx, 0], [0, -dy], [0, dy], [dx, -dy], [dx, dy], [-dx, -dy], [-dx, dy]];
};

// Ways to the middle of a name whose edge is so far away.
/** @type {(w: number, h: number) => Pair[]} */
export const farAround = (w, h) => FAR_PX.flatMap((far) => Array.from({ length: FAR_TURNS }, (_, k) => {
  const turn = (k / FAR_TURNS) * 2 * Math.PI;
  return /** @type {Pair} */ ([Math.cos(turn) * (far + w / 2), Math.sin(turn) * (far + h / 2)]);
}));

/** @type {WeakMap<Geography, { key: string, values: Map<string, unknown> }>} */
const kept = new WeakMap();

// What a function of the frame has answered, until the frame is another one.
/** @type {<Value>(geography: Geography, frame: Frame, name: string, make: () => Value) => Value} */
const ofFrame = (geography, { zoom, ox, oy, view }, name, make) => {
  const key = [zoom, ox, oy, view.x0, view.y0, view.x1, view.y1].join();
  if (kept.get(geography)?.key !== key) kept.set(geography, { key, values: new Map() });
  const { values } = kept.get(geography);
  if (!values.has(name)) values.set(name, make());
  return /** @type {ReturnType<typeof make>} */ (values.get(name));
};

// Squares of the view through which a border or the coast runs.
/** @type {(frame: Frame, geography: Geography) => { cols: number, marked: Uint8Array }} */
const linesOf = (frame, geography) => {
  const { view } = frame;
  const cols = Math.ceil((view.x1 - view.x0) / LINE_CELL) + 1;
  const marked = new Uint8Array(cols * (Math.ceil((view.y1 - view.y0) / LINE_CELL) + 1));
  const borders = geography.borders.filter((line) => line.class !== "governorate" || frame.zoom >= 8);
  for (const { xy } of [...borders, ...geography.coast]) {
    for (let i = 2; i < xy.length; i += 2) {
      const [x0, y0] = toCanvas(frame, xy[i - 2], xy[i - 1]);
      const [x1, y1] = toCanvas(frame, xy[i], xy[i + 1]);
      const seen = cut(x0, x1, view.x0, view.x1, cut(y0, y1, view.y0, view.y1, [0, 1]));
      if (!seen) continue;
      const steps = Math.ceil((Math.hypot(x1 - x0, y1 - y0) * (seen[1] - seen[0]) * 2) / LINE_CELL) + 1;
      for (let k = 0; k <= steps; k += 1) {
        const t = seen[0] + ((seen[1] - seen[0]) * k) / steps;
        const col = Math.floor((x0 + (x1 - x0) * t - view.x0) / LINE_CELL);
        marked[Math.floor((y0 + (y1 - y0) * t - view.y0) / LINE_CELL) * cols + col] = 1;
      }
    }
  }
  return { cols, marked };
};

// The part of a stretch from 0 to 1 in which a coordinate lies between two others.
/** @type {(from: number, to: number, least: number, most: number, part: Pair | null) => Pair | null} */
const cut = (from, to, least, most, part) => {
  if (!part) return null;
  if (from === to) return from >= least && from <= most ? part : null;
  const [a, b] = [(least - from) / (to - from), (most - from) / (to - from)];
  const [first, last] = [Math.max(part[0], Math.min(a, b)), Math.min(part[1], Math.max(a, b))];
  return first <= last ? [first, last] : null;
};

// Whether a border or the coast runs through a name.
/** @type {(frame: Frame, geography: Geography, box: Box) => boolean} */
export const isCrossed = (frame, geography, box) => {
  const { cols, marked } = ofFrame(geography, frame, "lines", () => linesOf(frame, geography));
  const { view } = frame;
  const [left, right] = [box.x0 - view.x0 + 2, box.x1 - view.x0 - 2].map((x) => Math.floor(x / LINE_CELL));
  const [top, bottom] = [box.y0 - view.y0 + 2, box.y1 - view.y0 - 2].map((y) => Math.floor(y / LINE_CELL));
  for (let row = Math.max(0, top); row <= bottom; row += 1) {
    for (let col = Math.max(0, left); col <= right && col < cols; col += 1) if (marked[row * cols + col]) return true;
  }
  return false;
};

/** @typedef {{ grid: import("./ground_grid.js").GroundGrid, spots: Pair[], isWhole: boolean }} WideRoom */

// Squares of a country or a sea that are seen, those furthest from its edge first.
/** @type {(frame: Frame, geography: Geography, place: PlaceName) => WideRoom} */
export const wideRoom = (frame, geography, place) =>
  ofFrame(geography, frame, `${place.kind}/${place.rank}`, () => {
    const grid = place.shape ? groundGrid(place.shape.polygons, frame, STEP_PX) : waterGrid(frame, geography, place.sea);
    const [corner, end] = place.shape
      ? [toCanvas(frame, place.shape.box.x0, place.shape.box.y0), toCanvas(frame, place.shape.box.x1, place.shape.box.y1)] : [null, null];
    return {
      grid,
      spots: deepestFirst(grid, frame),
      isWhole: Boolean(corner) && within(...corner, frame.view) && within(...end, frame.view),
    };
  });

// Whether a name lies on water alone: beside a small country it is then in no other.
/** @type {(frame: Frame, geography: Geography, box: Box) => boolean} */
export const isOnWater = (frame, geography, box) => {
  return partInside(landGrid(frame, geography), frame.view, box) === 0;
};

/** @type {(frame: Frame, geography: Geography) => import("./ground_grid.js").GroundGrid} */
const landGrid = (frame, geography) =>
  ofFrame(geography, frame, "land", () => groundGrid(geography.land, frame, STEP_PX));

// Where there is no land in the box of a sea.
/** @type {(frame: Frame, geography: Geography, sea: Box) => import("./ground_grid.js").GroundGrid} */
const waterGrid = (frame, geography, sea) => {
  const grid = groundGrid(geography.land, frame, STEP_PX);
  const { view, ox, oy, scale } = frame;
  const inside = grid.inside.map((land, i) => {
    const x = (view.x0 + ox + ((i % grid.cols) + 0.5) * STEP_PX) / scale;
    const y = (view.y0 + oy + (Math.floor(i / grid.cols) + 0.5) * STEP_PX) / scale;
    return land || !within(x, y, sea) ? 0 : 1;
  });
  return { ...grid, inside };
};

// Middles of the squares on the canvas. The edge of the view is an edge too: a name is read best away from both.
/** @type {(grid: import("./ground_grid.js").GroundGrid, frame: Frame) => Pair[]} */
const deepestFirst = ({ cols, rows, inside }, { view }) => {
  const deep = Int16Array.from(inside);
  /** @type {(col: number, row: number) => number} */
  const at = (col, row) => (col < 0 || row < 0 || col >= cols || row >= rows ? 0 : deep[row * cols + col]);
  /** @type {(col: number, row: number, step: number) => void} */
  const relax = (col, row, step) => {
    if (!deep[row * cols + col]) return;
    deep[row * cols + col] = 1 + Math.min(
      at(col - step, row), at(col, row - step), at(col - step, row - step), at(col + step, row - step));
  };
  for (let row = 0; row < rows; row += 1) for (let col = 0; col < cols; col += 1) relax(col, row, 1);
  for (let row = rows - 1; row >= 0; row -= 1) {
    for (let col = cols - 1; col >= 0; col -= 1) {
      const first = deep[row * cols + col];
      relax(col, row, -1);
      deep[row * cols + col] = Math.min(first, deep[row * cols + col]);
    }
  }
  return [...deep.keys()].filter((i) => deep[i]).sort((a, b) => deep[b] - deep[a]).slice(0, MOST_SPOTS)
    .map((i) => [view.x0 + ((i % cols) + 0.5) * STEP_PX, view.y0 + (Math.floor(i / cols) + 0.5) * STEP_PX]);
};

// Which part of a name lies on the squares, 0 to 1.
/** @type {(grid: import("./ground_grid.js").GroundGrid, view: Box, box: Box) => number} */
export const partInside = ({ cols, rows, step, inside }, view, box) => {
  let [all, own] = [0, 0];
  const [left, right] = [box.x0 - view.x0, box.x1 - view.x0].map((x) => Math.floor(x / step));
  const [top, bottom] = [box.y0 - view.y0, box.y1 - view.y0].map((y) => Math.floor(y / step));
  for (let row = top; row <= bottom; row += 1) {
    for (let col = left; col <= right; col += 1) {
      all += 1;
      if (row >= 0 && col >= 0 && row < rows && col < cols) own += inside[row * cols + col];
    }
  }
  return own / all;
};

/** @type {(name: { w: number, h: number }, at: Pair) => Box} */
export const nameBox = ({ w, h }, at) => boxAt(...at, w, h);
