// One histogram's life: takes what the page says, draws it in place, and tells the page what the reader chose.
import { binOf, isSame } from "./histogram/bins.js";
import { Brush } from "./histogram/brush.js";
import { chartColours, drawChart, scalesOf } from "./histogram/chart.js";
import { formatsOf, iso, putIntoAddress } from "./histogram/days.js";
import { Follower } from "./histogram/follower.js";
import { ICONS, menuParts, PARTS, signsOf, STYLE } from "./histogram/markup.js";
import { MODES, Player, SPEEDS } from "./histogram/player.js";
import { pictureOf, saveAs } from "./histogram/save.js";
import { svgElement } from "./histogram/svg.js";
import { isDarkColour } from "./theme.js";

// How long the strip trusts its own range before the page has taken it over.
const PENDING_MS = 8000;

/** @type {Record<string, string>} */
const KEYS = { ",": "back", ".": "on", p: "play", P: "play" };

/** @type {(target: EventTarget) => string | null | undefined} */
const actionOf = (target) =>
  /** @type {Element} */ (target).closest("[data-do]")?.getAttribute("data-do");

export class Strip {
  /** @param {HTMLElement | ShadowRoot} root @param {string} style none where the root has adopted it */
  constructor(root, style = "") {
    this.root = document.createElement("div");
    this.root.className = "root";
    this.root.innerHTML = PARTS;
    if (style) this.root.prepend(Object.assign(document.createElement("style"), { textContent: style }));
    root.append(this.root);
    this.svg = this.root.querySelector("svg");
    this.menu = this.find(".menu");
    this.status = this.find(".said");
    this.hover = this.find(".hover");
    /** @type {HistogramData} */
    this.data = null;
    /** @type {DayFormats} */
    this.format = null;
    /** @type {Scale} */
    this.scale = null;
    /** @type {ChartColours} */
    this.palette = null;
    /** @type {StreamlitComponent["setTriggerValue"]} */
    this.tell = null;
    /** @type {((value?: void) => void) | null} */
    this.settle = null;
    /** @type {DayRange | null} */
    this.told = null;
    this.turn = 0;
    this.key = "";
    this.leaves = false;
    this.chart = svgElement("g");
    this.svg.append(this.chart);
    this.n = Date.now();
    this.pending = 0;
    this.follower = new Follower(this.root);
    this.brush = new Brush(this.svg, (range) => this._showRange(range), (range) => this.commit(range, true));
    this.play = new Player({
      data: () => this.data, range: () => this.brush.range, go: (range) => this.commit(range),
      ready: () => this.follower.prepare(this.data), show: (range) => this._play(range), held: () => this.brush.busy,
      settle: () => this.commit(this.brush.range, true),
      changed: () => this._controls(), ended: (step) => this._announce(step > 0 ? "at_end" : "at_start"),
    });
    this.find("[data-do=more]").popoverTargetElement = this.menu;
    this.menu.addEventListener("beforetoggle", ({ newState }) => this._toggling(newState === "open"));
    this.menu.addEventListener("toggle", ({ newState }) => this._toggled(newState === "open"));
    for (const comes of ["pointerenter", "focusin"]) this.root.addEventListener(comes, () => this.follower.prepare(this.data));
    this.root.addEventListener("click", ({ target }) => this._do(actionOf(target)));
    this.root.addEventListener("change", ({ target }) => this._set(/** @type {HTMLSelectElement} */ (target)));
    this.root.addEventListener("keydown", (event) => this._key(event));
    this.svg.addEventListener("pointerdown", () => this.play.stop());
    this.svg.addEventListener("pointermove", (event) => this._hover(event));
    this.svg.addEventListener("pointerleave", () => this._hover(null));
    this.resized = new ResizeObserver(() => this.data && this._draw());
    this.resized.observe(this.svg);
  }

  /** @param {string} selector @returns {HTMLButtonElement} */
  find(selector) {
    return this.root.querySelector(selector);
  }

  // What comes is gzipped JSON; of two that come at once the later one counts.
  /** @param {StreamlitComponent<BlobPart>} component */
  async receive({ data: zipped, setTriggerValue }) {
    this.turn += 1;
    const { turn } = this;
    const stream = new Blob([zipped]).stream().pipeThrough(new DecompressionStream("gzip"));
    const data = await new Response(stream).json();
    if (turn === this.turn) this.take({ data, setTriggerValue });
  }

