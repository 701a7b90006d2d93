// What every part stands on: the mercator plane, the frame being painted, canvases, the theme.
(function (S) {
  "use strict";

  // World coordinates: web mercator scaled to 0..1, x east, y south.
  S.world = (lon, lat) => {
    const sin = Math.sin((Math.max(-85, Math.min(85, lat)) * Math.PI) / 180);
    return [(lon + 180) / 360, 0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI)];
  };

  const EARTH_M = 2 * Math.PI * 6378137;

  // World units of a length on the ground; mercator stretches it by 1 / cos(latitude).
  S.worldLength = (metres, worldY) => {
    const lat = Math.atan(Math.sinh(Math.PI * (1 - 2 * worldY)));
    return metres / (EARTH_M * Math.cos(lat));
  };

  // One repaint's geometry: the canvas covers the map's box and a margin, so that a drag of ordinary
  // length shows no bare edge. Canvas coordinates are CSS pixels from the canvas' corner.
  const MARGIN = 0.12;

  S.frameOf = (map) => {
    const size = map.getSize();
    const min = map.containerPointToLayerPoint(size.multiplyBy(-MARGIN)).round();
    const origin = map.getPixelOrigin().add(min);
    const zoom = map.getZoom();
    const corner = map.containerPointToLayerPoint([0, 0]).subtract(min);
    return {
      zoom,
      center: map.getCenter(),
      scale: 256 * 2 ** zoom,
      // Global pixel of the canvas' corner: patterns hang on it and stay fixed to the ground.
      ox: origin.x,
      oy: origin.y,
      w: Math.round(size.x * (1 + 2 * MARGIN)),
      h: Math.round(size.y * (1 + 2 * MARGIN)),
      // The part that the reader sees: labels keep inside it.
      view: { x0: corner.x, y0: corner.y, x1: corner.x + size.x, y1: corner.y + size.y },
      min,
      dpr: Math.min(3, window.devicePixelRatio || 1),
    };
  };

  S.toCanvas = (frame, x, y) => [x * frame.scale - frame.ox, y * frame.scale - frame.oy];

  // A canvas in a pane of its own. All painting of a frame happens in one task: resizing, moving and
  // drawing reach the screen together, so the old picture stands until the new one is complete.
  S.CanvasLayer = L.Layer.extend({
    initialize(pane, zIndex) {
      this._paneName = pane;
      this._zIndex = zIndex;
    },

    onAdd(map) {
      const pane = map.getPane(this._paneName) || map.createPane(this._paneName);
      pane.style.zIndex = this._zIndex;
      pane.style.pointerEvents = "none";
      this.canvas = L.DomUtil.create("canvas", "leaflet-zoom-animated", pane);
      this.canvas.setAttribute("aria-hidden", "true");
    },

    onRemove() {
      this.canvas.remove();
    },

    getEvents() {
      return { zoomanim: this._zoomAnimation, zoom: this._pinch };
    },

    // Sizes and clears the canvas for a frame and gives its context, in CSS pixels.
    begin(frame) {
      const { canvas } = this;
      const width = Math.round(frame.w * frame.dpr);
      const height = Math.round(frame.h * frame.dpr);
      if (canvas.width !== width || canvas.height !== height) {
        canvas.width = width;
        canvas.height = height;
        canvas.style.width = `${frame.w}px`;
        canvas.style.height = `${frame.h}px`;
      }
      L.DomUtil.setPosition(canvas, frame.min);
      this._frame = frame;
      const ctx = canvas.getContext("2d");
      ctx.setTransform(frame.dpr, 0, 0, frame.dpr, 0, 0);
      ctx.clearRect(0, 0, frame.w, frame.h);
      return ctx;
    },

    // While a zoom runs the last picture is scaled along, as Leaflet's own renderers do.
    _zoomAnimation(event) {
      this._follow(event.center, event.zoom);
    },

    _pinch() {
      this._follow(this._map.getCenter(), this._map.getZoom());
    },

    _follow(center, zoom) {
      if (!this._frame) return;
      const { min, center: from, zoom: fromZoom } = this._frame;
      const scale = this._map.getZoomScale(zoom, fromZoom);
      const corner = this._frame.corner || (this._frame.corner = this._map.project(from, fromZoom)
        .subtract([this._frame.ox, this._frame.oy]));
      const offset = this._map.project(from, zoom).subtract(corner.multiplyBy(scale))
        .subtract(this._map._getNewPixelOrigin(center, zoom));
      if (scale === 1) L.DomUtil.setPosition(this.canvas, min);
      else L.DomUtil.setTransform(this.canvas, offset, scale);
    },
  });

  S.stroke = (ctx, line, colour) => {
    ctx.setLineDash(line.dash_px || []);
    ctx.lineWidth = line.width_px;
    ctx.globalAlpha = line.alpha ?? 1;
    ctx.strokeStyle = colour;
    ctx.stroke();
    ctx.globalAlpha = 1;
    ctx.setLineDash([]);
  };

  // Streamlit writes its theme into the frame's :root; without it the system's preference holds.
  S.isDark = () => {
    const css = getComputedStyle(document.documentElement).getPropertyValue("--background-color");
    if (!css.trim()) return window.matchMedia("(prefers-color-scheme: dark)").matches;
    const probe = document.createElement("canvas").getContext("2d");
    probe.fillStyle = css.trim();
    const hex = /^#(..)(..)(..)/.exec(probe.fillStyle);
    if (!hex) return false;
    const [red, green, blue] = hex.slice(1).map((part) => parseInt(part, 16));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue < 110;
  };

  // Colours of a theme, flattened from the table's pairs.
  S.palette = (dark) => {
    const mode = dark ? "dark" : "light";
    const on = (pair) => pair[mode];
    const ground = {};
    for (const [name, pair] of Object.entries(S.symbols.ground)) ground[name] = on(pair);
    return { dark, on, ...ground };
  };

  S.overlaps = (a, b) => a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1;

  S.within = (x, y, box) => x >= box.x0 && x <= box.x1 && y >= box.y0 && y <= box.y1;

  // Each is made once: making one costs as much as writing some thousand numbers.
  const formats = new Map();

  S.numbers = (lang, numbering, more = {}) => {
    const key = JSON.stringify([lang, numbering, more]);
    if (!formats.has(key)) {
      const format = new Intl.NumberFormat(lang || "en", { numberingSystem: numbering || "latn", ...more });
      formats.set(key, (value) => format.format(value));
    }
    return formats.get(key);
  };

  // For a disc, which has no room for a long number; the whole one is a pointer's move away.
  S.shortNumbers = (lang, numbering) =>
    S.numbers(lang, numbering, { notation: "compact", maximumSignificantDigits: 3 });

  // A catalogue's words with their number: "Reports here: {n}", or a bare unit such as "km".
  S.withNumber = (words, n) => (words.includes("{n}") ? words.replace("{n}", n) : `${n} ${words}`);
})(window.Shelterline);
