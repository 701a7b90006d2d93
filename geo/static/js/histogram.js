// One histogram's life: takes what the page says, draws it in place, and tells the page what the reader chose.
import { binOf, isSame, totalsOf } from "./histogram/bins.js";
import { Brush } from "./histogram/brush.js";
import { chartColours, drawChart, scalesOf } from "./histogram/chart.js";
import { formatsOf, iso } from "./histogram/days.js";
import { MODES, Player, SPEEDS } from "./histogram/player.js";
import { pictureOf, saveAs, tableOf } from "./histogram/save.js";
import { css } from "./histogram/style.js";
import { svgElement } from "./histogram/svg.js";
import { isDarkColour } from "./theme.js";

// How long the strip trusts its own range before the page has taken it over.
const PENDING_MS = 8000;

/** @type {Record<string, string>} */
const ICONS = {
  back: "M11 3v10L4 8zM3 3h1.6v10H3z",
  play: "M4 2.5v11L13 8z",
  pause: "M4 3h3v10H4zM9 3h3v10H9z",
  on: "M5 3v10l7-5zM11.4 3H13v10h-1.6z",
  more: "M3 7a1.2 1.2 0 1 0 .01 0zM8 7a1.2 1.2 0 1 0 .01 0zM13 7a1.2 1.2 0 1 0 .01 0z",
};

const PARTS = `
  <style>${css}</style>
  <section class="strip" part="strip">
    <div class="tools" role="group">
      <div class="row">
        <button type="button" data-do="back"></button>
        <button type="button" data-do="play"></button>
        <button type="button" data-do="on"></button>
        <button type="button" data-do="more" aria-haspopup="dialog" aria-expanded="false"></button>
      </div>
      <div class="row choices"><select data-set="mode"></select><select data-set="speed"></select></div>
      <output class="range"></output>
    </div>
    <div class="chart">
      <div class="head"><h2></h2><span class="signs"></span><p class="said" role="status"></p><output class="hover" aria-live="off"></output></div>
      <div class="series"></div>
      <svg role="group"></svg>
      <p class="source"></p>
    </div>
    <div class="menu" popover role="dialog"></div>
  </section>`;

/** @type {Record<string, string>} */
const KEYS = { ",": "back", ".": "on", p: "play", P: "play" };

/** @type {(target: EventTarget) => string | null | undefined} */
const actionOf = (target) =>
  /** @type {Element} */ (target).closest("[data-do]")?.getAttribute("data-do");

class Strip {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = document.createElement("div");
    this.root.className = "root";
    this.root.innerHTML = PARTS;
    root.append(this.root);
    this.svg = this.root.querySelector("svg");
    this.menu = this.find(".menu");
    this.said = this.find(".said");
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
    this.brush = new Brush(this.svg, (range) => this._say(range), (range) => this.commit(range, true));
    this.play = new Player({
      data: () => this.data, range: () => this.brush.range, go: (range) => this.commit(range),
      changed: () => this._controls(), ended: (step) => this._announce(step > 0 ? "at_end" : "at_start"),
    });
    this.find("[data-do=more]").popoverTargetElement = this.menu;
    this.menu.addEventListener("beforetoggle", ({ newState }) => this._toggling(newState === "open"));
    this.menu.addEventListener("toggle", ({ newState }) => this._toggled(newState === "open"));
    this.root.addEventListener("click", ({ target }) => this._do(actionOf(target)));
    this.root.addEventListener("change", ({ target }) => this._set(/** @type {HTMLSelectElement} */ (target)));
    this.root.addEventListener("keydown", (event) => this._key(event));
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

  /** @param {{ data: HistogramData, setTriggerValue: StreamlitComponent["setTriggerValue"] }} said */
  take({ data, setTriggerValue }) {
    this.tell = setTriggerValue;
    const before = this.data;
    this.data = data;
    this.format = formatsOf(data.locale);
    const waits = this.pending && data.n !== this.n && performance.now() - this.pending < PENDING_MS;
    if (!waits) {
      this.pending = 0;
      this.settle?.();
    }
    const range = waits && this.brush.range ? this.brush.range : { from: data.from, to: data.to };
    const dark = isDarkColour(background(this.root));
    const key = JSON.stringify([data, dark]);
    if (this.play.on && !waits && !isSame(range, this.brush.range)) this.play.stop();
    if (!before || before.lang !== data.lang || before.by !== data.by || before.zoomed !== data.zoomed) this._words();
    this.palette = chartColours(dark, background(this.root));
    if (this.key !== key) this._draw(range);
    else this.brush.show(data, this.scale, this.format, this.palette, range);
    this.key = key;
    this._words();
  }

  /** @param {DayRange} range @param {boolean} byHand */
  commit(range, byHand = false) {
    if (byHand) this.play.stop();
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
    if (!this.pending) this.told = range;
  }

  _words() {
    const { text, series, source, late, pauses } = this.data;
    this.svg.setAttribute("aria-label", text.title);
    this.find(".tools").setAttribute("aria-label", text.tools);
    this.find("h2").textContent = text.title;
    this.find(".source").textContent = source;
    this.find(".source").title = source;
    /** @type {(className: string, label: string, colour?: string) => HTMLElement} */
    const sign = (className, label, colour = "") => {
      const node = document.createElement("span");
      const box = document.createElement("i");
      box.className = className;
      if (colour) box.style.setProperty("--c", colour);
      node.append(box, label);
      return node;
    };
    const dark = isDarkColour(background(this.root));
    this.find(".series").replaceChildren(...series.map((each) => sign("solid", each.label, each[dark ? "dark" : "light"])));
    this.find(".signs").replaceChildren(sign("solid", text.certain), sign("hatched", text.possible),
      ...(pauses.length ? [sign("pause", text.pause_legend)] : []), ...(late ? [sign("late", text.late)] : []));
    const lateSign = this.find(".signs").querySelector(".late");
    if (lateSign) lateSign.parentElement.title = late.text;
    this._options("mode", MODES.map((mode) => [mode, text[mode]]), this.play.mode);
    this._options("speed", SPEEDS.map((speed) => [speed, text.speed.replace("{n}", this.format.number(speed))]), this.play.speed);
    this._controls();
  }

