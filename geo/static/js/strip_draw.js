// The strip's picture: bars over time, pauses, late days, axis. Everything is said by attributes, so that the
// same drawing stands in the page and in a file.
(function (T) {
  "use strict";

  const NS = "http://www.w3.org/2000/svg";
  const DAY_MS = 86400000;
  const LEFT = 30;
  const RIGHT = 8;
  const TEXT_PX = 10;
  const FONT = "'Source Sans', 'Source Sans 3', 'Noto Sans', 'Noto Sans Arabic', 'Noto Sans Hebrew', Arial, sans-serif";
  const STUB_PX = 14;
  const END_PX = 6;
  const LABEL_GAP_PX = 6;
  const TICK_GAP_PX = 62;

  T.el = (name, attributes = {}, ...children) => {
    const node = document.createElementNS(NS, name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    node.append(...children);
    return node;
  };

  T.dateOf = (day) => new Date(day * DAY_MS);

  T.iso = (day) => T.dateOf(day).toISOString().slice(0, 10);

  // Dates and numbers of a language, always with Latin digits, as everywhere on the page.
  T.format = (locale) => {
    const dates = (parts) => new Intl.DateTimeFormat(locale, { timeZone: "UTC", numberingSystem: "latn", ...parts });
    const day = dates({ day: "numeric", month: "short", year: "numeric" });
    const [short, month, year] = [dates({ day: "numeric", month: "short" }), dates({ month: "short" }),
      dates({ month: "short", year: "numeric" })];
    const number = new Intl.NumberFormat(locale, { numberingSystem: "latn" });
    return {
      day: (d) => day.format(T.dateOf(d)),
      days: (a, b) => (a === b ? day.format(T.dateOf(a)) : day.formatRange(T.dateOf(a), T.dateOf(b))),
      short: (d) => short.format(T.dateOf(d)),
      month: (d) => month.format(T.dateOf(d)),
      year: (d) => year.format(T.dateOf(d)),
      number: (n) => number.format(n),
      both: (certain, possible) => (certain === possible ? number.format(certain)
        : `${number.format(certain)}–${number.format(possible)}`),
    };
  };

  // Where days and counts stand in a picture of a width and a height.
  T.scales = (data, width, height) => {
    const { edges } = data;
    const [first, after] = [edges[0], edges[edges.length - 1]];
    const span = Math.max(1, width - LEFT - RIGHT);
    const totals = T.totals(data);
    const top = niceTop(Math.max(1, ...totals.possible));
    const floor = height - 15;
    const roof = 3;
    return {
      width, height, floor, roof, top, left: LEFT, right: width - RIGHT,
      x: (day) => LEFT + ((Math.min(after, Math.max(first, day)) - first) / (after - first)) * span,
      day: (x) => first + ((x - LEFT) / span) * (after - first),
      y: (n) => floor - (n / top) * (floor - roof),
    };
  };

  T.totals = ({ edges, series }) => {
    const sum = (which) => edges.slice(1).map((_, i) => series.reduce((n, each) => n + each[which][i], 0));
    return { certain: sum("certain"), possible: sum("possible") };
  };

  const niceTop = (n) => {
    const step = 10 ** Math.floor(Math.log10(n));
    return [1, 2, 3, 4, 5, 6, 8, 10].map((k) => k * step).find((top) => top >= n);
  };

  // Draws everything but the brush into a group.
  T.drawChart = (group, data, scale, palette, format) => {
    group.replaceChildren();
    const defs = T.el("defs");
    group.append(defs);
    group.append(T.el("rect", { x: LEFT, y: scale.roof, width: scale.right - LEFT,
      height: scale.floor - scale.roof, fill: palette.ground }));
    drawLate(group, data, scale, palette, defs);
    drawPauseBands(group, data, scale, palette, defs);
    drawBars(group, data, scale, palette, defs);
    drawAxes(group, data, scale, palette, format);
    drawPauseLabels(group, data, scale, palette);
  };

  const hatch = (defs, id, colour, { angle = 45, gap = 4, width = 1.3, wash = 0.16 } = {}) => {
    if (![...defs.children].some((node) => node.id === id)) {
      defs.append(T.el("pattern", { id, width: gap, height: gap, patternUnits: "userSpaceOnUse",
        patternTransform: `rotate(${angle})` },
      T.el("rect", { width: gap, height: gap, fill: colour, "fill-opacity": wash }),
      T.el("rect", { width, height: gap, fill: colour })));
    }
    return `url(#${id})`;
  };

  const drawBars = (group, data, scale, palette, defs) => {
    const { edges, series } = data;
    const bars = T.el("g", { class: "bars" });
    const gap = scale.x(edges[1]) - scale.x(edges[0]) > 3.5 ? 0.8 : 0;
    edges.slice(1).forEach((after, i) => {
      const x = scale.x(edges[i]);
      const width = Math.max(0.6, scale.x(after) - x - gap);
      let n = 0;
      const block = (count, fill, more = {}) => {
        if (!count) return;
        bars.append(T.el("rect", { x: round(x), width: round(width), y: round(scale.y(n + count)),
          height: round(scale.y(n) - scale.y(n + count)), fill, ...more }));
        n += count;
      };
      series.forEach((each) => block(each.certain[i], palette.of(each)));
      series.forEach((each, k) => block(each.possible[i] - each.certain[i],
        hatch(defs, `possible-${k}`, palette.of(each)),
        { stroke: palette.of(each), "stroke-width": 0.5 }));
    });
    group.append(bars);
  };

  const round = (n) => Math.round(n * 100) / 100;

  const drawLate = (group, { late, edges }, scale, palette, defs) => {
    if (!late) return;
    const x = scale.x(late.from);
    const width = scale.x(edges[edges.length - 1]) - x;
    if (width <= 0) return;
    group.append(T.el("rect", { class: "late", x, width, y: scale.roof, height: scale.floor - scale.roof,
      fill: hatch(defs, "late", palette.soft, { angle: 0, gap: 3, width: 0.6, wash: 0.07 }) },
    T.el("title", {}, late.text)));
  };

  const bandOf = (pause, scale) => {
    const from = pause.first === null ? scale.x(pause.last + 1) - STUB_PX : scale.x(pause.first);
    const to = pause.last === null ? from + STUB_PX : scale.x(pause.last + 1);
    return { from: Math.max(scale.left, from), to: Math.min(scale.right, Math.max(to, from + 2)) };
  };

  const seen = ({ first, last }, { edges }) => {
    const [from, to] = [first ?? last, last ?? first];
    return to >= edges[0] && from < edges[edges.length - 1];
  };

  const drawPauseBands = (group, data, scale, palette, defs) => {
    const ends = () => hatch(defs, "pause-end", palette.pause, { angle: 135, gap: 4, width: 0.9, wash: 0.05 });
    data.pauses.filter((pause) => seen(pause, data)).forEach((pause) => {
      const { from, to } = bandOf(pause, scale);
      const band = T.el("g", { class: "pause" }, T.el("title", {}, pause.text));
      const box = { y: scale.roof, height: scale.floor - scale.roof };
      const known = pause.first !== null && pause.last !== null;
      band.append(T.el("rect", { ...box, x: from, width: to - from, fill: palette.pause,
        "fill-opacity": known ? 0.12 : 0.05 }));
      const part = Math.min(END_PX, (to - from) / 3);
      const at = known ? [[from, part], [to - part, part]] : [[from, to - from]];
      const disputed = known ? [pause.starts_disputed, pause.ends_disputed] : [true];
      at.forEach(([x, width], i) => {
        if (disputed[i]) band.append(T.el("rect", { ...box, x, width, fill: ends(), opacity: 0.45 }));
      });
      band.append(T.el("line", { x1: from, x2: to, y1: scale.roof, y2: scale.roof,
        stroke: palette.pause, "stroke-width": 2, ...(known ? {} : { "stroke-dasharray": "2 2" }) }));
      group.append(band);
    });
  };

  // A name where there is room for it, else the word for its kind, else nothing: the table names all.
  const drawPauseLabels = (group, data, scale, palette) => {
    const there = data.pauses.filter((pause) => seen(pause, data))
      .map((pause) => ({ pause, ...bandOf(pause, scale) })).sort((a, b) => a.from - b.from);
    let free = scale.left;
    there.forEach(({ pause, from }, i) => {
      const next = i + 1 < there.length ? there[i + 1].from : scale.right;
      const start = from + 3;
      const text = [pause.name, pause.kind].find((said) => start >= free
        && start + T.textWidth(said, TEXT_PX - 1) + LABEL_GAP_PX <= Math.max(next, start));
      if (!text) return;
      free = start + T.textWidth(text, TEXT_PX - 1) + LABEL_GAP_PX;
      group.append(T.text(text, start, scale.roof + 10, palette.text, data.dir,
        { size: TEXT_PX - 1, halo: palette.ground, anchor: "left" }));
    });
  };

  T.text = (said, x, y, fill, dir, { size = TEXT_PX, anchor = "middle", halo = null, weight = 400 } = {}) => {
    const rtl = dir === "rtl";
    const anchors = { middle: "middle", left: rtl ? "end" : "start", right: rtl ? "start" : "end" };
    return T.el("text", { x: round(x), y: round(y), fill, direction: dir, "text-anchor": anchors[anchor],
      "font-size": size, "font-family": FONT, "font-weight": weight,
      ...(halo ? { stroke: halo, "stroke-width": 2.5, "paint-order": "stroke", "stroke-linejoin": "round" } : {}) },
    said);
  };

  const measure = document.createElement("canvas").getContext("2d");
  T.textWidth = (text, size) => {
    measure.font = `${size}px ${FONT}`;
    return measure.measureText(text).width;
  };

  const drawAxes = (group, data, scale, palette, format) => {
    const { floor } = scale;
    [0, scale.top].forEach((n) => {
      const y = scale.y(n);
      group.append(T.el("line", { x1: LEFT, x2: scale.right, y1: y, y2: y, stroke: palette.line,
        "stroke-width": n ? 0.5 : 1 }));
      group.append(T.text(format.number(n), LEFT - 4, y + (n ? 7 : 0), palette.soft, "ltr",
        { anchor: "right", size: TEXT_PX - 0.5 }));
    });
    let free = -Infinity;
    ticks(data, scale, format).forEach(({ day, text }) => {
      const x = scale.x(day);
      group.append(T.el("line", { x1: x, x2: x, y1: floor, y2: floor + 3, stroke: palette.line }));
      const half = T.textWidth(text, TEXT_PX) / 2;
      const at = Math.min(Math.max(x, LEFT + half - 4), scale.right - half + 4);
      if (at - half < free) return;
      free = at + half + 8;
      group.append(T.text(text, at, floor + 13, palette.soft, data.dir));
    });
  };

  const ticks = ({ edges }, scale, format) => {
    const [first, after] = [edges[0], edges[edges.length - 1]];
    const most = Math.max(2, (scale.right - LEFT) / TICK_GAP_PX);
    const n = after - first;
    const step = [1, 2, 7, 14].find((days) => n / days <= most);
    if (step) {
      const days = [];
      for (let day = first; day < after; day += step) days.push({ day, text: days.length ? format.short(day) : format.day(day) });
      return days;
    }
    const months = [1, 2, 3, 6, 12, 24, 60].find((m) => n / (30.4 * m) <= most) || 120;
    const start = T.dateOf(first);
    const found = [];
    for (let at = Date.UTC(start.getUTCFullYear(), 0, 1); at / DAY_MS < after;) {
      const date = new Date(at);
      const day = at / DAY_MS;
      if (day >= first) found.push({ day, text: !found.length || date.getUTCMonth() === 0 ? format.year(day) : format.month(day) });
      at = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1);
    }
    return found;
  };

  // The colours of a theme, from the map's own table.
  T.palette = (dark, page) => {
    const mode = dark ? "dark" : "light";
    const ground = T.symbols.ground;
    return {
      of: (each) => each[mode], page, ground: page, text: ground.text[mode], soft: ground.text_muted[mode],
      line: ground.border[mode], pause: ground.border[mode], ink: ground.ink[mode], paper: ground.paper[mode],
    };
  };
})(T);
