// What lies on the ground as an outline: zones, areas of reports, and people sheltering.
(function (S) {
  "use strict";

  const POINT_ZONE_M = 1000;
  const SMALLEST_DISC_PX = 3.5;
  const CROSSING_PX = 9;

  // Lines run across the clip at a fixed distance, counted from the world's corner so that two
  // repaints of one zoom put them on the same ground.
  const lines = (ctx, box, frame, angle, spacing) => {
    const [a, b] = { 0: [0, 1], 45: [1, 1], 90: [1, 0], 135: [-1, 1] }[angle];
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
  S.fillPattern = (ctx, path, box, frame, pattern, colour) => {
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

  const canvasBox = (frame, box) => {
    const [x0, y0] = S.toCanvas(frame, box.x0, box.y0);
    const [x1, y1] = S.toCanvas(frame, box.x1, box.y1);
    return { x0, y0, x1, y1 };
  };

  const pathOf = (shape, frame) => {
    const path = new Path2D();
    S.tracePolygons(path, shape.polygons, frame);
    for (const line of shape.lines) S.trace(path, line, frame, false);
    return path;
  };

  const discRadius = (frame, y) =>
    Math.max(SMALLEST_DISC_PX, S.worldLength(POINT_ZONE_M, y) * frame.scale);

  // The line round a status; a follow-up on the same place leaves a thin dotted line of the earlier one.
  const paintOutline = (ctx, path, symbol, colours, earlier) => {
    if (earlier) {
      strokePath(ctx, path, S.symbols.earlier, colours.on(symbol.colour));
      return;
    }
    if (symbol.form === "corridor") {
      // A double line: a broad dashed stroke with its middle taken out again.
      const line = symbol.outline;
      strokePath(ctx, path, { ...line, width_px: line.width_px * 3 }, colours.on(symbol.colour));
      strokePath(ctx, path, { width_px: line.width_px * 1.3 }, colours.land);
      return;
    }
    strokePath(ctx, path, symbol.outline, colours.on(symbol.colour));
  };

  const strokePath = (ctx, path, line, colour) => {
    ctx.setLineDash(line.dash_px || []);
    ctx.lineWidth = line.width_px;
    ctx.globalAlpha = line.alpha ?? 1;
    ctx.strokeStyle = colour;
    ctx.stroke(path);
    ctx.globalAlpha = 1;
    ctx.setLineDash([]);
  };

  // One fill a status: where statuses of one sort overlap, the pattern is not laid twice.
  const paintPatterns = (ctx, frame, zones, colours) => {
    const groups = new Map();
    for (const { mark, symbol, path } of zones) {
      if (mark.earlier || !symbol.pattern) continue;
      if (!groups.has(symbol)) groups.set(symbol, new Path2D());
      groups.get(symbol).addPath(path);
    }
    const all = { x0: 0, y0: 0, x1: frame.w, y1: frame.h };
    for (const [symbol, path] of [...groups].sort(([a], [b]) => b.priority - a.priority)) {
      S.fillPattern(ctx, path, all, frame, symbol.pattern, colours.on(symbol.ground));
    }
  };

  // An earlier status of a crossing is smaller and thin: a dotted square of this size is a blot.
  const paintCrossing = (ctx, x, y, symbol, colours, earlier) => {
    const side = earlier ? CROSSING_PX - 2 : CROSSING_PX;
    const half = side / 2;
    const line = { width_px: earlier ? 0.9 : 1.4, alpha: earlier ? 0.7 : 1 };
    const colour = colours.on(symbol.colour);
    const square = (top) => {
      ctx.beginPath();
      ctx.rect(x - half, y - half + top, side, side - top);
    };
    square(0);
    ctx.fillStyle = symbol.mark === "filled" && !earlier ? colour : colours.paper;
    ctx.fill();
    S.stroke(ctx, line, colour);
    if (symbol.mark === "half" && !earlier) {
      square(half);
      ctx.fillStyle = colour;
      ctx.fill();
    }
    if (symbol.mark === "struck") {
      ctx.beginPath();
      ctx.moveTo(x - half - 2.5, y + half + 2.5);
      ctx.lineTo(x + half + 2.5, y - half - 2.5);
      S.stroke(ctx, line, colour);
    }
  };

  // Zones on the canvas, with what labels and the pointer need to know of each.
  S.paintZones = (ctx, frame, zones, geography, colours) => {
    const placed = [];
    const order = zones
      .map((mark) => ({ mark, shape: geography.zones.get(mark.id), symbol: S.zoneSymbol(mark) }))
      .filter(({ shape }) => shape && S.onScreen(frame, shape.box, 80))
      .sort((a, b) => b.mark.earlier - a.mark.earlier || b.shape.km2 - a.shape.km2
        || b.symbol.priority - a.symbol.priority);
    for (const { mark, shape, symbol } of order) {
      const path = pathOf(shape, frame);
      const spots = shape.points.map(([wx, wy]) => {
        const [x, y] = S.toCanvas(frame, wx, wy);
        if (symbol.form === "crossing") return { x, y, r: CROSSING_PX * 0.75 };
        const r = discRadius(frame, wy);
        path.moveTo(x + r, y);
        path.arc(x, y, r, 0, 2 * Math.PI);
        return { x, y, r };
      });
      placed.push({ mark, shape, symbol, path, box: canvasBox(frame, shape.box), spots });
    }
    paintPatterns(ctx, frame, placed, colours);
    for (const { mark, symbol, path, spots } of placed) {
      if (symbol.form === "crossing") {
        for (const { x, y } of spots) paintCrossing(ctx, x, y, symbol, colours, mark.earlier);
      } else paintOutline(ctx, path, symbol, colours, mark.earlier);
    }
    return placed;
  };

  S.zoneSymbol = (mark) => S.symbols.zones[S.symbols.zone_keys[`${mark.kind}/${mark.status}`]]
    || S.symbols.zones.open;

  S.areaHatch = (km2) =>
    S.symbols.area_hatches.find((hatch) => hatch.up_to_km2 === null || km2 <= hatch.up_to_km2);

  // Areas that reports lie somewhere in: larger ones first and with less ink, so that a governorate
  // stays readable inside its territory.
  S.paintAreas = (ctx, frame, areas, geography, colours) => {
    const order = areas
      .map((mark) => ({ mark, shape: geography.areas.get(mark.pcode) }))
      .filter(({ shape }) => shape && S.onScreen(frame, shape.box, 20))
      .sort((a, b) => b.shape.km2 - a.shape.km2);
    return order.map(({ mark, shape }) => {
      const { pattern, outline } = S.areaHatch(shape.km2);
      const box = canvasBox(frame, shape.box);
      const path = pathOf(shape, frame);
      // A reader's own file adds no hatch to the snapshot's: it has an outline of its own.
      if (!mark.own) S.fillPattern(ctx, path, box, frame, pattern, colours.ink);
      strokePath(ctx, path, mark.own ? S.symbols.own_area : outline, colours.ink);
      return { mark, shape, box, path };
    });
  };

  // Rings whose area is in proportion to people: the smallest number said and the largest.
  const RING_PX_AT_10 = 0.038;
  S.paintSheltering = (ctx, frame, marks, colours) => {
    const px = RING_PX_AT_10 * Math.min(1.3, Math.max(0.4, 2 ** ((frame.zoom - 10) * 0.5)));
    return marks.map((mark) => {
      const [x, y] = S.toCanvas(frame, ...S.world(mark.lon, mark.lat));
      const radius = (people) => (people == null ? 0 : Math.max(3, px * Math.sqrt(people)));
      const [inner, outer] = [radius(mark.people_min), radius(mark.people_max)];
      const ring = (r, line) => {
        ctx.beginPath();
        ctx.arc(x, y, r, 0, 7);
        S.stroke(ctx, { ...line, width_px: line.width_px + 2, alpha: 0.7 }, colours.paper);
        ctx.beginPath();
        ctx.arc(x, y, r, 0, 7);
        S.stroke(ctx, line, colours.sheltering);
      };
      const { min, max } = S.symbols.sheltering;
      // An exact figure reads as two rings too, a hair apart: one ring is left to open ranges.
      if (outer) ring(outer > inner + 2.5 || !inner ? outer : inner + 3, max);
      if (inner) ring(inner, min);
      return { mark, x, y, r: Math.max(inner, outer, 3) };
    });
  };
})(window.Shelterline);