  /** @param {{ data: HistogramData, setTriggerValue: StreamlitComponent["setTriggerValue"] }} message */
  take({ data, setTriggerValue }) {
    this.tell = setTriggerValue;
    const before = this.data;
    this.data = data;
    // A pointer that is here already does not come again.
    if (this.root.matches(":hover")) this.follower.prepare(data);
    this.format = formatsOf(data.locale);
    const waits = this.pending && data.n !== this.n && performance.now() - this.pending < PENDING_MS;
    if (!waits) {
      this.pending = 0;
      this.settle?.();
    }
    const stated = { from: data.from, to: data.to };
    const goesOn = this._goesOn(stated, before);
    const range = (waits && this.brush.range) || goesOn ? this.brush.range : stated;
    if (!waits) this.told = stated;
    const dark = isDarkColour(background(this.root));
    const key = JSON.stringify([data, dark]);
    if (this.play.on && !waits && !isSame(range, this.brush.range)) this.play.stop(false);
    this.palette = chartColours(data, dark, background(this.root));
    if (!before || before.lang !== data.lang || before.zoomed !== data.zoomed) this._words();
    if (this.key !== key) this._draw(range);
    else this.brush.show(data, this.scale, this.format, this.palette, range);
    this.key = key;
    this._words();
    // What plays is of the filters before.
    if (goesOn && before.brush.index !== data.brush.index) this.play.stop();
  }

  // Whether the dates that play are further on than what the page says, and nobody has chosen others.
  /** @param {DayRange} stated @param {HistogramData} before */
  _goesOn(stated, before) {
    return this.play.isAhead && Boolean(before) && isSame(stated, this.told || before);
  }

  // A step of playing, if the map can paint it without the page.
  /** @param {DayRange} range @returns {boolean} whether it can */
  _play(range) {
    if (!this.follower.knows(this.data, range)) return false;
    this.play.isAhead = true;
    this.brush.move(range);
    return true;
  }

  /** @param {DayRange} range @param {boolean} byHand */
  commit(range, byHand = false) {
    if (byHand) this.play.stop(false);
    this.brush.move(range);
    if (isSame(range, this.told || this.data)) return null;
    this.told = range;
    this.n += 1;
    this.pending = performance.now();
    // A step of playing is no visit of its own to go back to. The page writes the same address after it.
    if (!byHand) putIntoAddress(range);
    this.tell("range", { n: this.n, from: iso(range.from), to: iso(range.to) });
    return new Promise((resolve) => {
      this.settle = resolve;
      setTimeout(resolve, PENDING_MS);
    });
  }

  _draw(range = this.brush.range) {
    const { clientWidth: width, clientHeight: height } = this.svg;
    if (!width || !height) return;
    this.scale = scalesOf(this.data, width, height);
    drawChart(this.chart, this.data, this.scale, this.palette, this.format);
    this.brush.show(this.data, this.scale, this.format, this.palette, range);
  }

  _words() {
    const { text } = this.data;
    this.svg.setAttribute("aria-label", text.title);
    this.find(".tools").setAttribute("aria-label", text.tools);
    this.find("h2").textContent = text.title;
    this.find(".signs").replaceChildren(...signsOf(this.data, this.palette.bar));
    this._options("mode", MODES.map((mode) => [mode, text[mode]]), this.play.mode);
    this._options("speed", SPEEDS.map((speed) => [speed, text.speed.replace("{n}", this.format.number(speed))]), this.play.speed);
    this._controls();
  }

  /** @param {string} name @param {[string | number, string][]} options @param {string | number} value */
  _options(name, options, value) {
    const select = this.find(`[data-set=${name}]`);
    select.setAttribute("aria-label", this.data.text[`${name}_name`]);
    select.title = this.data.text[`${name}_name`];
    const listed = options.map(([key, label]) => `${key}:${label}`).join();
    if (select.dataset.has === listed) return;
    select.dataset.has = listed;
    select.replaceChildren(...options.map(([key, label]) => new Option(label, String(key), false, String(key) === String(value))));
  }

