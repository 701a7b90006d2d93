// Reports of the snapshot at their points.
import { stroke } from "../drawing.js";
import { toCanvas } from "../frame.js";
import { isUnder, kindPath, kindSymbol, paintPoints, ringColour } from "../point_marks.js";
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

// A wash of paper and of the kind's colour: the land shows through, and the number keeps its contrast.
/** @type {PointPainters["disc"]} */
const paintDisc = (ctx, x, y, r, { kind }, colours) => {
  const { paper, tint, line } = symbols.disc;
  ctx.beginPath();
  ctx.arc(x, y, r, 0, 2 * Math.PI);
  for (const [alpha, fill] of /** @type {[number, string][]} */ (
    [[paper, colours.paper], [tint, kind ? colours.on(kindSymbol(kind).fill) : colours.ink]])) {
    ctx.globalAlpha = alpha;
    ctx.fillStyle = fill;
    ctx.fill();
  }
  stroke(ctx, line, kind ? ringColour(kind, colours) : colours.ink);
};

/** @type {SceneLayer<"points">} */
export const reports = {
  scene: "points",
  canvas: "points",
  paint: (ctx, frame, { answer, colours }) =>
    paintPoints(ctx, frame, answer, colours, { symbol: paintSymbol, disc: paintDisc }),
  hits: {
    symbol: (hit) => hit.scene.points.filter(isUnder(hit)),
    ring: ({ scene, frame, at }) => scene.points.filter(({ mark }) => mark.rings.some((ring) => {
      const [x, y] = toCanvas(frame, ring.x, ring.y);
      const r = ring.r * frame.scale;
      return r > 12 && Math.abs(Math.hypot(x - at.x, y - at.y) - r) <= 4;
    })),
  },
};
