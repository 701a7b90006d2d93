// What lies under a point, topmost first, and where on the map something answers.
import { within } from "./geometry.js";
import { LAYERS, drawnOf } from "./layers/registry.js";

const TOUCH_PX = 5;

// How close a hit is. What is closer hides what is further: a symbol, then a label or a line, then the edge of a
// ring, and last the ground on which the point lies.
/** @type {HitPhase[]} */
const PHASES = ["symbol", "direct", "ring", "inside"];

/** @type {(scene: Scene, frame: Frame, at: XY) => Found} */
export const under = (scene, frame, at) => {
  const found = nothing();
  /** @type {Hit["near"]} */
  const near = ({ x, y, r }, more = TOUCH_PX) => Math.hypot(x - at.x, y - at.y) <= r + more;
  /** @type {Hit} */
  const hit = {
    at,
    frame,
    scene,
    found,
    near,
    touch: TOUCH_PX,
    world: [(at.x + frame.ox) / frame.scale, (at.y + frame.oy) / frame.scale],
  };
  for (const phase of PHASES) {
    for (const layer of [...LAYERS].reverse()) {
      const test = layer.hits?.[phase];
      if (test) drawnOf(found, layer, test(hit));
    }
    if (isAny(found)) return found;
  }
  return found;
};

/** @type {() => Found} */
export const nothing = () => ({ upload: [], points: [], areas: [], zones: [], sheltering: [], added: {} });

/** @type {(found: Found) => boolean} */
export const isAny = ({ added, ...found }) =>
  [...Object.values(found), ...Object.values(added)].some((items) => items.length > 0);

// What answers a click: for those who come by keyboard.
/** @type {(scene: Scene, view: Box) => Spot[]} */
export const spotsOf = (scene, view) => {
  const { badges = [], zones = [], sheltering = [] } = scene.labels;
  const labels = [...badges, ...zones, ...sheltering].map(({ at: [x, y] }) => ({ x, y, r: 11 }));
  return [...scene.upload, ...scene.points, ...labels].filter(({ x, y }) => within(x, y, view));
};
