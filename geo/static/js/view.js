// One map's life: takes states, repaints, answers the pointer, and says when it has painted.
(function (S) {
  "use strict";

  const GEOGRAPHY_RETRIES_MS = [500, 2000, 6000, 20000];
  const TOUCH_PX = 5;
  const NO_FILE = { tiles: "", largest_radius_m: 0 };
  const geographies = new Map();

  // A page that holds the outlines itself sets this to a promise of them; otherwise they are fetched.
  S.geographyAt = (address) => S.loadGeography(address);

  // Called by the feature group's script each time that the state has changed.
  S.update = (map, state) => {
    // streamlit-folium has just taken the groups of earlier states off the map, but keeps them in this
    // list for ever.
    if (Array.isArray(window.feature_group)) window.feature_group.length = 0;
    if (!map.shelterline) map.shelterline = new View(map);
    map.shelterline.update(state);
  };

  class View {
    constructor(map) {
      this.map = map;
      this.state = null;
      this.geography = null;
      this.source = new S.TileSource();
      this.ownSource = new S.TileSource();
      this.scene = { points: [], own: [], zones: [], areas: [], sheltering: [], assessments: [], labels: {} };
      this.turn = 0;
      this.serial = null;
      this.programmatic = 0;
      this.colours = S.palette(S.isDark());
      this.layers = {};
      ["base", "ground", "points", "labels"].forEach((name, i) => {
        this.layers[name] = new S.CanvasLayer(`shelterline-${name}`, 300 + i).addTo(map);
      });
      this.link = new S.Link(map);
      this.line = new S.Line(({ state, tiles }) => {
        this.source.take(state.tiles, tiles);
        this.update(state);
      });
      this.controls = new S.Controls(map, this);
      this._listen();
    }

    update(state) {
      const started = performance.now();
      const before = this.state;
      // States come on two ways: what the slower one brings is known or out of date.
      if (before && state.turn && state.turn <= before.turn) return;
      this.state = state;
      this.format = S.numbers(state.lang, state.text.numbering);
      this.short = S.shortNumbers(state.lang, state.text.numbering);
      this.line.open(state.live);
      this.controls.update(state);
      this._online(state.layers.includes("osm"));
      if (!before || before.geography !== state.geography) this._fetchGeography(state.geography);
      if (!this.geography) return;
      this._applyViewport();
      this.repaint(started);
    }

    // The first picture waits for the outlines and for the style sheets, which the component loads
    // without waiting for them: before they are there the map has no size.
    async _fetchGeography(address) {
      if (!geographies.has(address)) geographies.set(address, S.geographyAt(address));
      try {
        await styled(this.map);
        if (address !== this.state.geography) return;
        const started = performance.now();
        this._quietly(() => this.map.invalidateSize({ pan: false, animate: false }));
        this._applyViewport();
        // The first picture's tiles are on their way while its outlines are; later ones are asked for by
        // their repaint, whose answer another question would overtake.
        if (!this.geography && this.map.getSize().x) this._marksOf(S.frameOf(this.map));
        const geography = await geographies.get(address);
        if (address !== this.state.geography) return;
        this.geography = geography;
        this.repaint(started);
      } catch (error) {
        geographies.delete(address);
        this.failures = (this.failures || 0) + 1;
        const wait = GEOGRAPHY_RETRIES_MS[this.failures - 1];
        if (wait === undefined) throw error;
        setTimeout(() => this._fetchGeography(address), wait);
      }
    }

    _applyViewport() {
      const { viewport: { lat, lon, z }, viewport_serial: serial } = this.state;
      if (serial === this.serial) return;
      this.serial = serial;
      this.place = { center: L.latLng(lat, lon), zoom: z };
      this._quietly(() => this._goToPlace());
    }

    // To the place as it was asked for: without a reset Leaflet goes there by whole pixels, and is then
    // elsewhere by up to one.
    _goToPlace() {
      this.map.setView(this.place.center, this.place.zoom, { animate: false, reset: true });
    }

    // A move that the page asked for, or a change of size: not to be told back as the reader's.
    _quietly(move) {
      this.programmatic += 1;
      try {
        move();
      } finally {
        this.programmatic -= 1;
      }
      this.link.settled();
    }

    _online(wanted) {
      if (wanted && !this.online) {
        const pane = this.map.getPane("shelterline-osm") || this.map.createPane("shelterline-osm");
        pane.style.zIndex = 200;
        this.online = L.tileLayer("https://tile.openstreetmap.org/{z}/{x}/{y}.png", {
          maxZoom: 19, pane: "shelterline-osm",
        }).addTo(this.map);
      } else if (!wanted && this.online) {
        this.online.remove();
        this.online = null;
      }
    }

    repaint(started = performance.now()) {
      if (!this.geography || !this.map.getSize().x) return;
      this.turn += 1;
      const turn = this.turn;
      const frame = S.frameOf(this.map);
      const answer = this._marksOf(frame);
      // Until the tiles are there the old picture stands; an answer overtaken by events is dropped. A zoom
      // that has begun meanwhile scales the old picture along, and its end repaints.
      const paint = (found) => {
        const zooming = this.map._animatingZoom || this.map.getZoom() !== frame.zoom;
        if (found && turn === this.turn && !zooming) this._paint(frame, found, started);
      };
      if (isPromise(answer)) answer.then(paint);
      else paint(answer);
    }

    _marksOf(frame) {
      const bounds = {
        x0: frame.ox / frame.scale,
        y0: frame.oy / frame.scale,
        x1: (frame.ox + frame.w) / frame.scale,
        y1: (frame.oy + frame.h) / frame.scale,
      };
      const { tiles, largest_radius_m: radius } = this.state;
      const own = this.state.own || NO_FILE;
      const found = this.source.marks(this._has("reports") ? tiles : "", bounds, frame.zoom, radius);
      const beside = this.ownSource.marks(own.tiles, bounds, frame.zoom, own.largest_radius_m);
      if (!isPromise(found) && !isPromise(beside)) return { ...found, own: beside };
      return Promise.all([found, beside]).then(([ours, theirs]) => ours && theirs && { ...ours, own: theirs });
    }

    _has(layer) {
      return this.state.layers.includes(layer);
    }

    _paint(frame, answer, started) {
      const { state, geography, colours, layers, scene } = this;
      const online = this._has("osm");
      const container = this.map.getContainer();
      container.classList.toggle("shelterline-dark", colours.dark);
      container.style.background = colours.sea;

      // The base map costs most and changes least: a filter leaves it as it is.
      const base = [frame.zoom, frame.ox, frame.oy, frame.w, frame.h, frame.dpr, colours.dark, online, state.geography].join();
      if (base !== this.basePainted) {
        this.basePainted = base;
        S.paintGeography(layers.base.begin(frame), frame, geography, colours, online);
      }
      const ground = layers.ground.begin(frame);
      scene.assessments = this._has("assessments")
        ? S.paintAssessments(ground, frame, state.assessments, geography, colours, this.format) : [];
      const own = state.own ? state.own.areas.map((mark) => ({ ...mark, own: true })) : [];
      const areas = [...(this._has("areas") ? state.areas : []), ...own];
      scene.areas = S.paintAreas(ground, frame, areas, geography, colours);
      scene.zones = this._has("zones") ? S.paintZones(ground, frame, S.zoneMarks(state.zones, geography, state.lang), geography, colours) : [];
      scene.sheltering = this._has("sheltering")
        ? S.paintSheltering(ground, frame, state.sheltering, colours) : [];
      const points = layers.points.begin(frame);
      scene.points = S.paintPoints(points, frame, answer, colours, this.short);
      scene.own = S.paintPoints(points, frame, answer.own, colours, this.short, S.OWN);
      S.paintSelection(points, frame, state.selection, geography, colours);
      this.controls.drawScale(state, this.format);
      const { x0, y0 } = frame.view;
      scene.labels = S.paintLabels(layers.labels.begin(frame), frame, scene, geography, colours, {
        lang: state.lang,
        names: this._has("labels"),
        format: this.format,
        covered: this.controls.covered()
          .map((box) => ({ x0: box.x0 + x0, y0: box.y0 + y0, x1: box.x1 + x0, y1: box.y1 + y0 })),
      });
      this.frame = frame;
      this.tileZoom = answer.zoom;
      this.controls.say(answer.failed + answer.own.failed ? state.text.tiles_failed || "Part of the map could not be loaded." : "");
      this._painted(answer, started);
    }

    _painted({ tiles, failed }, started) {
      const { points, areas, zones, sheltering } = this.scene;
      const detail = {
        snapshot: this.state.snapshot,
        query: this.state.query,
        tiles,
        features: points.length + areas.filter(({ mark }) => !mark.own).length + zones.length + sheltering.length,
        ms: performance.now() - started,
      };
      if (this.state.own) detail.own = this.scene.own.length;
      if (failed) detail.failed = failed;
      window.shelterlinePainted = detail;
      this.line.painted(this.state.turn, this.source.standsOn);
      this.map.getContainer().dispatchEvent(new CustomEvent("shelterline:painted", { bubbles: true, detail }));
    }

    _listen() {
      const { map } = this;
      map.on("moveend", () => {
        // Whoever moves the map on the page's behalf repaints once, when all is in place.
        if (this.programmatic || !this.state) return;
        this.place = { center: map.getCenter(), zoom: map.getZoom() };
        this.repaint();
        this.link.moved();
      });
      // A long drag uses up the canvas' margin: paint on before the bare edge is seen.
      map.on("move", () => {
        if (this.programmatic || !this.frame || map._animatingZoom || map.getZoom() !== this.frame.zoom) return;
        const corner = map.containerPointToLayerPoint([0, 0]).subtract(this.frame.min);
        const size = map.getSize();
        if (corner.x < 0 || corner.y < 0 || corner.x + size.x > this.frame.w || corner.y + size.y > this.frame.h) {
          this.repaint();
        }
      });
      map.on("mousemove", (event) => this._hover(event.containerPoint));
      map.on("mouseout movestart zoomstart", () => this._hover(null));
      map.on("click", (event) => this._click(event.containerPoint));
      new ResizeObserver(() => this._resized()).observe(map.getContainer());
      watchTheme(() => {
        const dark = S.isDark();
        if (dark === this.colours.dark) return;
        this.colours = S.palette(dark);
        if (this.state) this.repaint();
      });
    }

    _resized() {
      if (!this.geography) return;
      const { clientWidth, clientHeight } = this.map.getContainer();
      const size = this.map.getSize();
      if (size.x === clientWidth && size.y === clientHeight) return;
      this._quietly(() => {
        this.map.invalidateSize({ pan: false, animate: false });
        this._goToPlace();
      });
      this.repaint();
    }

    // What answers a click, with its place on the container and its words: for those who come by keyboard.
    spots() {
      if (!this.frame) return [];
      const { x0, y0, x1, y1 } = this.frame.view;
      const { badges = [], zones = [], sheltering = [] } = this.scene.labels;
      const drawn = [...this.scene.own, ...this.scene.points, ...[...badges, ...zones, ...sheltering]
        .map(({ at: [x, y] }) => ({ x, y, r: 11 }))];
      return drawn.filter(({ x, y }) => S.within(x, y, { x0, y0, x1, y1 })).map(({ x, y, r }) => {
        const point = L.point(x - x0, y - y0);
        return { point, r, text: this._summary(this._under(point)) };
      });
    }

    open(point) {
      this._click(point);
    }

    // What lies under a point of the container, in the order in which it is drawn, topmost first.
    _under(point) {
      const found = { own: [], points: [], areas: [], zones: [], sheltering: [], assessments: [], direct: false };
      if (!this.frame) return found;
      const { frame, scene } = this;
      const at = this.map.containerPointToLayerPoint(point).subtract(frame.min);
      const near = ({ x, y, r }, more = TOUCH_PX) => Math.hypot(x - at.x, y - at.y) <= r + more;
      const underIt = (placed) => near(placed, placed.r < 8 ? TOUCH_PX : 1);
      found.own = scene.own.filter(underIt);
      found.points = scene.points.filter(underIt);
      if (found.points.length || found.own.length) {
        found.areas = scene.areas.filter((area) => found.points.includes(S.hiddenBy(scene.points, area, frame)));
        return found;
      }
      const { badges = [], zones: zoneLabels = [], sheltering: figures = [] } = scene.labels;
      found.areas = badges.filter(({ box }) => S.within(at.x, at.y, box)).map(({ area }) => area);
      found.zones = [
        ...zoneLabels.filter(({ box }) => S.within(at.x, at.y, box)).map(({ zone }) => zone),
        ...scene.zones.filter(({ spots }) => spots.some((spot) => near(spot, 3))),
      ];
      found.sheltering = [
        ...figures.filter(({ box }) => S.within(at.x, at.y, box)).map(({ ring }) => ring),
        ...scene.sheltering.filter((ring) => Math.abs(Math.hypot(ring.x - at.x, ring.y - at.y) - ring.r) <= TOUCH_PX),
      ];
      found.direct = found.areas.length + found.zones.length + found.sheltering.length > 0;
      if (found.direct) return found;
      const onEdge = ({ rings }) => rings.some((ring) => {
        const [x, y] = S.toCanvas(frame, ring.x, ring.y);
        const r = ring.r * frame.scale;
        return r > 12 && Math.abs(Math.hypot(x - at.x, y - at.y) - r) <= 4;
      });
      found.points = scene.points.filter(({ mark }) => onEdge(mark));
      if (found.points.length) return found;
      const [wx, wy] = [(at.x + frame.ox) / frame.scale, (at.y + frame.oy) / frame.scale];
      const here = ({ shape }) => S.covers(shape, wx, wy);
      const smallFirst = (a, b) => a.shape.km2 - b.shape.km2;
      found.areas = scene.areas.filter(here).sort(smallFirst);
      found.zones = scene.zones.filter(here).sort(smallFirst);
      found.assessments = scene.assessments.filter(here);
      return found;
    }

    _hover(point) {
      const dragging = this.map.dragging && this.map.dragging.moving();
      const found = point && !dragging && this.state ? this._under(point) : null;
      const text = found ? this._summary(found) : "";
      this.controls.showTip(text, point);
      this.map.getContainer().classList.toggle("shelterline-pick", Boolean(text));
    }

    _summary(found) {
      const { own } = found;
      if (!own.length) return this._summaryOf(found);
      const n = own.reduce((sum, { mark }) => sum + mark.n, 0);
      return [S.withNumber(this.state.own.text.here, this.format(n)), this._summaryOf(found)].filter(Boolean).join(" · ");
    }

    _summaryOf({ points, areas, zones, sheltering, assessments }) {
      const { text } = this.state;
      if (points.length) {
        const n = points.reduce((sum, { mark }) => sum + mark.n, 0);
        const beneath = areas.map(({ mark }) => ` · ${mark.title}`).join("");
        // Which kinds are among several is known, but not how many of each.
        const kinds = S.kindsOf(points.reduce((bits, { mark }) => bits | mark.kinds, 0))
          .map((kind) => text[`kind_${kind}`] || kind).join(text.list_separator || ", ");
        if (n === 1) return kinds + beneath;
        const head = S.withNumber(text.reports_here || "Reports here: {n}", this.format(n));
        return `${head} · ${kinds}${beneath}`;
      }
      const found = [...sheltering, ...areas.map((a) => ({ ...a, size: a.shape.km2 })),
        ...zones.map((z) => ({ ...z, size: z.shape.km2 }))].sort((a, b) => (a.size || 0) - (b.size || 0)).concat(assessments);
      if (!found.length) return "";
      if (found.length === 1) return found[0].mark.title;
      const more = S.withNumber(text.more || "+{n}", this.format(found.length - 1));
      return `${found[0].mark.title} · ${more}`;
    }

    _click(point) {
      if (!this.state) return;
      const { own, points, areas, zones, sheltering, assessments } = this._under(point);
      if (![own, points, areas, zones, sheltering, assessments].some(({ length }) => length)) return;
      const areasOf = (isOwn) => [...new Set(areas.filter(({ mark }) => Boolean(mark.own) === isOwn)
        .map(({ mark }) => mark.pcode))];
      this.link.picked({
        ...S.reportsOf(points),
        areas: areasOf(false),
        own: { ...S.reportsOf(own), areas: areasOf(true) },
        zones: [...new Set(zones.map(({ mark }) => mark.id))],
        sheltering: [...new Set(sheltering.map(({ mark }) => mark.id))],
        assessments: assessments.map(({ mark }) => mark.id),
      });
    }
  }

  const isPromise = (answer) => typeof answer.then === "function";

  const styled = async (map) => {
    const isStyled = () => getComputedStyle(map.getContainer()).getPropertyValue("--shelterline-styled").trim() === "1"
      && getComputedStyle(map.getPane("mapPane")).position === "absolute";
    const until = performance.now() + 5000;
    while (!isStyled() && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 8));
  };

  // The component's library adds a new style element to the head with every message from the page and
  // never removes one: the last holds, the others go.
  const watchTheme = (changed) => {
    const look = () => {
      const themes = [...document.head.querySelectorAll("style")]
        .filter((style) => style.textContent.includes("--background-color:"));
      themes.slice(0, -1).forEach((style) => style.remove());
      changed();
    };
    new MutationObserver(look).observe(document.head, { childList: true, subtree: true, characterData: true });
    window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", look);
  };
})(window.Shelterline);
