// The map's own controls: plain text only, in the interface's language, reachable by keyboard.
import { withNumber } from "./numbers.js";
import { OutsideNote } from "./outside_note.js";
import { moveWithTwoFingers } from "./two_fingers.js";

const SVG = "http://www.w3.org/2000/svg";

// 16 by 16 strokes.
const ICONS = {
  zoom_in: "M8 3v10M3 8h10",
  zoom_out: "M3 8h10",
  reset: "M2.5 8 8 3l5.5 5M4.2 7v6h7.6V7",
  fit: "M2.5 5.5v-3h3M10.5 2.5h3v3M13.5 10.5v3h-3M5.5 13.5h-3v-3M6 8h4M8 6v4",
  draw: "M3 12.5 4.5 4.5 12 3l1.5 8zM3 12.5h.01M4.5 4.5h.01M12 3h.01M13.5 11h.01",
  fullscreen: "M2.5 6v-3.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10",
};

/** @typedef {keyof typeof ICONS} Action */

/** @type {<Value>(record: Partial<Record<Action, Value>>) => [Action, Value][]} */
const entries = (record) => /** @type {any} */ (Object.entries(record));

/** @type {(name: Action) => SVGElement} */
const icon = (name) => {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
};

class Buttons extends L.Control {
  /** @param {Partial<Record<Action, () => void>>} actions */
  constructor(actions) {
    super({ position: "topleft" });
    this._actions = actions;
    /** @type {Partial<Record<Action, HTMLButtonElement>>} */
    this.buttons = {};
  }

  onAdd() {
    this.bar = L.DomUtil.create("div", "leaflet-bar shelterline-buttons");
    for (const [name, action] of entries(this._actions)) this.offer(name, action);
    return this.bar;
  }

  /** @param {Action} name @param {() => void} action */
  offer(name, action) {
    const button = L.DomUtil.create("button", "", this.bar);
    button.type = "button";
    button.dataset.action = name;
    button.append(icon(name));
    L.DomEvent.disableClickPropagation(button);
    button.addEventListener("click", action);
    this.buttons[name] = button;
  }
}

class TextLine extends L.Control {
  /** @param {string} className @param {string} position */
  constructor(className, position) {
    super({ position });
    this.box = L.DomUtil.create("div", className);
    L.DomEvent.disableClickPropagation(this.box);
  }

  onAdd() {
    return this.box;
  }
}

export class Controls {
  /** @param {L.Map} map @param {import("./view.js").MapView} view */
  constructor(map, view) {
    this.map = map;
    this.view = view;
    /** @type {Partial<Record<Action, () => void>>} */
    const actions = {
      zoom_in: () => map.zoomIn(),
      zoom_out: () => map.zoomOut(),
      reset: () => {
        const { lat, lon, z } = view.state.home;
        map.setView([lat, lon], z);
      },
      fit: () => {
        const fit = view.state.fit;
        if (fit) map.fitBounds([[fit[0], fit[1]], [fit[2], fit[3]]], { padding: [36, 36], maxZoom: 13 });
      },
    };
    if (document.fullscreenEnabled) actions.fullscreen = () => toggleFullscreen();
    this.buttons = new Buttons(actions).addTo(map);
    this.scale = new TextLine("shelterline-scale", "bottomleft").addTo(map);
    this.credit = new TextLine("leaflet-control-attribution", "bottomright").addTo(map);
    this.bar = L.DomUtil.create("span", "shelterline-scale-bar", this.scale.box);
    this.barText = L.DomUtil.create("span", "", this.scale.box);
    // Never Leaflet's own tooltips: they take HTML, and the component around us reads them as HTML.
    this.tip = L.DomUtil.create("div", "shelterline-tip", map.getContainer());
    this.tip.dir = "auto";
    this.tip.hidden = true;
    this.note = L.DomUtil.create("div", "shelterline-note", map.getContainer());
    this.note.setAttribute("role", "status");
    this.note.dir = "auto";
    this.note.hidden = true;
    moveWithTwoFingers(map, () => view.state.text.two_fingers);
    this.outside = new OutsideNote(map, view.hooks.outside, { fit: actions.fit, changed: () => view.relabel() });
    map.on("zoomend zoomlevelschange", () => this._limits());
    document.addEventListener("fullscreenchange", () => this._words(view.state));
  }

