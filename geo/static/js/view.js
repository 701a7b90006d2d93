// One map's life: takes states, repaints, answers the pointer, and says when it has painted.
import { Bridge } from "./bridge.js";
import { Channel } from "./channel.js";
import { Controls } from "./controls.js";
import { AreaDrawing } from "./draw_area.js";
import { frameOf, isSameView } from "./frame.js";
import { loadShapes } from "./geography.js";
import { isAny, nothing, spotsOf, under } from "./hit_test.js";
import { FRAME_HOOKS } from "./hooks.js";
import { boxAt } from "./label_room.js";
import { showOsm } from "./layers/osm.js";
import { numbers, shortNumbers } from "./numbers.js";
import { oneHatch } from "./one_hatch.js";
import { Painter } from "./painter.js";
import { pickOf } from "./picks.js";
import { summaryOf } from "./summary.js";
import { isDark, paletteOf, styled, watchTheme } from "./theme.js";
import { TileSource } from "./tile_source.js";

const GEOGRAPHY_RETRIES_MS = [500, 2000, 6000, 20000];
const NO_FILE = { tiles: "", largest_radius_m: 0 };
/** @type {Map<string, Promise<Geography>>} */
const geographies = new Map();
// Shapes of added layers by their address; null while they are on their way.
/** @type {Map<string, LayerShapes | null>} */
const shapeFiles = new Map();

// Called by the feature group's script each time that the state has changed.
/** @type {(map: L.Map, state: MapState, hooks?: Hooks) => void} */
export const update = (map, state, hooks = FRAME_HOOKS) => {
  // streamlit-folium has just taken the groups of earlier states off the map, but keeps them in this
  // list for ever.
  if (Array.isArray(window.feature_group)) window.feature_group.length = 0;
  if (!map.shelterline) map.shelterline = new MapView(map, hooks);
  map.shelterline.update(state);
};

/** @type {(texts: Record<string, string>) => Record<string, Uint8Array>} */
const bytesOf = (texts) => Object.fromEntries(Object.entries(texts)
  .map(([name, text]) => [name, Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))]));

export class MapView {
  /** @param {L.Map} map @param {Hooks} hooks */
  constructor(map, hooks) {
    this.map = map;
    this.hooks = hooks;
    /** @type {MapState} */
    this.state = null;
    /** @type {Geography} */
    this.geography = null;
    // Of the last outlines that were asked for.
    this.outlines = Promise.resolve();
    /** @type {Frame} */
    this.frame = null;
    /** @type {Picture} */
    this.picture = null;
    this.source = new TileSource(hooks.placesAt);
    this.uploadSource = new TileSource(hooks.placesAt);
    // Other dates than the state's, while a hand is on the brush.
    /** @type {Preview | null} */
    this.preview = null;
    // Whether the last picture was one of other dates.
    this.isFollowing = false;
    this.previewSource = new TileSource((tile) => this.preview.placesAt(tile), 0);
    /** @type {Scene} */
    this.scene = { ...nothing(), labels: {} };
    this.turn = 0;
    /** @type {number} */
    this.serial = null;
    this.tileZoom = 0;
    this.programmatic = 0;
    this.failures = 0;
    this.shapesFailed = false;
    this.colours = paletteOf(isDark());
    this.painter = new Painter(map);
    this.bridge = new Bridge(map, hooks);
    this.channel = new Channel(({ state, tiles }) => {
      this.source.take(state.tiles, tiles);
      this.update(state);
    });
    this.drawing = new AreaDrawing(map, {
      tell: (area) => this.bridge.drew(area), format: () => this.format, changed: () => this.relabel(),
    });
    this.controls = new Controls(map, this);
    this._listen();
  }

  /** @param {MapState} state */
  update(state) {
    const started = performance.now();
    const before = this.state;
    // States come on two ways: what the slower one brings is known or out of date.
    if (before && state.turn && state.turn <= before.turn) return;
    this.state = state;
    // The dates of the brush have come, or other filters have. Those that were let go of earlier are passed over.
    if (!this._isOther(this.preview, state)) this.preview = null;
    this.source.take(state.tiles, bytesOf(state.at_hand));
    this.format = numbers(state.lang, state.text.numbering);
    this.short = shortNumbers(state.lang, state.text.numbering);
    this.channel.open(state.live);
    this.controls.update(state);
    this.drawing.update(state);
    showOsm(this.map, this._has("osm"));
    if (!before || before.geography !== state.geography) this.outlines = this._fetchGeography(state.geography);
    this.fetchShapes(Object.values(state.added).map(({ shapes }) => shapes));
    if (!this.geography) return;
    this._applyViewport();
    this.repaint(started);
  }

