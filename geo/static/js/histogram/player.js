// Playing: the range goes on by a bin at a time, each step only after the map has painted the last one and the
// page around it has taken it over, so that no step overtakes the counts, the link or the list.
import { binOf, rangeOfBins } from "./bins.js";
import { iso } from "./days.js";
import { mapDocument } from "./map_document.js";

const UNPAINTED_MS = 8000;

// How wide a sliding window begins when the range is everything.
/** @type {Record<HistogramData["unit"], number>} */
const WIDTH = { day: 7, week: 4, month: 3 };

export const MODES = ["sliding", "cumulative"];
export const SPEEDS = [1, 2, 4];

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
 * @property {() => void} changed
 * @property {(step: number) => void} ended
 */

export class Player {
  /** @param {PlayerHooks} hooks */
  constructor({ data, range, go, changed, ended }) {
    this.data = data;
    this.range = range;
    this.go = go;
    this.changed = changed;
    this.ended = ended;
    this.on = false;
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

  stop() {
    this.turn += 1;
    if (!this.on) return;
    this.on = false;
    this.changed();
  }

  /** @param {number} step @param {boolean} again */
  step(step, again = false) {
    this.stop();
    const range = nextRange(this.data(), this.range(), this.mode, step)
      || (again ? firstRange(this.data(), this.range(), this.mode) : null);
    if (range) this.go(range);
    else this.ended(step);
  }

  async _run() {
    this.turn += 1;
    const { turn } = this;
    this.on = true;
    this.changed();
    let range = nextRange(this.data(), this.range(), this.mode, 1) || firstRange(this.data(), this.range(), this.mode);
    while (range && turn === this.turn) {
      const sent = performance.now();
      const painted = paintOf(range);
      const taken = this.go(range);
      const ms = await painted;
      await taken;
      if (turn !== this.turn) return;
      if (ms) window.dispatchEvent(new CustomEvent("shelterline:stepped", { detail: { ...range, ms: ms - sent } }));
      await rest(1000 / this.speed - (performance.now() - sent));
      range = turn === this.turn && nextRange(this.data(), this.range(), this.mode, 1);
    }
    if (turn !== this.turn) return;
    this.stop();
    this.ended(1);
  }

  gone() {
    this.stop();
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
