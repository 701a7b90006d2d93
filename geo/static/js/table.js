// The table of a view: what the server wrote as a plain table becomes a grid through which all rows scroll.
import { TableGrid } from "./table/grid.js";

const data = /** @type {TableData} */ (JSON.parse(document.getElementById("sl-data").textContent));
const place = document.getElementById("sl-table");
const said = document.getElementById("sl-said");
/** @type {(text: string) => void} */
const say = (text) => {
  said.textContent = text && ` · ${text}`;
};

// Inside the app the link of the page around is what a reader shares: it says how the rows are listed.
const tellApp = () => {
  const { parent } = window;
  if (parent === window || !document.body.classList.contains("sl-bare")) return;
  const address = new URL(parent.location.href);
  if (address.searchParams.get("tab") !== "table") return;
  for (const [name, text] of Object.entries(data.own)) {
    if (text) address.searchParams.set(name, text);
    else address.searchParams.delete(name);
  }
  if (address.href !== parent.location.href) parent.history.replaceState(parent.history.state, "", address.href);
};

// A column that was sorted by its head keeps the reader's place, and a list of columns that was open stays open.
const KEPT = "shelterline-table";
/** @type {(grid: TableGrid | null) => void} */
const keepPlace = (grid) => {
  document.addEventListener("click", (event) => {
    const link = /** @type {HTMLElement} */ (event.target).closest("a[data-keeps]");
    if (!link) return;
    const name = link.closest("[role=columnheader]")?.id.split("-").at(-1);
    const column = name === undefined ? null : data.columns[Number(name)].name;
    sessionStorage.setItem(KEPT, JSON.stringify({ column, is_open: Boolean(link.closest("#sl-columns")) }));
  });
  const kept = JSON.parse(sessionStorage.getItem(KEPT) || "null");
  sessionStorage.removeItem(KEPT);
  if (!kept) return;
  if (kept.is_open) /** @type {HTMLDetailsElement} */ (document.getElementById("sl-columns")).open = true;
  const column = data.columns.findIndex(({ name }) => name === kept.column);
  if (grid && column >= 0) {
    grid.grid.focus();
    grid.go(-1, column);
  }
};

const grid = data.n ? new TableGrid(place, data, say) : null;
if (grid) {
  document.documentElement.classList.add("sl-scripted");
  const copy = document.getElementById("sl-copy");
  copy.hidden = false;
  copy.addEventListener("click", () => grid.copy());
}
keepPlace(grid);
tellApp();
