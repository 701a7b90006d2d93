// Which ground is hatched: one at a time, for nobody reads a pattern on a pattern. The rule of
// geo/layers/one_hatch.py.
import { onScreen } from "./frame.js";
import { worldLength } from "./geometry.js";
import { groundGrid, squaresInside } from "./ground_grid.js";
import { zoneMarks, zoneSymbol } from "./layers/zones.js";
import { displayRules } from "./values.js";

const STEP_PX = 12;
const NONE = /** @type {Hatched} */ ({ zones: new Set(), area: null });

// A hatch says how far an area reaches: it needs most of the area in sight, and ground without it to compare.
/** @type {(frame: Frame, shape: Shape | undefined) => boolean} */
const helps = (frame, shape) => {
  if (!shape) return false;
  const grid = groundGrid(shape.polygons, frame, STEP_PX);
  const seenPx = squaresInside(grid) * STEP_PX ** 2;
  const metre = worldLength(1, (shape.box.y0 + shape.box.y1) / 2) * frame.scale;
  return seenPx <= displayRules.hatch_most * grid.cols * grid.rows * STEP_PX ** 2
    && seenPx >= displayRules.hatch_seen * shape.km2 * 1e6 * metre ** 2;
};

/** @type {(frame: Frame, shape: Shape | undefined) => boolean} */
const isInView = (frame, shape) => {
  if (!shape) return false;
  const { view } = frame;
  return onScreen({ ...frame, ox: frame.ox + view.x0, oy: frame.oy + view.y0, w: view.x1 - view.x0, h: view.y1 - view.y0 }, shape.box);
};

// What is selected, else the zones of the strongest status, else the area of most reports.
/** @type {(frame: Frame, picture: Omit<Picture, "hatch">) => Hatched} */
export const oneHatch = (frame, { state, geography, has }) => {
  const zones = has("zones") || has("latest_zones")
    ? zoneMarks(state.zones, geography, state.lang)
      .filter(({ id, earlier }) => !earlier && isInView(frame, geography.zones.get(id)))
      .map((mark) => ({ id: mark.id, symbol: zoneSymbol(mark) })).filter(({ symbol }) => symbol.pattern)
    : [];
  const areas = has("areas") ? [...state.areas].sort((a, b) => b.n - a.n) : [];
  /** @type {(pcode: string) => boolean} */
  const helpsIn = (pcode) => helps(frame, geography.areas.get(pcode));
  const { id, pcode, lat } = state.selection || {};
  if (zones.some((zone) => zone.id === id)) return { ...NONE, zones: new Set([id]) };
  if (pcode && lat === null && areas.some((area) => area.pcode === pcode) && helpsIn(pcode)) return { ...NONE, area: pcode };
  const strongest = Math.min(...zones.map(({ symbol }) => symbol.priority));
  const hatched = zones.filter(({ symbol }) => symbol.priority === strongest);
  if (hatched.length) return { ...NONE, zones: new Set(hatched.map((zone) => zone.id)) };
  return { ...NONE, area: areas.find((area) => helpsIn(area.pcode))?.pcode ?? null };
};
