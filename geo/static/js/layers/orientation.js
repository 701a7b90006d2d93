// Countries, seas and the towns that a reader looks for first: their names take room before all other text.
import { onScreen, toCanvas } from "../frame.js";
import { within } from "../geometry.js";
import { beads } from "../label_room.js";
import { around, farAround, isCrossed, isOnWater, nameBox, partInside, wideRoom } from "../name_room.js";
import { nameText, paintName } from "../name_text.js";

// Part of a name that must lie on its own country or sea, where not all of it can.
const LEAST_INSIDE = 0.6;
// The same where all of the country is seen, so that its edges tell what the name belongs to.
const LEAST_OF_WHOLE = 0.4;
const SPOTS_BESIDE = 12;

/** `from`: where a line to the name begins. */
/** @typedef {{ at: Pair, from?: Pair }} Try */

// Beside its dot, off every line; then beside it anyhow; then further away, with a line to it.
/** @type {(frame: Frame, geography: Geography, name: NameText, place: Pair) => Try[]} */
const triesForPoint = (frame, geography, name, [x, y]) => {
  /** @type {(ways: Pair[]) => Try[]} */
  const from = (ways) => ways.map(([dx, dy]) => ({ at: [x + dx, y + dy] }));
  const beside = from(around(name.w, name.h, name.gap));
  /** @type {(one: Try) => boolean} */
  const isClear = ({ at }) => !isCrossed(frame, geography, nameBox(name, at));
  const far = from(farAround(name.w, name.h)).map((one) => ({ ...one, from: /** @type {Pair} */ ([x, y]) }));
  return [...beside.filter(isClear), ...beside, ...far];
};

// Inside its country or sea; then with most of it inside; then beside a country that is whole in view and too small:
// on water if it can be, at last with a line to it.
/** @type {(frame: Frame, geography: Geography, name: NameText, place: PlaceName) => Try[]} */
const triesForWide = (frame, geography, name, place) => {
  const { grid, spots, isWhole } = wideRoom(frame, geography, place);
  const parts = spots.map((at) => ({ at, part: partInside(grid, frame.view, nameBox(name, at)) }));
  const within = isWhole ? spots.slice(0, SPOTS_BESIDE) : [];
  const nextTo = within.flatMap(([x, y]) => around(name.w, name.h, 6)
    .map(([dx, dy]) => ({ at: /** @type {Pair} */ ([x + dx, y + dy]) })));
  const far = within.slice(0, 1).flatMap((from) => farAround(name.w, name.h)
    .map(([dx, dy]) => ({ at: /** @type {Pair} */ ([from[0] + dx, from[1] + dy]), from })));
  /** @type {(one: Try) => boolean} */
  const isClear = ({ at }) => isOnWater(frame, geography, nameBox(name, at));
  const least = isWhole ? LEAST_OF_WHOLE : LEAST_INSIDE;
  return [
    ...parts.filter(({ part }) => part === 1),
    ...parts.filter(({ part }) => part < 1 && part >= least),
    ...[...nextTo, ...far].filter(isClear),
    ...parts.filter(({ part }) => part < least && isWhole),
    ...nextTo,
    ...far,
  ];
};

/** @type {(ctx: Ctx, frame: Frame, picture: Picture, room: Room) => PlacedName[]} */
const placeOrientation = (ctx, frame, { geography, state }, room) => {
  /** @type {PlacedName[]} */
  const placed = [];
  for (const place of geography.labels) {
    if (!place.first || frame.zoom < place.min_zoom) continue;
    const ground = place.shape?.box ?? place.sea;
    if (ground && !onScreen(frame, ground)) continue;
    const name = nameText(ctx, place, frame.zoom, state.lang);
    if (!name) continue;
    const at = toCanvas(frame, ...place.at);
    if (!ground && !within(...at, frame.view)) continue;
    const tries = ground ? triesForWide(frame, geography, name, place) : triesForPoint(frame, geography, name, at);
    /** @type {(over: boolean) => Try | undefined} */
    const find = (over) => tries.find((one) => room.free(nameBox(name, one.at), 2, over));
    // Where single symbols lie close, a name may lie over them: it is read better than it is missed.
    const found = find(false) || find(true);
    if (!found) continue;
    const box = nameBox(name, found.at);
    const dotted = room.takeDot(at, name.dot);
    room.take(box);
    if (found.from) for (const bead of beads(found.from, found.at)) room.take(bead);
    placed.push({ ...name, at: found.at, box, place: at, dotted, from: found.from });
  }
  return placed;
};

/** @type {TextLayer<"orientation">} */
export const orientation = {
  labels: "orientation",
  placeText: (ctx, frame, picture, _scene, room) =>
    (picture.has("labels") ? placeOrientation(ctx, frame, picture, room) : []),
  paintText: paintName,
};
