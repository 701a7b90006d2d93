// Damage assessments: cells tinted by how many damaged structures somebody counted in an image. They lie under
// everything that is said of strikes.
(function (S) {
  "use strict";

  const LINES_FROM = 12;

  // Returns the cells that lie in view, each with the words for a pointer that is over it.
  S.paintAssessments = (ctx, frame, marks, geography, colours, format) => {
    const { colour, steps, line } = S.symbols.damage;
    const tint = colours.dark ? colour.dark : colour.light;
    const drawn = marks.flatMap(({ key, title }) => (geography.assessments.get(key) || [])
      .filter(({ shape }) => S.onScreen(frame, shape.box))
      .map(({ id, n, shape }) => ({ n, shape, mark: { id, title: S.withNumber(title, format(n)) } })));
    steps.forEach(([least, alpha], at) => {
      const most = at + 1 < steps.length ? steps[at + 1][0] : Infinity;
      const path = new Path2D();
      for (const { n, shape } of drawn) {
        if (n >= least && n < most) S.tracePolygons(path, shape.polygons, frame);
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
})(window.Shelterline);
