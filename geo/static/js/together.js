// Two maps of one place: whichever the reader moves, the other goes along in the same frame.

// The pane of a map is shifted while a hand drags it, and nothing is painted for it: so the other map costs no more.
/** @type {(from: L.Map, to: L.Map) => void} */
const shiftAlong = (from, to) => {
  const middle = from.getPixelOrigin().subtract(L.DomUtil.getPosition(from.getPane("mapPane"))).add(from.getSize().multiplyBy(0.5));
  const shift = to.getPixelOrigin().add(to.getSize().multiplyBy(0.5)).subtract(middle).round();
  if (!shift.distanceTo(L.DomUtil.getPosition(to.getPane("mapPane")))) return;
  L.DomUtil.setPosition(to.getPane("mapPane"), shift);
  to.fire("move");
};

/** @type {(from: L.Map, to: L.Map) => boolean} */
const isThere = (from, to) => {
  const away = to.latLngToContainerPoint(from.getCenter()).subtract(to.getSize().multiplyBy(0.5));
  return from.getZoom() === to.getZoom() && Math.abs(away.x) <= 1 && Math.abs(away.y) <= 1;
};

// What one map does, the other does; what that says of itself meanwhile goes back to nobody.
/** @type {(from: L.Map, to: L.Map, leads: Leads) => void} */
const lead = (from, to, leads) => {
  from.on("movestart zoomstart", () => leads.begin(from));
  // A hand on a map leads, whatever the other one has not come to the end of.
  for (const touch of ["pointerdown", "wheel", "keydown"]) {
    from.getContainer().addEventListener(touch, () => leads.take(from), { capture: true, passive: true });
  }
  from.on("move", () => {
    if (!leads.is(from) || from._animatingZoom) return;
    if (from.getZoom() === to.getZoom()) shiftAlong(from, to);
    // Two fingers: no step of the zoom, and no end of it yet.
    else to._move(from.getCenter(), from.getZoom(), { pinch: true, round: false });
  });
  from.on("zoomanim", ({ center, zoom, noUpdate }) => {
    if (!leads.is(from)) return;
    to._stop();
    // Leaflet's own way begins a frame later.
    to._moveStart(true, false)._animateZoom(center, zoom, true, noUpdate);
  });
  from.on("moveend", () => {
    if (!leads.is(from) || from._animatingZoom) return;
    if (isThere(from, to)) to.fire("moveend");
    else to.setView(from.getCenter(), from.getZoom(), { animate: false, reset: true });
    leads.end();
  });
};

/** @typedef {{ begin: (map: L.Map) => void, take: (map: L.Map) => void, is: (map: L.Map) => boolean, end: () => void }} Leads */

// From either to the other. The one that moves first leads until it stands.
/** @type {(one: L.Map, other: L.Map) => void} */
export const keepTogether = (one, other) => {
  /** @type {L.Map | null} */
  let leader = null;
  /** @type {Leads} */
  const leads = {
    begin: (map) => { leader ||= map; },
    take: (map) => {
      // What still glides stops where both are.
      if (leader && leader !== map) leader._stop();
      leader = map;
    },
    is: (map) => leader === map,
    end: () => { leader = null; },
  };
  lead(one, other, leads);
  lead(other, one, leads);
};
