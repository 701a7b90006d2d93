// The range of the view on the strip: two handles and what lies between them, by pointer and by keyboard.
// Days are whole numbers since 1970, both inclusive. Nothing is told before the reader lets go.
import { edgeAfter, isSame, shiftedRange } from "./bins.js";
import { markFrame } from "./chart.js";
import { svgElement } from "./svg.js";

// As wide as a finger or a pointer needs, on the outer side alone.
const REACH_PX = matchMedia("(pointer: coarse)").matches ? 44 : 24;
const INWARDS_PX = 11;
const REST_MS = 350;
const PAGE = 4;
const LETTER_PX = 14;

/** @type {Record<string, number>} */
const STEPS = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -PAGE, PageUp: PAGE };

/** @type {(event: Event) => RangePart | "both" | undefined} */
const partOf = ({ target }) => {
  const part = target instanceof Element ? target.closest("[data-part]") : null;
  return /** @type {any} */ (part?.getAttribute("data-part"));
};

export class Brush {
  /** @param {SVGSVGElement} svg @param {(range: DayRange) => void} say @param {(range: DayRange) => void} commit */
  constructor(svg, say, commit) {
    this.svg = svg;
    this.say = say;
    this.commit = commit;
    /** @type {DayRange} */
    this.range = null;
    /** @type {{ part: RangePart | "both" | "new", day: number, was: DayRange, held: DayRange, id: number, moved: boolean }} */
    this.drag = null;
    /** @type {HistogramData} */
    this.data = null;
    /** @type {Scale} */
    this.scale = null;
    /** @type {DayFormats} */
    this.format = null;
    /** @type {ChartColours} */
    this.palette = null;
    this.timer = 0;
    this.group = svgElement("g", { class: "brush" });
    this.window = svgElement("g", { class: "window", role: "slider", tabindex: -1, "data-part": "both" },
      svgElement("rect", { class: "body" }));
    this.handles = ["from", "to"].map((part) => svgElement("g", { class: "handle", role: "slider", tabindex: -1, "data-part": part },
      svgElement("rect", { class: "reach" }), svgElement("line", { class: "edge" }), svgElement("rect", { class: "grip" }),
      svgElement("line", { class: "mark" })));
    // One stop of the Tab key; Enter goes round them in this order, for the arrows move what has the focus.
    this.stops = [...this.handles, this.window];
    this._stopAt(this.stops[0]);
    // The dates of another view, where two are compared: a frame that nobody drags, with the letter of each.
    this.other = svgElement("g", { class: "other", "aria-hidden": "true" },
      svgElement("rect"), svgElement("text"), svgElement("text"));
    this.group.append(this.other, this.window, ...this.handles);
    svg.append(this.group);
    svg.addEventListener("pointerdown", (event) => this._press(event));
    svg.addEventListener("pointermove", (event) => this._pull(event));
    svg.addEventListener("pointerup", (event) => this._letGo(event));
    svg.addEventListener("pointercancel", () => this._cancel());
    this.group.addEventListener("keydown", (event) => this._key(event));
    // On the group itself it would put that among what Tab stops at.
    svg.parentNode.addEventListener("focusout", () => this._commitSoon(0));
    svg.parentNode.addEventListener("focusin", ({ target }) => {
      const stop = this.stops.find((one) => one === target);
      if (stop) this._stopAt(stop);
    });
  }

  get busy() {
    return Boolean(this.drag || this.timer);
  }

  /**
   * Takes what the page says; `range` is {from, to}.
   * @param {HistogramData} data
   * @param {Scale} scale
   * @param {DayFormats} format
   * @param {ChartColours} palette
   * @param {DayRange} range
   */
  show(data, scale, format, palette, range) {
    Object.assign(this, { data, scale, format, palette });
    if (!this.busy) this.range = range;
    this._place();
  }

  /** @param {DayRange} range */
  move(range) {
    this.range = range;
    this._place();
  }

