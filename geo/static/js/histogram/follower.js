// The map follows the brush while a hand is on it: other dates are painted from an index that is fetched once the
// pointer or the focus comes to the strip. Without one the map changes when the hand lets go, as it does anyway.
import { mapDocument } from "./map_document.js";

// On the page around: what it says is of the dates before, and pale until it says those of the brush.
const BRUSHING = "shelterline-brushing";

/** @typedef {ReturnType<typeof import("../brush_index.js").default>} BrushIndex */

// The map, as soon as it has something to show.
const mapView = () => {
  const view = mapDocument()?.defaultView.map?.shelterline;
  return view?.state ? view : null;
};

const tilesOnScreen = () => mapView()?.source.standsOn || [];

export class Follower {
  /** @param {HTMLElement} root says in `data-brush` when the map is ready to follow */
  constructor(root) {
    this.root = root;
    this.address = "";
    this.base = "";
    /** @type {BrushIndex | null} */
    this.index = null;
    this.loading = Promise.resolve();
    // Whether the map stands on dates that are not its state's.
    this.follows = false;
  }

  // Fetches the index of what the strip shows, once; answers when it is there or cannot be had.
  /** @param {HistogramData | null} data */
  prepare(data) {
    const { script, index, by_tiles: isByTiles } = data?.brush || {};
    const tiles = isByTiles ? tilesOnScreen() : [];
    // Of a large chronicle only what is on the screen travels, so that a move needs another one.
    const address = tiles.length ? `${index}&tiles=${tiles.join()}` : index;
    if (index && address !== this.address) {
      this.address = address;
      this.base = index;
      this.index = null;
      delete this.root.dataset.brush;
      this.loading = this._load(script, address, data.locale);
    }
    return this.loading;
  }

  // Takes an index that is there already.
  /** @param {string} address @param {BrushIndex} index @param {string} base what the strip calls it */
  use(address, index, base = address) {
    this.address = address;
    this.base = base;
    this.index = index;
    this.root.dataset.brush = "ready";
  }

  /** @param {string} script @param {string} index @param {string} locale */
  async _load(script, index, locale) {
    try {
      const [module, answer] = await Promise.all([import(new URL(script, document.baseURI).href), fetch(index)]);
      if (!answer.ok) throw new Error(`${answer.status} for ${index}`);
      const file = await answer.json();
      if (index !== this.address || file.is_too_large) return;
      const opened = module.default(file, locale);
      await mapView()?.fetchShapes(opened.shapes);
      if (index === this.address) this.use(index, opened, this.base);
    } catch (error) {
      console.warn(`The map will not follow the brush: ${error.message}`);
    }
  }

  // Whether the map can paint a range without asking.
  /** @param {HistogramData} data @param {DayRange} range */
  knows(data, range) {
    return Boolean(this.index) && data.brush.index === this.base && Boolean(mapView()) && this.index.holds(range, tilesOnScreen());
  }

  // Has the map paint a range, and answers with its counts in words; empty where the map stands on its own dates.
  /** @param {HistogramData} data @param {DayRange} range */
  show(data, range) {
    this._follow(this.knows(data, range) ? this.index.preview(range) : null);
    return this.follows ? this.index.sentence(range) : "";
  }

  /** @param {Preview | null} preview */
  _follow(preview) {
    this.follows = Boolean(mapView()?.follow(preview));
    document.documentElement.classList.toggle(BRUSHING, this.follows);
  }

  gone() {
    this.address = "";
    this._follow(null);
  }
}
