// Where a finger is the pointer, one of them scrolls the page and two move the map: a map that took every touch
// would hold a reader who is on the way to what lies below it.

const SAID_MS = 1500;

/** @param {L.Map} map @param {() => string} text What the line over the map says, in the reader's language. */
export const moveWithTwoFingers = (map, text) => {
  if (!window.matchMedia("(pointer: coarse)").matches) return;
  const container = map.getContainer();
  const line = L.DomUtil.create("div", "shelterline-fingers", container);
  // Said to the eye alone: whoever hears the page moves the map by its buttons.
  line.setAttribute("aria-hidden", "true");
  line.dir = "auto";
  line.hidden = true;
  let timer = 0;
  const choose = () => {
    // With the map alone on the screen there is nothing to scroll.
    if (document.fullscreenElement) map.dragging.enable();
    else map.dragging.disable();
  };
  choose();
  document.addEventListener("fullscreenchange", choose);
  container.addEventListener("touchmove", ({ touches }) => {
    if (map.dragging.enabled()) return;
    clearTimeout(timer);
    line.hidden = touches.length > 1;
    line.textContent = text();
    timer = setTimeout(() => { line.hidden = true; }, SAID_MS);
  }, { passive: true });
};
