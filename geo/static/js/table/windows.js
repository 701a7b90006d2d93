// The rows of a table, a window of them at a time from the server; what was not looked at for long is let go of.
const MOST_KEPT = 80;
const MOST_ASKED = 3;
const AGAIN_MS = 1000;
// Further than this from what is looked at, a window that was asked for is of no use any more.
const FAR = 4;
// As long the reader stays where the bar was pulled to, before rows are asked for.
const STAYS_MS = 60;

export class Windows {
  /** @param {TableData} data @param {{ came: () => void, failed: (is: boolean) => void }} hooks */
  constructor(data, hooks) {
    this.data = data;
    this.hooks = hooks;
    /** @type {Map<number, TableCell[][]>} */
    this.kept = new Map();
    /** @type {Map<number, AbortController>} */
    this.asked = new Map();
    /** @type {number[]} */
    this.wanted = [];
    this.resting = 0;
    this.seen = 0;
    this.pulled = 0;
    const { offset, rows } = data.first;
    if (offset % data.window === 0) this.kept.set(offset / data.window, rows);
  }

  // A row by its position; nothing while it is on its way.
  /** @type {(i: number) => TableCell[] | undefined} */
  row(i) {
    const window = this.kept.get(Math.floor(i / this.data.window));
    return window && window[i % this.data.window];
  }

  // Ask for the rows from one position to another, those of the side to which the reader goes after them.
  /** @type {(first: number, last: number, direction: number) => void} */
  want(first, last, direction) {
    const { window: size, n } = this.data;
    const [from, to, end] = [first, last, n - 1].map((i) => Math.floor(Math.max(0, i) / size));
    const seen = [];
    for (let w = from; w <= Math.min(to, end); w += 1) seen.push(w);
    const ahead = direction < 0 ? [from - 1, from - 2] : [to + 1, to + 2];
    const behind = direction < 0 ? to + 1 : from - 1;
    this.wanted = [...seen, ...ahead, behind].filter((w) => w >= 0 && w <= end);
    for (const [w, request] of this.asked) {
      if (w < from - FAR || w > to + FAR) request.abort();
    }
    // The newest at the end: the first are let go of.
    for (const w of seen) {
      const rows = this.kept.get(w);
      if (rows) {
        this.kept.delete(w);
        this.kept.set(w, rows);
      }
    }
    const isPulled = Math.abs(from - this.seen) > FAR;
    this.seen = from;
    if (isPulled) {
      // Of all that a pulled bar passes, nobody reads anything: the server is not asked for it.
      clearTimeout(this.pulled);
      this.pulled = setTimeout(() => {
        this.pulled = 0;
        this._ask();
      }, STAYS_MS);
    }
    this._ask();
  }

  _ask() {
    if (this.resting || this.pulled) return;
    for (const w of this.wanted) {
      if (this.asked.size >= MOST_ASKED) return;
      if (!this.kept.has(w) && !this.asked.has(w)) this._fetch(w);
    }
  }

  /** @param {number} w */
  async _fetch(w) {
    const request = new AbortController();
    this.asked.set(w, request);
    const { rows_address: address, window: size } = this.data;
    try {
      const answer = await fetch(`${address}&offset=${w * size}&limit=${size}`, { signal: request.signal });
      if (!answer.ok) throw new Error(`${answer.status}`);
      this.kept.set(w, (await answer.json()).rows);
      for (const old of this.kept.keys()) {
        if (this.kept.size <= MOST_KEPT) break;
        this.kept.delete(old);
      }
      this.hooks.failed(false);
      this.hooks.came();
    } catch (error) {
      if (error.name !== "AbortError") this._rest(error);
    } finally {
      this.asked.delete(w);
      this._ask();
    }
  }

  // A server that is busy, or a line that is cut, is asked again after a while.
  /** @param {Error} error */
  _rest(error) {
    console.warn(`Rows of the table: ${error.message}`);
    this.hooks.failed(true);
    clearTimeout(this.resting);
    this.resting = setTimeout(() => {
      this.resting = 0;
      this._ask();
    }, AGAIN_MS);
  }
}
