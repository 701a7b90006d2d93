// The rows that are seen, as elements of the page: so many as the window holds, filled anew while it moves.
/** @type {(tag: string, className: string, role: string) => HTMLElement} */
export const element = (tag, className, role) => {
  const made = document.createElement(tag);
  made.className = className;
  if (role) made.setAttribute("role", role);
  return made;
};

/** @type {(text: string) => boolean} */
const isWebAddress = (text) => /^https?:\/\/[^/\s]/.test(text);

export class TableRows {
  /** @param {HTMLElement} body @param {TableData} data */
  constructor(body, data) {
    this.body = body;
    this.data = data;
    /** @type {HTMLElement[]} */
    this.pool = [];
    /** @type {WeakMap<HTMLElement, { i: number, row: TableCell[] | undefined }>} */
    this.shown = new WeakMap();
  }

  // Draw the rows from one position on, the first of them so many pixels below the upper edge.
  /** @type {(first: number, n: number, y: number, height: number, rowOf: (i: number) => TableCell[] | undefined, isChosen: (i: number) => boolean) => void} */
  draw(first, n, y, height, rowOf, isChosen) {
    while (this.pool.length < n) {
      this.pool.push(this._made());
      // A row has its place in turns: with more of them the places are others.
      this.pool.forEach((line) => this.shown.delete(line));
    }
    const size = this.pool.length;
    for (let k = 0; k < size; k += 1) {
      const i = first + k;
      const line = this.pool[i % size];
      line.hidden = k >= n || i >= this.data.n;
      if (line.hidden) continue;
      const [row, before] = [rowOf(i), this.shown.get(line)];
      if (!before || before.i !== i || before.row !== row) {
        this._fill(line, i, row);
        this.shown.set(line, { i, row });
      }
      line.style.transform = `translateY(${y + k * height}px)`;
      line.setAttribute("aria-selected", String(isChosen(i)));
    }
  }

  _made() {
    const line = element("div", "sl-row", "row");
    this.data.columns.forEach(({ name, width, lang }, c) => {
      const cell = element("div", c ? "sl-cell" : "sl-cell sl-first", c ? "gridcell" : "rowheader");
      cell.setAttribute("aria-colindex", String(c + 1));
      cell.style.width = `${width}px`;
      if (lang) cell.lang = lang;
      cell.dataset.name = name;
      line.append(cell);
    });
    this.body.append(line);
    return line;
  }

  /** @type {(line: HTMLElement, i: number, row: TableCell[] | undefined) => void} */
  _fill(line, i, row) {
    line.setAttribute("aria-rowindex", String(i + 2));
    line.dataset.i = String(i);
    line.classList.toggle("sl-wait", !row);
    line.classList.toggle("sl-odd", i % 2 === 1);
    const cells = /** @type {HTMLElement[]} */ ([...line.children]);
    cells.forEach((cell, c) => {
      cell.id = `sl-${i}-${c}`;
      cell.classList.remove("sl-at");
      // A row that is on its way says which it is, so that who drags the bar sees where they are.
      if (!row) cell.textContent = c ? "" : `${i + 1} …`;
      else this._say(cell, row[c]);
    });
  }

  /** @type {(cell: HTMLElement, value: TableCell) => void} */
  _say(cell, value) {
    const { name } = cell.dataset;
    const text = value === null ? "" : String(value);
    const meaning = this.data.meanings[name];
    const said = meaning && Object.hasOwn(meaning, text) ? meaning[text] : text;
    const isReport = name === "report_id";
    if (text && (isReport || ((name === "url" || name === "read_at") && isWebAddress(text)))) {
      const link = document.createElement("a");
      link.href = isReport ? this.addressOf(text) : text;
      link.target = "_blank";
      link.rel = isReport ? "noopener" : "noopener noreferrer";
      link.tabIndex = -1;
      link.dir = "ltr";
      link.textContent = text;
      cell.replaceChildren(link);
      cell.title = text;
      return;
    }
    cell.dir = typeof value === "number" ? "ltr" : "auto";
    cell.textContent = said;
    cell.title = said.length > 12 ? said : "";
  }

  /** @type {(id: string) => string} */
  addressOf(id) {
    return this.data.report_address.replace("ID", encodeURIComponent(id));
  }
}
