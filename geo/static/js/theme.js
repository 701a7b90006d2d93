// Whether the page is light or dark, and the colours that go with it.
import { symbols } from "./values.js";

// Streamlit writes its theme into the frame's :root; without it the system's preference holds.
/** @type {() => boolean} */
export const isDark = () => {
  const css = getComputedStyle(document.documentElement).getPropertyValue("--background-color");
  if (!css.trim()) return window.matchMedia("(prefers-color-scheme: dark)").matches;
  return isDarkColour(css.trim());
};

/** @type {(css: string) => boolean} */
export const isDarkColour = (css) => {
  const probe = document.createElement("canvas").getContext("2d");
  probe.fillStyle = css;
  const hex = /^#(..)(..)(..)/.exec(probe.fillStyle);
  if (!hex) return false;
  const [red, green, blue] = hex.slice(1).map((part) => parseInt(part, 16));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue < 110;
};

// Colours of a theme, flattened from the table's pairs.
/** @type {(dark: boolean) => Palette} */
export const paletteOf = (dark) => {
  const mode = dark ? "dark" : "light";
  /** @type {Palette["on"]} */
  const on = (pair) => pair[mode];
  const ground = /** @type {Record<Tone, string>} */ (
    Object.fromEntries(Object.entries(symbols.ground).map(([name, pair]) => [name, on(pair)])));
  return { dark, on, ...ground };
};

// Waits for the style sheets, which the component loads without waiting for them.
/** @type {(map: L.Map) => Promise<void>} */
export const styled = async (map) => {
  const isStyled = () => getComputedStyle(map.getContainer()).getPropertyValue("--shelterline-styled").trim() === "1"
    && getComputedStyle(map.getPane("mapPane")).position === "absolute";
  const until = performance.now() + 5000;
  while (!isStyled() && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 8));
};

// The component's library adds a new style element to the head with every message from the page and
// never removes one: the last holds, the others go.
/** @type {(changed: () => void) => void} */
export const watchTheme = (changed) => {
  const look = () => {
    const themes = [...document.head.querySelectorAll("style")]
      .filter((style) => style.textContent.includes("--background-color:"));
    themes.slice(0, -1).forEach((style) => style.remove());
    changed();
  };
  const observer = new MutationObserver(look);
  observer.observe(document.head, { childList: true, subtree: true, characterData: true });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-scheme"] });
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", look);
};
