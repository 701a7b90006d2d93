// The curtain between two maps that lie one over the other: a slider, by pointer, touch and keys.

const STEP = 2;
const PAGE = 10;
const MIDDLE = 50;

export class Curtain {
  /** @param {HTMLElement} stage holds both maps @param {HTMLElement} handle a slider */
  constructor(stage, handle) {
    this.stage = stage;
    this.handle = handle;
    this.at = MIDDLE;
    /** @type {(at: number) => string} */
    this.text = String;
    handle.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      handle.setPointerCapture(event.pointerId);
      handle.focus({ preventScroll: true });
      event.preventDefault();
    });
    handle.addEventListener("pointermove", (event) => {
      if (handle.hasPointerCapture(event.pointerId)) this.put(this._of(event.clientX));
    });
    handle.addEventListener("keydown", (event) => this._key(event));
    this.put(MIDDLE);
  }

  get isMirrored() {
    return getComputedStyle(this.stage).direction === "rtl";
  }

  // How much of the first map is seen, in hundredths of the width.
  /** @param {number} x of the window */
  _of(x) {
    const { left, width } = this.stage.getBoundingClientRect();
    const part = width ? (100 * (x - left)) / width : MIDDLE;
    return this.isMirrored ? 100 - part : part;
  }

  /** @param {KeyboardEvent} event */
  _key(event) {
    // An arrow goes where it points, whichever side the first map is on.
    const right = this.isMirrored ? -STEP : STEP;
    /** @type {Record<string, number>} */
    const to = {
      ArrowRight: this.at + right, ArrowLeft: this.at - right, ArrowUp: this.at + STEP, ArrowDown: this.at - STEP,
      PageUp: this.at + PAGE, PageDown: this.at - PAGE, Home: 0, End: 100,
    };
    if (!(event.key in to)) return;
    event.preventDefault();
    this.put(to[event.key]);
  }

  // Opens so far that a box of one side is seen.
  /** @param {DOMRect} box @param {PairSide} side */
  uncover({ left, right }, side) {
    const ends = [this._of(left), this._of(right)];
    this.put(side === "a" ? Math.max(this.at, ...ends) : Math.min(this.at, ...ends));
  }

  /** @param {number} at */
  put(at) {
    this.at = Math.round(Math.min(100, Math.max(0, at)));
    this.stage.style.setProperty("--at", `${this.at}%`);
    this.handle.setAttribute("aria-valuenow", String(this.at));
    this.handle.setAttribute("aria-valuetext", this.text(this.at));
  }
}
