// Land, coast, borders and crossings as a quiet locator map.
import { stroke, trace, tracePolygons } from "../drawing.js";
import { onScreen, toCanvas } from "../frame.js";
import { symbols } from "../values.js";

// Land, coast and borders; with an online base map under it only the borders, whose disputed
// stretches that map may not mark.
/** @type {(ctx: Ctx, frame: Frame, geography: Geography, colours: Palette, online: boolean) => void} */
const paintGeography = (ctx, frame, geography, colours, online) => {
  ctx.lineJoin = "round";
  if (!online) {
    ctx.fillStyle = colours.sea;
    ctx.fillRect(0, 0, frame.w, frame.h);
    ctx.beginPath();
    tracePolygons(ctx, geography.land, frame);
    ctx.fillStyle = colours.land;
    ctx.fill();
    /** @type {(lines: Line[], width: number) => void} */
    const water = (lines, width) => {
      ctx.beginPath();
      for (const line of lines) if (onScreen(frame, line.box, 9)) trace(ctx, line, frame, false);
      stroke(ctx, { width_px: width }, colours.coast);
    };
    water(geography.coast, frame.zoom < 8 ? 0.8 : 1.1);
    if (frame.zoom >= 9) water(geography.wadi, frame.zoom < 11 ? 1 : 1.6);
  }
  for (const name of /** @type {const} */ (["governorate", "disputed", "international"])) {
    if (name === "governorate" && (frame.zoom < 8 || online)) continue;
    ctx.beginPath();
    for (const line of geography.borders) {
      if (line.class === name && onScreen(frame, line.box, 9)) trace(ctx, line, frame, false);
    }
    stroke(ctx, symbols.borders[name], name === "governorate" ? colours.border_minor : colours.border);
  }
  if (frame.zoom >= 10 && !online) {
    for (const { at } of geography.crossings) {
      const [x, y] = toCanvas(frame, ...at);
      ctx.fillStyle = colours.land;
      ctx.strokeStyle = colours.border;
      ctx.lineWidth = 1;
      ctx.fillRect(x - 2.5, y - 2.5, 5, 5);
      ctx.strokeRect(x - 2.5, y - 2.5, 5, 5);
    }
  }
};

/** @type {SilentLayer} */
export const baseMap = {
  canvas: "base",
  paint: (ctx, frame, { geography, colours, has }) => paintGeography(ctx, frame, geography, colours, has("osm")),
};
