// An area of the reader's own on the map: a polygon or a circle, by pointer, touch or keyboard. What is done is told
// to the page, which answers with a state that has it, or with why it cannot be used.
import { DrawHandles, MOST_CORNERS } from "./draw_handles.js";

const MOST_AROUND_M = 100_000;
const FEWEST = 3;
// Two clicks so close are one: those of a double click.
const SAME_PX = 6;

export class AreaDrawing {
  /** @param {L.Map} map @param {{ tell: (area: DrawnArea) => void, format: () => NumberFormat, changed: () => void }} page */
  constructor(map, page) {
    this.map = map;
    this.page = page;
    /** @type {MapState} */
    this.state = null;
    /** @type {Draft} */
    this.draft = null;
    /** @type {L.Layer} */
    this.shape = null;
    // Why the page could not use what was done last, until it is changed.
    this.refused = "";
    this.answer = "";
    this.handles = new DrawHandles(map, {
      move: (i, to) => this._change((corners) => { corners[i] = to; }),
      insert: (i, at) => this._change((corners) => { if (corners.length < MOST_CORNERS) corners.splice(i, 0, at); }),
      remove: (i) => this._change((corners) => { corners.splice(i, 1); }),
      shift: (from, to) => this._change((corners) => corners.forEach((corner, i) => {
        corners[i] = L.latLng(corner.lat + to.lat - from.lat, corner.lng + to.lng - from.lng);
      })),
      reach: (to) => this._reach(to),
      press: (i) => { if (i === 0 && this.isWhole) this.done(); },
      rest: () => this._draw(),
    });
    this._build();
    map.on("click", (event) => { if (this.draft) this.add(event.latlng); });
    map.on("dblclick", () => { if (this.draft && this.isWhole) this.done(); });
    map.getContainer().addEventListener("keydown", (event) => this._key(event));
  }

  get isOn() {
    return Boolean(this.draft);
  }

  // Whether it is an area yet.
  get isWhole() {
    const { mode, corners, around } = this.draft;
    return mode === "circle" ? corners.length === 1 && around > 0 : corners.length >= FEWEST || (corners.length > 0 && around > 0);
  }

  /** @param {MapState} state */
  update(state) {
    const before = this.state ? this._outline() : "";
    this.state = state;
    const isAnswered = state.text.draw_answer !== this.answer;
    if (isAnswered) {
      this.answer = state.text.draw_answer;
      this.refused = state.text.draw_refused;
    }
    if (this.draft && (before !== this._outline() || (isAnswered && !this.refused))) this.stop();
    this._words();
  }

  /** @returns {DrawnAreaMark | undefined} */
  _saved() {
    return /** @type {DrawnAreaMark | undefined} */ (this.state.added.area_drawn?.marks[0]);
  }

  // The corners of the view's area; how many reports lie in it changes with other filters as well.
  _outline() {
    const saved = this._saved();
    return saved ? JSON.stringify([saved.corners, saved.around_m]) : "";
  }

  // Begins with the area of the view, or with none.
  start() {
    const saved = this._saved();
    const corners = (saved?.corners || []).map(([lat, lon]) => L.latLng(lat, lon));
    this.draft = { mode: corners.length === 1 ? "circle" : "polygon", corners, around: saved?.around_m || 0 };
    this.map.doubleClickZoom.disable();
    this.panel.hidden = false;
    this.cross.hidden = false;
    this.map.getContainer().classList.add("shelterline-drawing");
    this._draw();
    this.map.getContainer().focus({ preventScroll: true });
    this.page.changed();
  }

  stop() {
    this.draft = null;
    this.shape?.remove();
    this.handles.clear();
    this.map.doubleClickZoom.enable();
    this.panel.hidden = true;
    this.cross.hidden = true;
    this.map.getContainer().classList.remove("shelterline-drawing");
    this._words();
    this.page.changed();
  }

  toggle() {
    if (this.draft) this.stop();
    else this.start();
  }

  /** @param {L.LatLng} place */
  add(place) {
    const at = place.wrap();
    if (this.draft.mode === "circle" && this.draft.corners.length) {
      this._reach(at);
      return;
    }
    this._change((corners) => {
      const last = corners[corners.length - 1];
      const isSame = last && this._px(last).distanceTo(this._px(at)) < SAME_PX;
      if (!isSame && corners.length < MOST_CORNERS) corners.push(at);
    });
  }

