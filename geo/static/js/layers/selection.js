// What is selected.
import { trace, tracePolygons } from "../drawing.js";
import { toCanvas } from "../frame.js";
import { world, worldLength } from "../geometry.js";

/**
 * The selected ground, in strong ink over everything.
 * @type {(ctx: Ctx, frame: Frame, selection: SelectedGround | null, geography: Geography, colours: Palette) => void}
 */
const paintSelection = (ctx, frame, selection, geography, colours) => {
  if (!selection) return;
  /** @type {(width: number, colour: string, path: Path2D) => void} */
  const line = (width, colour, path) => {
    ctx.lineWidth = width;
    ctx.strokeStyle = colour;
    ctx.stroke(path);
  };
  const path = new Path2D();
  const shape = selection.pcode ? geography.areas.get(selection.pcode) : geography.zones.get(selection.id);
  if (selection.lat !== null && selection.lon !== null) {
    const [wx, wy] = world(selection.lon, selection.lat);
    const [x, y] = toCanvas(frame, wx, wy);
    const r = Math.max(9, worldLength(selection.radius_m || 0, wy) * frame.scale);
    path.arc(x, y, r, 0, 2 * Math.PI);
    if (selection.pcode && shape) {
      cutOff(ctx, path, areaPath(shape, frame), line, colours);
      return;
    }
  } else if (shape) {
    tracePolygons(path, shape.polygons, frame);
    for (const own of shape.lines) trace(path, own, frame, false);
    for (const [wx, wy] of shape.points) {
      const [x, y] = toCanvas(frame, wx, wy);
      path.moveTo(x + 11, y);
      path.arc(x, y, 11, 0, 2 * Math.PI);
    }
  }
  line(5, colours.paper, path);
  line(2.4, colours.text, path);
};

/** @type {(shape: NamedShape, frame: Frame) => Path2D} */
const areaPath = (shape, frame) => {
  const path = new Path2D();
  tracePolygons(path, shape.polygons, frame);
  return path;
};

// A disc ends at the edge of the area that its report names: of either line what lies within the other.
/** @type {(ctx: Ctx, disc: Path2D, area: Path2D, line: (width: number, colour: string, path: Path2D) => void, colours: Palette) => void} */
const cutOff = (ctx, disc, area, line, colours) => {
  for (const [width, colour] of /** @type {[number, string][]} */ ([[5, colours.paper], [2.4, colours.text]])) {
    for (const [own, other] of [[disc, area], [area, disc]]) {
      ctx.save();
      ctx.clip(other, "evenodd");
      line(width, colour, own);
      ctx.restore();
    }
  }
};

/** @type {SilentLayer} */
export const selection = {
  canvas: "points",
  paint: (ctx, frame, { state, geography, colours }) =>
    paintSelection(ctx, frame, state.selection, geography, colours),
};
