// Runs once on Claims when the link names an incident.
/** @type {(said: { place: number }) => void} */
(({ place }) => {
  // What stands above grows while it is drawn: look again until it rests, unless the reader moves.
  const until = performance.now() + 4000;
  let isMoved = false;
  for (const act of ["wheel", "touchstart", "keydown", "pointerdown"])
    addEventListener(act, () => { isMoved = true; }, { once: true, passive: true });
  const look = () => {
    document.querySelector(`.st-key-incident_${place}`)?.scrollIntoView({ block: "start", behavior: "instant" });
    if (!isMoved && performance.now() < until) setTimeout(look, 120);
  };
  look();
})
