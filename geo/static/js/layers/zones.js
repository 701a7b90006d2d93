// Zone statuses: patterns, outlines, crossings, and who says so.
import { fillPattern, pathOf, stroke } from "../drawing.js";
import { canvasBox, onScreen, toCanvas } from "../frame.js";
import { covers, smallestFirst } from "../geography.js";
import { within, worldLength } from "../geometry.js";
import { boxAt, spotsInside, visibleStart } from "../label_room.js";
import { block, paintBlock } from "../text.js";
import { symbols } from "../values.js";

// A state names its zones; what is said of them came with their outlines.
/** @type {(zones: ZoneState[], geography: Geography, lang: string) => ZoneMark[]} */
export const zoneMarks = (zones, geography, lang) => zones.filter(({ id }) => geography.zoneMarks.has(id)).map((zone) => {
  const { status, kind, said } = geography.zoneMarks.get(zone.id);
  return { ...zone, status, kind, ...(said[lang] || said.en) };
});

const POINT_ZONE_M = 1000;
const SMALLEST_DISC_PX = 3.5;
const CROSSING_PX = 9;

/** @type {(frame: Frame, y: number) => number} */
const discRadius = (frame, y) =>
  Math.max(SMALLEST_DISC_PX, worldLength(POINT_ZONE_M, y) * frame.scale);

// The line round a status; a follow-up on the same place leaves a thin dotted line of the earlier one.
/** @type {(ctx: Ctx, path: Path2D, symbol: ZoneSymbol, colours: Palette, earlier: boolean) => void} */
const paintOutline = (ctx, path, symbol, colours, earlier) => {
  if (earlier) {
    stroke(ctx, symbols.earlier, colours.on(symbol.colour), path);
    return;
  }
  if (symbol.form === "corridor") {
    // A double line: a broad dashed stroke with its middle taken out again.
    const line = symbol.outline;
    stroke(ctx, { ...line, width_px: line.width_px * 3 }, colours.on(symbol.colour), path);
    stroke(ctx, { width_px: line.width_px * 1.3 }, colours.land, path);
    return;
  }
  stroke(ctx, symbol.outline, colours.on(symbol.colour), path);
};

// One fill a status: where statuses of one sort overlap, the pattern is not laid twice.
/** @type {(ctx: Ctx, frame: Frame, zones: PlacedZone[], colours: Palette, hatch: Hatched) => void} */
const paintPatterns = (ctx, frame, zones, colours, hatch) => {
  /** @type {Map<ZoneSymbol, Path2D>} */
  const groups = new Map();
  for (const { mark, symbol, path } of zones) {
    if (!hatch.zones.has(mark.id)) continue;
    if (!groups.has(symbol)) groups.set(symbol, new Path2D());
    groups.get(symbol).addPath(path);
  }
  const all = { x0: 0, y0: 0, x1: frame.w, y1: frame.h };
  for (const [symbol, path] of [...groups].sort(([a], [b]) => b.priority - a.priority)) {
    fillPattern(ctx, path, all, frame, symbol.pattern, colours.on(symbol.ground));
  }
};

// An earlier status of a crossing is smaller and thin: a dotted square of this size is a blot.
/** @type {(ctx: Ctx, x: number, y: number, symbol: ZoneSymbol, colours: Palette, earlier: boolean) => void} */
const paintCrossing = (ctx, x, y, symbol, colours, earlier) => {
  const side = earlier ? CROSSING_PX - 2 : CROSSING_PX;
  const half = side / 2;
  const line = { width_px: earlier ? 0.9 : 1.4, alpha: earlier ? 0.7 : 1 };
  const colour = colours.on(symbol.colour);
  /** @type {(top: number) => void} */
  const square = (top) => {
    ctx.beginPath();
    ctx.rect(x - half, y - half + top, side, side - top);
  };
  square(0);
  ctx.fillStyle = symbol.mark === "filled" && !earlier ? colour : colours.paper;
  ctx.fill();
  stroke(ctx, line, colour);
  if (symbol.mark === "half" && !earlier) {
    square(half);
    ctx.fillStyle = colour;
    ctx.fill();
  }
  if (symbol.mark === "struck") {
    ctx.beginPath();
    ctx.moveTo(x - half - 2.5, y + half + 2.5);
    ctx.lineTo(x + half + 2.5, y - half - 2.5);
    stroke(ctx, line, colour);
  }
};

