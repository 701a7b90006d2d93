// Reports that came with the page, as the tiles of any zoom: the same counting that the server does.
(function (S) {
  "use strict";

  const SINGLE_FROM_ZOOM = 14;
  const CELL_BITS = 6;
  const PLACE_BITS = 12;

  // `held` is columns of one length, a row for each report or cell in the order of the list: gx and gy on a
  // grid of 2^bits a side, n, kinds, radius (metres; 0 when the row has no one place), id. `shift` is the
  // size of a cell, as a power of two: 0 when each row is one report.
  S.Held = class {
    constructor(held) {
      this.held = held;
      this.zooms = new Map();
    }

    // The places of a tile, as source.js makes them from a tile of the server.
    placesAt({ z, x, y }) {
      if (!this.zooms.has(z)) this.zooms.set(z, this._tilesOf(z));
      return this.zooms.get(z).get(`${x}/${y}`) || [];
    }

    // Ids of the reports in cells of the server's grid at a zoom.
    idsIn(z, cells) {
      const { bits, gx, gy, id } = this.held;
      const shift = bits - z - CELL_BITS;
      const wanted = new Set(cells.map((cell) => cell.join()));
      return id.filter((one, i) => one && wanted.has([gx[i] >> shift, gy[i] >> shift].join()));
    }

    _tilesOf(z) {
      const { bits } = this.held;
      const [side, size] = [2 ** (z + PLACE_BITS - bits), 2 ** (bits - z)];
      const tiles = new Map();
      for (const { gx, gy, n, kinds, radius, id } of this._counted(z)) {
        const name = `${Math.floor(gx / size)}/${Math.floor(gy / size)}`;
        if (!tiles.has(name)) tiles.set(name, []);
        tiles.get(name).push({ gx: Math.floor(gx * side), gy: Math.floor(gy * side), n, kinds, radius, id: n === 1 ? id : null });
      }
      return tiles;
    }

    // One row a cell and radius, at the place of its first report; a cell of several places has no ring.
    _counted(z) {
      const rows = this.held.gx.map((_, i) => Object.fromEntries(
        ["gx", "gy", "n", "kinds", "radius", "id"].map((name) => [name, this.held[name][i]])));
      const shift = Math.max(this.held.shift, this.held.bits - z - CELL_BITS);
      if (shift === this.held.shift || (!this.held.shift && z >= SINGLE_FROM_ZOOM)) return rows;
      const cells = new Map();
      for (const row of rows) {
        const key = [row.gx >> shift, row.gy >> shift, row.radius].join();
        const cell = cells.get(key);
        if (cell) {
          cell.n += row.n;
          cell.kinds |= row.kinds;
          if (cell.gx !== row.gx || cell.gy !== row.gy) cell.radius = 0;
        } else cells.set(key, { ...row });
      }
      return [...cells.values()].sort((a, b) => (a.gy >> shift) - (b.gy >> shift)
        || (a.gx >> shift) - (b.gx >> shift) || (a.id < b.id ? -1 : 1));
    }
  };
})(window.Shelterline);
