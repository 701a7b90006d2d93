// The map lies in a frame of the same origin, or in the page itself.
/** @type {() => Document | undefined} */
export const mapDocument = () => [document, ...Array.from(document.querySelectorAll("iframe"), (frame) => {
  try {
    return frame.contentDocument;
  } catch {
    return null;
  }
})].find((each) => each?.querySelector(".leaflet-container"));
