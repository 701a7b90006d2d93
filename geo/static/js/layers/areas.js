// Areas that reports lie somewhere in: a hatch, an outline, and a badge with their number.
import { fillPattern, pathOf, stroke } from "../drawing.js";
import { canvasBox, onScreen, toCanvas } from "../frame.js";
import { covers, smallestFirst } from "../geography.js";
import { within } from "../geometry.js";
import { beads, boxAt, coversAt, spotsInside, visibleStart } from "../label_room.js";
import { block, paintBlock } from "../text.js";
import { symbols } from "../values.js";

/** @type {(km2: number) => AreaHatch} */
const areaHatch = (km2) =>
  symbols.area_hatches.find((hatch) => hatch.up_to_km2 === null || km2 <= hatch.up_to_km2);

// Areas that reports lie somewhere in: larger ones first and with less ink, so that a governorate
// stays readable inside its territory.
/** @type {(ctx: Ctx, frame: Frame, areas: AreaCount[], picture: Picture) => PlacedArea[]} */
const paintAreas = (ctx, frame, areas, { geography, colours, hatch }) => {
  const order = areas
    .map((mark) => ({ mark, shape: geography.areas.get(mark.pcode) }))
    .filter(({ shape }) => shape && onScreen(frame, shape.box, 20))
    .sort((a, b) => b.shape.km2 - a.shape.km2);
  return order.map(({ mark, shape }) => {
    const { pattern, outline } = areaHatch(shape.km2);
    const box = canvasBox(frame, shape.box);
    const path = pathOf(shape, frame);
    // A reader's own file adds no hatch to the snapshot's: it has an outline of its own.
    if (!mark.upload && mark.pcode === hatch.area) fillPattern(ctx, path, box, frame, pattern, colours.ink);
    stroke(ctx, mark.upload ? symbols.upload_area : outline, colours.ink, path);
    return { mark, shape, box, path };
  });
};

const PAD = 5;

/** @type {(ctx: Ctx, text: string, weight: number) => Badge} */
const badgeOf = (ctx, text, weight) => {
  const words = block(ctx, text, 11.5, weight, 175);
  return { words, w: words.w + 2 * PAD + 2, h: words.h + 2 * PAD - 2 };
};

const TINY_PX = 28;

/** @type {(area: PlacedArea) => boolean} */
const isTiny = ({ box }) => box.x1 - box.x0 < TINY_PX && box.y1 - box.y0 < TINY_PX;

// The mark under which an area of a few pixels lies. A badge pointing there would be read as the
// mark's; the area answers with the mark to the pointer instead.
/** @type {(marks: PlacedMark[], area: PlacedArea, frame: Frame) => PlacedMark | undefined} */
const hiddenBy = (marks, area, frame) => {
  if (!isTiny(area)) return undefined;
  const [x, y] = toCanvas(frame, ...area.shape.label);
  return marks.find((mark) => Math.hypot(mark.x - x, mark.y - y) < mark.r + 2);
};

/**
 * Badges: inside their area where they fit; beside it, with a leader line, where the area is smaller
 * than its badge; as a bare number, and last not at all, where there is no room.
 * @type {(ctx: Ctx, frame: Frame, areas: PlacedArea[], marks: PlacedMark[], room: Room, format: NumberFormat) => PlacedBadge[]}
 */