  _controls() {
    const { text } = this.data;
    const names = { back: text.back, on: text.on, more: text.more,
      play: this.play.on ? text.pause_playing : (this.play.still ? text.play_still : text.play) };
    for (const [what, name] of Object.entries(names)) {
      const button = this.find(`[data-do=${what}]`);
      const icon = what === "play" && this.play.on ? "pause" : what;
      if (button.dataset.icon !== icon) {
        button.dataset.icon = icon;
        button.replaceChildren(svgElement("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }, svgElement("path", { d: ICONS[icon] })));
      }
      button.setAttribute("aria-label", name);
      button.title = name;
    }
  }

  /** @param {DayRange} range */
  _showRange(range) {
    const isPassing = this.brush.busy || this.play.isAhead;
    const saysWait = this.hover.textContent === this.data.text.follows_later;
    if (isPassing || this.follower.follows || saysWait) this._follow(range);
    const days = this.format.days(range.from, range.to);
    // Who listens hears where the dates have come to rest.
    if (!isPassing) this.find(".heard").textContent = days;
    const output = this.find(".range");
    if (output.textContent === days) return;
    output.textContent = days;
    this.status.textContent = "";
  }

  // The map and the counts of a range that a hand has not let go of, or that the page has not taken over yet.
  /** @param {DayRange} range */
  _follow(range) {
    const counts = this.follower.show(this.data, range);
    // A hand on the brush is told when the map waits for it.
    const waits = !counts && this.brush.busy && !isSame(range, this.told) ? this.data.text.follows_later : "";
    this.hover.textContent = counts || waits;
    this.find(".signs").classList.toggle("away", Boolean(counts || waits));
  }

  /** @param {string} what */
  _announce(what) {
    this.status.textContent = this.data.text[what];
  }

  /** @param {string} what */
  _do(what) {
    /** @type {Record<string, () => void>} */
    const acts = {
      back: () => this.play.step(-1), on: () => this.play.step(1), play: () => this.play.toggle(),
      closer: () => this._closer(), whole: () => this._ask({ zoom: false }),
      svg: () => this._save("svg"), png: () => this._save("png"), close: () => this.menu.hidePopover(),
    };
    if (!acts[what]) return;
    this.status.textContent = "";
    acts[what]();
  }

  _closer() {
    const { isOutside, isWhole } = this.brush;
    if (!isOutside && !isWhole) {
      this._ask({ zoom: true });
      return;
    }
    this.menu.hidePopover();
    this._announce(isOutside ? "outside" : "all_seen");
  }

  /** @param {{ zoom: boolean }} display */
  _ask(display) {
    this.play.stop();
    this.menu.hidePopover();
    this.tell("ask", display);
  }

  /** @param {HTMLSelectElement} target */
  _set({ dataset, value }) {
    if (dataset.set === "mode") this.play.mode = value;
    if (dataset.set === "speed") this.play.speed = Number(value);
  }

  // Keys of the strip, wherever in it the focus is: comma and full stop step, p plays and pauses.
  /** @param {KeyboardEvent} event */
  _key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || /** @type {Element} */ (event.target).closest("select, .menu")) return;
    const what = KEYS[event.key];
    if (!what) return;
    event.preventDefault();
    this._do(what);
  }

  /** @param {PointerEvent | null} event */
  _hover(event) {
    if (this.follower.follows || this.brush.drag) return;
    const { data, scale } = this;
    let summary = "";
    if (event && scale) {
      const day = Math.floor(scale.day(event.clientX - this.svg.getBoundingClientRect().left));
      if (day >= data.edges[0] && day < data.edges[data.edges.length - 1]) {
        const bin = binOf(data, day);
        summary = `${this.format.days(data.edges[bin], data.edges[bin + 1] - 1)}: ${this.format.both(data.certain[bin], data.possible[bin])}`;
      }
    }
    this.hover.textContent = summary;
    this.find(".signs").classList.toggle("away", Boolean(summary));
  }

  // What had the focus within the menu goes with it: whoever closes it is back where it was opened.
  /** @param {boolean} isOpen */
  _toggling(isOpen) {
    if (!isOpen) this.leaves = this.menu.matches(":focus-within");
    else {
      this.menu.setAttribute("aria-label", this.data.text.more);
      this.menu.replaceChildren(...menuParts(this.data, this.format));
    }
  }

  /** @param {boolean} isOpen */
  _toggled(isOpen) {
    const opener = this.find("[data-do=more]");
    opener.setAttribute("aria-expanded", String(isOpen));
    if (isOpen) this.menu.querySelector("button").focus();
    else if (this.leaves) opener.focus();
  }

  /** @param {string} suffix */
  _save(suffix) {
    saveAs(pictureOf(this.data, this.brush.range, this.palette, this.format), this.data.file, suffix);
  }

  gone() {
    this.play.gone();
    this.follower.gone();
    this.resized.disconnect();
    this.root.remove();
  }
}

/** @type {(node: Element) => string} */
const background = (node) => getComputedStyle(node).getPropertyValue("--st-background-color").trim() || "#ffffff";

// Called by Streamlit at first and with every change; the answer is what it calls when all is over. It calls that of a
// change as well which another one has overtaken: the strip stands for as long as its place in the page does.
/** @type {WeakMap<HTMLElement, Strip>} */
const strips = new WeakMap();

/** @type {(component: StreamlitComponent<BlobPart>) => () => void} */
const mount = (component) => {
  const root = component.parentElement;
  if (!strips.has(root)) strips.set(root, new Strip(root, STYLE));
  const strip = strips.get(root);
  const received = strip.receive(component);
  received.catch((error) => console.warn(`The strip was not drawn: ${error.message}`));
  return () => {
    if (root.isConnected) return;
    strips.delete(root);
    strip.gone();
  };
};

export default mount;
