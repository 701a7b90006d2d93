// The strips of zone statements: a bar says what it is and selects it, the handle moves the day.
const DAY_MS = 86_400_000;
const SENT_AFTER_MS = 250;

/** @type {(iso: string) => number} */
const dayNumber = (iso) => Math.round(Date.parse(`${iso}T00:00:00Z`) / DAY_MS);
/** @type {(number: number) => string} */
const isoOf = (number) => new Date(number * DAY_MS).toISOString().slice(0, 10);

/**
 * @typedef {{
 *   first: string, last: string, from: string, to: string, lang: string, dir: string, idle: string, span: string,
 *   axis: string, names: string, bars: string, handle: string, on: string[], selected: string, changes: string[],
 * }} TimelineData
 */

/**
 * What is kept between two answers of the server.
 * @typedef {{
 *   focused: string, selected: string, shown: string, day: number, moving: boolean, timer: number,
 *   focus: ((bar: HTMLElement | null) => void) | null,
 * }} Kept
 */

/** @type {(box: Element) => HTMLElement[]} */
const barsIn = (box) => [...box.querySelectorAll(".bar")].map((bar) => /** @type {HTMLElement} */ (bar));

/** @type {(event: Event, selector: string) => HTMLElement | null} */
const closest = ({ target }, selector) => (target instanceof Element ? target.closest(selector) : null);

/** @type {WeakMap<Element, Kept>} */
const keptOf = new WeakMap();
/** @type {WeakMap<Element, string>} */
const drawn = new WeakMap();

