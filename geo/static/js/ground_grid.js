// A shape as squares of the part of the map that the reader sees: how much of it is seen, and where it has room.

/** @typedef {{ cols: number, rows: number, step: number, inside: Uint8Array }} GroundGrid */

// The squares whose middle a shape covers. One walk along each edge, whatever the number of squares: to ask for
// each of them would cost a coast's corners a thousand times.
/** @type {(polygons: Polygon[], frame: Frame, step: number) => GroundGrid} */
export const groundGrid = (polygons, { scale, ox, oy, view }, step) => {
  const cols = Math.max(1, Math.floor((view.x1 - view.x0) / step));
  const rows = Math.max(1, Math.floor((view.y1 - view.y0) / step));
  const inside = new Uint8Array(cols * rows);
  // Middle of the first square; x and y are counted in squares from there.
  const [left, top] = [view.x0 + ox + step / 2, view.y0 + oy + step / 2];
  for (const { rings } of polygons) {
    const { box } = rings[0];
    if (box.x1 * scale < left || box.y1 * scale < top) continue;
    if (box.x0 * scale > left + cols * step || box.y0 * scale > top + rows * step) continue;
    const crossings = Array.from({ length: rows }, () => /** @type {number[]} */ ([]));
    for (const { xy } of rings) {
      for (let i = 0, j = xy.length - 2; i < xy.length; j = i, i += 2) {
        const [y0, y1] = [(xy[j + 1] * scale - top) / step, (xy[i + 1] * scale - top) / step];
        if (y0 === y1) continue;
        const [x0, x1] = [(xy[j] * scale - left) / step, (xy[i] * scale - left) / step];
        const last = Math.min(rows - 1, Math.ceil(Math.max(y0, y1)) - 1);
        for (let row = Math.max(0, Math.ceil(Math.min(y0, y1))); row <= last; row += 1) {
          crossings[row].push(x0 + ((row - y0) * (x1 - x0)) / (y1 - y0));
        }
      }
    }
    crossings.forEach((found, row) => {
      found.sort((a, b) => a - b);
      for (let k = 0; k + 1 < found.length; k += 2) {
        const end = Math.min(cols - 1, Math.floor(found[k + 1]));
        for (let col = Math.max(0, Math.ceil(found[k])); col <= end; col += 1) inside[row * cols + col] = 1;
      }
    });
  }
  return { cols, rows, step, inside };
};

/** @type {(grid: GroundGrid) => number} */
export const squaresInside = ({ inside }) => inside.reduce((sum, one) => sum + one, 0);
