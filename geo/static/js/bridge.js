// Outwards: the reader's moves and picks go to the page's address and to Streamlit.

const REST_MS = 250;

export class Bridge {
  /** @param {L.Map} map @param {Hooks} hooks */
  constructor(map, { page, tell }) {
    this.map = map;
    this.page = page;
    this.tell = tell;
    /** @type {Told["pick"]} */
    this.pick = null;
    /** @type {Told["area"]} */
    this.area = null;
    // Grows across mounts of the frame, so that the page can tell a new message from a stale one.
    this.n = Date.now();
    this.pickN = Date.now();
    this.timer = 0;
    this.sent = "";
  }

  viewport() {
    const { lat, lng } = this.map.getCenter().wrap();
    return { lat: Number(lat.toFixed(5)), lon: Number(lng.toFixed(5)), z: Math.round(this.map.getZoom()) };
  }

  // What the page has just set need not be told to it.
  settled() {
    clearTimeout(this.timer);
    this.sent = JSON.stringify(this.viewport());
  }

  /** @param {Viewport} place */
  writePlace(place) {
    writeAddress(this.page, place);
  }

  moved() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      const busy = this.map._animatingZoom || (this.map.dragging && this.map.dragging.moving());
      if (busy) this.moved();
      else this._rest();
    }, REST_MS);
  }

  /** @param {Picked} found */
  picked(found) {
    this.pickN += 1;
    this.pick = { n: this.pickN, ...found };
    clearTimeout(this.timer);
    writeAddress(this.page, this.viewport());
    this._send();
  }

  /** @param {DrawnArea} area */
  drew(area) {
    this.pickN += 1;
    this.area = { n: this.pickN, ...area };
    clearTimeout(this.timer);
    writeAddress(this.page, this.viewport());
    this._send();
  }

  _rest() {
    const viewport = this.viewport();
    if (JSON.stringify(viewport) === this.sent) return;
    writeAddress(this.page, viewport);
    this._send();
  }

  _send() {
    const viewport = this.viewport();
    this.sent = JSON.stringify(viewport);
    this.n += 1;
    this.tell({ n: this.n, viewport, pick: this.pick, area: this.area });
  }
}

// The address follows a move without a script run. All other parameters stay byte for byte.
/** @type {(page: Hooks["page"], viewport: Viewport) => void} */
const writeAddress = (page, { lat, lon, z }) => {
  try {
    const { location, history } = page();
    let search = location.search;
    for (const [name, value] of [["lat", lat.toFixed(5)], ["lon", lon.toFixed(5)], ["z", String(z)]]) {
      search = search.replace(new RegExp(`([?&]${name}=)[^&]*`), (_, head) => head + value);
    }
    if (search !== location.search) {
      history.replaceState(history.state, "", location.pathname + search + location.hash);
    }
  } catch (error) {
    // In somebody else's page the parent's address is not ours to read or write.
    if (!(error instanceof DOMException)) throw error;
  }
};
