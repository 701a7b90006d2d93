// A canvas over the map that follows its moves and zooms.

// A canvas in a pane of its own. All painting of a frame happens in one task: resizing, moving and
// drawing reach the screen together, so the old picture stands until the new one is complete.
export class CanvasLayer extends L.Layer {
  /** @param {string} pane @param {number} zIndex */
  constructor(pane, zIndex) {
    super();
    this._paneName = pane;
    this._zIndex = zIndex;
    /** @type {Frame} */
    this._frame = null;
  }

  /** @param {L.Map} map */
  onAdd(map) {
    const pane = map.getPane(this._paneName) || map.createPane(this._paneName);
    pane.style.zIndex = String(this._zIndex);
    pane.style.pointerEvents = "none";
    this.canvas = L.DomUtil.create("canvas", "leaflet-zoom-animated", pane);
    this.canvas.setAttribute("aria-hidden", "true");
  }

  onRemove() {
    this.canvas.remove();
  }

  getEvents() {
    return { zoomanim: this._zoomAnimation, zoom: this._pinch };
  }

  // Sizes and clears the canvas for a frame and gives its context, in CSS pixels.
  /** @param {Frame} frame @returns {Ctx} */
  begin(frame) {
    const { canvas } = this;
    const width = Math.round(frame.w * frame.dpr);
    const height = Math.round(frame.h * frame.dpr);
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
      canvas.style.width = `${frame.w}px`;
      canvas.style.height = `${frame.h}px`;
    }
    L.DomUtil.setPosition(canvas, frame.min);
    this._frame = frame;
    const ctx = canvas.getContext("2d");
    ctx.setTransform(frame.dpr, 0, 0, frame.dpr, 0, 0);
    ctx.clearRect(0, 0, frame.w, frame.h);
    return ctx;
  }

  // While a zoom runs the last picture is scaled along, as Leaflet's own renderers do.
  /** @param {L.Animation} event */
  _zoomAnimation(event) {
    this._follow(event.center, event.zoom);
  }

  _pinch() {
    this._follow(this._map.getCenter(), this._map.getZoom());
  }

  /** @param {L.LatLng} center @param {number} zoom */
  _follow(center, zoom) {
    if (!this._frame) return;
    const { min, center: from, zoom: fromZoom } = this._frame;
    const scale = this._map.getZoomScale(zoom, fromZoom);
    const corner = this._frame.corner || (this._frame.corner = this._map.project(from, fromZoom)
      .subtract([this._frame.ox, this._frame.oy]));
    const offset = this._map.project(from, zoom).subtract(corner.multiplyBy(scale))
      .subtract(this._map._getNewPixelOrigin(center, zoom));
    if (scale === 1) L.DomUtil.setPosition(this.canvas, min);
    else L.DomUtil.setTransform(this.canvas, offset, scale);
  }
}
