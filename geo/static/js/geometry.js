// The mercator plane, and boxes on it or on the screen.

// World coordinates: web mercator scaled to 0..1, x east, y south.
export const world = (lon, lat) => {
  const sin = Math.sin((Math.max(-85, Math.min(85, lat)) * Math.PI) / 180);
  return [(lon + 180) / 360, 0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI)];
};

const EARTH_M = 2 * Math.PI * 6378137;

// World units of a length on the ground; mercator stretches it by 1 / cos(latitude).
export const worldLength = (metres, worldY) => {
  const lat = Math.atan(Math.sinh(Math.PI * (1 - 2 * worldY)));
  return metres / (EARTH_M * Math.cos(lat));
};

export const overlaps = (a, b) => a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1;

export const within = (x, y, box) => x >= box.x0 && x <= box.x1 && y >= box.y0 && y <= box.y1;

export const reaches = ({ x, y, r }, box) =>
  x + r >= box.x0 && x - r <= box.x1 && y + r >= box.y0 && y - r <= box.y1;
