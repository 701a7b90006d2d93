// The strips of zone statements: a bar says what it is and selects it, the handle moves the day.
const DAY_MS = 86_400_000;
const SENT_AFTER_MS = 250;

const dayNumber = (iso) => Math.round(Date.parse(`${iso}T00:00:00Z`) / DAY_MS);
const isoOf = (number) => new Date(number * DAY_MS).toISOString().slice(0, 10);

export default function ({ data, parentElement, setTriggerValue }) {
  const find = (name) => parentElement.querySelector(name);
  const [box, scroll, axis, names, rows, track, win, handle, said] =
    [".strips", ".scroll", ".axis", ".names", ".rows", ".track", ".window", ".handle", ".said"].map(find);
  const kept = (box.kept ??= {});
  const first = dayNumber(data.first);
  const last = dayNumber(data.last);
  const share = (number) => (Math.min(Math.max(number, first), last + 1) - first) / (last + 1 - first);
  const inWords = new Intl.DateTimeFormat(`${data.lang}-u-nu-latn`, { dateStyle: "medium", timeZone: "UTC" });
  const say = (text) => { said.textContent = text || data.idle; };

  box.dir = data.dir;
  find(".corner").textContent = data.span;
  // Made by the server from escaped text; see geo.charts.zone_timeline_svg.
  for (const [part, svg] of [[axis, data.axis], [names, data.names], [rows, data.bars]]) {
    if (part.drawn !== svg) part.innerHTML = part.drawn = svg;
  }
  const bars = [...rows.querySelectorAll(".bar")];
  const on = new Set(data.on);
  for (const bar of bars) {
    bar.classList.toggle("on", on.has(bar.dataset.id));
    bar.classList.toggle("selected", bar.dataset.id === data.selected);
    bar.setAttribute("aria-pressed", String(bar.dataset.id === data.selected));
    bar.setAttribute("aria-label", bar.dataset.said);
    bar.tabIndex = -1;
  }
  const places = new Set(bars.filter((bar) => on.has(bar.dataset.id)).map((bar) => bar.parentElement.dataset.place));
  for (const name of names.querySelectorAll(".name")) {
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
  const move = (number) => {
    kept.moving = true;
    kept.day = Math.min(Math.max(number, first), last);
    show(kept.day);
    say(inWords.format(kept.day * DAY_MS));
  };
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
    const to = {
      ArrowLeft: () => kept.day - 1,
      ArrowRight: () => kept.day + 1,
      ArrowDown: () => kept.day - 1,
      ArrowUp: () => kept.day + 1,
      PageDown: () => changes.findLast((day) => day < kept.day),
      PageUp: () => changes.find((day) => day > kept.day),
      Home: () => first,
      End: () => last,
    }[event.key]?.();
    if (to === undefined) return;
    event.preventDefault();
    move(to);
    clearTimeout(kept.timer);
    kept.timer = setTimeout(send, SENT_AFTER_MS);
  };

  const textOf = (event) => event.target.closest?.("[data-said]")?.dataset.said;
  const barOf = (event) => event.target.closest?.(".bar");
  rows.onpointerover = (event) => say(textOf(event) ?? selected?.dataset.said);
  rows.onpointerleave = () => say(selected?.dataset.said);
  // There is no property for this one: one listener for good, that does what the newest answer says.
  if (!kept.focus) rows.addEventListener("focusin", (event) => kept.focus(barOf(event)));
  kept.focus = (bar) => {
    if (!bar) return;
    kept.focused = bar.dataset.id;
    say(bar.dataset.said);
  };
  const pick = (bar) => { if (bar) setTriggerValue("picked", bar.dataset.id); };
  rows.onclick = (event) => pick(barOf(event));
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
  const middle = (bar) => { const { left, right } = bar.getBoundingClientRect(); return (left + right) / 2; };
  const inRow = (bar, by) => {
    const all = [...rows.querySelectorAll(".row")];
    const row = all[all.indexOf(bar.closest(".row")) + by];
    if (!row) return null;
    const away = (other) => Math.abs(middle(other) - middle(bar));
    return [...row.querySelectorAll(".bar")].sort((a, b) => away(a) - away(b))[0];
  };
  rows.onkeydown = (event) => {
    const bar = barOf(event);
    if (!bar) return;
    const act = {
      Enter: () => pick(bar),
      " ": () => pick(bar),
      ArrowLeft: () => focus(bar.previousElementSibling?.closest(".bar")),
      ArrowRight: () => focus(bar.nextElementSibling?.closest(".bar")),
      ArrowUp: () => focus(inRow(bar, -1)),
      ArrowDown: () => focus(inRow(bar, 1)),
    }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };
  if (!kept.moving) say(selected?.dataset.said);
}
