// Point-level reports that came with the page, counted as the server counts them: the rule of geo/tiles/tile.py. A row
// is one report, or in a large file a cell with the reports in it (`n`, `shift`): geo/export/embedded_reports.py.
import { displayRules, tileRules } from "../values.js";

/** @typedef {{ row: number, x: number, y: number, group: number, n: number, kinds: number, isOnePlace: boolean }} CountedCell */

export class Points {
  /** @param {PointColumns} columns */
  constructor(columns) {
    this.columns = columns;
    this.groups = Math.max(0, ...columns.group) + 1;
    /** @type {Map<number, Map<number, number[]>>} */
    this.zooms = new Map();
    this.least = columns.shift || 0;
    this.isIn = new Uint8Array(columns.place.length).fill(1);
    this.largestRadius = 0;
    this.days = "";
  }

  // Takes the days that are shown: what `placesAt` answers for, and the largest radius of a footprint in them.
  /** @param {number} a @param {number} b */
  show(a, b) {
    const { first, days, ring, radius_m: radius } = this.columns;
    const name = `${a}/${b}`;
    if (name === this.days) return;
    this.days = name;
    this.largestRadius = 0;
    for (let i = 0; i < first.length; i += 1) {
      const isIn = first[i] <= b && first[i] + days[i] >= a;
      this.isIn[i] = Number(isIn);
      if (isIn && radius[ring[i]] > this.largestRadius) this.largestRadius = radius[ring[i]];
    }
  }

  // The places of a tile, as tile_source.js makes them from a tile of the server.
  /** @param {Tile} tile @returns {Place[]} */
  placesAt({ z, x, y }) {
    const { bits } = this.columns;
    const rows = (this._tilesOf(z).get(x * 2 ** z + y) || []).filter((row) => this.isIn[row]);
    if (!this.least && z >= tileRules.single_from_zoom && rows.length <= tileRules.max_single) {
      return this._ordered(rows.map((row) => this._cell(row, 0))).map((cell) => this._place(cell, z, 0));
    }
    const shift = Math.max(this.least, bits - z - tileRules.fine_bits);
    const fine = this._counted(rows, z, shift, true);
    // Cells of the browser's brush are of the larger size already.
    if (this.columns.isCounted || fine.length <= tileRules.crowd) return this._ordered(fine).map((cell) => this._place(cell, z, shift));
    const coarse = this._counted(rows, z, shift + 1, false);
    return this._ordered(coarse).map((cell) => this._place(cell, z, shift + 1));
  }

  // Ids of the reports in cells, of those in the days that are shown; none where the columns say no ids.
  /** @param {Cell[]} cells */
  idsIn(cells) {
    const { bits, gx, gy, place, ring, group, id = [] } = this.columns;
    const wanted = new Set(cells.map((cell) => cell.join()));
    const zooms = [...new Set(cells.map(([zoom]) => zoom))];
    /** @type {(row: number) => boolean} */
    const isAsked = (row) => zooms.some((zoom) => {
      const cell = [zoom, gx[place[row]] >> (bits - zoom), gy[place[row]] >> (bits - zoom)];
      return wanted.has([...cell, group[ring[row]]].join()) || wanted.has([...cell, tileRules.every_radius].join());
    });
    return id.filter((one, row) => one && this.isIn[row] && isAsked(row));
  }

  // Rows by tile, in the order of the list; made once for each zoom.
  /** @param {number} z */
  _tilesOf(z) {
    if (!this.zooms.has(z)) {
      const { bits, gx, gy, place } = this.columns;
      /** @type {Map<number, number[]>} */
      const tiles = new Map();
      place.forEach((at, row) => {
        const key = (gx[at] >> (bits - z)) * 2 ** z + (gy[at] >> (bits - z));
        if (tiles.has(key)) tiles.get(key).push(row);
        else tiles.set(key, [row]);
      });
      this.zooms.set(z, tiles);
    }
    return this.zooms.get(z);
  }

