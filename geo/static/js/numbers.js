// Numbers in the reader's language.

// Each is made once: making one costs as much as writing some thousand numbers.
/** @type {Map<string, NumberFormat>} */
const formats = new Map();

/** @type {(lang: string, numbering: string, more?: Intl.NumberFormatOptions) => NumberFormat} */
export const numbers = (lang, numbering, more = {}) => {
  const key = JSON.stringify([lang, numbering, more]);
  if (!formats.has(key)) {
    const format = new Intl.NumberFormat(lang || "en", { numberingSystem: numbering || "latn", ...more });
    formats.set(key, (value) => format.format(value));
  }
  return formats.get(key);
};

// For a disc, which has no room for a long number; the whole one is a pointer's move away.
/** @type {(lang: string, numbering: string) => NumberFormat} */
export const shortNumbers = (lang, numbering) =>
  numbers(lang, numbering, { notation: "compact", maximumSignificantDigits: 3 });

// A catalogue's words with their number: "Reports here: {n}", or a bare unit such as "km".
/** @type {(words: string, n: string) => string} */
export const withNumber = (words, n) => (words.includes("{n}") ? words.replace("{n}", n) : `${n} ${words}`);