  _place() {
    const { scale, palette, range, data } = this;
    if (!scale || !range) return;
    const held = this._clipped(range);
    const [a, b] = [scale.x(held.from), Math.max(scale.x(held.to + 1), scale.x(held.from) + 1)];
    const { roof, floor } = scale;
    const height = floor - roof;
    /** @type {(node: Element, attributes: Attributes) => void} */
    const put = (node, attributes) =>
      Object.entries(attributes).forEach(([name, value]) => node.setAttribute(name, String(value)));
    markFrame(this.svg, scale, held, this.isWhole);
    put(this.window.firstElementChild, { x: a, y: roof, width: b - a, height, fill: palette.frame,
      "fill-opacity": this.isWhole ? 0 : 0.12, stroke: palette.frame, "stroke-width": 1.2 });
    const width = b - a;
    this.handles.forEach((handle, i) => {
      const x = i ? b : a;
      const [reach, edge, grip, mark] = handle.children;
      // Outwards as far as a thumb needs, inwards no further than leaves the other its half.
      const inner = Math.min(INWARDS_PX, width / 3);
      const from = i ? x - inner : x - REACH_PX;
      put(reach, { x: from, y: 0, width: REACH_PX + inner, height: scale.height, fill: "transparent" });
      put(edge, { x1: x, x2: x, y1: roof, y2: floor, stroke: palette.frame, "stroke-width": 1.5 });
      put(grip, { x: i ? x - 1 : x - 6, y: roof + height / 2 - 10, width: 7, height: 20, rx: 2, fill: palette.frame });
      put(mark, { x1: i ? x + 2.5 : x - 2.5, x2: i ? x + 2.5 : x - 2.5, y1: roof + height / 2 - 5, y2: roof + height / 2 + 5, stroke: palette.paper, "stroke-width": 1 });
      put(handle, { "aria-label": i ? data.text.last_day : data.text.first_day, "aria-valuenow": i ? held.to : held.from,
        "aria-valuemin": i ? held.from : data.first, "aria-valuemax": i ? data.last : held.to,
        "aria-valuetext": this.format.day(i ? range.to : range.from), "aria-orientation": "horizontal", "aria-description": data.text.turn });
    });
    put(this.window, { "aria-label": data.text.both_days, "aria-valuenow": held.from, "aria-valuemin": data.first,
      "aria-valuemax": data.last, "aria-valuetext": this.format.days(range.from, range.to), "aria-orientation": "horizontal",
      "aria-description": data.text.turn });
    this._placeOther(a);
    this.group.classList.toggle("whole", this.isWhole);
    this.say(range);
  }

  /** @param {number} own where the reader's own dates begin */
  _placeOther(own) {
    const { data: { other, own: letter = "" }, scale: { x, roof, floor }, palette } = this;
    this.other.style.display = other ? "" : "none";
    if (!other) return;
    const held = this._clipped(other);
    const [a, b] = [x(held.from), Math.max(x(held.to + 1), x(held.from) + 1)];
    const [frame, theirs, ours] = this.other.children;
    /** @type {(node: Element, attributes: Attributes) => void} */
    const put = (node, attributes) =>
      Object.entries(attributes).forEach(([name, value]) => node.setAttribute(name, String(value)));
    put(frame, { x: a, y: roof, width: b - a, height: floor - roof, fill: "none", stroke: palette.text,
      "stroke-width": 1.6, "stroke-dasharray": "5 3" });
    const look = { "font-size": 12, "font-weight": 700, fill: palette.text, stroke: palette.paper, "stroke-width": 3, "paint-order": "stroke" };
    // Where both begin side by side, one letter stands below the other.
    const isNear = Math.abs(a - own) < LETTER_PX;
    put(theirs, { x: a + 5, y: roof + (isNear ? 2 * LETTER_PX : LETTER_PX), ...look });
    put(ours, { x: own + 5, y: roof + LETTER_PX, ...look });
    theirs.textContent = other.label;
    ours.textContent = letter;
  }

  /** @param {PointerEvent} event */
  _dayAt(event) {
    const box = this.svg.getBoundingClientRect();
    return this._within(Math.floor(this.scale.day(event.clientX - box.left)));
  }

  /** @param {number} day */
  _within(day) {
    return Math.min(this.data.last, Math.max(this.data.first, day));
  }

  // What of a range lies in the days of the strip; of one beyond them, the day nearest to it.
  /** @param {DayRange} range */
  _clipped({ from, to }) {
    return { from: this._within(from), to: this._within(to) };
  }

  get isWhole() {
    return this.range.from <= this.data.first && this.range.to >= this.data.last;
  }

  get isOutside() {
    return this.range.from > this.data.last || this.range.to < this.data.first;
  }

