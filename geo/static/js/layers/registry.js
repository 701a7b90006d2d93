// The layers of the map in the order in which they are painted. Each is one file; a new one is added here.
import { areas } from "./areas.js";
import { assessments } from "./assessments.js";
import { baseMap } from "./base_map.js";
import { placeNames } from "./place_names.js";
import { reports } from "./reports.js";
import { selection } from "./selection.js";
import { sheltering } from "./sheltering.js";
import { upload } from "./upload.js";
import { zones } from "./zones.js";

/** @type {AnyLayer[]} */
export const LAYERS = [baseMap, assessments, areas, zones, sheltering, reports, upload, selection];

// Whose text is placed first where there is too little room. It is painted the other way round.
/** @type {AnyTextLayer[]} */
export const TEXT_LAYERS = [areas, sheltering, zones, placeNames];
