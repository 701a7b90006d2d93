// What a view shows in any dates, from one answer of the server (geo/layers/brush_answer.py), so that the map can follow
// a brush without asking. Loaded when a pointer or the focus comes to the strip.
import { counted, sentencesOf } from "./brush_index/counts.js";
import { Periods } from "./brush_index/periods.js";
import { columnsOfCells, Points } from "./brush_index/points.js";
import { zonesThen } from "./brush_index/zones.js";
import { iso } from "./histogram/days.js";
import { numbers } from "./numbers.js";

// Parameters of a view that make no difference to an index.
const NOT_FILTERS = new Set(["from", "to", "lat", "lon", "z", "sel"]);

/** @type {(query: string) => string} */
const filtersOf = (query) =>
  [...new URLSearchParams(query)].filter(([name]) => !NOT_FILTERS.has(name)).map((pair) => pair.join("=")).join("&");

/** @type {(query: string) => string} */
const daysOf = (query) => {
  const parameters = new URLSearchParams(query);
  return `${parameters.get("from")} ${parameters.get("to")}`;
};

export class BrushIndex {
  /** @param {BrushFile} file @param {string} locale */
  constructor(file, locale) {
    this.file = file;
    this.filters = filtersOf(file.query);
    this.format = numbers(locale, "latn");
    this.shown = new Periods(file.shown);
    this.leftOut = Object.entries(file.left_out).map(([reason, columns]) => /** @type {const} */ ([reason, new Periods(columns)]));
    this.areas = Object.entries(file.areas).map(([pcode, columns]) => /** @type {const} */ ([pcode, new Periods(columns)]));
    this.points = new Points(file.points || columnsOfCells(file.cells));
    // Where reports are counted in cells, of these tiles alone.
    this.tiles = file.cells && new Set(file.cells.tiles);
  }

  // Whether it is of the filters of a view, whatever that one's dates and place.
  /** @param {string} query */
  isOf(query) {
    return filtersOf(query) === this.filters;
  }

  /** @param {DayRange} range @param {string[]} tiles those on the screen */
  holds({ from, to }, tiles) {
    return from >= this.file.first && to <= this.file.last && (!this.tiles || tiles.every((tile) => this.tiles.has(tile)));
  }

  // The counts of a range of days.
  /** @param {DayRange} range @returns {RangeCounts} */
  counts({ from, to }) {
    const { day, fixed, other_dates: otherDates } = this.file;
    const [a, b] = [from - day, to - day];
    const every = [this.shown, ...this.leftOut.map(([, periods]) => periods)];
    const elsewhere = every.reduce((sum, periods) => sum + periods.total - periods.overlapping(a, b), 0);
    const leftOut = [...Object.entries(fixed), /** @type {[string, number]} */ ([otherDates, elsewhere]),
      ...this.leftOut.map(([reason, periods]) => /** @type {[string, number]} */ ([reason, periods.overlapping(a, b)]))];
    return { shown: this.shown.overlapping(a, b), leftOut: leftOut.filter(([, n]) => n) };
  }

  /** @param {DayRange} range */
  sentence(range) {
    const { cells, text } = this.file;
    return [...this.sentences(range), ...(cells ? [text.coarser[cells.unit]] : [])].join(" · ");
  }

  // How many reports are shown, and how many are not and why.
  /** @param {DayRange} range */
  sentences(range) {
    return sentencesOf(this.counts(range), this.file.text, this.file.total, this.format);
  }

  // What of the map's state the days change.
  /** @param {DayRange} range @returns {DatedState} */
  stateOf(range) {
    const { day, layers } = this.file;
    const [a, b] = [range.from - day, range.to - day];
    this.points.show(a, b);
    const areas = this.areas.map(([pcode, periods]) => ({ pcode, n: periods.overlapping(a, b) })).filter(({ n }) => n)
      .map(({ pcode, n }) => this._area(pcode, n));
    return {
      areas,
      added: assessedOn(layers.assessments, range.to),
      zones: zonesThen(layers.zones, range),
      sheltering: marksOn(layers.sheltering, range.to),
      largest_radius_m: this.points.largestRadius,
    };
  }

  /** @param {string} pcode @param {number} n @returns {AreaCount} */
  _area(pcode, n) {
    const { text, area_names: names = {} } = this.file;
    const badge = counted(text.area, n, this.format);
    return { pcode, n, badge, title: names[pcode] ? `${names[pcode]}: ${badge}` : "" };
  }

  // Addresses of shapes that some days need.
  get shapes() {
    return [this.file.layers.assessments?.shapes].filter(Boolean);
  }

  // What a map takes to paint a range, see `follow` in view.js.
  /** @param {DayRange} range @returns {Preview} */
  preview(range) {
    return {
      name: `${range.from}/${range.to}`,
      state: this.stateOf(range),
      isOf: (query) => this.isOf(query),
      isOwn: (query) => daysOf(query) === `${iso(range.from)} ${iso(range.to)}`,
      placesAt: (tile) => {
        this.points.show(range.from - this.file.day, range.to - this.file.day);
        return this.points.placesAt(tile);
      },
    };
  }
}

// The marks of the last day; what is shown from a day on is shown until the next.
/** @type {<Mark>(steps: StepsByDay<Mark> | undefined, last: number) => Mark[]} */
const marksOn = (steps, last) => {
  if (!steps) return [];
  const at = steps.day.findLastIndex((day) => day <= last);
  return at < 0 ? [] : steps.shown[at].map((i) => steps.marks[i]);
};

/** @type {(steps: AddedSteps | undefined, last: number) => Record<string, AddedMarks>} */
const assessedOn = (steps, last) => (steps ? { assessments: { marks: marksOn(steps, last), shapes: steps.shapes } } : {});

/** @type {(file: BrushFile, locale: string) => BrushIndex} */
export const openIndex = (file, locale) => new BrushIndex(file, locale);

export default openIndex;
