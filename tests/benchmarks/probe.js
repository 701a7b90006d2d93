// Runs first in every frame of a measured page and notes in the top window what happened when. All times
// are milliseconds since 1970 (timeOrigin + now), so that the map's frame and the page share one clock.
(() => {
  "use strict";
  const now = () => performance.timeOrigin + performance.now();
  const top = window.top;

  if (window === top) {
    const bench = (window.bench = {
      start: performance.timeOrigin,
      inputs: [], sent: [], received: [], paints: [], loads: [], messages: [],
      // Bytes that came, as the page itself can count them: payloads of messages, and sizes of transfers.
      messageBytes: 0, httpBytes: 0, tileBytes: 0,
      // Of a peer: the number of points last drawn by WebGL and where, and when the last picture was whole.
      instances: 0, gl: null, drawnAt: null, before: null,
    });
    bench.clear = () => {
      bench.messageBytes = bench.httpBytes = bench.tileBytes = 0;
      for (const list of [bench.inputs, bench.sent, bench.received, bench.paints, bench.loads, bench.messages]) list.length = 0;
    };

    for (const type of ["pointerup", "click", "keydown"]) {
      document.addEventListener(type, (event) => {
        if (event.isTrusted) bench.inputs.push({ t: performance.timeOrigin + event.timeStamp, type });
      }, { capture: true });
    }
  }

  // In every frame: the map's has a line of its own to the server.
  const Native = window.WebSocket;
  window.WebSocket = class extends Native {
    constructor(...given) {
      super(...given);
      this.addEventListener("message", ({ data }) => {
        top.bench.received.push(now());
        const bytes = data.byteLength ?? data.size ?? data.length;
        top.bench.messageBytes += bytes;
        top.bench.messages.push({ end: now(), bytes });
      });
    }

    send(data) {
      top.bench.sent.push(now());
      super.send(data);
    }
  };

  // At its dispatch and not by a listener: the component opens its document anew, which drops listeners.
  const dispatch = EventTarget.prototype.dispatchEvent;
  EventTarget.prototype.dispatchEvent = function dispatchEvent(event) {
    if (event.type === "shelterline:painted") {
      top.bench.paints.push({ t: now(), ...JSON.parse(JSON.stringify(event.detail)) });
    }
    return dispatch.call(this, event);
  };
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if (!entry.transferSize) continue; // from the browser's cache
      top.bench.httpBytes += entry.transferSize;
      if (entry.name.includes("/tiles/")) top.bench.tileBytes += entry.transferSize;
      const end = performance.timeOrigin + entry.responseEnd;
      top.bench.loads.push({ name: entry.name, end, bytes: entry.transferSize });
    }
  }).observe({ entryTypes: ["resource", "navigation"] });

  for (const method of ["drawArraysInstanced", "drawElementsInstanced"]) {
    const native = WebGL2RenderingContext.prototype[method];
    WebGL2RenderingContext.prototype[method] = function draw(...given) {
      native.apply(this, given);
      top.bench.instances = given[method === "drawArraysInstanced" ? 3 : 4];
      top.bench.gl = this;
    };
  }
})();
