// What lies under a click, as the server draws it: cards to put into a page without Streamlit.

// Null when they could not be loaded.
/** @type {(address: string, pick: Picked, most: number) => Promise<Node[] | null>} */
export const cardsAt = async (address, { reports, cells, areas, zones, sheltering, added }, most) => {
  const query = new URLSearchParams({
    ids: [...reports.slice(0, most), ...zones, ...sheltering, ...Object.values(added).flat()].join(),
    cells: cells.slice(0, most).map((cell) => cell.join(".")).join(),
    areas: areas.join(),
  });
  try {
    const answer = await fetch(`${address}&${query}`);
    if (!answer.ok) throw new Error(`${answer.status}`);
    // Every field in it was escaped by the server, which is the one place that draws a report.
    const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
    return [...parsed.body.childNodes];
  } catch (error) {
    console.warn(`Reports here: ${error.message}`);
    return null;
  }
};