  /** @param {string} name @param {[string | number, string][]} options @param {string | number} value */
  _options(name, options, value) {
    const select = this.find(`[data-set=${name}]`);
    select.setAttribute("aria-label", this.data.text[`${name}_name`]);
    select.title = this.data.text[`${name}_name`];
    const wanted = options.map(([key, label]) => `${key}:${label}`).join();
    if (select.dataset.has === wanted) return;
    select.dataset.has = wanted;
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
  _say({ from, to }) {
    const said = this.format.days(from, to);
    const output = this.find(".range");
    if (output.textContent === said) return;
    output.textContent = said;
    this.said.textContent = "";
  }

  /** @param {string} what */
  _announce(what) {
    this.said.textContent = this.data.text[what];
  }

  /** @param {string} what */
  _do(what) {
    /** @type {Record<string, () => void>} */
    const acts = {
      back: () => this.play.step(-1), on: () => this.play.step(1), play: () => this.play.toggle(),
      kind: () => this._ask({ by: "kind" }), source: () => this._ask({ by: "source" }),
      closer: () => this._closer(), whole: () => this._ask({ zoom: false }),
      svg: () => this._save("svg"), png: () => this._save("png"), close: () => this.menu.hidePopover(),
    };
    if (!acts[what]) return;
    this.said.textContent = "";
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

  /** @param {{ by?: string, zoom?: boolean }} asked */
  _ask(asked) {
    this.play.stop();
    this.menu.hidePopover();
    this.tell("ask", asked);
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
    const { data, scale } = this;
    let said = "";
    if (event && scale && !this.brush.drag) {
      const day = Math.floor(scale.day(event.clientX - this.svg.getBoundingClientRect().left));
      if (day >= data.edges[0] && day < data.edges[data.edges.length - 1]) {
        const bin = binOf(data, day);
        const totals = totalsOf(data);
        said = `${this.format.days(data.edges[bin], data.edges[bin + 1] - 1)}: ${this.format.both(totals.certain[bin], totals.possible[bin])}`;
      }
    }
    this.hover.textContent = said;
    this.find(".signs").classList.toggle("away", Boolean(said));
  }

  // What had the focus within the menu goes with it: whoever closes it is back where it was opened.
  /** @param {boolean} isOpen */
  _toggling(isOpen) {
    if (isOpen) this._fillMenu();
    else this.leaves = this.menu.matches(":focus-within");
  }

  /** @param {boolean} isOpen */
  _toggled(isOpen) {
    const opener = this.find("[data-do=more]");
    opener.setAttribute("aria-expanded", String(isOpen));
    if (isOpen) this.menu.querySelector("button").focus();
    else if (this.leaves) opener.focus();
  }

  _fillMenu() {
    const { text, by, zoomed } = this.data;
    /** @type {(what: string, label: string, pressed?: boolean | null) => HTMLElement} */
    const button = (what, label, pressed = null) => {
      const node = document.createElement("button");
      node.type = "button";
      node.dataset.do = what;
      node.textContent = label;
      if (pressed !== null) node.setAttribute("aria-pressed", String(pressed));
      return node;
    };
    const row = document.createElement("div");
    row.className = "row";
    row.append(button("kind", text.by_kind, by === "kind"), button("source", text.by_source, by === "source"),
      zoomed ? button("whole", text.whole) : button("closer", text.closer),
      button("png", text.save_png), button("svg", text.save_svg), button("close", text.close));
    const keys = document.createElement("p");
    keys.textContent = text.keys;
    const table = document.createElement("div");
    table.className = "table";
    table.tabIndex = 0;
    table.append(tableOf(this.data, this.format));
    this.menu.setAttribute("aria-label", text.more);
    this.menu.replaceChildren(row, keys, table);
  }

  /** @param {string} suffix */
  _save(suffix) {
    saveAs(pictureOf(this.data, this.brush.range, this.palette, this.format), this.data.file, suffix);
  }

  gone() {
    this.play.gone();
    this.resized.disconnect();
    this.root.remove();
  }
}

/** @type {(range: DayRange) => void} */
const putIntoAddress = ({ from, to }) => {
  const days = /** @type {[RangePart, number][]} */ ([["from", from], ["to", to]]);
  const search = days.reduce(
    (text, [name, day]) => text.replace(new RegExp(`([?&]${name}=)[^&]*`), `$1${iso(day)}`), window.location.search);
  window.history.replaceState(window.history.state, "", window.location.pathname + search + window.location.hash);
};

/** @type {(node: Element) => string} */
const background = (node) => getComputedStyle(node).getPropertyValue("--st-background-color").trim() || "#ffffff";

// Called by Streamlit at first and with every change; the answer is what it calls when all is over.
/** @type {WeakMap<HTMLElement, Strip>} */
const strips = new WeakMap();

/** @type {(component: StreamlitComponent<BlobPart>) => () => void} */
const mount = (component) => {
  const root = component.parentElement;
  if (!strips.has(root)) strips.set(root, new Strip(root));
  const strip = strips.get(root);
  const received = strip.receive(component);
  received.catch((error) => console.warn(`The strip was not drawn: ${error.message}`));
  return () => {
    strips.delete(root);
    strip.gone();
  };
};

export default mount;
