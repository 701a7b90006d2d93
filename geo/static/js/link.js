// Outwards: the reader's moves and picks go to the page's address and to Streamlit.
(function (S) {
  "use strict";

  const REST_MS = 250;

  // The window whose address follows the map, and who hears of the reader's moves and picks: Streamlit's
  // page, unless the map stands in a page of its own.
  S.page = () => window.parent;
  S.tell = (value) => {
    if (window.Streamlit) window.Streamlit.setComponentValue(value);
  };

  S.Link = class {
    constructor(map) {
      this.map = map;
      this.pick = null;
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

    moved() {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => {
        const busy = this.map._animatingZoom || (this.map.dragging && this.map.dragging.moving());
        if (busy) this.moved();
        else this._rest();
      }, REST_MS);
    }

    picked(found) {
      this.pickN += 1;
      this.pick = { n: this.pickN, ...found };
      clearTimeout(this.timer);
      writeAddress(this.viewport());
      this._send();
    }

    _rest() {
      const viewport = this.viewport();
      if (JSON.stringify(viewport) === this.sent) return;
      writeAddress(viewport);
      this._send();
    }

    _send() {
      const viewport = this.viewport();
      this.sent = JSON.stringify(viewport);
      this.n += 1;
      S.tell({ n: this.n, viewport, pick: this.pick });
    }
  };

  // Inwards: states that come sooner than with the page. Lost, it is opened again with the next state
  // that the page brings.
  S.Line = class {
    constructor(take) {
      this.take = take;
      this.socket = null;
    }

    open(address) {
      if (!address || this.socket || !window.DecompressionStream) return;
      const url = new URL(address, window.location.href);
      url.protocol = url.protocol.replace("http", "ws");
      const socket = new WebSocket(url);
      socket.binaryType = "arraybuffer";
      this.socket = socket;
      socket.addEventListener("message", async ({ data }) => this.take(await S.readMessage(data)));
      socket.addEventListener("open", () => this._tell());
      socket.addEventListener("close", () => {
        this.socket = null;
      });
    }

    // Which state stands, and on which tiles, so that those of the next may come along with it.
    painted(turn, tiles) {
      this.said = turn ? `${turn} ${tiles.join(",")}` : "";
      this._tell();
    }

    _tell() {
      if (this.said && this.socket && this.socket.readyState === WebSocket.OPEN) this.socket.send(this.said);
    }
  };

  // What comes on the line, see `message` in geo/layers/payload.py: the state, and tiles by name.
  S.readMessage = async (zipped) => {
    const stream = new Blob([zipped]).stream().pipeThrough(new DecompressionStream("gzip"));
    const whole = new Uint8Array(await new Response(stream).arrayBuffer());
    let at = 4 + new DataView(whole.buffer).getUint32(0);
    const { state, tiles } = JSON.parse(new TextDecoder().decode(whole.subarray(4, at)));
    const brought = {};
    for (const [name, length] of Object.entries(tiles)) {
      brought[name] = whole.subarray(at, at + length);
      at += length;
    }
    return { state, tiles: brought };
  };

  // The address follows a move without a script run. All other parameters stay byte for byte.
  const writeAddress = ({ lat, lon, z }) => {
    try {
      const { location, history } = S.page();
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
})(window.Shelterline);
