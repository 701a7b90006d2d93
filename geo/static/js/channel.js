// Inwards: states that come sooner than with the page. Lost, it is opened again with the next state
// that the page brings.
export class Channel {
  /** @param {(message: Message) => void} take */
  constructor(take) {
    this.take = take;
    /** @type {WebSocket | null} */
    this.socket = null;
    this.said = "";
  }

  /** @param {string} address */
  open(address) {
    if (!address || this.socket || !window.DecompressionStream) return;
    const url = new URL(address, window.location.href);
    url.protocol = url.protocol.replace("http", "ws");
    const socket = new WebSocket(url);
    socket.binaryType = "arraybuffer";
    this.socket = socket;
    socket.addEventListener("message", async ({ data }) => this.take(await readMessage(data)));
    socket.addEventListener("open", () => this._tell());
    socket.addEventListener("close", () => {
      this.socket = null;
    });
  }

  // Which state stands, and on which tiles, so that those of the next may come along with it.
  /** @param {number} turn @param {string[]} tiles */
  painted(turn, tiles) {
    const said = turn ? `${turn} ${tiles.join(",")}` : "";
    // A picture that is painted again, as after a drag that was given up, is known.
    if (said === this.said) return;
    this.said = said;
    this._tell();
  }

  _tell() {
    if (this.said && this.socket && this.socket.readyState === WebSocket.OPEN) this.socket.send(this.said);
  }
}

// What comes on the line, see `message` in geo/layers/payload.py: the state, and tiles by name.
/** @type {(zipped: BufferSource) => Promise<Message>} */
export const readMessage = async (zipped) => {
  const stream = new Blob([zipped]).stream().pipeThrough(new DecompressionStream("gzip"));
  const whole = new Uint8Array(await new Response(stream).arrayBuffer());
  let at = 4 + new DataView(whole.buffer).getUint32(0);
  const { state, tiles } = JSON.parse(new TextDecoder().decode(whole.subarray(4, at)));
  /** @type {Record<string, Uint8Array>} */
  const brought = {};
  for (const [name, length] of Object.entries(/** @type {Record<string, number>} */ (tiles))) {
    brought[name] = whole.subarray(at, at + length);
    at += length;
  }
  return { state, tiles: brought };
};