  /** @param {MapState} state */
  update(state) {
    // Only a page that takes an area has words for it.
    if (state.text.draw && !this.buttons.buttons.draw) this.buttons.offer("draw", () => this.view.drawing.toggle());
    this._words(state);
    this.buttons.buttons.fit.disabled = !state.fit;
    this._limits();
    this._credit(state);
    this.map.getContainer().setAttribute("aria-label", state.text.map || "Map");
    this.map.getContainer().setAttribute("role", "application");
    document.documentElement.lang = state.lang;
  }

  // A line over the map, as long as it holds; empty text takes it away.
  /** @param {string} text */
  say(text) {
    if (this.note.textContent !== text) this.note.textContent = text;
    this.note.hidden = !text;
  }

  /** @param {MapState} state */
  _words(state) {
    for (const [name, button] of entries(this.buttons.buttons)) {
      const key = name === "fullscreen" && document.fullscreenElement ? "fullscreen_exit" : name;
      const words = state.text[key] || state.text[name] || name;
      button.title = words;
      button.setAttribute("aria-label", words);
    }
  }

  _limits() {
    const { zoom_in: plus, zoom_out: minus } = this.buttons.buttons;
    plus.disabled = this.map.getZoom() >= this.map.getMaxZoom();
    minus.disabled = this.map.getZoom() <= this.map.getMinZoom();
  }

  /** @param {MapState} state */
  _credit(state) {
    /** @type {Node[]} */
    const parts = [document.createTextNode(state.text.base_credit || "")];
    if (state.layers.includes("osm")) {
      const link = document.createElement("a");
      link.href = "https://www.openstreetmap.org/copyright";
      link.target = "_blank";
      link.rel = "noopener noreferrer";
      link.textContent = state.text.osm_credit || "© OpenStreetMap contributors";
      parts.push(document.createTextNode(state.text.base_credit ? " · " : ""), link);
    }
    this.credit.box.dir = "auto";
    this.credit.box.replaceChildren(...parts);
  }

  // The longest of 1, 2, 5 × 10ⁿ metres that fits into 110 px at the middle of the map.
  /** @param {MapState} state @param {NumberFormat} format */
  drawScale(state, format) {
    const size = this.map.getSize();
    const [left, right] = [0, 110].map((x) => this.map.containerPointToLatLng([x, size.y / 2]));
    const room = this.map.distance(left, right);
    const power = 10 ** Math.floor(Math.log10(room));
    const metres = [5, 2, 1].map((k) => k * power).find((m) => m <= room);
    this.bar.style.width = `${Math.round((110 * metres) / room)}px`;
    const kilometres = metres >= 1000;
    const unit = kilometres ? state.text.scale_km || "km" : state.text.scale_m || "m";
    this.barText.textContent = withNumber(unit, format(kilometres ? metres / 1000 : metres));
  }

  // What lies over the map, in pixels of the container: text keeps out from under it.
  covered() {
    const outer = this.map.getContainer().getBoundingClientRect();
    const boxes = [this.buttons.getContainer(), this.scale.box, this.credit.box, this.outside.box, this.note, this.view.drawing.panel]
      .filter((element) => !element.hidden).map((element) => element.getBoundingClientRect());
    return boxes.map(({ left, top, right, bottom }) => ({
      x0: left - outer.left, y0: top - outer.top, x1: right - outer.left, y1: bottom - outer.top,
    }));
  }

  /** @param {string} text @param {L.Point} point */
  showTip(text, point) {
    this.tip.hidden = !text;
    if (!text) return;
    if (this.tip.textContent !== text) this.tip.textContent = text;
    const size = this.map.getSize();
    const { offsetWidth: w, offsetHeight: h } = this.tip;
    const x = Math.max(4, Math.min(point.x + 14, size.x - w - 4));
    const y = point.y + 18 + h > size.y ? point.y - h - 10 : point.y + 18;
    this.tip.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`;
  }
}

const toggleFullscreen = () => {
  const change = document.fullscreenElement
    ? document.exitFullscreen() : document.documentElement.requestFullscreen();
  // A refusal by the browser leaves the map as it is, which is all there is to do about it.
  change.catch(() => {});
};
