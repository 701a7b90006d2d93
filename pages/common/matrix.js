// The matrix of exposure: each figure is a button that asks for the reports behind it.
export default function ({ data, parentElement, setTriggerValue }) {
  const box = parentElement.querySelector(".matrix");
  if (box.drawn !== data.table) {
    const focused = parentElement.activeElement?.dataset?.cell;
    const { scrollTop, scrollLeft } = box;
    // Made by the server from escaped text; see geo.charts.exposure_matrix.
    box.innerHTML = box.drawn = data.table;
    Object.assign(box, { scrollTop, scrollLeft });
    if (focused) [...box.querySelectorAll(".cell")].find((cell) => cell.dataset.cell === focused)?.focus();
  }
  box.onclick = (event) => {
    const { cell, zone } = event.target.closest("button")?.dataset ?? {};
    if (cell) setTriggerValue("cell", cell);
    if (zone) setTriggerValue("zone", zone);
  };
}
