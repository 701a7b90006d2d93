// Where point-level marks come from. A source has one method:
//
//   marks(address, bounds, zoom, radius) -> { marks, zoom, tiles, failed }   (or a promise of it)
//
// `address` is the state's template for tiles, empty when none are wanted; `bounds` is a box in world
// coordinates, `zoom` the map's, `radius` that of the largest footprint in metres. A mark is one symbol on
// the map, see cluster.js; `zoom` is that of the tiles, `tiles` how many the picture was made from, `failed`
// how many were asked for in vain. What is at hand is answered at once, without a promise, and no promise is
// ever rejected: one that later questions have overtaken says `null`.
import { cluster } from "./cluster.js";
import { reaches, within, worldLength } from "./geometry.js";
import { displayRules, tileRules } from "./values.js";
import { readTile } from "./vector_tile.js";

const TRIES = 2;

// Tiles to keep, as they came; a picture that needs more keeps as many as it needs. Read into objects they
// take up twenty times the room, so that only those of the picture on the screen are held so.
const KEPT = 200;

const { tile_px: TILE_PX, place_bits: PLACE_BITS } = displayRules;
const { ring_from_px: RING_FROM_PX, ring_zoom: RING_ZOOM, ring_zoom_step: RING_ZOOM_STEP } = displayRules;

/** @typedef {{ block: Tile[], z: number, radius: number }} FinerBlock */

export class TileSource {
  /** @param {Hooks["placesAt"]} placesAt @param {number} most tiles to keep */
  constructor(placesAt, most = KEPT) {
    this.most = most;
    // A page that holds its reports itself: from { z, x, y } to the places of a tile, as `placesOf` gives them.
    this.placesAt = placesAt;
    /** @type {Map<string, KeptTile>} */
    this.kept = new Map();
    /** @type {Map<string, { abort: AbortController, answer: Promise<void> }>} */
    this.pending = new Map();
    /** @type {Clustered & { name: string } | null} */
    this.last = null;
    this.turn = 0;
    this.needed = 0;
    /** @type {string[]} */
    this.standsOn = [];
  }

  // Tiles that came on the map's own line, by name: at hand, and so not asked for.
  /** @param {string} template @param {Record<string, Uint8Array>} brought */
  take(template, brought) {
    for (const [name, bytes] of Object.entries(brought)) {
      const [z, x, y] = name.split("/").map(Number);
      const tile = { z, x, y };
      // A copy: the bytes are a part of the whole message, which nothing shall hold on to.
      this._keep(addressOf(template, tile), { tile, bytes: bytes.slice(), places: null });
    }
  }

  /**
   * @param {string} address
   * @param {Box} bounds
   * @param {number} zoom
   * @param {number} radius
   * @returns {Marks | Promise<Marks | null>}
   */
  marks(address, bounds, zoom, radius) {
    const tileZoom = Math.max(0, Math.min(tileRules.max_zoom, Math.round(zoom - Math.log2(TILE_PX / 256))));
    const tiles = address ? tilesOf(bounds, tileZoom, radius) : [];
    const wanted = new Map(tiles.map((tile) => [addressOf(address, tile), tile]));
    for (const [url, { abort }] of this.pending) {
      if (!wanted.has(url)) {
        abort.abort();
        this.pending.delete(url);
      }
    }
    this.needed = wanted.size;
    this.standsOn = tiles.map(({ z, x, y }) => `${z}/${x}/${y}`);
    this.turn += 1;
    const { turn } = this;
    const answer = () => (turn === this.turn ? this._answer(wanted, bounds, zoom, tileZoom) : null);
    if (this.placesAt) {
      for (const [url, tile] of wanted) if (!this.kept.has(url)) this._keep(url, { tile, places: this.placesAt(tile) });
    }
    const missing = [...wanted].filter(([url]) => !this.kept.has(url));
    if (!missing.length) return answer();
    return Promise.all(missing.map(([url, tile]) => this._ask(url, tile))).then(answer);
  }

