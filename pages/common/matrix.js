// The matrix of exposure: each figure is a button that asks for the reports behind it.
/** @type {WeakMap<Element, string>} */
const drawn = new WeakMap();

/** @param {StreamlitComponent<{ table: string }>} component */
export default function ({ data, parentElement, setTriggerValue }) {
  /** @type {HTMLElement} */
  const box = parentElement.querySelector(".matrix");
  if (drawn.get(box) !== data.table) {
    const focused = parentElement.activeElement?.dataset?.cell;
    const { scrollTop, scrollLeft } = box;
    // Made by the server from escaped text; see geo.charts.exposure_matrix.
    box.innerHTML = data.table;
    drawn.set(box, data.table);
    Object.assign(box, { scrollTop, scrollLeft });
    if (focused) /** @type {HTMLElement[]} */ ([...box.querySelectorAll(".cell")]).find((cell) => cell.dataset.cell === focused)?.focus();
  }
  box.onclick = (event) => {
    const { cell, zone } = /** @type {Element} */ (event.target).closest("button")?.dataset ?? {};
    if (cell) setTriggerValue("cell", cell);
    if (zone) setTriggerValue("zone", zone);
  };
}
