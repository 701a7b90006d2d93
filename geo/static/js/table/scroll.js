// Where in the table the reader is. No browser makes an element as high as a million rows: a taller table has a
// bar of a part of its height. Wheel, finger and keys then move by rows as always, and only a jump of the bar is
// taken to scale; when all is at rest the bar is put to where the rows are.
const MOST_PX = 10_000_000;
const AT_REST_MS = 180;
// A move further than so many heights of the window is one of the bar.
const A_JUMP = 3;

export class TableScroll {
  /** @param {HTMLElement} scroller @param {() => void} moved */
  constructor(scroller, moved) {
    this.scroller = scroller;
    this.moved = moved;
    // Pixels of all rows above the first that is seen.
    this.top = 0;
    this.height = 0;
    this.view = 1;
    this.last = 0;
    this.rest = 0;
    scroller.addEventListener("scroll", () => this._scrolled(), { passive: true });
  }

  // Take how high all rows are and how much of them is seen; return how high the element is to be.
  /** @type {(height: number, view: number) => number} */
  fit(height, view) {
    this.height = height;
    this.view = Math.max(1, view);
    this.top = Math.min(this.top, this.most);
    return Math.min(height, MOST_PX);
  }

  get most() {
    return Math.max(0, this.height - this.view);
  }

  // Pixels of rows to a pixel of the bar: 1 but for a very high table.
  get ratio() {
    const bar = Math.min(this.height, MOST_PX) - this.view;
    return bar > 0 ? this.most / bar : 1;
  }

  // Go to a place of the rows.
  /** @param {number} top */
  go(top) {
    this.top = Math.min(Math.max(0, top), this.most);
    this._setBar();
    this.moved();
  }

  _setBar() {
    this.scroller.scrollTop = this.top / this.ratio;
    this.last = this.scroller.scrollTop;
  }

  _scrolled() {
    const now = this.scroller.scrollTop;
    const moved = now - this.last;
    this.last = now;
    if (!moved) {
      // Sidewards, or the bar was put right.
      this.moved();
      return;
    }
    const { ratio, most } = this;
    const end = most / ratio;
    if (ratio === 1 || Math.abs(moved) > A_JUMP * this.view) this.top = now * ratio;
    else this.top += moved;
    if (now <= 0) this.top = 0;
    else if (now >= end - 1) this.top = most;
    this.top = Math.min(Math.max(0, this.top), most);
    clearTimeout(this.rest);
    if (ratio > 1) this.rest = setTimeout(() => this._setBar(), AT_REST_MS);
    this.moved();
  }
}