const placeBadges = (ctx, frame, areas, marks, room, format) => {
  /** @type {PlacedBadge[]} */
  const placed = [];
  // The smallest first: they have the least choice. A larger area's badge keeps out of the smaller
  // ones inside it, where it would be read as theirs.
  const order = areas.filter((area) => !hiddenBy(marks, area, frame))
    .sort((a, b) => Number(isTiny(a)) - Number(isTiny(b)) || a.shape.km2 - b.shape.km2 || b.mark.n - a.mark.n);
  for (const [rank, area] of order.entries()) {
    const start = visibleStart(area.shape, frame);
    if (!start) continue;
    const wide = area.box.x1 - area.box.x0;
    const high = area.box.y1 - area.box.y0;
    const long = badgeOf(ctx, area.mark.badge, 600);
    const short = badgeOf(ctx, area.mark.upload ? area.mark.badge : format(area.mark.n), 600);
    const inside = spotsInside(area.shape, frame, start);
    const fits = Math.min(wide, 400) >= long.w * 0.55 && high >= long.h * 1.5;
    const smaller = order.slice(0, rank).map(({ shape }) => shape);
    const own = inside.filter(([x, y]) => !smaller.some((shape) => coversAt(shape, frame, x, y)));
    /** @type {{ at: Pair, badge: Badge, led?: boolean }[]} */
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

/** @type {(box: Box, badge: Badge) => Pair[]} */
const beside = (box, badge) => {
  const [cx, cy] = [(box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2];
  const gap = 22;
  const dx = (box.x1 - box.x0) / 2 + badge.w / 2 + gap;
  const dy = (box.y1 - box.y0) / 2 + badge.h / 2 + gap;
  const rows = [0, -32, 32, -64, 64, -96, 96, -128, 128];
  return [...rows.map((y) => [-dx, y]), ...rows.map((y) => [dx, y]), [0, -dy], [0, dy]]
    .map(([x, y]) => /** @type {Pair} */ ([cx + x, cy + y]));
};

// The corner of the outline that is nearest to a badge beside it, and in sight if one is.
/** @type {(shape: Shape, frame: Frame, from: Pair, marks: PlacedMark[]) => Pair} */
const edgeTowards = (shape, frame, [x, y], marks) => {
  /** @type {{ far: number, at: Pair }} */
  let best = null;
  /** @type {(at: Pair) => boolean} */
  const covered = ([px, py]) => marks.some((mark) => Math.hypot(mark.x - px, mark.y - py) < mark.r + 2);
  for (const { rings } of shape.polygons) {
    const { xy } = rings[0];
    for (let i = 0; i < xy.length; i += 2) {
      const at = toCanvas(frame, xy[i], xy[i + 1]);
      const far = Math.hypot(at[0] - x, at[1] - y) + (covered(at) ? 1e4 : 0);
      if (!best || far < best.far) best = { far, at };
    }
  }
  return best.at;
};

/** @type {(ctx: Ctx, placed: PlacedBadge, colours: Palette) => void} */
const paintBadge = (ctx, { at: [x, y], badge, box, leader }, colours) => {
  if (leader) {
    ctx.beginPath();
    ctx.moveTo(Math.max(box.x0, Math.min(leader[0], box.x1)), Math.max(box.y0, Math.min(leader[1], box.y1)));
    ctx.lineTo(...leader);
    stroke(ctx, { width_px: 3 }, colours.paper);
    stroke(ctx, { width_px: 1 }, colours.ink);
  }
  ctx.beginPath();
  if (ctx.roundRect) ctx.roundRect(box.x0, box.y0, badge.w, badge.h, 3);
  else ctx.rect(box.x0, box.y0, badge.w, badge.h);
  ctx.fillStyle = colours.paper;
  ctx.fill();
  stroke(ctx, { width_px: 1 }, colours.ink);
  paintBlock(ctx, badge.words, x, y, colours.text, null);
};

/** @type {SceneLayer<"areas"> & TextLayer<"badges">} */
export const areas = {
  scene: "areas",
  canvas: "ground",
  paint: (ctx, frame, picture) => {
    const { state, has } = picture;
    const upload = state.upload ? state.upload.areas.map((mark) => ({ ...mark, upload: true })) : [];
    return paintAreas(ctx, frame, [...(has("areas") ? state.areas : []), ...upload], picture);
  },
  hits: {
    symbol: ({ scene, frame, found }) =>
      scene.areas.filter((area) => found.points.includes(hiddenBy(scene.points, area, frame))),
    direct: ({ scene, at }) =>
      (scene.labels.badges || []).filter(({ box }) => within(at.x, at.y, box)).map(({ area }) => area),
    inside: ({ scene, world }) => smallestFirst(scene.areas.filter(({ shape }) => covers(shape, ...world))),
  },
  labels: "badges",
  placeText: (ctx, frame, { format }, scene, room) =>
    placeBadges(ctx, frame, scene.areas, scene.points, room, format),
  paintText: paintBadge,
};