  done() {
    if (!this.isWhole) return;
    const { corners, around } = this.draft;
    this.page.tell({ corners: corners.map(({ lat, lng }) => [Number(lat.toFixed(5)), Number(lng.toFixed(5))]), around_m: around });
  }

  /** @param {L.LatLng} to */
  _reach(to) {
    this.draft.around = Math.min(MOST_AROUND_M, Math.round(this.map.distance(this.draft.corners[0], to)));
    this._draw();
  }

  /** @param {(corners: L.LatLng[]) => void} change */
  _change(change) {
    change(this.draft.corners);
    if (this.draft.mode === "circle" && !this.draft.corners.length) this.draft.around = 0;
    this._draw();
  }

  /** @param {L.LatLng} at */
  _px(at) {
    return this.map.latLngToContainerPoint(at);
  }

  /** @param {Draft["mode"]} mode */
  _become(mode) {
    if (mode === this.draft.mode) return;
    this.draft = { mode, corners: mode === "circle" ? this.draft.corners.slice(0, 1) : this.draft.corners, around: 0 };
    this._draw();
  }

  _draw() {
    const { mode, corners, around } = this.draft;
    this.refused = "";
    this.shape?.remove();
    const look = { className: "shelterline-draft", interactive: false };
    if (mode === "circle") this.shape = corners.length ? L.circle(corners[0], { ...look, radius: around }) : null;
    else this.shape = corners.length < FEWEST ? L.polyline(corners, look) : L.polygon(corners, look);
    this.shape?.addTo(this.map);
    this.handles.show(this.draft, this.state.text, this.page.format());
    this._words();
  }

  /** @param {KeyboardEvent} event */
  _key(event) {
    if (!this.draft) return;
    if (event.key === "Escape") this.stop();
    else if (event.target !== this.map.getContainer()) return;
    else if (event.key === "Enter" || event.key === " ") this.add(this.map.getCenter());
    else if (event.key === "Backspace" || event.key === "Delete") this.undo();
    else return;
    event.preventDefault();
  }

  undo() {
    if (this.draft.mode === "circle" && this.draft.around) {
      this.draft.around = 0;
      this._draw();
    } else {
      this._change((corners) => { corners.pop(); });
    }
  }

  _build() {
    const container = this.map.getContainer();
    this.cross = L.DomUtil.create("div", "shelterline-cross", container);
    this.cross.setAttribute("aria-hidden", "true");
    this.cross.hidden = true;
    this.panel = L.DomUtil.create("div", "shelterline-draw", container);
    this.panel.setAttribute("role", "group");
    this.panel.hidden = true;
    this.line = L.DomUtil.create("p", "", this.panel);
    this.line.setAttribute("role", "status");
    /** @type {Record<string, () => void>} */
    const actions = {
      draw_polygon: () => this._become("polygon"),
      draw_circle: () => this._become("circle"),
      draw_here: () => this.add(this.map.getCenter()),
      draw_undo: () => this.undo(),
      draw_done: () => this.done(),
      draw_remove: () => this.page.tell({ corners: [], around_m: 0 }),
      draw_cancel: () => this.stop(),
    };
    /** @type {Record<string, HTMLButtonElement>} */
    this.buttons = {};
    for (const [name, action] of Object.entries(actions)) {
      const button = L.DomUtil.create("button", "", this.panel);
      button.type = "button";
      button.dataset.draw = name;
      button.addEventListener("click", action);
      this.buttons[name] = button;
    }
    L.DomEvent.disableClickPropagation(this.panel);
    L.DomEvent.disableScrollPropagation(this.panel);
  }

  _words() {
    if (!this.draft) return;
    const { text, dir } = this.state;
    const { mode, corners, around } = this.draft;
    this.panel.dir = dir;
    this.panel.setAttribute("aria-label", text.draw);
    for (const [name, button] of Object.entries(this.buttons)) button.textContent = text[name];
    this.buttons.draw_polygon.setAttribute("aria-pressed", String(mode === "polygon"));
    this.buttons.draw_circle.setAttribute("aria-pressed", String(mode === "circle"));
    this.buttons.draw_done.disabled = !this.isWhole;
    this.buttons.draw_undo.disabled = !corners.length;
    this.buttons.draw_remove.hidden = !this._saved();
    const circle = !corners.length ? text.draw_middle : around ? text.draw_is_circle : text.draw_reach;
    const said = this.refused || (mode === "circle" ? circle : this.isWhole ? text.draw_more : text.draw_corners);
    if (this.line.textContent !== said) this.line.textContent = said;
  }
}
