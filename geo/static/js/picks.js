// What a click tells the page: ids where tiles and states say them, and cells.

// No symbol stands for more: the largest reaches some hundred cells, each of a few radii.
const MAX_CELLS = 8192;

/** @type {(found: Found) => Picked} */
export const pickOf = ({ upload, points, areas, zones, sheltering, added }) => {
  /** @type {(isUpload: boolean) => string[]} */
  const areasOf = (isUpload) => [...new Set(areas.filter(({ mark }) => Boolean(mark.upload) === isUpload)
    .map(({ mark }) => mark.pcode))];
  return {
    ...reportsOf(points),
    areas: areasOf(false),
    upload: { ...reportsOf(upload), areas: areasOf(true) },
    zones: [...new Set(zones.map(({ mark }) => mark.id))],
    sheltering: [...new Set(sheltering.map(({ mark }) => mark.id))],
    added: Object.fromEntries(Object.entries(added).map(([layer, items]) => [layer, items.map(({ mark }) => mark.id)])),
  };
};

/** @type {(drawn: PlacedMark[]) => { reports: string[], cells: Cell[] }} */
const reportsOf = (drawn) => {
  const places = drawn.flatMap(({ mark }) => mark.places);
  return { reports: [...new Set(places.filter(({ n }) => n === 1).map(({ id }) => id))], cells: cellsOf(places) };
};

// Where the reports lie whose ids a tile does not say: those of most reports, as many as fit a message.
/** @type {(places: Place[]) => Cell[]} */
const cellsOf = (places) => {
  /** @type {Map<string, Cell>} */
  const cells = new Map();
  for (const { cell } of places.filter(({ n }) => n > 1).sort((a, b) => b.n - a.n)) {
    cells.set(cell.join(), cell);
  }
  return [...cells.values()].slice(0, MAX_CELLS);
};