  /** @param {PointerEvent} event */
  _press(event) {
    if (event.button || !this.scale) return;
    const pressed = /** @type {RangePart | "both" | "new"} */ (partOf(event) || "new");
    // A frame round everything cannot be moved: a reader who drags in it draws another.
    const part = pressed === "both" && this.isWhole ? "new" : pressed;
    const day = this._dayAt(event);
    this.drag = { part, day, was: this.range, held: this._clipped(this.range), id: event.pointerId, moved: false };
    this.svg.setPointerCapture(event.pointerId);
    this.handles.concat(this.window).find((node) => node.dataset.part === part)?.focus({ preventScroll: true });
    event.preventDefault();
  }

  /** @param {PointerEvent} event */
  _pull(event) {
    if (!this.drag || event.pointerId !== this.drag.id) return;
    const { part, day: start, held } = this.drag;
    const day = this._dayAt(event);
    if (day !== start) this.drag.moved = true;
    if (!this.drag.moved) return;
    if (part === "both") this.move(this._shifted(held, day - start));
    else if (part === "new") this.move({ from: Math.min(start, day), to: Math.max(start, day) });
    else this.move(this._with(part, day, held));
  }

  /** @param {DayRange} range @param {number} days */
  _shifted({ from, to }, days) {
    const { first, last } = this.data;
    const by = Math.max(first - from, Math.min(last - to, days));
    return { from: from + by, to: to + by };
  }

  // One end goes no further than the other.
  /** @param {RangePart} part @param {number} day @param {DayRange} range */
  _with(part, day, range) {
    return part === "from" ? { ...range, from: Math.min(day, range.to) } : { ...range, to: Math.max(day, range.from) };
  }

  /** @param {PointerEvent} event */
  _letGo(event) {
    if (!this.drag || event.pointerId !== this.drag.id) return;
    const { moved, was, held } = this.drag;
    this.drag = null;
    if (moved && !isSame(this.range, held)) this.commit(this.range);
    else this.move(was);
  }

  _cancel() {
    if (this.drag) this.move(this.drag.was);
    this.drag = null;
  }

  /** @param {SVGElement} stop */
  _stopAt(stop) {
    this.stops.forEach((one) => one.setAttribute("tabindex", one === stop ? "0" : "-1"));
  }

  // Enter goes to the next handle, with Shift to the one before.
  /** @param {KeyboardEvent} event */
  _turn(event) {
    const at = this.stops.findIndex(({ dataset }) => dataset.part === partOf(event));
    event.preventDefault();
    this.stops.at((at + (event.shiftKey ? -1 : 1)) % this.stops.length).focus({ preventScroll: true });
  }

  /** @param {KeyboardEvent} event */
  _key(event) {
    const part = partOf(event);
    if (!part || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Enter") {
      this._turn(event);
      return;
    }
    if (event.key === "Escape" && this.drag) {
      event.stopPropagation();
      this._cancel();
      return;
    }
    const held = this._clipped(this.range);
    const range = this._moved(part, held, event);
    if (!range) return;
    event.preventDefault();
    event.stopPropagation();
    // What lies beyond the strip stays as it is until something moves.
    if (isSame(range, held)) return;
    // First, for what moves while nobody has let go of it is followed.
    this._commitSoon(REST_MS);
    this.move(range);
  }

  /** @param {RangePart | "both"} part @param {DayRange} range @param {KeyboardEvent} event */
  _moved(part, range, { key, shiftKey }) {
    const steps = STEPS[key];
    const { data } = this;
    if (key === "Home" || key === "End") {
      if (part === "both") return this._shifted(range, key === "Home" ? -Infinity : Infinity);
      return this._with(part, key === "Home" ? data.first : data.last, range);
    }
    if (!steps) return null;
    if (part === "both") return shiftKey ? this._shifted(range, steps) : shiftedRange(data, range, steps);
    const day = part === "from" ? range.from : range.to;
    return this._with(part, this._within(shiftKey ? day + steps : edgeAfter(data, part, day, steps)), range);
  }

  // Held keys repeat: the view follows once they rest.
  /** @param {number} ms */
  _commitSoon(ms) {
    if (!this.timer && ms === 0) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.timer = 0;
      this.commit(this.range);
    }, ms);
  }
}
