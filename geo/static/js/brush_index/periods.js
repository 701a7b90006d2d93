// Reports by the days that they are of; `first` and `days` as in geo/tiles/brush_index.py.

export class Periods {
  /** @param {PeriodColumns | DaySums} columns */
  constructor(columns) {
    const { begin, n_begin: begun, end, n_end: ended } = "begin" in columns ? columns : sumsOf(columns);
    this.begins = ascending(begin.map((day, i) => [day, begun[i]]));
    this.ends = ascending(end.map((day, i) => [day, ended[i]]));
    this.total = begun.reduce((sum, count) => sum + count, 0);
  }

  // How many reports may be of the days from a to b: those that neither begin after b nor end before a, two
  // conditions of which no report fails both.
  /** @param {number} a @param {number} b */
  overlapping(a, b) {
    return upTo(this.begins, b) - upTo(this.ends, a - 1);
  }
}

/** @type {(columns: PeriodColumns) => DaySums} */
const sumsOf = ({ first, days, n }) => ({ begin: first, n_begin: n, end: first.map((day, i) => day + days[i]), n_end: n });

/** @typedef {{ day: number[], sum: number[] }} RunningSum */

/** @type {(counts: Pair[]) => RunningSum} */
const ascending = (counts) => {
  counts.sort(([one], [other]) => one - other);
  let total = 0;
  const sum = counts.map(([, n]) => {
    total += n;
    return total;
  });
  return { day: counts.map(([day]) => day), sum };
};

/** @type {(sums: RunningSum, last: number) => number} */
const upTo = ({ day, sum }, last) => {
  let [low, high] = [0, day.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (day[middle] <= last) low = middle + 1;
    else high = middle;
  }
  return low ? sum[low - 1] : 0;
};
