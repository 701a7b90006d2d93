// Reads Mapbox vector tiles, version 2 of the specification, as far as points go: other geometry and
// fields that we do not know are passed over, as protobuf asks of its readers.

const VARINT = 0;
const EIGHT_BYTES = 1;
const BYTES = 2;
const FOUR_BYTES = 5;
const POINT = 1;
const MOVE_TO = 1;
const TEXT = new TextDecoder();

// A walk over the fields of one message. A message that ends too early is refused with a RangeError.
class Message {
  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = 0;
    this.wire = 0;
    this.unread = false;
  }

  // Calls `read` with the number of each field; what it leaves unread is passed over.
  /** @param {(field: number) => void} read */
  each(read) {
    while (this.at < this.bytes.length) {
      const head = this.varint();
      this.wire = head & 7;
      this.unread = true;
      read(Math.floor(head / 8));
      if (this.unread) this._skip();
    }
  }

  // Exact up to 2^53, which is more than a tile of ours ever says.
  varint() {
    this.unread = false;
    let value = 0;
    for (let unit = 1; ; unit *= 128) {
      if (this.at >= this.bytes.length) throw new RangeError("the tile ends within a number");
      const byte = this.bytes[this.at];
      this.at += 1;
      value += (byte & 127) * unit;
      if (byte < 128) return value;
    }
  }

  // The content of a field of bytes, without a copy.
  part() {
    if (this.wire !== BYTES) throw new RangeError(`the tile has wire type ${this.wire} where bytes belong`);
    const length = this.varint();
    this._move(length);
    return this.bytes.subarray(this.at - length, this.at);
  }

  text() {
    return TEXT.decode(this.part());
  }

  /** @param {number} length @param {"getFloat32" | "getFloat64"} method */
  fixed(length, method) {
    this.unread = false;
    this._move(length);
    return this.view[method](this.at - length, true);
  }

  _skip() {
    if (this.wire === VARINT) this.varint();
    else if (this.wire === BYTES) this.part();
    else if (this.wire === EIGHT_BYTES) this._move(8);
    else if (this.wire === FOUR_BYTES) this._move(4);
    else throw new RangeError(`the tile has wire type ${this.wire}, which protobuf has given up`);
  }

  /** @param {number} length */
  _move(length) {
    this.at += length;
    if (this.at > this.bytes.length) throw new RangeError("the tile ends within a field");
  }
}

/** @type {(value: number) => number} */
const unzigzag = (value) => (value % 2 ? -(value + 1) / 2 : value / 2);

/** @type {(bytes: Uint8Array) => TileValue} */
const valueOf = (bytes) => {
  /** @type {TileValue} */
  let value = null;
  const message = new Message(bytes);
  message.each((field) => {
    if (field === 1) value = message.text();
    else if (field === 2) value = message.fixed(4, "getFloat32");
    else if (field === 3) value = message.fixed(8, "getFloat64");
    // 64 bits: a negative number would need more digits than we keep; ours are counts.
    else if (field === 4 || field === 5) value = message.varint();
    else if (field === 6) value = unzigzag(message.varint());
    else if (field === 7) value = Boolean(message.varint());
  });
  return value;
};

/** @type {(bytes: Uint8Array) => number[]} */
const numbersIn = (bytes) => {
  const message = new Message(bytes);
  /** @type {number[]} */
  const numbers = [];
  while (message.at < bytes.length) numbers.push(message.varint());
  return numbers;
};

/** @type {(bytes: Uint8Array, keys: string[], values: TileValue[]) => TilePoint | null} */
const pointOf = (bytes, keys, values) => {
  let type = 0;
  /** @type {number[]} */
  let tags = [];
  /** @type {number[]} */
  let geometry = [];
  const message = new Message(bytes);
  message.each((field) => {
    if (field === 2) tags = numbersIn(message.part());
    else if (field === 3) type = message.varint();
    else if (field === 4) geometry = numbersIn(message.part());
  });
  if (type !== POINT || geometry.length < 3 || (geometry[0] & 7) !== MOVE_TO) return null;
  /** @type {Record<string, TileValue>} */
  const properties = {};
  for (let i = 0; i + 1 < tags.length; i += 2) {
    const [key, value] = [keys[tags[i]], values[tags[i + 1]]];
    if (key !== undefined && value !== undefined) properties[key] = value;
  }
  return { x: unzigzag(geometry[1]), y: unzigzag(geometry[2]), properties };
};

/** @type {(bytes: Uint8Array) => TileLayer} */
const layerOf = (bytes) => {
  /** @type {TileLayer} */
  const layer = { name: "", extent: 4096, points: [] };
  // Keys and values may stand behind the features that use them.
  /** @type {Uint8Array[]} */
  const features = [];
  /** @type {string[]} */
  const keys = [];
  /** @type {TileValue[]} */
  const values = [];
  const message = new Message(bytes);
  message.each((field) => {
    if (field === 1) layer.name = message.text();
    else if (field === 2) features.push(message.part());
    else if (field === 3) keys.push(message.text());
    else if (field === 4) values.push(valueOf(message.part()));
    else if (field === 5) layer.extent = message.varint();
  });
  layer.points = features.map((feature) => pointOf(feature, keys, values)).filter(Boolean);
  return layer;
};

// The points of one layer as { extent, points: [{x, y, properties}] }, x and y in units of the extent
// from the tile's north-west corner; none when the tile has no such layer. Of a feature of several
// points the first is taken.
/** @type {(bytes: Uint8Array, name: string) => TileLayer} */
export const readTile = (bytes, name) => {
  /** @type {Uint8Array[]} */
  const layers = [];
  const message = new Message(bytes);
  message.each((field) => {
    if (field === 3) layers.push(message.part());
  });
  return layers.map(layerOf).find((layer) => layer.name === name) || { name, extent: 4096, points: [] };
};
