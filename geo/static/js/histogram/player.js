// Playing: the range goes on by a bin at a time. Where the map has an index of all dates, it paints each step from
// that, and the page takes over the last one when playing stops. Elsewhere each step waits until the map has painted
// the one before and the page around it has taken it over, so that no step overtakes the counts, the link or the list.
import { binOf, rangeOfBins } from "./bins.js";
import { iso } from "./days.js";
import { mapDocument } from "./map_document.js";

const UNPAINTED_MS = 8000;
// How long the first step waits for an index.
const READY_MS = 1000;

// How wide a sliding window begins when the range is everything.
/** @type {Record<HistogramData["unit"], number>} */
const WIDTH = { day: 7, week: 4, month: 3 };

export const MODES = ["sliding", "cumulative"];
export const SPEEDS = [1, 2, 4, 8];

// The range one step on or back; null where it ends.
/** @type {(data: HistogramData, range: DayRange, mode: string, step: number) => DayRange | null} */
const nextRange = (data, range, mode, step) => {
  const most = data.edges.length - 2;
  const [a, b] = [binOf(data, range.from), binOf(data, range.to)];
  if (mode === "cumulative") {
    const to = b + step;
    return to > most || to < a ? null : { from: range.from, to: rangeOfBins(data, a, to).to };
  }
  return b + step > most || a + step < 0 ? null : rangeOfBins(data, a + step, b + step);
};

// Where playing begins when the range has reached the end already.
/** @type {(data: HistogramData, range: DayRange, mode: string) => DayRange} */
const firstRange = (data, range, mode) => {
  const most = data.edges.length - 2;
  const [a, b] = [binOf(data, range.from), binOf(data, range.to)];
  if (mode === "cumulative") return rangeOfBins(data, a === b ? 0 : a, a === b ? 0 : a);
  const width = a === 0 && b === most ? Math.min(WIDTH[data.unit], most) : b - a + 1;
  return rangeOfBins(data, 0, Math.max(1, width) - 1);
};

/**
 * @typedef {object} PlayerHooks
 * @property {() => HistogramData} data
 * @property {() => DayRange} range
 * @property {(range: DayRange) => Promise<void> | null} go answers a promise of the page having taken the range over
 * @property {() => Promise<void>} ready answers when there is an index, or none can be had
 * @property {(range: DayRange) => boolean} show paints a range from the index; false where there is none of it
 * @property {() => boolean} held whether a hand is on the range
 * @property {() => void} settle has the page take over the range that was painted last
 * @property {() => void} changed
 * @property {(step: number) => void} ended
 */

export class Player {
  /** @param {PlayerHooks} hooks */
  constructor(hooks) {
    this.hooks = hooks;
    this.on = false;
    // Whether dates are painted that the page does not know of.
    this.isAhead = false;
    this.mode = MODES[0];
    this.speed = SPEEDS[1];
    this.turn = 0;
    this.hidden = () => document.hidden && this.stop();
    document.addEventListener("visibilitychange", this.hidden);
  }

  get still() {
    return window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  }

  // With reduced motion asked for, nothing runs by itself: each press is one step.
  toggle() {
    if (this.on) this.stop();
    else if (this.still) this.step(1, true);
    else this._run();
  }

  // `settles` says that nothing else will tell the page what the map shows.
  /** @param {boolean} settles */
  stop(settles = true) {
    this.turn += 1;
    if (!this.on) return;
    const wasAhead = this.isAhead;
    this.on = false;
    this.isAhead = false;
    this.hooks.changed();
    if (wasAhead && settles) this.hooks.settle();
  }

  /** @param {number} step @param {boolean} again */
  step(step, again = false) {
    this.stop();
    const range = nextRange(this.hooks.data(), this.hooks.range(), this.mode, step)
      || (again ? firstRange(this.hooks.data(), this.hooks.range(), this.mode) : null);
    if (range) this.hooks.go(range);
    else this.hooks.ended(step);
  }

  async _run() {
    this.turn += 1;
    const { turn } = this;
    this.on = true;
    this.hooks.changed();
    await Promise.race([this.hooks.ready(), rest(READY_MS)]);
    if (turn !== this.turn) return;
    let range = nextRange(this.hooks.data(), this.hooks.range(), this.mode, 1) || firstRange(this.hooks.data(), this.hooks.range(), this.mode);
    while (range && turn === this.turn) {
      if (this.hooks.held()) {
        this.stop(false);
        return;
      }
      const sent = performance.now();
      this.isAhead = this.hooks.show(range);
      const painted = this.isAhead ? performance.now() : await this._taken(range);
      if (turn !== this.turn) return;
      if (painted) window.dispatchEvent(new CustomEvent("shelterline:stepped", { detail: { ...range, ms: painted - sent } }));
      await rest(1000 / this.speed - (performance.now() - sent));
      range = turn === this.turn && nextRange(this.hooks.data(), this.hooks.range(), this.mode, 1);
    }
    if (turn !== this.turn) return;
    this.stop();
    this.hooks.ended(1);
  }

  // Goes to a range with the page, and answers when the map has painted it.
  /** @param {DayRange} range */
  async _taken(range) {
    const painted = paintOf(range);
    const taken = this.hooks.go(range);
    const at = await painted;
    await taken;
    return at;
  }

  gone() {
    this.stop(false);
    document.removeEventListener("visibilitychange", this.hidden);
  }
}

/** @type {(ms: number) => Promise<void>} */
const rest = (ms) => new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));

// When the map has painted these dates, or null when it did not in a long while: a map that is not there
// holds nothing up for ever.
/** @type {(range: DayRange) => Promise<number | null>} */
const paintOf = ({ from, to }) => new Promise((resolve) => {
  const map = mapDocument();
  /** @type {(at: number | null) => void} */
  const answer = (at) => {
    clearTimeout(timer);
    map?.removeEventListener("shelterline:painted", hear);
    resolve(at);
  };
  /** @type {(event: CustomEvent<PaintedDetail>) => void} */
  const hear = ({ detail }) => {
    const query = new URLSearchParams(detail.query);
    if (query.get("from") === iso(from) && query.get("to") === iso(to)) answer(performance.now());
  };
  const timer = setTimeout(answer, UNPAINTED_MS, null);
  map?.addEventListener("shelterline:painted", hear);
});