// Zones on the canvas, with what labels and the pointer need to know of each.
/** @type {(ctx: Ctx, frame: Frame, zones: ZoneMark[], picture: Picture) => PlacedZone[]} */
const paintZones = (ctx, frame, zones, { geography, colours, hatch }) => {
  /** @type {PlacedZone[]} */
  const placed = [];
  const order = zones
    .map((mark) => ({ mark, shape: geography.zones.get(mark.id), symbol: zoneSymbol(mark) }))
    .filter(({ shape }) => shape && onScreen(frame, shape.box, 80))
    .sort((a, b) => Number(b.mark.earlier) - Number(a.mark.earlier) || b.shape.km2 - a.shape.km2
      || b.symbol.priority - a.symbol.priority);
  for (const { mark, shape, symbol } of order) {
    const path = pathOf(shape, frame);
    const spots = shape.points.map(([wx, wy]) => {
      const [x, y] = toCanvas(frame, wx, wy);
      if (symbol.form === "crossing") return { x, y, r: CROSSING_PX * 0.75 };
      const r = discRadius(frame, wy);
      path.moveTo(x + r, y);
      path.arc(x, y, r, 0, 2 * Math.PI);
      return { x, y, r };
    });
    placed.push({ mark, shape, symbol, path, box: canvasBox(frame, shape.box), spots });
  }
  paintPatterns(ctx, frame, placed, colours, hatch);
  for (const { mark, symbol, path, spots } of placed) {
    if (symbol.form === "crossing") {
      for (const { x, y } of spots) paintCrossing(ctx, x, y, symbol, colours, mark.earlier);
    } else paintOutline(ctx, path, symbol, colours, mark.earlier);
  }
  return placed;
};

/** @type {(mark: ZoneMark) => ZoneSymbol} */
export const zoneSymbol = (mark) => symbols.zones[symbols.zone_keys[`${mark.kind}/${mark.status}`]]
  || symbols.zones.open;

const SAID_PX = 260;

// A zone says its status and issuer where its outline has room; points need a closer zoom.
/** @type {(ctx: Ctx, frame: Frame, zones: PlacedZone[], room: Room) => PlacedZoneText[]} */
const placeZones = (ctx, frame, zones, room) => {
  /** @type {PlacedZoneText[]} */
  const placed = [];
  const order = zones.filter(({ mark }) => mark.label && (!mark.earlier || frame.zoom >= 14))
    .sort((a, b) => Number(a.mark.earlier) - Number(b.mark.earlier) || a.symbol.priority - b.symbol.priority
      || b.shape.km2 - a.shape.km2);
  for (const zone of order) {
    const isPoint = zone.spots.length > 0;
    if (isPoint && frame.zoom < 12) continue;
    const label = block(ctx, zone.mark.label, 11, 500, isPoint ? 150 : 130);
    const wide = zone.box.x1 - zone.box.x0;
    const high = zone.box.y1 - zone.box.y0;
    if (!isPoint && (wide < label.w * 0.7 || high < label.h * 1.1)) continue;
    /** @type {Pair} */
    const start = isPoint ? [zone.spots[0].x, zone.spots[0].y] : visibleStart(zone.shape, frame);
    if (!start) continue;
    const gap = isPoint ? zone.spots[0].r + 5 : 0;
    const spots = isPoint
      ? [[0, gap + label.h / 2], [gap + label.w / 2, 0], [-gap - label.w / 2, 0], [0, -gap - label.h / 2]]
        .map(([dx, dy]) => /** @type {Pair} */ ([start[0] + dx, start[1] + dy]))
      : spotsInside(zone.shape, frame, start).slice(0, 80);
    // Neighbouring blocks of one order say the same: once is enough, the pointer tells them apart.
    /** @type {(spot: Pair) => boolean} */
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

/** @type {SceneLayer<"zones"> & TextLayer<"zones">} */
export const zones = {
  scene: "zones",
  canvas: "ground",
  paint: (ctx, frame, picture) => {
    const { state, geography, has } = picture;
    const isOn = has("zones") || has("latest_zones");
    return isOn ? paintZones(ctx, frame, zoneMarks(state.zones, geography, state.lang), picture) : [];
  },
  hits: {
    direct: ({ scene, at, near }) => [
      ...(scene.labels.zones || []).filter(({ box }) => within(at.x, at.y, box)).map(({ zone }) => zone),
      ...scene.zones.filter(({ spots }) => spots.some((spot) => near(spot, 3))),
    ],
    inside: ({ scene, world }) => smallestFirst(scene.zones.filter(({ shape }) => covers(shape, ...world))),
  },
  labels: "zones",
  placeText: (ctx, frame, _picture, scene, room) => placeZones(ctx, frame, scene.zones, room),
  paintText: (ctx, { label, at, zone }, colours) =>
    paintBlock(ctx, label, ...at, zone.mark.earlier ? colours.text_muted : colours.text, colours.land),
};
