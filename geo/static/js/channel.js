// Inwards: states that come sooner than with the page. Lost, it is opened again with the next state
// that the page brings.
export class Channel {
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
    socket.addEventListener("message", async ({ data }) => this.take(await readMessage(data)));
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
}

// What comes on the line, see `message` in geo/layers/payload.py: the state, and tiles by name.
export const readMessage = async (zipped) => {
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
