// The histogram's bins, and ranges of days that begin and end with them.

/** @type {(a: DayRange | null, b: DayRange | null) => boolean} */
export const isSame = (a, b) => Boolean(a && b) && a.from === b.from && a.to === b.to;

/** @type {(data: HistogramData, day: number) => number} */
export const binOf = ({ edges }, day) => {
  const at = edges.findIndex((edge) => edge > day);
  return at < 0 ? edges.length - 2 : Math.max(0, at - 1);
};

/** @type {(data: HistogramData, bin: number) => DayRange} */
const days = ({ edges, first, last }, bin) => ({ from: Math.max(first, edges[bin]), to: Math.min(last, edges[bin + 1] - 1) });

/** @type {(data: HistogramData, from: number, to: number) => DayRange} */
export const rangeOfBins = (data, from, to) => {
  const most = data.edges.length - 2;
  const [a, b] = [from, to].map((bin) => Math.max(0, Math.min(most, bin)));
  return { from: days(data, a).from, to: days(data, b).to };
};

// The end of a range, so many bins on: the edge of its own bin first, when it stands within one.
/** @type {(data: HistogramData, part: RangePart, day: number, steps: number) => number} */
export const edgeAfter = (data, part, day, steps) => {
  const bin = binOf(data, day);
  const own = days(data, bin)[part];
  const inside = (part === "from" && steps < 0 && day > own) || (part === "to" && steps > 0 && day < own);
  const to = Math.max(0, Math.min(data.edges.length - 2, bin + steps - (inside ? Math.sign(steps) : 0)));
  const edge = days(data, to)[part];
  // The first and the last bin have no edge further on.
  return steps > 0 ? Math.max(day, edge) : Math.min(day, edge);
};

// The range, so many bins on, as many bins wide.
/** @type {(data: HistogramData, range: DayRange, steps: number) => DayRange} */
export const shiftedRange = (data, range, steps) => {
  const most = data.edges.length - 2;
  const [a, b] = [binOf(data, range.from), binOf(data, range.to)];
  const by = Math.max(-a, Math.min(most - b, steps));
  return by ? rangeOfBins(data, a + by, b + by) : range;
};
