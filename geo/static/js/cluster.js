// From places to marks: what would touch on the screen becomes one symbol. A mark is
//   { x, y, shift, n, kinds, kind, places, rings: [{x, y, r, n, kind}] }
// x, y: world coordinates of the place; `kinds`: bits, as in the tiles; `kind`: their name when all are
// of one; `places`: the features of the tiles that it stands for; `r` of a ring in world units; `shift`
// the symbol's way from x, y in pixels when it stands on the edge of its ring.
import { reaches, worldLength } from "./geometry.js";
import { displayRules, kindOrder, symbols } from "./values.js";

/** @typedef {Circle & { radius: number, n: number, kinds: number, places: Place[] }} Grouped */
/**
 * @typedef {{ spot: Grouped, shift: Pair, n: number, px: number, py: number, members: Grouped[], reach: number }} Cluster
 */

const EDGE = Math.SQRT1_2;

// Side of the search grid in pixels: no two discs that touch are further apart.
const CELL = 64;

const {
  rounds: ROUNDS, touch: TOUCH, beyond_px: BEYOND_PX, max_rings: MAX_RINGS,
  disc_px: DISC_PX, disc_power: DISC_POWER, most_disc_px: MOST_DISC_PX,
} = displayRules;

// The radius of a mark in pixels for its count: no larger than its number needs.
/** @type {(n: number) => number} */
export const discRadiusPx = (n) =>
  (n === 1 ? symbols.symbol_px / 2 : Math.min(MOST_DISC_PX, DISC_PX * n ** DISC_POWER));

// The names behind the bits, in the model's order.
/** @type {(bits: number) => string[]} */
export const kindsOf = (bits) => kindOrder.filter((_, k) => bits & (1 << k));

/** @type {(bits: number) => string | null} */
const onlyKind = (bits) => (bits && !(bits & (bits - 1)) ? kindsOf(bits)[0] || null : null);

// `features` as source.js keeps them, on a grid of `side` places; `zoom` is the map's, `box` what the
// tiles cover without those that are there for their rings only.
/** @type {(features: Place[], zoom: number, side: number, box: Box) => Clustered} */
export const cluster = (features, zoom, side, box) => {
  const scale = 256 * 2 ** zoom;
  const anchored = withFewRings(spotsOf(features, side), scale, box).map((spot) => anchor(spot, scale));
  return { marks: merge(anchored).map((cluster) => markOf(cluster, scale)) };
};

// Features of one place, parted by radius: a site stays at its point when a town's ring has already
// grown past its symbol.
/** @type {(features: Place[], side: number) => Grouped[]} */
const spotsOf = (features, side) => {
  /** @type {Grouped[]} */
  const spots = [];
  /** @type {Map<number, Map<number, Grouped>>} */
  const byRadius = new Map();
  const [left, top] = [leastOf(features, "gx"), leastOf(features, "gy")];
  const rows = features.reduce((most, { gy }) => Math.max(most, gy), top) - top + 1;
  for (const feature of features) {
    let byPlace = byRadius.get(feature.radius);
    if (!byPlace) {
      byPlace = new Map();
      byRadius.set(feature.radius, byPlace);
    }
    // A whole number for each place of the picture, which are fewer than 2^53.
    const key = (feature.gx - left) * rows + feature.gy - top;
    const spot = byPlace.get(key);
    if (spot) {
      spot.n += feature.n;
      spot.kinds |= feature.kinds;
      spot.places.push(feature);
    } else {
      const { gx, gy, radius, n, kinds } = feature;
      const [x, y] = [gx / side, gy / side];
      const r = radius ? worldLength(radius, y) : 0;
      const first = { x, y, r, radius, n, kinds, places: [feature] };
      byPlace.set(key, first);
      spots.push(first);
    }
  }
  return spots;
};

/** @type {<Key extends string>(items: Record<Key, number>[], name: Key) => number} */
const leastOf = (items, name) => items.reduce((least, item) => Math.min(least, item[name]), Infinity);

