// The sentences of the counts, as geo/wording writes them.

// A sentence for a number; see `Forms` in geo/wording/brush_texts.py.
/** @type {(forms: Forms, n: number) => string} */
export const formOf = ({ texts, of }, n) => {
  const last = n % 100;
  return texts[of[n < of.length ? n : last < 3 ? 100 + last : last]];
};

/** @type {(text: string, values: Record<string, string>) => string} */
const filled = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

/** @type {(forms: Forms, n: number, format: NumberFormat) => string} */
export const counted = (forms, n, format) => filled(formOf(forms, n), { n: format(n) });

// How many reports are shown, and how many are not and why.
/** @type {(counts: RangeCounts, text: BrushTexts, total: number, format: NumberFormat) => [string, string]} */
export const sentencesOf = ({ shown, leftOut }, text, total, format) => {
  const first = filled(text.shown, { shown: format(shown), n: format(total) });
  const without = leftOut.reduce((sum, [, n]) => sum + n, 0);
  if (!without) return [first, text.nothing];
  const why = leftOut.map(([reason, n]) => `${text.reasons[reason]} ${format(n)}`).join(text.separator);
  return [first, filled(formOf(text.not_shown, without), { n: format(without), why })];
};
