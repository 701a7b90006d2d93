// Lines, outlines and patterns on a canvas.
import { onScreen } from "./frame.js";

// Strokes a path, or without one what the context holds.
/** @type {(ctx: Ctx, line: LineStyle, colour: string, path?: Path2D) => void} */
export const stroke = (ctx, line, colour, path = null) => {
  ctx.setLineDash(line.dash_px || []);
  ctx.lineWidth = line.width_px;
  ctx.globalAlpha = line.alpha ?? 1;
  ctx.strokeStyle = colour;
  if (path) ctx.stroke(path);
  else ctx.stroke();
  ctx.globalAlpha = 1;
  ctx.setLineDash([]);
};

// How far beyond the canvas, in pixels, a line is followed.
const OUTSIDE = 60;

// Adds a line to the path. Runs of vertices beyond one side of the canvas shrink to their ends, which
// changes no pixel and keeps coordinates small; vertices closer than half a pixel are left out.
/** @type {(path: Pen, line: Line, frame: Frame, close: boolean) => void} */
export const trace = (path, { xy }, frame, close) => {
  const { scale, ox, oy, w, h } = frame;
  let side = 0, atX = 0, atY = 0, held = false, heldX = 0, heldY = 0, heldSide = 0;
  for (let i = 0; i < xy.length; i += 2) {
    const x = xy[i] * scale - ox;
    const y = xy[i + 1] * scale - oy;
    const now = (x < -OUTSIDE ? 1 : x > w + OUTSIDE ? 2 : 0) | (y < -OUTSIDE ? 4 : y > h + OUTSIDE ? 8 : 0);
    if (i === 0) {
      path.moveTo(x, y);
      side = now;
    } else if (side & now) {
      side &= now;
      [held, heldX, heldY, heldSide] = [true, x, y, now];
      continue;
    } else {
      if (held) {
        path.lineTo(heldX, heldY);
        held = false;
        if (heldSide & now) {
          side = heldSide & now;
          [held, heldX, heldY, heldSide] = [true, x, y, now];
          continue;
        }
      }
      const last = i === xy.length - 2;
      if (!last && now === 0 && Math.abs(x - atX) < 0.5 && Math.abs(y - atY) < 0.5) continue;
      path.lineTo(x, y);
      side = now;
    }
    [atX, atY] = [x, y];
  }
  if (held) path.lineTo(heldX, heldY);
  if (close) path.closePath();
};

/** @type {(path: Pen, polygons: Polygon[], frame: Frame) => void} */
export const tracePolygons = (path, polygons, frame) => {
  for (const { rings } of polygons) {
    if (!onScreen(frame, rings[0].box, OUTSIDE)) continue;
    for (const ring of rings) trace(path, ring, frame, true);
  }
};

/** @type {Record<number, Pair>} */
const NORMALS = { 0: [0, 1], 45: [1, 1], 90: [1, 0], 135: [-1, 1] };

// Lines run across the clip at a fixed distance, counted from the world's corner so that two
// repaints of one zoom put them on the same ground.
/** @type {(ctx: Ctx, box: Box, frame: Frame, angle: number, spacing: number) => void} */
export const lines = (ctx, box, frame, angle, spacing) => {
  const [a, b] = NORMALS[angle];
  const step = spacing * Math.hypot(a, b);
  const shift = a * frame.ox + b * frame.oy;
  const corners = [[box.x0, box.y0], [box.x1, box.y0], [box.x0, box.y1], [box.x1, box.y1]]
    .map(([x, y]) => a * x + b * y);
  const first = Math.ceil((Math.min(...corners) + shift) / step) * step - shift;
  const last = Math.max(...corners);
  for (let c = first; c <= last; c += step) {
    if (b === 0) {
      ctx.moveTo(c, box.y0);
      ctx.lineTo(c, box.y1);
    } else {
      ctx.moveTo(box.x0, (c - a * box.x0) / b);
      ctx.lineTo(box.x1, (c - a * box.x1) / b);
    }
  }
};

/** @type {(ctx: Ctx, box: Box, frame: Frame, spacing: number, diameter: number) => void} */
const dots = (ctx, box, frame, spacing, diameter) => {
  const row = spacing * 0.866;
  const firstRow = Math.floor((box.y0 + frame.oy) / row);
  const lastRow = Math.ceil((box.y1 + frame.oy) / row);
  for (let r = firstRow; r <= lastRow; r += 1) {
    const odd = Math.abs(r % 2) * (spacing / 2);
    const first = Math.floor((box.x0 + frame.ox - odd) / spacing);
    const last = Math.ceil((box.x1 + frame.ox - odd) / spacing);
    for (let k = first; k <= last; k += 1) {
      const x = k * spacing + odd - frame.ox;
      const y = r * row - frame.oy;
      ctx.moveTo(x + diameter / 2, y);
      ctx.arc(x, y, diameter / 2, 0, 7);
    }
  }
};

// Fills a path with a pattern of the table; `box` bounds the path on the canvas.
/** @type {(ctx: Ctx, path: Path2D, box: Box, frame: Frame, pattern: Pattern, colour: string) => void} */
export const fillPattern = (ctx, path, box, frame, pattern, colour) => {
  const seen = {
    x0: Math.max(box.x0, 0) - 2,
    y0: Math.max(box.y0, 0) - 2,
    x1: Math.min(box.x1, frame.w) + 2,
    y1: Math.min(box.y1, frame.h) + 2,
  };
  if (seen.x1 <= seen.x0 || seen.y1 <= seen.y0) return;
  ctx.save();
  ctx.clip(path);
  ctx.beginPath();
  ctx.globalAlpha = pattern.alpha;
  if (pattern.hatch === "dots") {
    dots(ctx, seen, frame, pattern.spacing_px, pattern.width_px);
    ctx.fillStyle = colour;
    ctx.fill();
  } else {
    lines(ctx, seen, frame, pattern.angle_deg, pattern.spacing_px);
    if (pattern.hatch === "cross") lines(ctx, seen, frame, pattern.angle_deg + 90, pattern.spacing_px);
    ctx.lineWidth = pattern.width_px;
    ctx.strokeStyle = colour;
    ctx.stroke();
  }
  ctx.restore();
};

/** @type {(shape: Shape, frame: Frame) => Path2D} */
export const pathOf = (shape, frame) => {
  const path = new Path2D();
  tracePolygons(path, shape.polygons, frame);
  for (const line of shape.lines) trace(path, line, frame, false);
  return path;
};