// In a crowd the largest rings stay: what stands at its place without one is then least in error.
/** @type {(spots: Grouped[], scale: number, box: Box) => Grouped[]} */
const withFewRings = (spots, scale, box) => {
  const ringed = spots.filter((spot) =>
    spot.r * scale > symbols.symbol_px / 2 + BEYOND_PX && reaches(spot, box));
  if (ringed.length > MAX_RINGS) {
    ringed.sort((a, b) => b.radius - a.radius || b.n - a.n || a.x - b.x || a.y - b.y);
    for (const spot of ringed.slice(MAX_RINGS)) spot.r = 0;
  }
  return spots;
};

// Where the symbol stands in pixels: on the place while its ring is smaller than the symbol, on the
// ring's edge once it is larger, so that the middle of the ring is not read as the place.
/** @type {(spot: Grouped, scale: number) => Cluster} */
const anchor = (spot, scale) => {
  const ring = spot.r * scale;
  const shifted = ring > discRadiusPx(spot.n) + BEYOND_PX;
  /** @type {Pair} */
  const shift = shifted ? [ring * EDGE, -ring * EDGE] : [0, 0];
  return {
    spot, shift, n: spot.n, px: spot.x * scale + shift[0], py: spot.y * scale + shift[1], members: [spot], reach: 0,
  };
};

// Symbols that would touch at this zoom become one, at the place of the largest: a place that was
// really named, where a mean of coordinates would be a place that nobody named.
/** @type {(items: Cluster[]) => Cluster[]} */
const merge = (items) => {
  let clusters = items;
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = clusters.length;
    clusters = mergeOnce(clusters);
    if (clusters.length === before) break;
  }
  return clusters;
};

/** @type {(clusters: Cluster[]) => Cluster[]} */
const mergeOnce = (clusters) => {
  /** @type {Map<number, Cluster[]>} */
  const grid = new Map();
  /** @type {Cluster[]} */
  const kept = [];
  const [left, top] = [leastOf(clusters, "px"), leastOf(clusters, "py")];
  // A small whole number for each cell of the search grid, which is never 2^12 cells high.
  /** @type {(cx: number, cy: number) => number} */
  const keyOf = (cx, cy) => cx * 2 ** 12 + cy;
  for (const item of clusters.sort((a, b) => b.n - a.n || a.px - b.px || a.py - b.py)) {
    item.reach = discRadiusPx(item.n) * TOUCH;
    const [cx, cy] = [Math.floor((item.px - left) / CELL), Math.floor((item.py - top) / CELL)];
    let host = null;
    for (let dx = -1; dx <= 1 && !host; dx += 1) {
      for (let dy = -1; dy <= 1 && !host; dy += 1) {
        host = touching(grid.get(keyOf(cx + dx, cy + dy)), item);
      }
    }
    if (host) {
      host.n += item.n;
      host.reach = discRadiusPx(host.n) * TOUCH;
      for (const member of item.members) host.members.push(member);
    } else {
      const key = keyOf(cx, cy);
      if (grid.has(key)) grid.get(key).push(item);
      else grid.set(key, [item]);
      kept.push(item);
    }
  }
  return kept;
};

/** @type {(others: Cluster[], item: Cluster) => Cluster | null} */
const touching = (others, item) => {
  if (!others) return null;
  for (const other of others) {
    const [dx, dy, reach] = [other.px - item.px, other.py - item.py, other.reach + item.reach];
    if (dx * dx + dy * dy < reach * reach) return other;
  }
  return null;
};

/** @type {(cluster: Cluster, scale: number) => Mark} */
const markOf = ({ spot, shift, members, n }, scale) => {
  const kinds = members.reduce((bits, member) => bits | member.kinds, 0);
  return {
    x: spot.x,
    y: spot.y,
    shift,
    n,
    kinds,
    kind: onlyKind(kinds),
    places: members.flatMap(({ places }) => places),
    // No symbol is small enough to show a ring that is smaller than the smallest.
    rings: members.filter(({ r }) => r * scale > symbols.symbol_px / 2)
      .map(({ x, y, r, n: count, kinds: own }) => ({ x, y, r, n: count, kind: onlyKind(own) })),
  };
};