  // One cell for each square of the grid and, with `isApart`, each group of radii in it. It stands at the place
  // of its first report; where there are several places or radii it has no one ring.
  /** @param {number[]} rows @param {number} z @param {number} shift @param {boolean} isApart */
  _counted(rows, z, shift, isApart) {
    const { bits, gx, gy, place, ring, radius_m: radius, group, kinds, n } = this.columns;
    // Of cells that are larger than a tile, one holds all of it.
    const side = Math.max(1, 2 ** (bits - z - shift));
    /** @type {(row: number, other: number) => boolean} */
    const isSamePlace = (row, other) => gx[place[row]] === gx[place[other]] && gy[place[row]] === gy[place[other]]
      && radius[ring[row]] === radius[ring[other]];
    const groups = isApart ? this.groups : 1;
    /** @type {Map<number, CountedCell>} */
    const cells = new Map();
    for (const row of rows) {
      const [x, y] = [(gx[place[row]] >> shift) % side, (gy[place[row]] >> shift) % side];
      const key = (y * side + x) * groups + (isApart ? group[ring[row]] : 0);
      const cell = cells.get(key);
      if (cell) {
        cell.n += n ? n[row] : 1;
        cell.kinds |= kinds[row];
        cell.isOnePlace &&= isSamePlace(row, cell.row);
      } else cells.set(key, this._cell(row, shift, isApart));
    }
    return [...cells.values()];
  }

  /** @param {number} row @param {number} shift @param {boolean} isApart @returns {CountedCell} */
  _cell(row, shift, isApart = true) {
    const { gx, gy, place, ring, group, kinds, n } = this.columns;
    return {
      row, x: gx[place[row]] >> shift, y: gy[place[row]] >> shift, n: n ? n[row] : 1, kinds: kinds[row], isOnePlace: true,
      group: isApart ? group[ring[row]] : tileRules.every_radius,
    };
  }

  // From north to south, then from west to east, then as listed.
  /** @param {CountedCell[]} cells */
  _ordered(cells) {
    return cells.sort((one, other) => one.y - other.y || one.x - other.x || one.row - other.row);
  }

  /** @param {CountedCell} cell @param {number} z @param {number} shift @returns {Place} */
  _place({ row, x, y, group, n, kinds, isOnePlace }, z, shift) {
    const { bits, gx, gy, place, ring, radius_m: radius, id } = this.columns;
    const finer = 2 ** (z + displayRules.place_bits - bits);
    return {
      gx: Math.floor(gx[place[row]] * finer),
      gy: Math.floor(gy[place[row]] * finer),
      n,
      kinds,
      radius: isOnePlace ? Math.trunc(radius[ring[row]]) : 0,
      // Without ids nobody can ask what the picture is of: one that is dragged answers no pointer.
      id: n === 1 ? id?.[row] || "" : null,
      cell: n === 1 ? null : [bits - shift, x, y, group],
    };
  }
}

// Columns in which each row has its own place and radius.
/** @type {(columns: Columns) => PointColumns} */
export const columnsOf = ({ radius, ...columns }) => {
  const rows = radius.map((_, row) => row);
  return { ...columns, radius_m: radius, place: rows, ring: rows, first: [], days: [] };
};

// Columns of cells by whole weeks or months, which are in a range of days when they overlap it.
/** @type {(rows: CellRows) => PointColumns} */
export const columnsOfCells = ({ bits, shift, edges, gx, gy, cell, first, days, kinds, n }) => {
  const bins = addedUp(first);
  return {
    bits, shift, gx, gy, kinds, n, radius_m: [0], group: [0], place: addedUp(cell), ring: cell.map(() => 0), isCounted: true,
    first: bins.map((bin) => edges[bin]), days: bins.map((bin, row) => edges[bin + days[row] + 1] - 1 - edges[bin]),
  };
};

// What differences from one to the next say.
/** @type {(differences: number[]) => number[]} */
const addedUp = (differences) => {
  let sum = 0;
  return differences.map((more) => {
    sum += more;
    return sum;
  });
};