/** @param {StreamlitComponent<TimelineData>} component */
export default function ({ data, parentElement, setTriggerValue }) {
  /** @type {(name: string) => HTMLElement} */
  const find = (name) => parentElement.querySelector(name);
  const [box, scroll, axis, names, rows, track, win, handle, said] =
    [".strips", ".scroll", ".axis", ".names", ".rows", ".track", ".window", ".handle", ".said"].map(find);
  if (!keptOf.has(box)) {
    keptOf.set(box, { focused: "", selected: "", shown: "", day: 0, moving: false, timer: 0, focus: null });
  }
  const kept = keptOf.get(box);
  const first = dayNumber(data.first);
  const last = dayNumber(data.last);
  /** @type {(number: number) => number} */
  const share = (number) => (Math.min(Math.max(number, first), last + 1) - first) / (last + 1 - first);
  const inWords = new Intl.DateTimeFormat(`${data.lang}-u-nu-latn`, { dateStyle: "medium", timeZone: "UTC" });
  /** @type {(text?: string) => void} */
  const say = (text) => { said.textContent = text || data.idle; };

  box.dir = data.dir;
  find(".corner").textContent = data.span;
  // Made by the server from escaped text; see geo.charts.zone_timeline_svg.
  const parts = /** @type {[HTMLElement, string][]} */ ([[axis, data.axis], [names, data.names], [rows, data.bars]]);
  for (const [part, svg] of parts) {
    if (drawn.get(part) === svg) continue;
    part.innerHTML = svg;
    drawn.set(part, svg);
  }
  const bars = barsIn(rows);
  const on = new Set(data.on);
  for (const bar of bars) {
    bar.classList.toggle("on", on.has(bar.dataset.id));
    bar.classList.toggle("selected", bar.dataset.id === data.selected);
    bar.setAttribute("aria-pressed", String(bar.dataset.id === data.selected));
    bar.setAttribute("aria-label", bar.dataset.said);
    bar.tabIndex = -1;
  }
  const places = new Set(bars.filter((bar) => on.has(bar.dataset.id)).map((bar) => bar.parentElement.dataset.place));
  for (const name of /** @type {NodeListOf<HTMLElement>} */ (names.querySelectorAll(".name"))) {
    name.classList.toggle("on", places.has(name.dataset.place));
  }
  const selected = bars.find((bar) => bar.dataset.id === data.selected);
  const entry = bars.find((bar) => bar.dataset.id === kept.focused)
    ?? selected ?? bars.find((bar) => on.has(bar.dataset.id)) ?? bars[0];
  if (entry) entry.tabIndex = 0;
  if (selected && kept.selected !== data.selected) {
    const seen = scroll.getBoundingClientRect();
    const place = selected.getBoundingClientRect();
    if (place.top < seen.top + 26 || place.bottom > seen.bottom) {
      scroll.scrollTop += place.top - seen.top - seen.height / 2;
    }
  }
  kept.selected = data.selected;

  /** @type {(number: number, from?: number) => void} */
  const show = (number, from = number) => {
    const left = share(from);
    win.style.left = `${left * 100}%`;
    win.style.width = `${(share(number + 1) - left) * 100}%`;
    handle.style.left = `${((share(number) + share(number + 1)) / 2) * 100}%`;
    handle.setAttribute("aria-valuenow", String(number));
    handle.setAttribute("aria-valuetext", inWords.format(number * DAY_MS));
  };
  handle.setAttribute("aria-label", data.handle);
  handle.setAttribute("aria-valuemin", String(first));
  handle.setAttribute("aria-valuemax", String(last));
  const asked = `${data.from} ${data.to}`;
  // An answer to an earlier step does not take back a later one.
  if (!kept.moving && kept.shown !== asked) {
    kept.shown = asked;
    kept.day = Math.min(Math.max(dayNumber(data.to), first), last);
    show(kept.day, dayNumber(data.from));
  }
  const send = () => {
    clearTimeout(kept.timer);
    kept.moving = false;
    kept.shown = "";
    setTriggerValue("day", isoOf(kept.day));
  };
  /** @type {(number: number) => void} */
  const move = (number) => {
    kept.moving = true;
    kept.day = Math.min(Math.max(number, first), last);
    show(kept.day);
    say(inWords.format(kept.day * DAY_MS));
  };
  /** @type {(event: PointerEvent) => void} */
  const moveTo = (event) => {
    const { left, width } = track.getBoundingClientRect();
    move(first + Math.floor(((event.clientX - left) / width) * (last + 1 - first)));
  };
  for (const grip of [axis, handle]) {
    grip.onpointerdown = (event) => {
      event.preventDefault();
      grip.setPointerCapture(event.pointerId);
      handle.focus({ preventScroll: true });
      moveTo(event);
      grip.onpointermove = moveTo;
      grip.onpointerup = grip.onpointercancel = () => {
        grip.onpointermove = grip.onpointerup = grip.onpointercancel = null;
        send();
      };
    };
  }
  const changes = data.changes.map(dayNumber);
  handle.onkeydown = (event) => {
    /** @type {Record<string, () => number | undefined>} */
    const days = {
      ArrowLeft: () => kept.day - 1,
      ArrowRight: () => kept.day + 1,
      ArrowDown: () => kept.day - 1,
      ArrowUp: () => kept.day + 1,
      PageDown: () => changes.findLast((day) => day < kept.day),
      PageUp: () => changes.find((day) => day > kept.day),
      Home: () => first,
      End: () => last,
    };
    const to = days[event.key]?.();
    if (to === undefined) return;
    event.preventDefault();
    move(to);
    clearTimeout(kept.timer);
    kept.timer = setTimeout(send, SENT_AFTER_MS);
  };

  /** @type {(event: Event) => string | undefined} */
  const textOf = (event) => closest(event, "[data-said]")?.dataset.said;
  /** @type {(event: Event) => HTMLElement | null} */
  const barOf = (event) => closest(event, ".bar");
  rows.onpointerover = (event) => say(textOf(event) ?? selected?.dataset.said);
  rows.onpointerleave = () => say(selected?.dataset.said);
  // There is no property for this one: one listener for good, that does what the newest answer says.
  if (!kept.focus) rows.addEventListener("focusin", (event) => kept.focus(barOf(event)));
  kept.focus = (bar) => {
    if (!bar) return;
    kept.focused = bar.dataset.id;
    say(bar.dataset.said);
  };
  /** @type {(bar: HTMLElement | null) => void} */
  const pick = (bar) => { if (bar) setTriggerValue("picked", bar.dataset.id); };
  rows.onclick = (event) => pick(barOf(event));
  /** @type {(bar: HTMLElement | null | undefined) => void} */
  const focus = (bar) => {
    if (!bar) return;
    for (const other of bars) other.tabIndex = -1;
    bar.tabIndex = 0;
    bar.focus({ preventScroll: true });
    const seen = scroll.getBoundingClientRect();
    const place = bar.getBoundingClientRect();
    if (place.top < seen.top + 26) scroll.scrollTop -= seen.top + 30 - place.top;
    if (place.bottom > seen.bottom - 4) scroll.scrollTop += place.bottom - seen.bottom + 8;
  };
  /** @type {(bar: HTMLElement) => number} */
  const middle = (bar) => { const { left, right } = bar.getBoundingClientRect(); return (left + right) / 2; };
  /** @type {(bar: HTMLElement, by: number) => HTMLElement | null} */
  const inRow = (bar, by) => {
    const all = [...rows.querySelectorAll(".row")];
    const row = all[all.indexOf(bar.closest(".row")) + by];
    if (!row) return null;
    /** @type {(other: HTMLElement) => number} */
    const away = (other) => Math.abs(middle(other) - middle(bar));
    return barsIn(row).sort((a, b) => away(a) - away(b))[0];
  };
  rows.onkeydown = (event) => {
    const bar = barOf(event);
    if (!bar) return;
    /** @type {Record<string, () => void>} */
    const acts = {
      Enter: () => pick(bar),
      " ": () => pick(bar),
      ArrowLeft: () => focus(/** @type {HTMLElement} */ (bar.previousElementSibling?.closest(".bar"))),
      ArrowRight: () => focus(/** @type {HTMLElement} */ (bar.nextElementSibling?.closest(".bar"))),
      ArrowUp: () => focus(inRow(bar, -1)),
      ArrowDown: () => focus(inRow(bar, 1)),
    };
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };
  if (!kept.moving) say(selected?.dataset.said);
}