  // Shapes of added layers by their addresses, each once.
  /** @param {string[]} addresses */
  async fetchShapes(addresses) {
    await Promise.all(addresses.filter((shapes) => shapes && !shapeFiles.has(shapes)).map(async (shapes) => {
      shapeFiles.set(shapes, null);
      try {
        shapeFiles.set(shapes, await loadShapes(shapes));
        this.shapesFailed = false;
      } catch {
        // The next state asks again.
        shapeFiles.delete(shapes);
        this.shapesFailed = true;
      }
      this.repaint();
    }));
  }

  // What an added layer draws: its shapes, as far as they are here, with the marks that name them.
  /** @type {(layer: string) => ShownShape[]} */
  _shapesOf(layer) {
    const { marks = [], shapes = "" } = this.dated.added[layer] || {};
    const known = shapes ? shapeFiles.get(shapes) : this.geography.added.get(layer);
    return marks.flatMap((mark) => (known?.get(mark.key) || []).map((entry) => ({ ...entry, mark })));
  }

  // Paints other dates than those of the state, from what holds them all: brush_index.js. They stand until the
  // state has them. Null, and dates of other filters, are the state's own.
  /** @param {Preview | null} preview @returns {boolean} whether other dates are painted */
  follow(preview) {
    const next = this._isOther(preview, this.state) ? preview : null;
    if (next?.name !== this.preview?.name) {
      this.preview = next;
      this._hover(null);
      this.repaint();
    }
    return Boolean(next);
  }

  // Whether it shows a state's filters in other dates.
  /** @param {Preview | null} preview @param {MapState} state */
  _isOther(preview, { query }) {
    return Boolean(preview) && preview.isOf(query) && !preview.isOwn(query);
  }

  /** @returns {MapState} the state, with the dates that are painted */
  get dated() {
    if (!this.preview) return this.state;
    const { state } = this.preview;
    return { ...this.state, ...state, added: { ...this.state.added, ...state.added } };
  }

  // The first picture waits for the outlines and for the style sheets, which the component loads without
  // waiting for them: before they are there the map has no size.
  /** @param {string} address */
  async _fetchGeography(address) {
    if (!geographies.has(address)) geographies.set(address, this.hooks.geographyAt(address));
    try {
      await styled(this.map);
      if (address !== this.state.geography) return;
      const started = performance.now();
      this._quietly(() => this.map.invalidateSize({ pan: false, animate: false }));
      this._applyViewport();
      // The first picture's tiles are on their way while its outlines are; later ones are asked for by
      // their repaint, whose answer another question would overtake.
      if (!this.geography && this.map.getSize().x) this._marksOf(frameOf(this.map));
      const geography = await geographies.get(address);
      if (address !== this.state.geography) return;
      this.geography = geography;
      // The page may have given the map another height while the outlines were on their way.
      this._fitContainer();
      this.repaint(started);
    } catch (error) {
      geographies.delete(address);
      this.failures += 1;
      const wait = GEOGRAPHY_RETRIES_MS[this.failures - 1];
      if (wait === undefined) throw error;
      setTimeout(() => this._fetchGeography(address), wait);
    }
  }

  _applyViewport() {
    const { viewport: { lat, lon, z }, viewport_serial: serial } = this.state;
    if (serial === this.serial) return;
    const isFirst = this.serial === null;
    this.serial = serial;
    this.place = { center: L.latLng(lat, lon), zoom: z };
    this._quietly(() => this._goToPlace());
    // A page that sends the map elsewhere leaves the place in the address to it, as it does for other moves.
    if (!isFirst) this.bridge.writePlace({ lat, lon, z });
  }

  // To the place as it was asked for: without a reset Leaflet goes there by whole pixels, and is then
  // elsewhere by up to one.
  _goToPlace() {
    this.map.setView(this.place.center, this.place.zoom, { animate: false, reset: true });
  }

  // A move that the page asked for, or a change of size: not to be told back as the reader's.
  /** @param {() => void} move */
  _quietly(move) {
    this.programmatic += 1;
    try {
      move();
    } finally {
      this.programmatic -= 1;
    }
    this.bridge.settled();
  }

  repaint(started = performance.now()) {
    if (!this.geography || !this.map.getSize().x) return;
    this.turn += 1;
    const turn = this.turn;
    const frame = frameOf(this.map);
    const answer = this._marksOf(frame);
    // Until the tiles are there the old picture stands; an answer overtaken by events is dropped. A zoom
    // that has begun meanwhile scales the old picture along, and its end repaints.
    /** @param {Answer} found */
    const paint = (found) => {
      const zooming = this.map._animatingZoom || this.map.getZoom() !== frame.zoom;
      if (found && turn === this.turn && !zooming) this._paint(frame, found, started);
    };
    if (answer instanceof Promise) answer.then(paint);
    else paint(answer);
  }

