// The area that the reader has drawn: its outline over everything, with a light line under the dark one.
import { stroke, trace } from "../drawing.js";
import { lineOf } from "../geography.js";
import { symbols } from "../values.js";

const HALO_PX = 2.6;

/** @type {(ctx: Ctx, frame: Frame, picture: Picture) => void} */
const paintArea = (ctx, frame, { state, colours }) => {
  const path = new Path2D();
  for (const mark of state.added.area_drawn?.marks || []) {
    const { rings } = /** @type {DrawnAreaMark} */ (mark);
    for (const ring of rings) trace(path, lineOf(ring), frame, true);
  }
  const { drawn } = symbols;
  stroke(ctx, { width_px: drawn.width_px + HALO_PX }, colours.paper, path);
  stroke(ctx, drawn, colours.text, path);
};

/** @type {SilentLayer} */
export const areaDrawn = { canvas: "points", paint: paintArea };