  // What has been kept of the tiles wanted, put together; the last answer serves a repaint.
  /** @param {Map<string, WantedTile>} wanted @param {Box} bounds @param {number} zoom @param {number} tileZoom */
  _answer(wanted, bounds, zoom, tileZoom) {
    /** @type {Place[][]} */
    const found = [];
    const key = [String(zoom)];
    const own = [...wanted.values()].filter(({ z }) => z === tileZoom);
    for (const [url, { z, isBeyond }] of wanted) {
      const kept = this.kept.get(url);
      if (!kept) continue;
      const places = this._placesOf(url, kept);
      if (!places) continue;
      key.push(url);
      found.push(isBeyond ? onGrid(places.filter(isBeyond), tileZoom - z) : places);
    }
    const name = key.join(" ");
    if (!this.last || this.last.name !== name) {
      const side = 2 ** (tileZoom + PLACE_BITS);
      this.last = { name, ...cluster(found.flat(), zoom, side, boxOf(own, tileZoom)) };
    }
    for (const [url, kept] of this.kept) if (kept.bytes && !wanted.has(url)) kept.places = null;
    return {
      marks: this.last.marks.filter((mark) => within(mark.x, mark.y, bounds)
        || mark.rings.some((ring) => reaches(ring, bounds))),
      zoom: tileZoom,
      tiles: found.length,
      failed: wanted.size - found.length,
    };
  }

  // A tile that cannot be read is one that was asked for in vain.
  /** @param {string} url @param {KeptTile} kept */
  _placesOf(url, kept) {
    this._keep(url, kept);
    try {
      if (!kept.places) kept.places = placesOf(readTile(kept.bytes, tileRules.layer), kept.tile);
    } catch (error) {
      this.kept.delete(url);
      console.warn(`Tile left out: ${error.message}`);
    }
    return kept.places;
  }

  // The latest used stands last, the first is forgotten.
  /** @param {string} url @param {KeptTile} kept */
  _keep(url, kept) {
    this.kept.delete(url);
    this.kept.set(url, kept);
    for (const oldest of this.kept.keys()) {
      if (this.kept.size <= Math.max(this.most, this.needed)) break;
      this.kept.delete(oldest);
    }
  }

  // One request a tile, however often it is asked for meanwhile.
  /** @param {string} url @param {Tile} tile */
  _ask(url, tile) {
    if (!this.pending.has(url)) {
      const abort = new AbortController();
      const answer = fetchTile(url, tile, abort.signal).then((kept) => {
        if (this.pending.get(url)?.abort === abort) this.pending.delete(url);
        if (kept && !abort.signal.aborted) this._keep(url, kept);
      });
      this.pending.set(url, { abort, answer });
    }
    return this.pending.get(url).answer;
  }
}

/** @type {(template: string, tile: Tile) => string} */
const addressOf = (template, { z, x, y }) =>
  template.replace("{z}", String(z)).replace("{x}", String(x)).replace("{y}", String(y));

// The tiles of a box, and beside it as far as rings reach in.
/** @type {(bounds: Box, zoom: number, radius: number) => WantedTile[]} */
const tilesOf = (bounds, zoom, radius) => {
  const reach = reachOf(bounds, radius);
  if (reach * TILE_PX * 2 ** zoom <= RING_FROM_PX) return tilesIn(bounds, zoom);
  /** @type {FinerBlock} */
  let finer = null;
  return levelsOf(zoom, reach).flatMap(({ z, far }) => {
    const block = tilesIn(grown(bounds, far), z);
    const tiles = finer ? beyond(block, z, finer) : block;
    finer = { block, z, radius: (radius * far) / reach };
    return tiles;
  });
};

// World units of a ring that just reaches in. Mercator stretches those nearest to a pole most.
/** @type {(bounds: Box, radius: number) => number} */
const reachOf = ({ y0, y1 }, radius) => {
  const edge = Math.max(0, Math.min(y0, 1 - y1));
  return worldLength(radius, Math.max(0, edge - worldLength(radius, edge)));
};

// Zooms to ask for, each with how far around the box, until all rings are found.
/** @type {(zoom: number, reach: number) => { z: number, far: number }[]} */
const levelsOf = (zoom, reach) => {
  /** @type {(z: number) => number} */
  const aroundAt = (z) => Math.min(reach, 0.5 / 2 ** z);
  const levels = [{ z: zoom, far: zoom > RING_ZOOM ? 0 : aroundAt(zoom) }];
  for (let z = RING_ZOOM; levels.at(-1).far < reach; z -= RING_ZOOM_STEP) {
    if (z < zoom) levels.push({ z, far: aroundAt(z) });
  }
  return levels;
};