  /** @param {Frame} frame @returns {Answer | Promise<Answer>} */
  _marksOf(frame) {
    const bounds = {
      x0: frame.ox / frame.scale,
      y0: frame.oy / frame.scale,
      x1: (frame.ox + frame.w) / frame.scale,
      y1: (frame.oy + frame.h) / frame.scale,
    };
    const { preview, dated: { tiles, largest_radius_m: radius } } = this;
    const upload = this.state.upload || NO_FILE;
    const source = preview ? this.previewSource : this.source;
    const address = preview ? `${preview.name}/{z}/{x}/{y}` : tiles;
    const found = source.marks(this._has("reports") ? address : "", bounds, frame.zoom, radius);
    const beside = this.uploadSource.marks(upload.tiles, bounds, frame.zoom, upload.largest_radius_m);
    if (!(found instanceof Promise) && !(beside instanceof Promise)) return { ...found, upload: beside };
    return Promise.all([found, beside]).then(([ours, theirs]) => ours && theirs && { ...ours, upload: theirs });
  }

  /** @param {string} layer */
  _has(layer) {
    return this.state.layers.includes(layer);
  }

  /** @param {Frame} frame @param {Answer} answer @param {number} started */
  _paint(frame, answer, started) {
    const { dated: state, geography, colours, format, short } = this;
    // The note on reports outside of the frame is of the state's dates.
    this.map.getContainer().classList.toggle("shelterline-brushed", Boolean(this.preview));
    // What lies over the map stays where it is from one dragged picture to the next: to measure it has the whole
    // page laid out.
    const goesOn = Boolean(this.preview) && this.isFollowing && isSameView(frame, this.frame);
    this.isFollowing = Boolean(this.preview);
    if (!goesOn) this.controls.drawScale(state, format);
    const covered = goesOn ? this.picture.covered : this._covered(frame);
    /** @param {string} layer */
    const has = (layer) => this._has(layer);
    /** @param {string} layer */
    const shapesOf = (layer) => this._shapesOf(layer);
    const picture = { state, geography, colours, answer, format, short, covered, has, shapesOf };
    this.picture = { ...picture, hatch: oneHatch(frame, picture) };
    this.painter.paint(frame, this.picture, this.scene);
    this.frame = frame;
    this.tileZoom = answer.zoom;
    const hasFailed = answer.failed || answer.upload.failed || this.shapesFailed;
    if (!this.preview) this.controls.outside.update(state);
    this.controls.say(hasFailed ? state.text.tiles_failed || "Part of the map could not be loaded." : "");
    this._painted(answer, started);
  }

  /** @param {Frame} frame @returns {Box[]} what lies over the map, in pixels of the canvas */
  _covered({ view: { x0, y0 } }) {
    return this.controls.covered()
      .map((box) => ({ x0: box.x0 + x0, y0: box.y0 + y0, x1: box.x1 + x0, y1: box.y1 + y0 }));
  }

  // Text keeps out from under what lies over the map; all else stays as it is painted.
  relabel() {
    if (!this.picture) return;
    const covered = this._covered(this.frame);
    if (JSON.stringify(covered) === JSON.stringify(this.picture.covered)) return;
    this.picture = { ...this.picture, covered };
    this.painter.relabel(this.frame, this.picture, this.scene);
  }

  /** @param {Answer} answer @param {number} started */
  _painted({ tiles, failed }, started) {
    const { points, areas, zones, sheltering } = this.scene;
    const features = points.length + areas.filter(({ mark }) => !mark.upload).length + zones.length + sheltering.length;
    const ms = performance.now() - started;
    if (this.preview) {
      /** @type {BrushedDetail} */
      const brushed = { name: this.preview.name, features, ms };
      this.map.getContainer().dispatchEvent(new CustomEvent("shelterline:brushed", { bubbles: true, detail: brushed }));
      return;
    }
    const { snapshot, query } = this.state;
    /** @type {PaintedDetail} */
    const detail = { snapshot, query, tiles, features, ms };
    if (this.state.upload) detail.upload = this.scene.upload.length;
    if (failed) detail.failed = failed;
    window.shelterlinePainted = detail;
    this.channel.painted(this.state.turn, this.source.standsOn);
    this.map.getContainer().dispatchEvent(new CustomEvent("shelterline:painted", { bubbles: true, detail }));
  }

