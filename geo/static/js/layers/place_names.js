// Names of places, where other text has left room.
import { toCanvas } from "../frame.js";
import { within } from "../geometry.js";
import { around, isCrossed, nameBox } from "../name_room.js";
import { nameText, paintName } from "../name_text.js";

/** @type {(ctx: Ctx, frame: Frame, picture: Picture, room: Room) => PlacedName[]} */
const placeNamesIn = (ctx, frame, { geography, state }, room) => {
  /** @type {PlacedName[]} */
  const placed = [];
  for (const place of namesFor(geography, frame.zoom)) {
    const name = nameText(ctx, place, frame.zoom, state.lang);
    if (!name) continue;
    const [x, y] = toCanvas(frame, ...place.at);
    if (!within(x, y, frame.view)) continue;
    const { w, h, gap } = name;
    /** @type {Pair[]} */
    const offsets = gap ? around(w, h, gap) : [[0, 0], [0, -h], [0, h], ...around(w, h, 9)];
    const free = offsets.map(([dx, dy]) => /** @type {Pair} */ ([x + dx, y + dy]))
      .filter((at) => room.free(nameBox(name, at), 2));
    const found = free.find((at) => !isCrossed(frame, geography, nameBox(name, at))) || free[0];
    if (!found) continue;
    const box = nameBox(name, found);
    const dotted = room.takeDot([x, y], name.dot);
    room.take(box);
    placed.push({ ...name, at: found, box, place: [x, y], dotted });
  }
  return placed;
};

// Which names a zoom knows. Countries give way to their places as one comes near.
/** @type {(geography: Geography, zoom: number) => PlaceName[]} */
const namesFor = (geography, zoom) => {
  const known = geography.labels.filter(({ first, min_zoom: from, kind }) =>
    !first && zoom >= from && !(kind === "country" && zoom > 10) && !(kind === "territory" && zoom > 11));
  /** @type {PlaceName[]} */
  const wadi = zoom >= 11 ? geography.wadi.map((line) => {
    const middle = 2 * Math.floor(line.xy.length / 4);
    return { name: line.name, kind: "wadi", rank: 25, at: [line.xy[middle], line.xy[middle + 1]] };
  }) : [];
  const crossings = zoom >= 11
    ? geography.crossings.map((place) => ({ ...place, kind: "crossing", rank: 40 })) : [];
  return [...known, ...wadi, ...crossings].sort((a, b) => a.rank - b.rank);
};

/** @type {TextLayer<"names">} */
export const placeNames = {
  labels: "names",
  placeText: (ctx, frame, picture, _scene, room) =>
    (picture.has("labels") ? placeNamesIn(ctx, frame, picture, room) : []),
  paintText: paintName,
};
