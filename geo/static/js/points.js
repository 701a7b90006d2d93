// Point-level marks on canvas: rings of uncertainty, symbols of single reports, discs with a number.
(function (S) {
  "use strict";

  // Ways out when the symbol's usual place on its ring is beyond the view: clockwise from upper right.
  const TURNS = [[1, -1], [-1, -1], [1, 1], [-1, 1], [0, -Math.SQRT2], [Math.SQRT2, 0], [-Math.SQRT2, 0], [0, Math.SQRT2]];
  const FULL_FILLS = 60;
  const paths = new Map();

  const kindPath = (kind) => {
    if (!paths.has(kind)) paths.set(kind, new Path2D(S.kindSymbol(kind).path));
    return paths.get(kind);
  };

  S.kindSymbol = (kind) => S.symbols.kinds[kind] || S.symbols.kinds.unspecified;

  const isAway = (mark, frame) => {
    const [x, y] = S.toCanvas(frame, mark.x, mark.y);
    return !S.within(x + mark.shift[0], y + mark.shift[1], frame.view);
  };

  // Where a symbol stands: its own place on the ring, or else another point of the ring that is in view
  // and free of larger symbols.
  const standAt = (mark, r, frame, placed) => {
    const [x, y] = S.toCanvas(frame, mark.x, mark.y);
    const [dx, dy] = mark.shift;
    if (!dx && !dy) return [x, y];
    const reach = Math.abs(dx);
    const { x0, y0, x1, y1 } = frame.view;
    const room = { x0: x0 + 12, y0: y0 + 12, x1: x1 - 12, y1: y1 - 12 };
    const spots = TURNS.map(([a, b]) => [x + a * reach, y + b * reach]);
    const seen = spots.filter(([px, py]) => S.within(px, py, room));
    const free = ([px, py]) =>
      placed.every((other) => Math.hypot(other.x - px, other.y - py) >= (other.r + r) * 0.92);
    return seen[0] === spots[0] ? spots[0] : seen.find(free) || seen[0] || spots[0];
  };

  const paintRing = (ctx, frame, ring, colour, fill) => {
    const [x, y] = S.toCanvas(frame, ring.x, ring.y);
    const r = ring.r * frame.scale;
    if (x + r < 0 || y + r < 0 || x - r > frame.w || y - r > frame.h) return;
    ctx.beginPath();
    ctx.arc(x, y, r, 0, 2 * Math.PI);
    ctx.globalAlpha = fill;
    ctx.fillStyle = colour;
    ctx.fill();
    S.stroke(ctx, S.symbols.uncertainty, colour);
  };

  const paintSymbol = (ctx, x, y, kind, colours) => {
    const side = S.symbols.symbol_px;
    ctx.save();
    ctx.translate(x - side / 2, y - side / 2);
    ctx.scale(side, side);
    ctx.fillStyle = colours.on(S.kindSymbol(kind).fill);
    ctx.fill(kindPath(kind), "evenodd");
    ctx.lineWidth = 1 / side;
    ctx.lineJoin = "round";
    ctx.strokeStyle = colours.outline;
    ctx.stroke(kindPath(kind));
    ctx.restore();
  };

  // In steps of half a pixel: the browser looks up and keeps each font that it is asked for.
  const numberFonts = new Map();
  const numberFont = (size) => {
    if (!numberFonts.has(size)) numberFonts.set(size, `600 ${size}px ${S.FONT}`);
    return numberFonts.get(size);
  };

  // Digits fit the disc: a wide number in a small disc gets smaller type, never a larger disc.
  const writeNumber = (ctx, x, y, r, text, colour) => {
    const size = Math.floor(2 * Math.max(8.5, Math.min(14, r * 1.15, (r * 3.1) / text.length))) / 2;
    ctx.font = numberFont(size);
    ctx.textAlign = "center";
    ctx.textBaseline = "alphabetic";
    ctx.fillStyle = colour;
    ctx.fillText(text, x, y + size * 0.36);
  };

  const paintDisc = (ctx, x, y, r, mark, colours, format) => {
    const { kind } = mark;
    const fill = kind ? colours.on(S.kindSymbol(kind).fill) : colours.ink;
    const text = format(mark.n);
    ctx.beginPath();
    ctx.arc(x, y, r, 0, 2 * Math.PI);
    ctx.fillStyle = fill;
    ctx.globalAlpha = 0.94;
    ctx.fill();
    S.stroke(ctx, { width_px: 1 }, kind ? colours.outline : colours.paper);
    writeNumber(ctx, x, y, r, text, kind ? colours.on(S.kindSymbol(kind).ink) : colours.paper);
  };

  // A reader's own rows: hollow, with a second outline, so that none is taken for one of the snapshot's.
  const paintOwnSymbol = (ctx, x, y, kind, colours) => {
    const ink = ringColour(kind, colours);
    for (const [side, width, fill] of [[S.symbols.symbol_px * 1.75, 1, colours.paper], [S.symbols.symbol_px * 0.95, 1.8, null]]) {
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

  const paintOwnDisc = (ctx, x, y, r, mark, colours, format) => {
    const ink = mark.kind ? ringColour(mark.kind, colours) : colours.ink;
    const text = format(mark.n);
    for (const [radius, width, colour] of [[r + 3, 1, colours.outline], [r, 1.8, ink]]) {
      ctx.beginPath();
      ctx.arc(x, y, radius, 0, 2 * Math.PI);
      ctx.fillStyle = colours.paper;
      ctx.fill();
      S.stroke(ctx, { width_px: width }, colour);
    }
    writeNumber(ctx, x, y, r, text, colours.text);
  };

  const SNAPSHOT = { symbol: paintSymbol, disc: paintDisc };
  S.OWN = { symbol: paintOwnSymbol, disc: paintOwnDisc };

  S.paintPoints = (ctx, frame, answer, colours, format, paint = SNAPSHOT) => {
    const placed = [];
    // Those at their own place first, then those that must look for another.
    const byCount = [...answer.marks].sort((a, b) => b.n - a.n);
    const away = new Set(byCount.filter((mark) => isAway(mark, frame)));
    for (const mark of [...byCount.filter((one) => !away.has(one)), ...away]) {
      const r = S.discRadiusPx(mark.n, answer.largest);
      const [x, y] = standAt(mark, r, frame, placed);
      placed.push({ mark, x, y, r });
    }
    // All rings lie under all symbols. A ring that its own symbol hides is not drawn.
    const rings = new Map();
    for (const { mark, r } of placed) {
      for (const ring of mark.rings) {
        if (ring.r * frame.scale > r + 2.5) rings.set(`${ring.x}/${ring.y}/${ring.r}`, ring);
      }
    }
    // Many fills on one another would hide the ground: together they stay as light as a few.
    const fill = S.symbols.ring_fill * Math.min(1, FULL_FILLS / rings.size);
    for (const ring of rings.values()) {
      paintRing(ctx, frame, ring, ring.kind ? ringColour(ring.kind, colours) : colours.ink, fill);
    }
    for (const { mark, x, y, r } of [...placed].sort((a, b) => b.r - a.r)) {
      if (mark.n === 1) paint.symbol(ctx, x, y, mark.kind, colours);
      else paint.disc(ctx, x, y, r, mark, colours, format);
    }
    return placed;
  };

  // A thin line needs more contrast than a filled symbol with an outline: pale kinds ring in ink.
  const ringColour = (kind, colours) => colours.on(S.kindSymbol(kind).ring);

  // The selected ground, in strong ink over everything.
  S.paintSelection = (ctx, frame, selection, geography, colours) => {
    if (!selection) return;
    const line = (width, colour, path) => {
      ctx.lineWidth = width;
      ctx.strokeStyle = colour;
      ctx.stroke(path);
    };
    const path = new Path2D();
    const shape = selection.pcode ? geography.areas.get(selection.pcode) : geography.zones.get(selection.id);
    if (selection.lat != null && selection.lon != null) {
      const [wx, wy] = S.world(selection.lon, selection.lat);
      const [x, y] = S.toCanvas(frame, wx, wy);
      const r = Math.max(9, S.worldLength(selection.radius_m || 0, wy) * frame.scale);
      path.arc(x, y, r, 0, 2 * Math.PI);
    } else if (shape) {
      S.tracePolygons(path, shape.polygons, frame);
      for (const own of shape.lines) S.trace(path, own, frame, false);
      for (const [wx, wy] of shape.points) {
        const [x, y] = S.toCanvas(frame, wx, wy);
        path.moveTo(x + 11, y);
        path.arc(x, y, 11, 0, 2 * Math.PI);
      }
    }
    line(5, colours.paper, path);
    line(2.4, colours.text, path);
  };
})(window.Shelterline);