// Larger tiles that a finer block does not hold all of. `isBeyond` says which of their places reach in from
// beyond the block: smaller rings would have to be in it.
/** @type {(tiles: Tile[], z: number, finer: FinerBlock) => WantedTile[]} */
const beyond = (tiles, z, finer) => {
  const isIn = insideOf(finer.block);
  const more = 2 ** (finer.z - z);
  /** @type {WantedTile["isBeyond"]} */
  const isBeyond = ({ gx, gy, radius }) => radius > finer.radius && !isIn(gx * more, gy * more, 2 ** PLACE_BITS);
  return tiles
    .filter(({ x, y }) => !(isIn(x * more, y * more, 1) && isIn((x + 1) * more - 1, (y + 1) * more - 1, 1)))
    .map((tile) => ({ ...tile, isBeyond }));
};

/** @type {(box: Box, by: number) => Box} */
const grown = ({ x0, y0, x1, y1 }, by) => ({ x0: x0 - by, y0: y0 - by, x1: x1 + by, y1: y1 + by });

/** @type {(bounds: Box, z: number) => Tile[]} */
const tilesIn = (bounds, z) => {
  const side = 2 ** z;
  /** @type {(world: number) => number} */
  const at = (world) => Math.max(0, Math.min(side - 1, Math.floor(world * side)));
  /** @type {Tile[]} */
  const tiles = [];
  for (let y = at(bounds.y0); y <= at(bounds.y1); y += 1) {
    for (let x = at(bounds.x0); x <= at(bounds.x1); x += 1) tiles.push({ z, x, y });
  }
  return tiles;
};

/** @type {(tiles: Tile[], z: number) => Box} */
const boxOf = (tiles, z) => {
  if (!tiles.length) return { x0: 0, y0: 0, x1: 0, y1: 0 };
  const [first, last, side] = [tiles[0], tiles[tiles.length - 1], 2 ** z];
  return { x0: first.x / side, y0: first.y / side, x1: (last.x + 1) / side, y1: (last.y + 1) / side };
};

// Whether a column and a row lie in a block of tiles, in which each has so many of them.
/** @type {(tiles: Tile[]) => (x: number, y: number, perTile: number) => boolean} */
export const insideOf = (tiles) => {
  if (!tiles.length) return () => false;
  const [first, last] = [tiles[0], tiles[tiles.length - 1]];
  return (x, y, perTile) => x >= first.x * perTile && x < (last.x + 1) * perTile
    && y >= first.y * perTile && y < (last.y + 1) * perTile;
};

// Places of a larger tile on the picture's grid. All reports of one with a ring have one place, so that it
// is as true on a finer grid.
/** @type {(places: Place[], zooms: number) => Place[]} */
const onGrid = (places, zooms) => places
  .map((place) => ({ ...place, gx: place.gx * 2 ** zooms, gy: place.gy * 2 ** zooms }));

// A tile as it is kept, or null when it cannot be had or read.
/** @type {(url: string, tile: Tile, signal: AbortSignal) => Promise<KeptTile | null>} */
const fetchTile = async (url, tile, signal) => {
  for (let tried = 0; tried < TRIES && !signal.aborted; tried += 1) {
    try {
      const response = await fetch(url, { signal });
      if (!response.ok) throw new Error(`${response.status} for ${url}`);
      const bytes = new Uint8Array(await response.arrayBuffer());
      return { tile, bytes, places: placesOf(readTile(bytes, tileRules.layer), tile) };
    } catch (error) {
      if (!signal.aborted && tried + 1 === TRIES) console.warn(`Tile left out: ${error.message}`);
    }
  }
  return null;
};

// What the map needs of each feature, as small whole numbers: column and row on the zoom's grid of
// places, number of reports, bits of kinds, radius in metres (0 when there is no one ring), the report's
// id where it is the only one, and else the cell in which the server counted them: zoom of the grid,
// column, row, and the group of radii (-1: of every radius).
/** @type {(layer: TileLayer, tile: Tile) => Place[]} */
const placesOf = ({ extent, points }, tile) => {
  const side = 1 << PLACE_BITS;
  /** @type {(tileNumber: number, at: number) => number} */
  const placeOn = (tileNumber, at) => tileNumber * side + Math.floor((at * side) / extent);
  return points.map(({ x, y, properties }) => {
    const { n = 1, kinds = 0, radius_m: radius = 0, one = 1, id = "", grid: zoom = 0, group = -1 } = properties;
    const [gx, gy, coarser] = [placeOn(tile.x, x), placeOn(tile.y, y), tile.z + PLACE_BITS - zoom];
    /** @type {Cell} */
    const cell = [zoom, gx >> coarser, gy >> coarser, group];
    return { gx, gy, n, kinds, radius: one ? radius : 0, id: n === 1 ? id : null, cell: n === 1 ? null : cell };
  });
};
