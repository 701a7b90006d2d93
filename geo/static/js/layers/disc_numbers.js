// How many reports a disc stands for: in its middle, or where a control or the edge of the map would hide that.
import { overlaps } from "../geometry.js";
import { boxAt } from "../label_room.js";
import { around } from "../name_room.js";
import { numberBlock, writeNumber } from "../point_marks.js";

// Ways from the middle of a disc, in parts of its radius, on which the number still lies in the disc.
const WITHIN = [0.25, 0.5];
const TURNS = 8;
// `around` takes two pixels off above and below, and the disc's own box is one larger than the disc.
const GAP_PX = 5;
const MARGIN_PX = 1;

/** @type {(box: Box) => Box} */
const grown = ({ x0, y0, x1, y1 }) =>
  ({ x0: x0 - MARGIN_PX, y0: y0 - MARGIN_PX, x1: x1 + MARGIN_PX, y1: y1 + MARGIN_PX });

// Whether a number can be read: all of it is in view and under no control. Beyond the view it waits for the map
// to be moved.
/** @type {(box: Box, view: Box, covered: Box[]) => boolean} */
const isClear = (box, view, covered) => {
  if (!overlaps(box, view)) return true;
  const { x0, y0, x1, y1 } = grown(box);
  return x0 >= view.x0 && y0 >= view.y0 && x1 <= view.x1 && y1 <= view.y1
    && !covered.some((other) => overlaps({ x0, y0, x1, y1 }, other));
};

/** @type {(r: number) => Pair[]} */
const inside = (r) => WITHIN.flatMap((part) => Array.from({ length: TURNS }, (_, k) => {
  const turn = (k / TURNS) * 2 * Math.PI;
  return /** @type {Pair} */ ([Math.cos(turn) * r * part, Math.sin(turn) * r * part]);
}));

// A number that finds no room is left out: the pointer and the list have it.
/** @type {(ctx: Ctx, discs: PlacedMark[], view: Box, covered: Box[], format: NumberFormat, room: Room) => PlacedNumber[]} */
const placeNumbers = (ctx, discs, view, covered, format, room) => {
  /** @type {(number: PlacedNumber) => boolean} */
  const isRead = ({ box }) => isClear(box, view, covered);
  const middles = discs.map((disc) => numberAt(disc, numberBlock(ctx, disc.r, format(disc.mark.n)), [0, 0]));
  const placed = middles.filter(isRead);
  for (const { disc, block } of middles.filter((number) => !isRead(number))) {
    /** @type {(ways: Pair[]) => PlacedNumber[]} */
    const tries = (ways) => ways.map((way) => numberAt(disc, block, way)).filter(({ box }) => overlaps(box, view));
    const found = tries(inside(disc.r)).find((number) =>
      isRead(number) && !placed.some(({ box }) => overlaps(grown(number.box), box)))
      || tries(around(block.w, block.h, disc.r + GAP_PX)).find(({ box }) => room.free(box, MARGIN_PX));
    if (!found) continue;
    room.take(found.box);
    placed.push({ ...found, isMoved: true });
  }
  return placed;
};

/** @type {(disc: PlacedMark, block: NumberBlock, way: Pair) => PlacedNumber} */
const numberAt = (disc, block, [dx, dy]) => {
  const [x, y] = [disc.x + dx, disc.y + dy];
  return { disc, block, at: [x, y], box: boxAt(x, y, block.w, block.h), isMoved: false };
};

/** @type {TextLayer<"numbers">} */
export const discNumbers = {
  labels: "numbers",
  placeText: (ctx, { view }, { covered, short }, { points, upload }, room) =>
    placeNumbers(ctx, [...points, ...upload].filter(({ mark }) => mark.n > 1), view, covered, short, room),
  paintText: writeNumber,
};
