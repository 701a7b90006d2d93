// Where point-level marks come from. A source has one method:
//
//   marks(bounds, zoom) -> { marks, largest }   (or a promise of it)
//
// `bounds` is a box in world coordinates, `zoom` an integer. A mark is one symbol on the map:
//   { x, y, n, kinds: {kind: n}, ids: [report id], title, rings: [{x, y, r, n, kind}], shift }
// x, y: world coordinates of the place; `r` of a ring in world units; `shift` the symbol's way from
// x, y in pixels when it stands on the edge of its ring. `largest` is the greatest n of the zoom, from
// which the scale of the discs follows. A tiled source answers the same question with a promise.
(function (S) {
  "use strict";

  const EDGE = Math.SQRT1_2;

  // One radius of a mark in pixels for its count, without the scale for crowded views.
  S.discRadiusPx = (n, largest) => {
    if (n === 1) return S.symbols.symbol_px / 2;
    const perReport = Math.min(3.7, 32 / Math.sqrt(largest));
    return Math.max(7.5, perReport * Math.sqrt(n));
  };

  S.InlineSource = class {
    constructor(spots) {
      this.places = spots.flatMap(placesOf);
      this.total = spots.reduce((sum, spot) => sum + spot.reports.length, 0);
      this.byZoom = new Map();
    }

    marks(bounds, zoom) {
      if (!this.byZoom.has(zoom)) this.byZoom.set(zoom, aggregate(this.places, zoom));
      const { marks, largest } = this.byZoom.get(zoom);
      const near = (mark) => mark.rings.some(({ x, y, r }) =>
        x + r >= bounds.x0 && x - r <= bounds.x1 && y + r >= bounds.y0 && y - r <= bounds.y1);
      return { marks: marks.filter((mark) => S.within(mark.x, mark.y, bounds) || near(mark)), largest };
    }
  };

  // Reports of one coordinate, parted by radius: a site stays at its point when a town's ring has
  // already grown past its symbol.
  const placesOf = (spot) => {
    const [x, y] = S.world(spot.lon, spot.lat);
    const byRadius = new Map();
    for (const report of spot.reports) {
      const key = report.radius_m || 0;
      if (!byRadius.has(key)) byRadius.set(key, []);
      byRadius.get(key).push(report);
    }
    return [...byRadius].map(([radius, reports]) => ({
      x, y, r: S.worldLength(radius, y), reports, n: reports.length,
    }));
  };

  // Symbols that would touch at this zoom become one, at the place of the largest: a place that was
  // really named, where a mean of coordinates would be a place that nobody named.
  const aggregate = (places, zoom) => {
    const scale = 256 * 2 ** zoom;
    const anchored = places.map((place) => anchor(place, scale))
      .sort((a, b) => b.n - a.n || a.px - b.px || a.py - b.py);
    const guess = Math.max(1, ...anchored.map(({ n }) => n));
    let clusters = merge(anchored.map((place) => ({ ...place, members: [place] })), guess);
    const largest = Math.max(1, ...clusters.map(({ n }) => n));
    clusters = merge(clusters, largest);
    return { marks: clusters.map(markOf), largest: Math.max(1, ...clusters.map(({ n }) => n)) };
  };

  // Where the symbol stands in pixels: on the place while its ring is smaller than the symbol, on the
  // ring's edge once it is larger, so that the middle of the ring is not read as the place.
  const anchor = (place, scale) => {
    const ring = place.r * scale;
    const shifted = ring > S.discRadiusPx(place.n, 1) + 2.5;
    const shift = shifted ? [ring * EDGE, -ring * EDGE] : [0, 0];
    return { place, shift, n: place.n, px: place.x * scale + shift[0], py: place.y * scale + shift[1] };
  };

  const merge = (items, largest) => {
    const cell = 64;
    let clusters = items;
    for (let round = 0; round < 6; round += 1) {
      const grid = new Map();
      const kept = [];
      for (const item of clusters.sort((a, b) => b.n - a.n || a.px - b.px || a.py - b.py)) {
        const reach = S.discRadiusPx(item.n, largest);
        const [cx, cy] = [Math.floor(item.px / cell), Math.floor(item.py / cell)];
        let host = null;
        for (let dx = -1; dx <= 1 && !host; dx += 1) {
          for (let dy = -1; dy <= 1 && !host; dy += 1) {
            host = (grid.get(`${cx + dx}/${cy + dy}`) || []).find((other) =>
              Math.hypot(other.px - item.px, other.py - item.py)
                < (S.discRadiusPx(other.n, largest) + reach) * 0.92);
          }
        }
        if (host) {
          host.n += item.n;
          host.members.push(...item.members);
        } else {
          const key = `${cx}/${cy}`;
          if (!grid.has(key)) grid.set(key, []);
          const own = { ...item, members: [...item.members] };
          grid.get(key).push(own);
          kept.push(own);
        }
      }
      const settled = kept.length === clusters.length;
      clusters = kept;
      if (settled) break;
    }
    return clusters;
  };

  const markOf = ({ place, shift, members, n }) => {
    const kinds = {};
    const ids = [];
    let title = "";
    for (const member of members) {
      for (const report of member.place.reports) {
        kinds[report.kind] = (kinds[report.kind] || 0) + 1;
        ids.push(report.id);
        title = title || report.title;
      }
    }
    const rings = members.map((member) => {
      const own = new Set(member.place.reports.map(({ kind }) => kind));
      const { x, y, r, n: count } = member.place;
      return { x, y, r, n: count, kind: own.size === 1 ? [...own][0] : null };
    });
    return { x: place.x, y: place.y, shift, n, kinds, ids, title, rings };
  };
})(window.Shelterline);