  _listen() {
    const { map } = this;
    map.on("moveend", () => {
      // Whoever moves the map on the page's behalf repaints once, when all is in place.
      if (this.programmatic || !this.state) return;
      this.place = { center: map.getCenter(), zoom: map.getZoom() };
      this.repaint();
      this.bridge.moved();
    });
    // A long drag uses up the canvas' margin: paint on before the bare edge is seen.
    map.on("move", () => {
      if (this.programmatic || !this.frame || map._animatingZoom || map.getZoom() !== this.frame.zoom) return;
      const corner = map.containerPointToLayerPoint([0, 0]).subtract(this.frame.min);
      const size = map.getSize();
      // What is left of the margin on either side when it paints on.
      const [x, y] = [(this.frame.w - size.x) / 2, (this.frame.h - size.y) / 2].map((margin) => margin * (this.hooks.marginLeft || 0));
      if (corner.x < x || corner.y < y || corner.x + size.x > this.frame.w - x || corner.y + size.y > this.frame.h - y) {
        this.repaint();
      }
    });
    map.on("mousemove", (event) => this._hover(event.containerPoint));
    map.on("mouseout movestart zoomstart", () => this._hover(null));
    map.on("click", (event) => this.open(event.containerPoint));
    new ResizeObserver(() => this._resized()).observe(map.getContainer());
    watchTheme(() => {
      const dark = isDark();
      if (dark === this.colours.dark) return;
      this.colours = paletteOf(dark);
      if (this.state) this.repaint();
    });
  }

  _resized() {
    if (this.geography && this._fitContainer()) this.repaint();
  }

  /** @returns {boolean} whether the map's box had another size than the map knew */
  _fitContainer() {
    const { clientWidth, clientHeight } = this.map.getContainer();
    const size = this.map.getSize();
    if (size.x === clientWidth && size.y === clientHeight) return false;
    this._quietly(() => {
      this.map.invalidateSize({ pan: false, animate: false });
      this._goToPlace();
    });
    return true;
  }

  // What tests look at, beside `state`, `scene` and `frame`.
  get layers() {
    return this.painter.canvases;
  }

  get basePainted() {
    return this.painter.basePainted;
  }

  // What has taken room on the map, in pixels of its container: texts, discs, the numbers on them, and controls.
  boxes() {
    const { x0: left, y0: top } = this.frame.view;
    /** @type {(box: Box) => Box} */
    const placed = ({ x0, y0, x1, y1 }) => ({ x0: x0 - left, y0: y0 - top, x1: x1 - left, y1: y1 - top });
    const { orientation = [], names = [], badges = [], sheltering = [], zones = [], numbers: counts = [] } = this.scene.labels;
    const discs = [...this.scene.points, ...this.scene.upload].filter(({ mark }) => mark.n > 1);
    return {
      texts: [
        ...[...orientation, ...names].map(({ text, box }) => ({ text, ...placed(box) })),
        ...badges.map(({ badge, box }) => ({ text: badge.words.lines.join(" "), ...placed(box) })),
        ...[...sheltering, ...zones].map(({ label, box }) => ({ text: label.lines.join(" "), ...placed(box) })),
      ],
      discs: discs.map(({ x, y, r }) => placed(boxAt(x, y, 2 * r, 2 * r))),
      numbers: counts.map(({ block, box }) => ({ text: block.text, ...placed(box) })),
      controls: this.controls.covered(),
    };
  }

  // What answers a click, with its place on the container and its words.
  spots() {
    if (!this.frame) return [];
    const { x0, y0 } = this.frame.view;
    return spotsOf(this.scene, this.frame.view).map(({ x, y, r }) => {
      const point = L.point(x - x0, y - y0);
      return { point, r, text: summaryOf(this._under(point), this.state, this.format) };
    });
  }

  // Tells the page what lies under a point of the container.
  /** @param {L.Point} point */
  open(point) {
    if (!this.state || this.preview || this.drawing.isOn) return;
    const found = this._under(point);
    if (isAny(found)) this.bridge.picked(pickOf(found));
  }

  /** @param {L.Point} point */
  _under(point) {
    if (!this.frame) return nothing();
    return under(this.scene, this.frame, this.map.containerPointToLayerPoint(point).subtract(this.frame.min));
  }

  /** @param {L.Point} point */
  _hover(point) {
    const dragging = this.map.dragging && this.map.dragging.moving();
    const isAsked = point && !dragging && this.state && !this.preview && !this.drawing.isOn;
    const text = isAsked ? summaryOf(this._under(point), this.state, this.format) : "";
    this.controls.showTip(text, point);
    this.map.getContainer().classList.toggle("shelterline-pick", Boolean(text));
  }
}
