// Paints a frame: each layer on its canvas, and then the text of all on one, so that names, badges and zone
// labels keep out of each other's way.
import { CanvasLayer } from "./canvas_layer.js";
import { Room, boxAt } from "./label_room.js";
import { LAYERS, TEXT_LAYERS, drawnOf } from "./layers/registry.js";

const CANVASES = ["base", "ground", "points", "labels"];
const FIRST_Z_INDEX = 300;

export class Painter {
  /** @param {L.Map} map */
  constructor(map) {
    this.container = map.getContainer();
    /** @type {Record<string, CanvasLayer>} */
    this.canvases = {};
    CANVASES.forEach((name, i) => {
      this.canvases[name] = new CanvasLayer(`shelterline-${name}`, FIRST_Z_INDEX + i).addTo(map);
    });
    this.basePainted = "";
  }

  // What the scene's layers have drawn, for labels and the pointer.
  /** @param {Frame} frame @param {Picture} picture @param {Scene} scene */
  paint(frame, picture, scene) {
    const { dark, sea } = picture.colours;
    this.container.classList.toggle("shelterline-dark", dark);
    this.container.style.background = sea;
    /** @type {Map<string, Ctx>} */
    const begun = new Map();
    for (const layer of LAYERS) {
      if (layer.canvas === "base" && !this._isBaseNew(frame, picture)) continue;
      if (!begun.has(layer.canvas)) begun.set(layer.canvas, this.canvases[layer.canvas].begin(frame));
      const drawn = layer.paint(begun.get(layer.canvas), frame, picture);
      drawnOf(scene, layer, drawn);
    }
    this.relabel(frame, picture, scene);
  }

  /** @param {Frame} frame @param {Picture} picture @param {Scene} scene */
  relabel(frame, picture, scene) {
    scene.labels = this._paintLabels(frame, picture, scene);
  }

  // The base map costs most and changes least: a filter leaves it as it is.
  /** @param {Frame} frame @param {Picture} picture */
  _isBaseNew(frame, { colours, state, has }) {
    const { zoom, ox, oy, w, h, dpr } = frame;
    const base = [zoom, ox, oy, w, h, dpr, colours.dark, has("osm"), state.geography].join();
    if (base === this.basePainted) return false;
    this.basePainted = base;
    return true;
  }

  /** @param {Frame} frame @param {Picture} picture @param {Scene} scene @returns {Labels} */
  _paintLabels(frame, picture, scene) {
    const ctx = this.canvases.labels.begin(frame);
    const room = new Room(frame);
    for (const box of picture.covered) room.take(box);
    for (const mark of [...scene.points, ...scene.upload]) room.takeMark(mark);
    for (const { spots, symbol } of scene.zones) {
      for (const { x, y, r } of spots) {
        if (symbol.form === "crossing" || r < 10) room.take(boxAt(x, y, 2 * r, 2 * r));
      }
    }
    const labels = /** @type {Labels} */ ({});
    for (const layer of TEXT_LAYERS) {
      Object.assign(labels, { [layer.labels]: layer.placeText(ctx, frame, picture, scene, room) });
    }
    for (const layer of [...TEXT_LAYERS].reverse()) {
      for (const placed of labels[layer.labels]) layer.paintText(ctx, /** @type {any} */ (placed), picture.colours);
    }
    return labels;
  }
}
