// What lies under the pointer, in a line.
import { kindsOf } from "./cluster.js";
import { withNumber } from "./numbers.js";

/** @type {(found: Found, state: MapState, format: NumberFormat) => string} */
export const summaryOf = (found, state, format) => {
  const upload = found.upload.length ? withNumber(state.upload.text.here, format(countOf(found.upload))) : "";
  return [upload, found.points.length ? ofReports(found, state, format) : ofGround(found, state, format)]
    .filter(Boolean).join(" · ");
};

/** @type {(drawn: PlacedMark[]) => number} */
const countOf = (drawn) => drawn.reduce((sum, { mark }) => sum + mark.n, 0);

/** @type {typeof summaryOf} */
const ofReports = ({ points, areas }, { text }, format) => {
  const n = countOf(points);
  const beneath = areas.map(({ mark }) => ` · ${mark.title}`).join("");
  // Which kinds are among several is known, but not how many of each.
  const kinds = kindsOf(points.reduce((bits, { mark }) => bits | mark.kinds, 0))
    .map((kind) => text[`kind_${kind}`] || kind).join(text.list_separator || ", ");
  if (n === 1) return kinds + beneath;
  return `${withNumber(text.reports_here || "Reports here: {n}", format(n))} · ${kinds}${beneath}`;
};

/** @type {typeof summaryOf} */
const ofGround = ({ areas, zones, sheltering, added }, { text }, format) => {
  // The smallest first; people sheltering have no outline and stand before all, what later layers add last.
  const found = [
    ...sheltering.map(({ mark }) => ({ mark, km2: -1 })),
    ...[...areas, ...zones].map(({ mark, shape }) => ({ mark, km2: shape.km2 })),
    ...Object.values(added).flat().map(({ mark }) => ({ mark, km2: Infinity })),
  ].sort((a, b) => (a.km2 < b.km2 ? -1 : Number(a.km2 > b.km2)));
  if (found.length < 2) return found.length ? found[0].mark.title : "";
  const more = withNumber(text.more || "+{n}", format(found.length - 1));
  return `${found[0].mark.title} · ${more}`;
};
