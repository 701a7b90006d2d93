// Days are whole numbers since 1970.

export const DAY_MS = 86400000;

export const dateOf = (day) => new Date(day * DAY_MS);

export const iso = (day) => dateOf(day).toISOString().slice(0, 10);

// Dates and numbers of a language, always with Latin digits, as everywhere on the page.
export const formatsOf = (locale) => {
  const dates = (parts) => new Intl.DateTimeFormat(locale, { timeZone: "UTC", numberingSystem: "latn", ...parts });
  const day = dates({ day: "numeric", month: "short", year: "numeric" });
  const [short, month, year] = [dates({ day: "numeric", month: "short" }), dates({ month: "short" }),
    dates({ month: "short", year: "numeric" })];
  const number = new Intl.NumberFormat(locale, { numberingSystem: "latn" });
  return {
    day: (d) => day.format(dateOf(d)),
    days: (a, b) => (a === b ? day.format(dateOf(a)) : day.formatRange(dateOf(a), dateOf(b))),
    short: (d) => short.format(dateOf(d)),
    month: (d) => month.format(dateOf(d)),
    year: (d) => year.format(dateOf(d)),
    number: (n) => number.format(n),
    both: (certain, possible) => (certain === possible ? number.format(certain)
      : `${number.format(certain)}–${number.format(possible)}`),
  };
};
