// All text of the map on one canvas, so that names, badges and zone labels keep out of each other's way.
(function (S) {
  "use strict";

  S.FONT = '"Source Sans 3","Source Sans Pro","Helvetica Neue",Arial,"Noto Sans","Noto Sans Arabic",'
    + '"Noto Sans Hebrew","DejaVu Sans",sans-serif';

  // One row a kind of name: size in px, weight, style, letter-spacing, and whether a dot marks the place.
  const NAMES = {
    country: { size: 13, weight: 600, spaced: 2.5, upper: true, tone: "text_muted" },
    sea: { size: 12.5, weight: 400, italic: true, spaced: 1, tone: "water_text" },
    territory: { size: 12, weight: 600, spaced: 1.2, upper: true, tone: "text_muted" },
    governorate: { size: 10.5, weight: 500, spaced: 1.2, upper: true, tone: "text_muted" },
    district: { size: 10.5, weight: 500, spaced: 1, upper: true, tone: "text_muted" },
    city: { size: 12.5, weight: 500, dot: 2.2, tone: "text" },
    village: { size: 11, weight: 400, dot: 1.6, tone: "text" },
    camp: { size: 11, weight: 400, dot: 1.6, tone: "text" },
    neighbourhood: { size: 10.5, weight: 400, italic: true, tone: "text_muted" },
    hospital: { size: 10.5, weight: 400, dot: 1.6, tone: "text_muted" },
    landmark: { size: 10.5, weight: 400, italic: true, dot: 1.4, tone: "text_muted" },
    crossing: { size: 10.5, weight: 400, dot: 0, offset: 7, tone: "text_muted" },
    wadi: { size: 10.5, weight: 400, italic: true, tone: "water_text" },
  };
  const LINE = 1.22;

  // By font and then by text: in one key a number's two digits would hold on to the names of all fonts.
  const KEPT_WIDTHS = 1000;
  const widths = new Map();
  const widthOf = (ctx, text, font, spacing) => {
    if (!widths.has(font)) widths.set(font, new Map());
    const known = widths.get(font);
    const key = spacing ? `${spacing}|${text}` : text;
    if (!known.has(key)) {
      if (known.size > KEPT_WIDTHS) known.clear();
      setFont(ctx, font, spacing);
      known.set(key, ctx.measureText(text).width);
    }
    return known.get(key);
  };

  const setFont = (ctx, font, spacing) => {
    ctx.font = font;
    if ("letterSpacing" in ctx) ctx.letterSpacing = `${spacing || 0}px`;
  };

  // A name in another script than the interface's keeps its own direction, brackets and all.
  const directionOf = (text, lang) => {
    const strong = /[A-Za-z\u00c0-\u024f]|[\u0590-\u08ff]/.exec(text);
    if (!strong) return lang === "ar" || lang === "he" ? "rtl" : "ltr";
    return strong[0] >= "\u0590" ? "rtl" : "ltr";
  };

  // As few lines as the limit allows, then as even as they come: no single word is left to the last.
  const wrap = (ctx, text, font, limit) => {
    const rough = fold(ctx, text, font, limit);
    const even = widthOf(ctx, text, font, 0) / rough.length;
    for (let width = even; width < limit; width += 8) {
      const lines = fold(ctx, text, font, width);
      if (lines.length <= rough.length) return lines;
    }
    return rough;
  };

  const fold = (ctx, text, font, limit) => {
    const lines = [];
    for (const word of String(text).split(/\s+/).filter(Boolean)) {
      const longer = lines.length ? `${lines[lines.length - 1]} ${word}` : word;
      if (lines.length && widthOf(ctx, longer, font, 0) <= limit) lines[lines.length - 1] = longer;
      else lines.push(word);
    }
    return lines;
  };

  // What is taken on the canvas, as boxes. A few hundred at most: a plain list is fast enough.
  class Room {
    constructor(frame) {
      this.taken = [];
      this.view = frame.view;
    }

    take(box) {
      this.taken.push(box);
    }

    free(box, margin = 2) {
      const grown = { x0: box.x0 - margin, y0: box.y0 - margin, x1: box.x1 + margin, y1: box.y1 + margin };
      const { view } = this;
      if (grown.x0 < view.x0 || grown.y0 < view.y0 || grown.x1 > view.x1 || grown.y1 > view.y1) return false;
      return !this.taken.some((other) => S.overlaps(grown, other));
    }
  }

  const boxAt = (x, y, w, h) => ({ x0: x - w / 2, y0: y - h / 2, x1: x + w / 2, y1: y + h / 2 });

  const block = (ctx, text, size, weight, limit, italic) => {
    const font = `${italic ? "italic " : ""}${weight} ${size}px ${S.FONT}`;
    const lines = wrap(ctx, text, font, limit);
    return { font, lines, size, w: Math.max(0, ...lines.map((line) => widthOf(ctx, line, font, 0))), h: lines.length * size * LINE };
  };

  const paintBlock = (ctx, { font, lines, size }, x, y, colour, halo) => {
    setFont(ctx, font, 0);
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    const top = y - ((lines.length - 1) * size * LINE) / 2;
    ctx.direction = directionOf(lines.join(" "), document.documentElement.lang);
    lines.forEach((line, i) => {
      const at = top + i * size * LINE + size * 0.06;
      if (halo) {
        ctx.lineJoin = "round";
        ctx.lineWidth = 3;
        ctx.strokeStyle = halo;
        ctx.strokeText(line, x, at);
      }
      ctx.fillStyle = colour;
      ctx.fillText(line, x, at);
    });
  };

  const covers = (shape, frame, x, y) =>
    S.covers(shape, (x + frame.ox) / frame.scale, (y + frame.oy) / frame.scale);

  // Places inside an outline to try for a box, nearest to the outline's own label point first.
  const insideOf = (shape, frame, start) => {
    const [x, y] = start;
    const found = [];
    const { view } = frame;
    for (let ring = 0; ring <= 14; ring += 1) {
      const count = ring === 0 ? 1 : 12;
      for (let k = 0; k < count; k += 1) {
        const turn = (k / count) * 2 * Math.PI;
        const px = x + ring * 13 * Math.cos(turn);
        const py = y + ring * 13 * Math.sin(turn);
        if (!S.within(px, py, view)) continue;
        if (covers(shape, frame, px, py)) found.push([px, py]);
      }
    }
    return found;
  };

  // The outline's label point, or when that is out of sight the visible inside point nearest to it.
  const visibleStart = (shape, frame) => {
    const [x, y] = S.toCanvas(frame, ...shape.label);
    const { view } = frame;
    if (S.within(x, y, view)) return [x, y];
    let best = null;
    for (let i = 1; i < 12; i += 1) {
      for (let j = 1; j < 12; j += 1) {
        const px = view.x0 + ((view.x1 - view.x0) * i) / 12;
        const py = view.y0 + ((view.y1 - view.y0) * j) / 12;
        const far = Math.hypot(px - x, py - y);
        if ((!best || far < best.far) && covers(shape, frame, px, py)) best = { far, at: [px, py] };
      }
    }
    return best && best.at;
  };

  const PAD = 5;
  const badgeOf = (ctx, text, weight) => {
    const words = block(ctx, text, 11.5, weight, 175);
    return { words, w: words.w + 2 * PAD + 2, h: words.h + 2 * PAD - 2 };
  };

  const TINY_PX = 28;
  const isTiny = ({ box }) => box.x1 - box.x0 < TINY_PX && box.y1 - box.y0 < TINY_PX;

  // The mark under which an area of a few pixels lies. A badge pointing there would be read as the
  // mark's; the area answers with the mark to the pointer instead.
  S.hiddenBy = (marks, area, frame) => {
    if (!isTiny(area)) return undefined;
    const [x, y] = S.toCanvas(frame, ...area.shape.label);
    return marks.find((mark) => Math.hypot(mark.x - x, mark.y - y) < mark.r + 2);
  };

  // Badges: inside their area where they fit; beside it, with a leader line, where the area is smaller
  // than its badge; as a bare number, and last not at all, where there is no room.
  const placeBadges = (ctx, frame, areas, marks, room, format) => {
    const placed = [];
    // The smallest first: they have the least choice. A larger area's badge keeps out of the smaller
    // ones inside it, where it would be read as theirs.
    const order = areas.filter((area) => !S.hiddenBy(marks, area, frame))
      .sort((a, b) => isTiny(a) - isTiny(b) || a.shape.km2 - b.shape.km2 || b.mark.n - a.mark.n);
    for (const [rank, area] of order.entries()) {
      const start = visibleStart(area.shape, frame);
      if (!start) continue;
      const wide = area.box.x1 - area.box.x0;
      const high = area.box.y1 - area.box.y0;
      const long = badgeOf(ctx, area.mark.badge, 600);
      const short = badgeOf(ctx, area.mark.own ? area.mark.badge : format(area.mark.n), 600);
      const inside = insideOf(area.shape, frame, start);
      const fits = Math.min(wide, 400) >= long.w * 0.55 && high >= long.h * 1.5;
      const smaller = order.slice(0, rank).map(({ shape }) => shape);
      const own = inside.filter(([x, y]) => !smaller.some((shape) => covers(shape, frame, x, y)));
      const tries = [
        ...(fits ? [...own, ...inside].map((at) => ({ at, badge: long })) : []),
        ...(fits ? [] : beside(area.box, long).map((at) => ({ at, badge: long, led: true }))),
        ...(wide >= 16 && high >= 16 ? inside.slice(0, 60).map((at) => ({ at, badge: short })) : []),
      ];
      const chosen = tries.find(({ at, badge }) => room.free(boxAt(...at, badge.w, badge.h), 3));
      if (!chosen) continue;
      const { at, badge, led } = chosen;
      const box = boxAt(...at, badge.w, badge.h);
      // Only for the place that was chosen: it looks at every corner of the outline and every symbol.
      const leader = led ? edgeTowards(area.shape, frame, at, marks) : null;
      room.take(box);
      if (leader) for (const bead of beads(at, leader)) room.take(bead);
      placed.push({ at, badge, leader, box, area });
    }
    return placed;
  };

  // A leader line as a string of small boxes, for names to keep off it.
  const beads = ([x0, y0], [x1, y1]) => {
    const count = Math.ceil(Math.hypot(x1 - x0, y1 - y0) / 8);
    return Array.from({ length: count }, (_, i) =>
      boxAt(x0 + ((x1 - x0) * i) / count, y0 + ((y1 - y0) * i) / count, 5, 5));
  };

  const beside = (box, badge) => {
    const [cx, cy] = [(box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2];
    const gap = 22;
    const dx = (box.x1 - box.x0) / 2 + badge.w / 2 + gap;
    const dy = (box.y1 - box.y0) / 2 + badge.h / 2 + gap;
    const rows = [0, -32, 32, -64, 64, -96, 96, -128, 128];
    return [...rows.map((y) => [-dx, y]), ...rows.map((y) => [dx, y]), [0, -dy], [0, dy]]
      .map(([x, y]) => [cx + x, cy + y]);
  };

  // The corner of the outline that is nearest to a badge beside it, and in sight if one is.
  const edgeTowards = (shape, frame, [x, y], marks) => {
    let best = null;
    const covered = ([px, py]) => marks.some((mark) => Math.hypot(mark.x - px, mark.y - py) < mark.r + 2);
    for (const { rings } of shape.polygons) {
      const { xy } = rings[0];
      for (let i = 0; i < xy.length; i += 2) {
        const at = S.toCanvas(frame, xy[i], xy[i + 1]);
        const far = Math.hypot(at[0] - x, at[1] - y) + (covered(at) ? 1e4 : 0);
        if (!best || far < best.far) best = { far, at };
      }
    }
    return best.at;
  };

  const paintBadge = (ctx, { at: [x, y], badge, box, leader }, colours) => {
    if (leader) {
      ctx.beginPath();
      ctx.moveTo(Math.max(box.x0, Math.min(leader[0], box.x1)), Math.max(box.y0, Math.min(leader[1], box.y1)));
      ctx.lineTo(...leader);
      S.stroke(ctx, { width_px: 3 }, colours.paper);
      S.stroke(ctx, { width_px: 1 }, colours.ink);
    }
    ctx.beginPath();
    if (ctx.roundRect) ctx.roundRect(box.x0, box.y0, badge.w, badge.h, 3);
    else ctx.rect(box.x0, box.y0, badge.w, badge.h);
    ctx.fillStyle = colours.paper;
    ctx.fill();
    S.stroke(ctx, { width_px: 1 }, colours.ink);
    paintBlock(ctx, badge.words, x, y, colours.text, null);
  };

  const SAID_PX = 260;
  // A zone says its status and issuer where its outline has room; points need a closer zoom.
  const placeZones = (ctx, frame, zones, room) => {
    const placed = [];
    const order = zones.filter(({ mark }) => mark.label && (!mark.earlier || frame.zoom >= 14))
      .sort((a, b) => a.mark.earlier - b.mark.earlier || a.symbol.priority - b.symbol.priority
        || b.shape.km2 - a.shape.km2);
    for (const zone of order) {
      const isPoint = zone.spots.length > 0;
      if (isPoint && frame.zoom < 12) continue;
      const label = block(ctx, zone.mark.label, 11, 500, isPoint ? 150 : 130);
      const wide = zone.box.x1 - zone.box.x0;
      const high = zone.box.y1 - zone.box.y0;
      if (!isPoint && (wide < label.w * 0.7 || high < label.h * 1.1)) continue;
      const start = isPoint ? [zone.spots[0].x, zone.spots[0].y] : visibleStart(zone.shape, frame);
      if (!start) continue;
      const gap = isPoint ? zone.spots[0].r + 5 : 0;
      const spots = isPoint
        ? [[0, gap + label.h / 2], [gap + label.w / 2, 0], [-gap - label.w / 2, 0], [0, -gap - label.h / 2]]
          .map(([dx, dy]) => [start[0] + dx, start[1] + dy])
        : insideOf(zone.shape, frame, start).slice(0, 80);
      // Neighbouring blocks of one order say the same: once is enough, the pointer tells them apart.
      const said = ([x, y]) => placed.some(({ at: other, zone: { mark } }) =>
        mark.label === zone.mark.label && Math.hypot(other[0] - x, other[1] - y) < SAID_PX);
      const at = spots.find((spot) => !said(spot) && room.free(boxAt(...spot, label.w, label.h), 3));
      if (!at) continue;
      const box = boxAt(...at, label.w, label.h);
      room.take(box);
      placed.push({ at, box, label, zone });
    }
    return placed;
  };

  const placeSheltering = (ctx, rings, room) => {
    const placed = [];
    for (const ring of rings) {
      const label = block(ctx, ring.mark.label, 11, 600, 140);
      const gap = ring.r + 4;
      const at = [[0, gap + label.h / 2], [0, -gap - label.h / 2], [gap + label.w / 2, 0], [-gap - label.w / 2, 0], [0, 0]]
        .map(([dx, dy]) => [ring.x + dx, ring.y + dy])
        .find(([x, y]) => room.free(boxAt(x, y, label.w, label.h), 1));
      if (!at) continue;
      const box = boxAt(...at, label.w, label.h);
      room.take(box);
      placed.push({ at, box, label, ring });
    }
    return placed;
  };

  const nameOf = (name, lang) => name[lang] || name.en || "";

  const candidates = (w, h, gap) => {
    const dx = gap + w / 2;
    const dy = gap + h / 2 - 2;
    return [[dx, 0], [-dx, 0], [0, -dy], [0, dy], [dx, -dy], [dx, dy], [-dx, -dy], [-dx, dy]];
  };

  const placeNames = (ctx, frame, labels, room, lang) => {
    const placed = [];
    for (const { name, kind, at } of labels) {
      const style = NAMES[kind] || NAMES.landmark;
      const plain = nameOf(name, lang);
      if (!plain) continue;
      const latin = /^[\u0000-\u024f\u2019]*$/.test(plain);
      const text = style.upper && latin ? plain.toLocaleUpperCase(lang) : plain;
      const larger = kind === "city" && frame.zoom >= 12 ? 1.5 : 0;
      const size = style.size + larger;
      const font = `${style.italic && latin ? "italic " : ""}${style.weight} ${size}px ${S.FONT}`;
      // Spacing would tear the joined letters of Arabic apart.
      const spacing = latin ? style.spaced || 0 : 0;
      const w = widthOf(ctx, text, font, spacing);
      const h = size * 1.15;
      const [x, y] = S.toCanvas(frame, ...at);
      if (!S.within(x, y, frame.view)) continue;
      const gap = style.offset || (style.dot ? style.dot + 3.5 : 0);
      const offsets = gap ? candidates(w, h, gap) : [[0, 0], [0, -h], [0, h], ...candidates(w, h, 9)];
      const found = offsets.map(([dx, dy]) => [x + dx, y + dy])
        .find(([cx, cy]) => room.free(boxAt(cx, cy, w, h), 2));
      if (!found) continue;
      room.take(boxAt(...found, w, h));
      placed.push({ text, font, spacing, at: found, tone: style.tone, dot: style.dot || 0, place: [x, y] });
    }
    return placed;
  };

  const paintName = (ctx, { text, font, spacing, at: [x, y], tone, dot, place, covered }, colours) => {
    if (dot && !covered) {
      ctx.beginPath();
      ctx.arc(...place, dot, 0, 7);
      ctx.fillStyle = colours[tone];
      ctx.fill();
    }
    setFont(ctx, font, spacing);
    ctx.direction = directionOf(text, document.documentElement.lang);
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.lineJoin = "round";
    ctx.lineWidth = 2.8;
    ctx.strokeStyle = tone === "water_text" ? colours.sea : colours.land;
    ctx.globalAlpha = 0.9;
    ctx.strokeText(text, x + spacing / 2, y);
    ctx.globalAlpha = 1;
    ctx.fillStyle = colours[tone];
    ctx.fillText(text, x + spacing / 2, y);
  };

  // Which names a zoom knows. Countries give way to their places as one comes near.
  const namesFor = (geography, zoom) => {
    const known = geography.labels.filter(({ min_zoom: from, kind }) =>
      zoom >= from && !(kind === "country" && zoom > 10) && !(kind === "territory" && zoom > 11));
    const wadi = zoom >= 11 ? geography.wadi.map((line) => {
      const middle = 2 * Math.floor(line.xy.length / 4);
      return { name: line.name, kind: "wadi", rank: 25, at: [line.xy[middle], line.xy[middle + 1]] };
    }) : [];
    const crossings = zoom >= 11
      ? geography.crossings.map((place) => ({ ...place, kind: "crossing", rank: 40 })) : [];
    return [...known, ...wadi, ...crossings].sort((a, b) => a.rank - b.rank);
  };

  S.paintLabels = (ctx, frame, scene, geography, colours, { lang, names, format, covered }) => {
    const room = new Room(frame);
    for (const box of covered) room.take(box);
    for (const { x, y, r } of scene.points) room.take(boxAt(x, y, 2 * r + 2, 2 * r + 2));
    for (const { spots, symbol } of scene.zones) {
      for (const { x, y, r } of spots) {
        if (symbol.form === "crossing" || r < 10) room.take(boxAt(x, y, 2 * r, 2 * r));
      }
    }
    const badges = placeBadges(ctx, frame, scene.areas, scene.points, room, format);
    const sheltering = placeSheltering(ctx, scene.sheltering, room);
    const zones = placeZones(ctx, frame, scene.zones, room);
    const places = names ? placeNames(ctx, frame, namesFor(geography, frame.zoom), room, lang) : [];
    for (const name of places) {
      name.covered = scene.points.some(({ x, y, r }) => Math.hypot(x - name.place[0], y - name.place[1]) < r);
      paintName(ctx, name, colours);
    }
    for (const { label, at, zone } of zones) {
      paintBlock(ctx, label, ...at, zone.mark.earlier ? colours.text_muted : colours.text, colours.land);
    }
    for (const { label, at } of sheltering) paintBlock(ctx, label, ...at, colours.sheltering, colours.paper);
    for (const badge of badges) paintBadge(ctx, badge, colours);
    return { badges, zones, sheltering, names: places.length };
  };
})(window.Shelterline);
