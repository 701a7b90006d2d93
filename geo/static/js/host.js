// The page around an embed: it is told the height that the embed needs, and may say which colours it has.
// docs/user-guide.md has the messages for who writes such a page.
const LEAST_PX = 324;
const MOST_PX = 620;
const SHARE_OF_WIDTH = 0.62;

// What the content needs when the map has the height that goes with its width, whatever height the frame has now:
// so the frame's height never follows itself.
/** @type {(main: HTMLElement) => number} */
const heightOf = (main) => {
  const [side, box] = [".sl-mapside", ".sl-mapbox"].map((part) => /** @type {HTMLElement} */ (main.querySelector(part)));
  const fitting = Math.min(MOST_PX, Math.max(LEAST_PX, SHARE_OF_WIDTH * window.innerWidth));
  // On narrow sites the style sheet gives the height to the map alone, which then does not grow: the key stands below.
  const map = getComputedStyle(box).flexGrow === "0" ? box : side;
  return Math.ceil(main.offsetHeight - map.offsetHeight + fitting);
};

/** @type {(scheme: string) => void} */
const paintAs = (scheme) => {
  const root = document.documentElement;
  if (scheme === "auto") delete root.dataset.scheme;
  else root.dataset.scheme = scheme;
  const media = /** @type {Record<string, string>} */ ({ light: "not all", dark: "all", auto: "(prefers-color-scheme: dark)" })[scheme];
  document.querySelectorAll("source").forEach((source) => { source.media = media; });
};

/** @type {() => void} */
export const meetHost = () => {
  if (window.parent === window) return;
  const main = document.querySelector("main");
  let told = 0;
  const tell = () => {
    const height = heightOf(main);
    if (height === told) return;
    told = height;
    // A height is no secret: whoever frames the embed may know it.
    window.parent.postMessage({ shelterline: "height", height }, "*");
  };
  new ResizeObserver(tell).observe(main);
  window.addEventListener("resize", tell);
  window.addEventListener("message", ({ source, data }) => {
    const isHost = source === window.parent && data && typeof data === "object";
    if (isHost && data.shelterline === "scheme" && ["auto", "light", "dark"].includes(data.scheme)) paintAs(data.scheme);
  });
};
