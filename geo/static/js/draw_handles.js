// The corners of an area that is being drawn, as handles: dragged by pointer and touch, moved and taken out by keys.
import { withNumber } from "./numbers.js";

export const MOST_CORNERS = 60;
const STEP_PX = 8;
/** @type {Record<string, [number, number]>} */
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** @type {(from: L.LatLng, to: L.LatLng) => L.LatLng} */
const between = (from, to) => L.latLng((from.lat + to.lat) / 2, (from.lng + to.lng) / 2);

export class DrawHandles {
  /** @param {L.Map} map @param {DraftActions} act */
  constructor(map, act) {
    this.map = map;
    this.act = act;
    this.group = L.layerGroup().addTo(map);
    this.dragging = false;
  }

  clear() {
    this.group.clearLayers();
  }

  // Handles of all corners, between them where a new one may be put, in the middle to move all of it, and on the
  // edge of a circle. While one is dragged they stay as they are.
  /** @param {Draft} draft @param {Record<string, string>} text @param {NumberFormat} format */
  show({ mode, corners, around }, text, format) {
    if (this.dragging) return;
    const kept = this._focused();
    this.clear();
    const { act } = this;
    corners.forEach((corner, i) => this._handle(corner, `corner-${i}`, {
      name: withNumber(text.draw_corner, format(i + 1)),
      moved: (to) => act.move(i, to),
      pressed: () => act.press(i),
      removed: () => act.remove(i),
    }));
    if (mode === "circle" && corners.length && around) {
      const edge = this._eastOf(corners[0], around);
      this._handle(edge, "edge", { name: text.draw_edge, moved: (to) => act.reach(to) });
    }
    if (mode === "polygon" && corners.length > 2) {
      const sides = corners.length < MOST_CORNERS ? corners : [];
      sides.forEach((corner, i) => {
        const next = corners[(i + 1) % corners.length];
        this._handle(between(corner, next), `new-${i}`, {
          name: text.draw_new, small: true, becomes: `corner-${i + 1}`,
          started: (at) => act.insert(i + 1, at), moved: (to) => act.move(i + 1, to),
        });
      });
      this._handle(L.latLngBounds(corners).getCenter(), "all", { name: text.draw_all, all: true, moved: (to, from) => act.shift(from, to) });
    }
    this.group.eachLayer((layer) => {
      const element = /** @type {L.Marker} */ (layer).getElement();
      if (kept && element.dataset.handle === kept) element.focus();
    });
  }

  /** @returns {string | undefined} */
  _focused() {
    return /** @type {HTMLElement | null} */ (document.activeElement)?.dataset?.handle;
  }

  /** @type {(middle: L.LatLng, metres: number) => L.LatLng} */
  _eastOf(middle, metres) {
    const perDegree = this.map.distance(middle, L.latLng(middle.lat, middle.lng + 0.01)) * 100;
    return L.latLng(middle.lat, middle.lng + metres / perDegree);
  }

  /** @type {(at: L.LatLng, key: string, handle: Handle) => void} */
  _handle(at, key, handle) {
    const kind = handle.all ? " shelterline-corner-all" : handle.small ? " shelterline-corner-new" : "";
    const icon = L.divIcon({ className: `shelterline-corner${kind}`, iconSize: [24, 24] });
    const marker = L.marker(at, { draggable: true, icon, autoPan: true, keyboard: true, zIndexOffset: handle.small ? 0 : 500 });
    let from = at;
    marker.on("dragstart", () => {
      this.dragging = true;
      from = marker.getLatLng();
      handle.started?.(from);
    });
    marker.on("drag", () => {
      const to = marker.getLatLng();
      handle.moved(to, from);
      from = to;
    });
    marker.on("dragend", () => {
      this.dragging = false;
      this.act.rest();
    });
    marker.on("click", () => handle.pressed?.());
    marker.addTo(this.group);
    const element = marker.getElement();
    element.dataset.handle = key;
    element.setAttribute("aria-label", handle.name);
    element.addEventListener("keydown", (event) => this._key(event, marker, handle));
  }

  /** @type {(event: KeyboardEvent, marker: L.Marker, handle: Handle) => void} */
  _key(event, marker, handle) {
    const step = STEPS[event.key];
    if (step) {
      const from = marker.getLatLng();
      // From the first step on it is a corner, which keeps the focus.
      if (handle.becomes) marker.getElement().dataset.handle = handle.becomes;
      const to = this.map.containerPointToLatLng(
        this.map.latLngToContainerPoint(from).add([step[0] * STEP_PX, step[1] * STEP_PX]));
      handle.started?.(from);
      handle.moved(to, from);
    } else if (event.key === "Enter" || event.key === " ") {
      handle.pressed?.();
    } else if (event.key === "Delete" || event.key === "Backspace") {
      handle.removed?.();
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    this.act.rest();
  }
}
