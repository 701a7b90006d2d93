// The matrix of exposure: each figure is a button that asks for the reports behind it. To the keyboard it is a grid:
// one stop of the Tab key, and arrows walk from figure to figure.
/** @type {WeakMap<Element, string>} */
const drawn = new WeakMap();

/** @type {Record<string, [number, number]>} */
const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/** @type {(table: HTMLTableElement) => (HTMLButtonElement | null)[][]} */
const gridOf = (table) => [...table.tBodies[0].rows].map(({ cells }) => [...cells].map((cell) => cell.querySelector("button")));

// The next button in a direction, over cells that have none; along a row as it is read.
/** @type {(table: HTMLTableElement, from: HTMLButtonElement, key: string) => HTMLButtonElement | undefined} */
const nextOf = (table, from, key) => {
  const grid = gridOf(table);
  const row = grid.findIndex((buttons) => buttons.includes(from));
  const column = grid[row].indexOf(from);
  if (key === "Home") return grid[row].find(Boolean);
  if (key === "End") return grid[row].findLast(Boolean);
  const [down, along] = STEPS[key];
  const right = table.dir === "rtl" ? -along : along;
  for (let r = row + down, c = column + right; grid[r] && c in grid[r]; r += down, c += right) {
    if (grid[r][c]) return grid[r][c];
  }
  return undefined;
};

/** @type {(table: HTMLTableElement, stop?: HTMLButtonElement) => void} */
const roam = (table, stop) => {
  const buttons = [...table.querySelectorAll("button")];
  const chosen = stop ?? buttons.find((button) => button.ariaPressed === "true") ?? buttons[0];
  buttons.forEach((button) => { button.tabIndex = button === chosen ? 0 : -1; });
};

/** @param {StreamlitComponent<{ table: string }>} component */
export default function ({ data, parentElement, setTriggerValue }) {
  /** @type {HTMLElement} */
  const box = parentElement.querySelector(".matrix");
  if (!drawn.has(box)) {
    // A click too moves the one stop, so that Tab comes back to it.
    box.addEventListener("focusin", ({ target }) => {
      const stop = /** @type {Element} */ (target).closest("button");
      if (stop) roam(box.querySelector("table"), stop);
    });
  }
  if (drawn.get(box) !== data.table) {
    const focused = parentElement.activeElement?.dataset?.cell;
    const { scrollTop, scrollLeft } = box;
    // Made by the server from escaped text; see geo.charts.exposure_matrix.
    box.innerHTML = data.table;
    drawn.set(box, data.table);
    Object.assign(box, { scrollTop, scrollLeft });
    roam(box.querySelector("table"));
    if (focused) /** @type {HTMLElement[]} */ ([...box.querySelectorAll(".cell")]).find((cell) => cell.dataset.cell === focused)?.focus();
  }
  box.onkeydown = (event) => {
    const from = /** @type {Element} */ (event.target).closest("button");
    if (!from || !(event.key in STEPS || event.key === "Home" || event.key === "End")) return;
    event.preventDefault();
    nextOf(box.querySelector("table"), from, event.key)?.focus();
  };
  box.onclick = (event) => {
    const { cell, zone } = /** @type {Element} */ (event.target).closest("button")?.dataset ?? {};
    if (cell) setTriggerValue("cell", cell);
    if (zone) setTriggerValue("zone", zone);
  };
}
