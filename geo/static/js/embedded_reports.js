// Reports that came with the page, as the tiles of any zoom: the same counting that the server does.
import { displayRules, tileRules } from "./values.js";

// `columns` are of one length, a row for each report or cell in the order of the list: gx and gy on a
// grid of 2^bits a side, n, kinds, radius (metres; 0 when the row has no one place), id. `shift` is the
// size of a cell, as a power of two: 0 when each row is one report.
export class EmbeddedReports {
  /** @param {Columns} columns */
  constructor(columns) {
    this.columns = columns;
    /** @type {Map<number, Map<string, Place[]>>} */
    this.zooms = new Map();
  }

  // The places of a tile, as source.js makes them from a tile of the server.
  /** @param {Tile} tile */
  placesAt({ z, x, y }) {
    if (!this.zooms.has(z)) this.zooms.set(z, this._tilesOf(z));
    return this.zooms.get(z).get(`${x}/${y}`) || [];
  }

  // Ids of the reports in cells: zoom of their grid, column, row, and the radius or -1 for every one.
  /** @param {Cell[]} cells */
  idsIn(cells) {
    const { bits, gx, gy, radius, id } = this.columns;
    const wanted = new Set(cells.map((cell) => cell.join()));
    const zooms = [...new Set(cells.map(([zoom]) => zoom))];
    /** @type {(i: number) => boolean} */
    const isIn = (i) => zooms.some((zoom) => {
      const cell = [zoom, gx[i] >> (bits - zoom), gy[i] >> (bits - zoom)];
      return wanted.has([...cell, radius[i]].join()) || wanted.has([...cell, tileRules.every_radius].join());
    });
    return id.filter((one, i) => one && isIn(i));
  }

  /** @param {number} z */
  _tilesOf(z) {
    const { bits, gx, gy, n, kinds, radius, id } = this.columns;
    const size = 2 ** (bits - z);
    /** @type {Map<string, Place[]>} */
    const rows = new Map();
    for (let i = 0; i < gx.length; i += 1) {
      /** @type {Place} */
      const row = { gx: gx[i], gy: gy[i], n: n[i], kinds: kinds[i], radius: radius[i], id: id[i], cell: null };
      const name = `${Math.floor(row.gx / size)}/${Math.floor(row.gy / size)}`;
      if (!rows.has(name)) rows.set(name, []);
      rows.get(name).push(row);
    }
    const side = 2 ** (z + displayRules.place_bits - bits);
    /** @type {(row: Place) => Place} */
    const place = (row) => ({ ...row, gx: Math.floor(row.gx * side), gy: Math.floor(row.gy * side) });
    return new Map([...rows].map(([name, inside]) => [name, this._counted(inside, z).map(place)]));
  }

  // What the server would say of the rows of one tile.
  /** @param {Place[]} rows @param {number} z */
  _counted(rows, z) {
    if (!this.columns.shift && z >= tileRules.single_from_zoom && rows.length <= tileRules.max_single) {
      return rows;
    }
    const shift = Math.max(this.columns.shift, this.columns.bits - z - tileRules.fine_bits);
    const fine = this._cells(rows, shift, ({ radius }) => radius);
    return fine.length > tileRules.crowd ? this._cells(rows, shift + 1, () => tileRules.every_radius) : fine;
  }

  // One row a cell and group, at the place of its first report; a cell of several places or radii has no
  // ring.
  /** @param {Place[]} rows @param {number} shift @param {(place: Place) => number} groupOf */
  _cells(rows, shift, groupOf) {
    const zoom = this.columns.bits - shift;
    /** @type {Map<string, Place>} */
    const cells = new Map();
    for (const row of rows) {
      const [x, y] = [row.gx >> shift, row.gy >> shift];
      const group = groupOf(row);
      const key = [x, y, group].join();
      const cell = cells.get(key);
      if (cell) {
        cell.n += row.n;
        cell.kinds |= row.kinds;
        cell.id = null;
        cell.cell = [zoom, x, y, group];
        if (cell.gx !== row.gx || cell.gy !== row.gy || cell.radius !== row.radius) cell.radius = 0;
      } else cells.set(key, { ...row, cell: row.n === 1 ? null : [zoom, x, y, group] });
    }
    return [...cells.values()].sort((a, b) => (a.gy >> shift) - (b.gy >> shift) || (a.gx >> shift) - (b.gx >> shift));
  }
}
