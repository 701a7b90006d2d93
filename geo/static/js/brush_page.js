// What a page without Streamlit needs to have its dates dragged: one script, which an embed fetches when it is asked for
// them and a file has in it. A file counts its reports by it as well.
import { openIndex } from "./brush_index.js";
import { columnsOf, Points } from "./brush_index/points.js";
import { Strip } from "./histogram.js";
import { STYLE } from "./histogram/markup.js";

// A strip within an element. Its style is adopted: the policies of these pages let no script write any.
/** @type {(host: HTMLElement) => Strip} */
const stripIn = (host) => {
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [sheet];
  return new Strip(root);
};

export const parts = { openIndex, Points, columnsOf, stripIn };
window.shelterlineDates = parts;
