// The map follows the brush while a hand is on it: other dates are painted from an index that is fetched once the
// pointer or the focus comes to the strip. Without one the map changes when the hand lets go, as it does anyway.
import { mapDocument } from "./map_document.js";

// On the page around: what it says is of the dates before, and pale until it says those of the brush.
const BRUSHING = "shelterline-brushing";

/** @typedef {ReturnType<typeof import("../brush_index.js").default>} BrushIndex */

export class Follower {
  /** @param {HTMLElement} root says in `data-brush` when the map is ready to follow */
  constructor(root) {
    this.root = root;
    this.address = "";
    /** @type {BrushIndex | null} */
    this.index = null;
    // Whether the map stands on dates that are not its state's.
    this.follows = false;
  }

  // Fetches the index of what the strip shows, once.
  /** @param {HistogramData | null} data */
  async prepare(data) {
    const { script, index } = data?.brush || {};
    if (!index || index === this.address) return;
    this.address = index;
    this.index = null;
    delete this.root.dataset.brush;
    try {
      const [module, answer] = await Promise.all([import(new URL(script, document.baseURI).href), fetch(index)]);
      if (!answer.ok) throw new Error(`${answer.status} for ${index}`);
      const file = await answer.json();
      if (index !== this.address || file.is_too_large) return;
      this.index = module.default(file, data.locale);
      this.root.dataset.brush = "ready";
    } catch (error) {
      console.warn(`The map will not follow the brush: ${error.message}`);
    }
  }

  // Has the map paint a range, and answers with its counts in words; empty where the map stands on its own dates.
  /** @param {HistogramData} data @param {DayRange} range */
  show(data, range) {
    const isKnown = this.index && data.brush.index === this.address && this.index.holds(range);
    this._follow(isKnown ? this.index.preview(range) : null);
    return this.follows ? this.index.sentence(range) : "";
  }

  /** @param {Preview | null} preview */
  _follow(preview) {
    const view = mapDocument()?.defaultView.map?.shelterline;
    this.follows = Boolean(view?.state && view.follow(preview));
    document.documentElement.classList.toggle(BRUSHING, this.follows);
  }

  gone() {
    this.address = "";
    this._follow(null);
  }
}
