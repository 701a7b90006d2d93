// The geography asset: read once, projected once.
import { within, world, worldLength } from "./geometry.js";

/** @type {(coords: Position[]) => Line} */
export const lineOf = (coords) => {
  const xy = new Float64Array(coords.length * 2);
  const box = { x0: Infinity, y0: Infinity, x1: -Infinity, y1: -Infinity };
  coords.forEach(([lon, lat], i) => {
    const [x, y] = world(lon, lat);
    xy[2 * i] = x;
    xy[2 * i + 1] = y;
    box.x0 = Math.min(box.x0, x);
    box.x1 = Math.max(box.x1, x);
    box.y0 = Math.min(box.y0, y);
    box.y1 = Math.max(box.y1, y);
  });
  return { xy, box };
};

/** @type {(line: Line) => number} */
const twiceArea = ({ xy }) => {
  let sum = 0;
  for (let i = 0, j = xy.length - 2; i < xy.length; j = i, i += 2) {
    sum += xy[j] * xy[i + 1] - xy[i] * xy[j + 1];
  }
  return sum;
};

// Outlines turn one way and holes the other, so that overlapping polygons in one path make a union.
/** @type {(rings: Position[][]) => Polygon} */
const polygonOf = (rings) => ({
  rings: rings.map((coords, index) => {
    const ring = lineOf(coords);
    return (twiceArea(ring) > 0) === (index === 0) ? ring : lineOf([...coords].reverse());
  }),
});

/** @type {(lines: { box: Box }[]) => Box} */
const union = (lines) => lines.reduce((all, { box }) => ({
  x0: Math.min(all.x0, box.x0),
  y0: Math.min(all.y0, box.y0),
  x1: Math.max(all.x1, box.x1),
  y1: Math.max(all.y1, box.y1),
}), { x0: Infinity, y0: Infinity, x1: -Infinity, y1: -Infinity });

// Shoelace on the mercator plane, brought back to the ground by cos² of the middle latitude.
/** @type {(polygons: Polygon[], box: Box) => number} */
const areaKm2 = (polygons, box) => {
  let sum = 0;
  for (const { rings } of polygons) for (const ring of rings) sum += twiceArea(ring) / 2;
  const metre = worldLength(1, (box.y0 + box.y1) / 2);
  return sum / metre ** 2 / 1e6;
};

// A GeoJSON geometry as polygons, lines and points in world coordinates.
/** @type {(geometry: Geometry | null, label: Position | null) => Shape} */
const shapeOf = (geometry, label) => {
  const shape = /** @type {Shape} */ ({ polygons: [], lines: [], points: [] });
  /** @type {(geometry: Geometry) => void} */
  const take = (one) => {
    if (one.type === "Polygon") shape.polygons.push(polygonOf(one.coordinates));
    else if (one.type === "MultiPolygon") one.coordinates.forEach((c) => shape.polygons.push(polygonOf(c)));
    else if (one.type === "LineString") shape.lines.push(lineOf(one.coordinates));
    else if (one.type === "MultiLineString") one.coordinates.forEach((c) => shape.lines.push(lineOf(c)));
    else if (one.type === "Point") shape.points.push(world(...one.coordinates));
    else if (one.type === "MultiPoint") one.coordinates.forEach((c) => shape.points.push(world(...c)));
    else if (one.type === "GeometryCollection") one.geometries.forEach(take);
  };
  if (geometry) take(geometry);
  const points = shape.points.map(([x, y]) => ({ box: { x0: x, y0: y, x1: x, y1: y } }));
  shape.box = union([...shape.polygons.flatMap((p) => p.rings), ...shape.lines, ...points]);
  shape.km2 = shape.polygons.length ? areaKm2(shape.polygons, shape.box) : 0;
  shape.label = label ? world(label[1], label[0])
    : [(shape.box.x0 + shape.box.x1) / 2, (shape.box.y0 + shape.box.y1) / 2];
  return shape;
};

/** @type {(degrees: [number, number, number, number]) => Box} */
const boxOf = ([west, south, east, north]) => {
  const [[x0, y0], [x1, y1]] = [world(west, north), world(east, south)];
  return { x0, y0, x1, y1 };
};

/** @type {(file: GeographyFile) => Geography} */
export const prepareGeography = ({ basemap, areas, zones, added }) => {
  /** @type {(table: Record<string, Outline>) => Map<string, NamedShape>} */
  const shapes = (table) => new Map(Object.entries(table || {}).map(([id, entry]) =>
    [id, { ...shapeOf(entry.geometry, entry.label), name: entry.name || {} }]));
  /** @type {(line: NamedCoords) => Line & { name: Names }} */
  const plain = (line) => ({ ...lineOf(line.coords || line), name: line.name || {} });
  const outlines = shapes(areas);
  return {
    land: basemap.land.map(polygonOf),
    borders: basemap.borders.map((line) => ({ ...lineOf(line.coords), class: line.class })),
    coast: basemap.coast.map(plain),
    wadi: basemap.wadi_gaza.map(plain),
    crossings: basemap.crossings.map((place) => ({
      at: world(place.lon, place.lat),
      name: { en: place.name_en, ar: place.name_ar, he: place.name_he },
    })),
    labels: basemap.labels.map(({ geometry, pcode, sea, ...label }) => ({
      ...label,
      at: world(label.lon, label.lat),
      // A light geography has the outlines of a few areas only, and those of names beside their names.
      shape: geometry ? shapeOf(geometry, null) : outlines.get(pcode),
      sea: sea && boxOf(sea),
    })),
    areas: outlines,
    zones: shapes(zones),
    added: new Map(Object.entries(added || {}).map(([layer, shapesByKey]) => [layer, prepareShapes(shapesByKey)])),
    zoneMarks: new Map(Object.entries(zones || {}).map(([id, { status, kind, said }]) => [id, { status, kind, said }])),
  };
};

/** @type {(file: LayerShapesFile) => LayerShapes} */
const prepareShapes = (file) => new Map(Object.entries(file).map(([key, entries]) =>
  [key, entries.map(({ geometry, ...entry }) => ({ ...entry, shape: shapeOf(geometry, null) }))]));

/** @type {(address: string) => Promise<any>} */
const load = async (address) => {
  const answer = await fetch(address, { credentials: "same-origin" });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
};

/** @type {(address: string) => Promise<Geography>} */
export const loadGeography = async (address) => prepareGeography(await load(address));

/** @type {(address: string) => Promise<LayerShapes>} */
export const loadShapes = async (address) => prepareShapes(await load(address));

/** @type {(polygons: Polygon[], x: number, y: number) => boolean} */
const contains = (polygons, x, y) => {
  let inside = false;
  for (const { rings } of polygons) {
    for (const { xy, box } of rings) {
      if (!within(x, y, box)) continue;
      for (let i = 0, j = xy.length - 2; i < xy.length; j = i, i += 2) {
        if ((xy[i + 1] > y) !== (xy[j + 1] > y)
          && x < ((xy[j] - xy[i]) * (y - xy[i + 1])) / (xy[j + 1] - xy[i + 1]) + xy[i]) {
          inside = !inside;
        }
      }
    }
  }
  return inside;
};

/** @type {(shape: Shape, x: number, y: number) => boolean} */
export const covers = (shape, x, y) => within(x, y, shape.box) && contains(shape.polygons, x, y);

/** @type {<Drawn extends { shape: Shape }>(drawn: Drawn[]) => Drawn[]} */
export const smallestFirst = (drawn) => drawn.sort((a, b) => a.shape.km2 - b.shape.km2);
