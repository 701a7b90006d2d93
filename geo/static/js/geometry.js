// The mercator plane, and boxes on it or on the screen.

// World coordinates: web mercator scaled to 0..1, x east, y south.
/** @type {(lon: number, lat: number) => Pair} */
export const world = (lon, lat) => {
  const sin = Math.sin((Math.max(-85, Math.min(85, lat)) * Math.PI) / 180);
  return [(lon + 180) / 360, 0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI)];
};

const EARTH_M = 2 * Math.PI * 6378137;

// World units of a length on the ground; mercator stretches it by 1 / cos(latitude).
/** @type {(metres: number, worldY: number) => number} */
export const worldLength = (metres, worldY) => {
  const lat = Math.atan(Math.sinh(Math.PI * (1 - 2 * worldY)));
  return metres / (EARTH_M * Math.cos(lat));
};

/** @type {(a: Box, b: Box) => boolean} */
export const overlaps = (a, b) => a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1;

/** @type {(x: number, y: number, box: Box) => boolean} */
export const within = (x, y, box) => x >= box.x0 && x <= box.x1 && y >= box.y0 && y <= box.y1;

/** @type {(circle: Circle, box: Box) => boolean} */
export const reaches = ({ x, y, r }, box) =>
  x + r >= box.x0 && x - r <= box.x1 && y + r >= box.y0 && y - r <= box.y1;
