// The dates of a page without Streamlit: a strip on which a reader drags and plays them. No session takes them over, so
// that the map and the counts stay with what the brush index says, and all other text says of which days it is.
import { dayOf, iso } from "./histogram/days.js";

/** @typedef {ReturnType<Window["shelterlineDates"]["openIndex"]>} BrushIndex */
/** @typedef {ReturnType<Window["shelterlineDates"]["stripIn"]>} Strip */

/** @type {(id: string) => HTMLElement} */
const element = (id) => document.getElementById(id);

// An address of other days.
/** @type {(address: string, days: PageDays) => string} */
export const ofDays = (address, days) => Object.entries(days).reduce((text, [name, day]) => {
  const pattern = new RegExp(`([?&]|^)${name}=[^&]*`);
  return pattern.test(text) ? text.replace(pattern, `$1${name}=${day}`) : `${text}&${name}=${day}`;
}, address);

/** @type {(query: string) => DayRange} */
const rangeOf = (query) => {
  const parameters = new URLSearchParams(query);
  return { from: dayOf(parameters.get("from")), to: dayOf(parameters.get("to")) };
};

export class PageDates {
  /**
   * @param {DatesSource} dates where the index is
   * @param {MapState} state as the page was made
   * @param {Record<string, string>} words
   */
  constructor(dates, state, words) {
    this.dates = dates;
    this.state = state;
    this.words = words;
    this.own = rangeOf(state.query);
    this.range = this.own;
    /** @type {BrushIndex} */
    this.index = null;
    /** @type {Strip} */
    this.strip = null;
    this.turn = 0;
    // What the page does before the first drag, and whenever other dates are chosen.
    /** @type {() => void} */
    this.begins = null;
    /** @type {() => void} */
    this.changed = null;
    if (dates.file) this.index = window.shelterlineDates.openIndex(dates.file, dates.file.strip.locale);
  }

  /** @returns {PageDays} */
  get days() {
    return { from: iso(this.range.from), to: iso(this.range.to) };
  }

  // The places of a tile, in a file: of the dates that are chosen, whatever a hand drags just now.
  /** @param {Tile} tile */
  placesAt(tile) {
    this._showPoints();
    return this.index.points.placesAt(tile);
  }

  /** @param {Cell[]} cells */
  idsIn(cells) {
    this._showPoints();
    return this.index.points.idsIn(cells);
  }

  _showPoints() {
    this.index.points.show(this.range.from - this.index.file.day, this.range.to - this.index.file.day);
  }

  // Whether a row of a table is of the dates; one without days is of any.
  /** @param {HTMLElement} row */
  has({ dataset: { first, last } }) {
    return !first || (Number(first) <= this.range.to && Number(last) >= this.range.from);
  }

  // A button opens the strip; a file shows it at once.
  offer() {
    const button = element("sl-dates-button");
    if (!button) {
      this._open();
      return;
    }
    button.hidden = false;
    button.addEventListener("click", () => {
      const panel = element("sl-dates");
      panel.hidden = !panel.hidden;
      button.setAttribute("aria-expanded", String(!panel.hidden));
      if (!panel.hidden && !this.strip) this._load();
    });
  }

  async _load() {
    const { script, index } = this.dates;
    try {
      const [answer] = await Promise.all([fetch(index), import(new URL(script, document.baseURI).href)]);
      if (!answer.ok) throw new Error(`${answer.status} for ${index}`);
      const file = await answer.json();
      if (file.is_too_large) throw new Error("too many reports for it");
      this.dates.file = file;
      this.index = window.shelterlineDates.openIndex(file, file.strip.locale);
      this.begins?.();
      await Promise.all([window.map.shelterline.outlines, window.map.shelterline.fetchShapes(this.index.shapes)]);
      this._open();
    } catch (error) {
      console.warn(`The dates cannot be dragged: ${error.message}`);
      element("sl-dated").textContent = this.words.no_dates;
      element("sl-strip").hidden = true;
    }
  }

  _open() {
    element("sl-dates").hidden = false;
    this.strip = window.shelterlineDates.stripIn(element("sl-strip"));
    this.strip.follower.use("page", this.index);
    this._tellStrip();
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this._tellStrip());
  }

  _tellStrip() {
    const { strip } = this.dates.file;
    const data = { ...strip, ...this.range, n: this.turn, brush: { script: "", index: "page" } };
    this.strip.take({ data, setTriggerValue: (name, value) => name === "range" && this._choose(/** @type {Chosen} */ (value)) });
  }

  // What the hand has let go of is of the map from now on.
  /** @param {Chosen} chosen */
  _choose({ n, from, to }) {
    this.turn = n;
    this.range = { from: dayOf(from), to: dayOf(to) };
    const { shelterline } = window.map;
    const tiles = this.state.tiles && (this.dates.index ? ofDays(this.state.tiles, this.days)
      : this.state.tiles.replace("{z}", `${from}/${to}/{z}`));
    const dated = this.index.stateOf(this.range);
    shelterline.update({
      ...shelterline.state, ...dated, added: { ...shelterline.state.added, ...dated.added }, tiles,
      query: ofDays(this.state.query, this.days), at_hand: {},
    });
    const [shown, notShown] = this.index.sentences(this.range);
    element("sl-shown").textContent = shown;
    element("sl-not-shown").textContent = notShown;
    const isOwn = this.range.from === this.own.from && this.range.to === this.own.to;
    element("sl-dated").textContent = isOwn ? "" : this.words.other_dates;
    this._tellStrip();
    this.changed?.();
  }
}

/** @typedef {{ n: number, from: string, to: string }} Chosen */
