// Which rows the reader has chosen, and how they get to the clipboard.
export class ChosenRows {
  constructor() {
    /** @type {Set<number>} */
    this.rows = new Set();
    this.anchor = 0;
  }

  /** @type {(i: number) => void} */
  only(i) {
    this.rows = new Set([i]);
    this.anchor = i;
  }

  /** @type {(i: number) => void} */
  toggle(i) {
    if (!this.rows.delete(i)) this.rows.add(i);
    this.anchor = i;
  }

  // All rows from where the choice began, as far as may be copied.
  /** @type {(i: number, most: number) => void} */
  upTo(i, most) {
    const step = i < this.anchor ? -1 : 1;
    const n = Math.min(Math.abs(i - this.anchor) + 1, most);
    this.rows = new Set(Array.from({ length: n }, (_, k) => this.anchor + k * step));
  }

  /** @type {(n: number) => void} */
  all(n) {
    this.rows = new Set(Array.from({ length: n }, (_, i) => i));
  }

  none() {
    this.rows = new Set();
  }

  // As an address has them: positions, and ranges of them.
  get pick() {
    const sorted = [...this.rows].sort((a, b) => a - b);
    /** @type {[number, number][]} */
    const ranges = [];
    for (const i of sorted) {
      const last = ranges.at(-1);
      if (last && i === last[1] + 1) last[1] = i;
      else ranges.push([i, i]);
    }
    return ranges.map(([a, b]) => (a === b ? `${a}` : `${a}-${b}`)).join();
  }
}

/** @type {(text: Promise<string>) => Promise<void>} */
export const toClipboard = async (text) => {
  if (navigator.clipboard && window.ClipboardItem) {
    // The browser waits for the text: by then the press of the key would be forgotten.
    const blob = text.then((said) => new Blob([said], { type: "text/plain" }));
    await navigator.clipboard.write([new ClipboardItem({ "text/plain": blob })]);
    return;
  }
  // Without a secure line there is no such clipboard.
  const area = document.createElement("textarea");
  area.value = await text;
  area.className = "sl-unseen";
  document.body.append(area);
  const before = /** @type {HTMLElement} */ (document.activeElement);
  area.select();
  const isDone = document.execCommand("copy");
  area.remove();
  before.focus({ preventScroll: true });
  if (!isDone) throw new Error("copy");
};
