// People sheltering, as somebody's range.
import { stroke } from "../drawing.js";
import { toCanvas } from "../frame.js";
import { world, within } from "../geometry.js";
import { boxAt } from "../label_room.js";
import { block, paintBlock } from "../text.js";
import { symbols } from "../values.js";

// Rings whose area is in proportion to people: the smallest number said and the largest.
const RING_PX_AT_10 = 0.038;

/** @type {(ctx: Ctx, frame: Frame, marks: ShelteringMark[], colours: Palette) => PlacedRing[]} */
const paintSheltering = (ctx, frame, marks, colours) => {
  const px = RING_PX_AT_10 * Math.min(1.3, Math.max(0.4, 2 ** ((frame.zoom - 10) * 0.5)));
  return marks.map((mark) => {
    const [x, y] = toCanvas(frame, ...world(mark.lon, mark.lat));
    /** @type {(people: number | null) => number} */
    const radius = (people) => (people === null ? 0 : Math.max(3, px * Math.sqrt(people)));
    const [inner, outer] = [radius(mark.people_min), radius(mark.people_max)];
    /** @type {(r: number, line: LineStyle) => void} */
    const ring = (r, line) => {
      ctx.beginPath();
      ctx.arc(x, y, r, 0, 7);
      stroke(ctx, { ...line, width_px: line.width_px + 2, alpha: 0.7 }, colours.paper);
      ctx.beginPath();
      ctx.arc(x, y, r, 0, 7);
      stroke(ctx, line, colours.sheltering);
    };
    const { min, max } = symbols.sheltering;
    // An exact figure reads as two rings too, a hair apart: one ring is left to open ranges.
    if (outer) ring(outer > inner + 2.5 || !inner ? outer : inner + 3, max);
    if (inner) ring(inner, min);
    return { mark, x, y, r: Math.max(inner, outer, 3) };
  });
};

/** @type {(ctx: Ctx, rings: PlacedRing[], room: Room) => PlacedRingText[]} */
const placeSheltering = (ctx, rings, room) => {
  /** @type {PlacedRingText[]} */
  const placed = [];
  for (const ring of rings) {
    const label = block(ctx, ring.mark.label, 11, 600, 140);
    const gap = ring.r + 4;
    const at = [[0, gap + label.h / 2], [0, -gap - label.h / 2], [gap + label.w / 2, 0], [-gap - label.w / 2, 0], [0, 0]]
      .map(([dx, dy]) => /** @type {Pair} */ ([ring.x + dx, ring.y + dy]))
      .find(([x, y]) => room.free(boxAt(x, y, label.w, label.h), 1));
    if (!at) continue;
    const box = boxAt(...at, label.w, label.h);
    room.take(box);
    placed.push({ at, box, label, ring });
  }
  return placed;
};

/** @type {SceneLayer<"sheltering"> & TextLayer<"sheltering">} */
export const sheltering = {
  scene: "sheltering",
  canvas: "ground",
  paint: (ctx, frame, { state, colours, has }) =>
    (has("sheltering") ? paintSheltering(ctx, frame, state.sheltering, colours) : []),
  hits: {
    direct: ({ scene, at, touch }) => [
      ...(scene.labels.sheltering || []).filter(({ box }) => within(at.x, at.y, box)).map(({ ring }) => ring),
      ...scene.sheltering.filter((ring) => Math.abs(Math.hypot(ring.x - at.x, ring.y - at.y) - ring.r) <= touch),
    ],
  },
  labels: "sheltering",
  placeText: (ctx, _frame, _picture, scene, room) => placeSheltering(ctx, scene.sheltering, room),
  paintText: (ctx, { label, at }, colours) => paintBlock(ctx, label, ...at, colours.sheltering, colours.paper),
};
