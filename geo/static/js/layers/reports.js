// Reports of the snapshot at their points.
import { stroke } from "../drawing.js";
import { toCanvas } from "../frame.js";
import { isUnder, kindPath, kindSymbol, paintPoints, writeNumber } from "../point_marks.js";
import { symbols } from "../values.js";

/** @type {PointPainters["symbol"]} */
const paintSymbol = (ctx, x, y, kind, colours) => {
  const side = symbols.symbol_px;
  ctx.save();
  ctx.translate(x - side / 2, y - side / 2);
  ctx.scale(side, side);
  ctx.fillStyle = colours.on(kindSymbol(kind).fill);
  ctx.fill(kindPath(kind), "evenodd");
  ctx.lineWidth = 1 / side;
  ctx.lineJoin = "round";
  ctx.strokeStyle = colours.outline;
  ctx.stroke(kindPath(kind));
  ctx.restore();
};

/** @type {PointPainters["disc"]} */
const paintDisc = (ctx, x, y, r, mark, colours, format) => {
  const { kind } = mark;
  const fill = kind ? colours.on(kindSymbol(kind).fill) : colours.ink;
  const text = format(mark.n);
  ctx.beginPath();
  ctx.arc(x, y, r, 0, 2 * Math.PI);
  ctx.fillStyle = fill;
  ctx.globalAlpha = 0.94;
  ctx.fill();
  stroke(ctx, { width_px: 1 }, kind ? colours.outline : colours.paper);
  writeNumber(ctx, x, y, r, text, kind ? colours.on(kindSymbol(kind).ink) : colours.paper);
};

/** @type {SceneLayer<"points">} */
export const reports = {
  scene: "points",
  canvas: "points",
  paint: (ctx, frame, { answer, colours, short }) =>
    paintPoints(ctx, frame, answer, colours, short, { symbol: paintSymbol, disc: paintDisc }),
  hits: {
    symbol: (hit) => hit.scene.points.filter(isUnder(hit)),
    ring: ({ scene, frame, at }) => scene.points.filter(({ mark }) => mark.rings.some((ring) => {
      const [x, y] = toCanvas(frame, ring.x, ring.y);
      const r = ring.r * frame.scale;
      return r > 12 && Math.abs(Math.hypot(x - at.x, y - at.y) - r) <= 4;
    })),
  },
};
