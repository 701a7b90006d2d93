// A reader's own file at its points.
import { stroke } from "../drawing.js";
import { isUnder, kindPath, paintPoints, ringColour } from "../point_marks.js";
import { symbols } from "../values.js";

// A reader's own rows: hollow, with a second outline, so that none is taken for one of the snapshot's.
/** @type {PointPainters["symbol"]} */
const paintSymbol = (ctx, x, y, kind, colours) => {
  const ink = ringColour(kind, colours);
  for (const [side, width, fill] of /** @type {[number, number, string | null][]} */ ([[symbols.symbol_px * 1.75, 1, colours.paper], [symbols.symbol_px * 0.95, 1.8, null]])) {
    ctx.save();
    ctx.translate(x - side / 2, y - side / 2);
    ctx.scale(side, side);
    if (fill) {
      ctx.fillStyle = fill;
      ctx.fill(kindPath(kind), "nonzero");
    }
    ctx.lineWidth = width / side;
    ctx.lineJoin = "round";
    ctx.strokeStyle = fill ? colours.outline : ink;
    ctx.stroke(kindPath(kind));
    ctx.restore();
  }
};

/** @type {PointPainters["disc"]} */
const paintDisc = (ctx, x, y, r, mark, colours) => {
  const ink = mark.kind ? ringColour(mark.kind, colours) : colours.ink;
  for (const [radius, width, colour] of /** @type {[number, number, string][]} */ ([[r + 3, 1, colours.outline], [r, 1.8, ink]])) {
    ctx.beginPath();
    ctx.arc(x, y, radius, 0, 2 * Math.PI);
    ctx.fillStyle = colours.paper;
    ctx.fill();
    stroke(ctx, { width_px: width }, colour);
  }
};

/** @type {SceneLayer<"upload">} */
export const upload = {
  scene: "upload",
  canvas: "points",
  paint: (ctx, frame, { answer, colours }) =>
    paintPoints(ctx, frame, answer.upload, colours, { symbol: paintSymbol, disc: paintDisc }),
  hits: { symbol: (hit) => hit.scene.upload.filter(isUnder(hit)) },
};
