// Days are whole numbers since 1970.

export const DAY_MS = 86400000;

/** @type {(day: number) => Date} */
export const dateOf = (day) => new Date(day * DAY_MS);

/** @type {(day: number) => string} */
export const iso = (day) => dateOf(day).toISOString().slice(0, 10);

/** @type {(text: string) => number} */
export const dayOf = (text) => Date.parse(text) / DAY_MS;

// Dates and numbers of a language, always with Latin digits, as everywhere on the page.
/** @param {string} locale */
export const formatsOf = (locale) => {
  /** @type {(parts: Intl.DateTimeFormatOptions) => Intl.DateTimeFormat} */
  const dates = (parts) => new Intl.DateTimeFormat(locale, { timeZone: "UTC", numberingSystem: "latn", ...parts });
  const day = dates({ day: "numeric", month: "short", year: "numeric" });
  const [short, month, year] = [dates({ day: "numeric", month: "short" }), dates({ month: "short" }),
    dates({ month: "short", year: "numeric" })];
  const number = new Intl.NumberFormat(locale, { numberingSystem: "latn" });
  return {
    day: (/** @type {number} */ d) => day.format(dateOf(d)),
    days: (/** @type {number} */ a, /** @type {number} */ b) => (a === b ? day.format(dateOf(a)) : day.formatRange(dateOf(a), dateOf(b))),
    short: (/** @type {number} */ d) => short.format(dateOf(d)),
    month: (/** @type {number} */ d) => month.format(dateOf(d)),
    year: (/** @type {number} */ d) => year.format(dateOf(d)),
    number: (/** @type {number} */ n) => number.format(n),
    both: (/** @type {number} */ certain, /** @type {number} */ possible) => (certain === possible ? number.format(certain)
      : `${number.format(certain)}–${number.format(possible)}`),
  };
};

/** @type {(range: DayRange) => void} */
export const putIntoAddress = ({ from, to }) => {
  const days = /** @type {[RangePart, number][]} */ ([["from", from], ["to", to]]);
  const search = days.reduce(
    (text, [name, day]) => text.replace(new RegExp(`([?&]${name}=)[^&]*`), `$1${iso(day)}`), window.location.search);
  window.history.replaceState(window.history.state, "", window.location.pathname + search + window.location.hash);
};
