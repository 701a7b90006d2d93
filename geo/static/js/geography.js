// The geography asset: read once, projected once; its lines drawn as a quiet locator map.
(function (S) {
  "use strict";

  const lineOf = (coords) => {
    const xy = new Float64Array(coords.length * 2);
    const box = { x0: Infinity, y0: Infinity, x1: -Infinity, y1: -Infinity };
    coords.forEach(([lon, lat], i) => {
      const [x, y] = S.world(lon, lat);
      xy[2 * i] = x;
      xy[2 * i + 1] = y;
      box.x0 = Math.min(box.x0, x);
      box.x1 = Math.max(box.x1, x);
      box.y0 = Math.min(box.y0, y);
      box.y1 = Math.max(box.y1, y);
    });
    return { xy, box };
  };

  const twiceArea = ({ xy }) => {
    let sum = 0;
    for (let i = 0, j = xy.length - 2; i < xy.length; j = i, i += 2) {
      sum += xy[j] * xy[i + 1] - xy[i] * xy[j + 1];
    }
    return sum;
  };

  // Outlines turn one way and holes the other, so that overlapping polygons in one path make a union.
  const polygonOf = (rings) => ({
    rings: rings.map((coords, index) => {
      const ring = lineOf(coords);
      return (twiceArea(ring) > 0) === (index === 0) ? ring : lineOf([...coords].reverse());
    }),
  });

  const union = (lines) => lines.reduce((all, { box }) => ({
    x0: Math.min(all.x0, box.x0),
    y0: Math.min(all.y0, box.y0),
    x1: Math.max(all.x1, box.x1),
    y1: Math.max(all.y1, box.y1),
  }), { x0: Infinity, y0: Infinity, x1: -Infinity, y1: -Infinity });

  // Shoelace on the mercator plane, brought back to the ground by cos² of the middle latitude.
  const areaKm2 = (polygons, box) => {
    let sum = 0;
    for (const { rings } of polygons) for (const ring of rings) sum += twiceArea(ring) / 2;
    const metre = S.worldLength(1, (box.y0 + box.y1) / 2);
    return sum / metre ** 2 / 1e6;
  };

  // A GeoJSON geometry as polygons, lines and points in world coordinates.
  const shapeOf = (geometry, label) => {
    const shape = { polygons: [], lines: [], points: [] };
    const take = ({ type, coordinates, geometries }) => {
      if (type === "Polygon") shape.polygons.push(polygonOf(coordinates));
      else if (type === "MultiPolygon") coordinates.forEach((c) => shape.polygons.push(polygonOf(c)));
      else if (type === "LineString") shape.lines.push(lineOf(coordinates));
      else if (type === "MultiLineString") coordinates.forEach((c) => shape.lines.push(lineOf(c)));
      else if (type === "Point") shape.points.push(S.world(...coordinates));
      else if (type === "MultiPoint") coordinates.forEach((c) => shape.points.push(S.world(...c)));
      else if (type === "GeometryCollection") geometries.forEach(take);
    };
    if (geometry) take(geometry);
    const points = shape.points.map(([x, y]) => ({ box: { x0: x, y0: y, x1: x, y1: y } }));
    shape.box = union([...shape.polygons.flatMap((p) => p.rings), ...shape.lines, ...points]);
    shape.km2 = shape.polygons.length ? areaKm2(shape.polygons, shape.box) : 0;
    shape.label = label ? S.world(label[1], label[0])
      : [(shape.box.x0 + shape.box.x1) / 2, (shape.box.y0 + shape.box.y1) / 2];
    return shape;
  };

  S.prepareGeography = ({ basemap, areas, zones, assessments }) => {
    const shapes = (table) => new Map(Object.entries(table || {}).map(([id, entry]) =>
      [id, { ...shapeOf(entry.geometry, entry.label), name: entry.name || {} }]));
    const plain = (line) => ({ ...lineOf(line.coords || line), name: line.name || {} });
    return {
      land: basemap.land.map(polygonOf),
      borders: basemap.borders.map((line) => ({ ...lineOf(line.coords), class: line.class })),
      coast: basemap.coast.map(plain),
      wadi: basemap.wadi_gaza.map(plain),
      crossings: basemap.crossings.map((place) => ({
        at: S.world(place.lon, place.lat),
        name: { en: place.name_en, ar: place.name_ar, he: place.name_he },
      })),
      labels: basemap.labels.map((label) => ({ ...label, at: S.world(label.lon, label.lat) })),
      areas: shapes(areas),
      zones: shapes(zones),
      assessments: new Map(Object.entries(assessments || {}).map(([key, cells]) =>
        [key, cells.map(({ id, n, geometry }) => ({ id, n, shape: shapeOf(geometry) }))])),
      zoneMarks: new Map(Object.entries(zones || {}).map(([id, { status, kind, said }]) => [id, { status, kind, said }])),
    };
  };

  // A state names its zones; what is said of them came with their outlines.
  S.zoneMarks = (zones, geography, lang) => zones.filter(({ id }) => geography.zoneMarks.has(id)).map((zone) => {
    const { status, kind, said } = geography.zoneMarks.get(zone.id);
    return { ...zone, status, kind, ...(said[lang] || said.en) };
  });

  S.loadGeography = async (address) => {
    const answer = await fetch(address, { credentials: "same-origin" });
    if (!answer.ok) throw new Error(`geography: ${answer.status}`);
    return S.prepareGeography(await answer.json());
  };

  S.onScreen = (frame, { x0, y0, x1, y1 }, margin = 0) => {
    const [left, top] = S.toCanvas(frame, x0, y0);
    const [right, bottom] = S.toCanvas(frame, x1, y1);
    return right >= -margin && bottom >= -margin && left <= frame.w + margin && top <= frame.h + margin;
  };

  // Adds a line to the path. Runs of vertices beyond one side of the canvas shrink to their ends, which
  // changes no pixel and keeps coordinates small; vertices closer than half a pixel are left out.
  const OUTSIDE = 60;
  S.trace = (path, { xy }, frame, close) => {
    const { scale, ox, oy, w, h } = frame;
    let side = 0, atX = 0, atY = 0, held = false, heldX = 0, heldY = 0, heldSide = 0;
    for (let i = 0; i < xy.length; i += 2) {
      const x = xy[i] * scale - ox;
      const y = xy[i + 1] * scale - oy;
      const now = (x < -OUTSIDE ? 1 : x > w + OUTSIDE ? 2 : 0) | (y < -OUTSIDE ? 4 : y > h + OUTSIDE ? 8 : 0);
      if (i === 0) {
        path.moveTo(x, y);
        side = now;
      } else if (side & now) {
        side &= now;
        [held, heldX, heldY, heldSide] = [true, x, y, now];
        continue;
      } else {
        if (held) {
          path.lineTo(heldX, heldY);
          held = false;
          if (heldSide & now) {
            side = heldSide & now;
            [held, heldX, heldY, heldSide] = [true, x, y, now];
            continue;
          }
        }
        const last = i === xy.length - 2;
        if (!last && now === 0 && Math.abs(x - atX) < 0.5 && Math.abs(y - atY) < 0.5) continue;
        path.lineTo(x, y);
        side = now;
      }
      [atX, atY] = [x, y];
    }
    if (held) path.lineTo(heldX, heldY);
    if (close) path.closePath();
  };

  S.tracePolygons = (path, polygons, frame) => {
    for (const { rings } of polygons) {
      if (!S.onScreen(frame, rings[0].box, OUTSIDE)) continue;
      for (const ring of rings) S.trace(path, ring, frame, true);
    }
  };

  const contains = (polygons, x, y) => {
    let inside = false;
    for (const { rings } of polygons) {
      for (const { xy, box } of rings) {
        if (!S.within(x, y, box)) continue;
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

  S.covers = (shape, x, y) => S.within(x, y, shape.box) && contains(shape.polygons, x, y);

  // Land, coast and borders; with an online base map under it only the borders, whose disputed
  // stretches that map may not mark.
  S.paintGeography = (ctx, frame, geography, colours, online) => {
    ctx.lineJoin = "round";
    if (!online) {
      ctx.fillStyle = colours.sea;
      ctx.fillRect(0, 0, frame.w, frame.h);
      ctx.beginPath();
      S.tracePolygons(ctx, geography.land, frame);
      ctx.fillStyle = colours.land;
      ctx.fill();
      const water = (lines, width) => {
        ctx.beginPath();
        for (const line of lines) if (S.onScreen(frame, line.box, 9)) S.trace(ctx, line, frame, false);
        S.stroke(ctx, { width_px: width }, colours.coast);
      };
      water(geography.coast, frame.zoom < 8 ? 0.8 : 1.1);
      if (frame.zoom >= 9) water(geography.wadi, frame.zoom < 11 ? 1 : 1.6);
    }
    for (const name of ["governorate", "disputed", "international"]) {
      if (name === "governorate" && (frame.zoom < 8 || online)) continue;
      ctx.beginPath();
      for (const line of geography.borders) {
        if (line.class === name && S.onScreen(frame, line.box, 9)) S.trace(ctx, line, frame, false);
      }
      S.stroke(ctx, S.symbols.borders[name], name === "governorate" ? colours.border_minor : colours.border);
    }
    if (frame.zoom >= 10 && !online) {
      for (const { at } of geography.crossings) {
        const [x, y] = S.toCanvas(frame, ...at);
        ctx.fillStyle = colours.land;
        ctx.strokeStyle = colours.border;
        ctx.lineWidth = 1;
        ctx.fillRect(x - 2.5, y - 2.5, 5, 5);
        ctx.strokeRect(x - 2.5, y - 2.5, 5, 5);
      }
    }
  };
})(window.Shelterline);
