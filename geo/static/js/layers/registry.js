// The layers of the map in the order in which they are painted. Each is one file; a new one is added here.
import { areas } from "./areas.js";
import { assessments } from "./assessments.js";
import { areaDrawn } from "./area_drawn.js";
import { baseMap } from "./base_map.js";
import { discNumbers } from "./disc_numbers.js";
import { orientation } from "./orientation.js";
import { placeNames } from "./place_names.js";
import { reports } from "./reports.js";
import { selection } from "./selection.js";
import { sheltering } from "./sheltering.js";
import { upload } from "./upload.js";
import { zones } from "./zones.js";

/** @type {AnyLayer[]} */
export const LAYERS = [baseMap, assessments, areas, zones, sheltering, reports, upload, areaDrawn, selection];

// Puts what a layer has drawn, or what of it was hit, in its place.
/** @type {(into: Drawn, layer: AnyLayer, items: unknown) => void} */
export const drawnOf = (into, { scene, added }, items) => {
  if (scene) Object.assign(into, { [scene]: items });
  if (added) Object.assign(into.added, { [added]: items });
};

// Whose text is placed first where there is too little room. It is painted the other way round.
/** @type {AnyTextLayer[]} */
export const TEXT_LAYERS = [discNumbers, orientation, areas, sheltering, zones, placeNames];
