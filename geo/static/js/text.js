// Text on canvas: widths, line breaks, directions.

export const FONT = '"Source Sans 3","Source Sans Pro","Helvetica Neue",Arial,"Noto Sans","Noto Sans Arabic",'
  + '"Noto Sans Hebrew","DejaVu Sans",sans-serif';

const LINE = 1.22;

// By font and then by text: in one key a number's two digits would hold on to the names of all fonts.
const KEPT_WIDTHS = 1000;

/** @type {Map<string, Map<string, number>>} */
const widths = new Map();

/** @type {(ctx: Ctx, text: string, font: string, spacing: number) => number} */
export const widthOf = (ctx, text, font, spacing) => {
  if (!widths.has(font)) widths.set(font, new Map());
  const known = widths.get(font);
  const key = spacing ? `${spacing}|${text}` : text;
  if (!known.has(key)) {
    if (known.size > KEPT_WIDTHS) known.clear();
    setFont(ctx, font, spacing);
    known.set(key, ctx.measureText(text).width);
  }
  return known.get(key);
};

/** @type {(ctx: Ctx, font: string, spacing: number) => void} */
export const setFont = (ctx, font, spacing) => {
  ctx.font = font;
  if ("letterSpacing" in ctx) ctx.letterSpacing = `${spacing || 0}px`;
};

// A name in another script than the interface's keeps its own direction, brackets and all.
/** @type {(text: string, lang: string) => "ltr" | "rtl"} */
export const directionOf = (text, lang) => {
  const strong = /[A-Za-z\u00c0-\u024f]|[\u0590-\u08ff]/.exec(text);
  if (!strong) return lang === "ar" || lang === "he" ? "rtl" : "ltr";
  return strong[0] >= "\u0590" ? "rtl" : "ltr";
};

// As few lines as the limit allows, then as even as they come: no single word is left to the last.
/** @type {(ctx: Ctx, text: string, font: string, limit: number) => string[]} */
const wrap = (ctx, text, font, limit) => {
  const rough = fold(ctx, text, font, limit);
  const even = widthOf(ctx, text, font, 0) / rough.length;
  for (let width = even; width < limit; width += 8) {
    const lines = fold(ctx, text, font, width);
    if (lines.length <= rough.length) return lines;
  }
  return rough;
};

/** @type {(ctx: Ctx, text: string, font: string, limit: number) => string[]} */
const fold = (ctx, text, font, limit) => {
  /** @type {string[]} */
  const lines = [];
  for (const word of String(text).split(/\s+/).filter(Boolean)) {
    const longer = lines.length ? `${lines[lines.length - 1]} ${word}` : word;
    if (lines.length && widthOf(ctx, longer, font, 0) <= limit) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
};

/** @type {(ctx: Ctx, text: string, size: number, weight: number, limit: number) => TextBlock} */
export const block = (ctx, text, size, weight, limit) => {
  const font = `${weight} ${size}px ${FONT}`;
  const lines = wrap(ctx, text, font, limit);
  return { font, lines, size, w: Math.max(0, ...lines.map((line) => widthOf(ctx, line, font, 0))), h: lines.length * size * LINE };
};

/** @type {(ctx: Ctx, block: TextBlock, x: number, y: number, colour: string, halo: string | null) => void} */
export const paintBlock = (ctx, { font, lines, size }, x, y, colour, halo) => {
  setFont(ctx, font, 0);
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  const top = y - ((lines.length - 1) * size * LINE) / 2;
  ctx.direction = directionOf(lines.join(" "), document.documentElement.lang);
  lines.forEach((line, i) => {
    const at = top + i * size * LINE + size * 0.06;
    if (halo) {
      ctx.lineJoin = "round";
      ctx.lineWidth = 3;
      ctx.strokeStyle = halo;
      ctx.strokeText(line, x, at);
    }
    ctx.fillStyle = colour;
    ctx.fillText(line, x, at);
  });
};
