// The frame being painted: which part of the plane the canvases show, and where on them something lies.
import { displayRules } from "./values.js";

const MARGIN = displayRules.margin;

// One repaint's geometry: the canvas covers the map's box and a margin. Canvas coordinates are CSS pixels from
// the canvas' corner.
/** @type {(map: L.Map) => Frame} */
export const frameOf = (map) => {
  const size = map.getSize();
  const min = map.containerPointToLayerPoint(size.multiplyBy(-MARGIN)).round();
  const origin = map.getPixelOrigin().add(min);
  const zoom = map.getZoom();
  const corner = map.containerPointToLayerPoint([0, 0]).subtract(min);
  return {
    zoom,
    center: map.getCenter(),
    scale: 256 * 2 ** zoom,
    // Global pixel of the canvas' corner: patterns hang on it and stay fixed to the ground.
    ox: origin.x,
    oy: origin.y,
    w: Math.round(size.x * (1 + 2 * MARGIN)),
    h: Math.round(size.y * (1 + 2 * MARGIN)),
    // The part that the reader sees: labels keep inside it.
    view: { x0: corner.x, y0: corner.y, x1: corner.x + size.x, y1: corner.y + size.y },
    min,
    dpr: Math.min(3, window.devicePixelRatio || 1),
  };
};

// Whether the same part of the plane lies under the reader's window, at the same place of the canvas.
/** @type {(a: Frame, b: Frame) => boolean} */
export const isSameView = (a, b) =>
  [a.zoom, a.ox, a.oy, a.w, a.h, a.view.x0, a.view.y0].join() === [b.zoom, b.ox, b.oy, b.w, b.h, b.view.x0, b.view.y0].join();

/** @type {(frame: Frame, x: number, y: number) => Pair} */
export const toCanvas = (frame, x, y) => [x * frame.scale - frame.ox, y * frame.scale - frame.oy];

/** @type {(frame: Frame, box: Box, margin?: number) => boolean} */
export const onScreen = (frame, { x0, y0, x1, y1 }, margin = 0) => {
  const [left, top] = toCanvas(frame, x0, y0);
  const [right, bottom] = toCanvas(frame, x1, y1);
  return right >= -margin && bottom >= -margin && left <= frame.w + margin && top <= frame.h + margin;
};

/** @type {(frame: Frame, box: Box) => Box} */
export const canvasBox = (frame, box) => {
  const [x0, y0] = toCanvas(frame, box.x0, box.y0);
  const [x1, y1] = toCanvas(frame, box.x1, box.y1);
  return { x0, y0, x1, y1 };
};
