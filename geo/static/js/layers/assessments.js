// Damage assessments: cells tinted by how many damaged structures somebody counted in an image. They lie under
// everything that is said of strikes.
import { tracePolygons } from "../drawing.js";
import { onScreen } from "../frame.js";
import { covers } from "../geography.js";
import { withNumber } from "../numbers.js";
import { symbols } from "../values.js";

const LINES_FROM = 12;

// The cells in view, each with the words for a pointer that is over it.
/** @type {(ctx: Ctx, frame: Frame, picture: Picture) => (PlacedShape & { n: number })[]} */
const paintAssessments = (ctx, frame, { shapesOf, colours, format }) => {
  const { colour, steps, line } = symbols.damage;
  const tint = colours.on(colour);
  const drawn = shapesOf("assessments").filter(({ shape }) => onScreen(frame, shape.box))
    .map(({ id, n, shape, mark }) => ({ n: Number(n), shape, mark: { id, title: withNumber(mark.title, format(Number(n))) } }));
  steps.forEach(([least, alpha], at) => {
    const most = at + 1 < steps.length ? steps[at + 1][0] : Infinity;
    const path = new Path2D();
    for (const { n, shape } of drawn) {
      if (n >= least && n < most) tracePolygons(path, shape.polygons, frame);
    }
    ctx.save();
    ctx.globalAlpha = alpha;
    ctx.fillStyle = tint;
    ctx.fill(path, "evenodd");
    ctx.globalAlpha = line.alpha;
    ctx.lineWidth = line.width_px;
    ctx.strokeStyle = tint;
    if (frame.zoom >= LINES_FROM) ctx.stroke(path);
    ctx.restore();
  });
  return drawn;
};

/** @type {AddedLayer} */
export const assessments = {
  added: "assessments",
  canvas: "ground",
  paint: (ctx, frame, picture) => (picture.has("assessments") ? paintAssessments(ctx, frame, picture) : []),
  hits: {
    inside: ({ scene, world }) => scene.added.assessments.filter(({ shape }) => covers(shape, ...world)),
  },
};
