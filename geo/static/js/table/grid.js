// The table as a grid of the ARIA Authoring Practices: one stop of the Tab key, arrows inside, rows as they come.
// https://www.w3.org/WAI/ARIA/apg/patterns/grid/
import { ChosenRows, toClipboard } from "./chosen.js";
import { element, TableRows } from "./rows.js";
import { TableScroll } from "./scroll.js";
import { Windows } from "./windows.js";

const HEAD = -1;

export class TableGrid {
  /** @param {HTMLElement} place @param {TableData} data @param {(text: string) => void} say */
  constructor(place, data, say) {
    this.data = data;
    this.say = say;
    // The heads that the server wrote, with their ways to other orders.
    const heads = /** @type {HTMLElement[]} */ ([...place.querySelectorAll("thead th")]);
    this.isCoarse = matchMedia("(pointer: coarse)").matches;
    this.rowHeight = this.isCoarse ? 44 : 30;
    this.at = { row: 0, column: 0 };
    this.direction = 1;
    this.hasFailed = false;
    this.frame = 0;
    this.chosen = new ChosenRows();
    this._build(place, heads);
    this.rows = new TableRows(this.body, data);
    this.windows = new Windows(data, {
      came: () => this.drawSoon(),
      failed: (is) => {
        if (is || this.hasFailed) this.say(is ? data.words.failed : "");
        this.hasFailed = is;
      },
    });
    this.scroll = new TableScroll(this.grid, () => this.drawSoon());
    this.before = 0;
    new ResizeObserver(() => this._fit()).observe(this.grid);
    this._fit();
    if (data.first.offset) this.scroll.go(data.first.offset * this.rowHeight);
    this.grid.addEventListener("keydown", (event) => this._key(event));
    this.grid.addEventListener("click", (event) => this._click(event));
    this.grid.addEventListener("focus", () => this._mark());
    this.grid.addEventListener("copy", (event) => {
      event.preventDefault();
      this.copy();
    });
  }

  /** @type {(place: HTMLElement, heads: HTMLElement[]) => void} */
  _build(place, heads) {
    const { n, columns, words } = this.data;
    this.grid = element("div", "sl-grid", "grid");
    this.grid.tabIndex = 0;
    this.grid.setAttribute("aria-label", words.table);
    this.grid.setAttribute("aria-rowcount", String(n + 1));
    this.grid.setAttribute("aria-colcount", String(columns.length));
    this.grid.setAttribute("aria-multiselectable", "true");
    this.sizer = element("div", "sl-sizer", "presentation");
    this.pane = element("div", "sl-pane", "presentation");
    this.head = element("div", "sl-row sl-head", "row");
    this.head.setAttribute("aria-rowindex", "1");
    heads.forEach((head, c) => {
      const cell = element("div", c ? "sl-cell" : "sl-cell sl-first", "columnheader");
      cell.id = `sl-${HEAD}-${c}`;
      cell.style.width = `${columns[c].width}px`;
      cell.setAttribute("aria-colindex", String(c + 1));
      cell.setAttribute("aria-sort", head.getAttribute("aria-sort"));
      const link = head.querySelector("a");
      link.tabIndex = -1;
      cell.append(link);
      this.head.append(cell);
    });
    this.body = element("div", "sl-body", "rowgroup");
    this.pane.append(this.head, this.body);
    this.sizer.append(this.pane);
    this.grid.append(this.sizer);
    this.sizer.style.width = `${columns.reduce((sum, { width }) => sum + width, 0)}px`;
    place.className = "sl-held";
    for (const name of ["tabindex", "role", "aria-label"]) place.removeAttribute(name);
    place.replaceChildren(this.grid);
  }

  get headHeight() {
    return this.head.offsetHeight;
  }

  _fit() {
    const { n } = this.data;
    this.view = Math.max(this.rowHeight, this.grid.clientHeight - this.headHeight);
    const height = this.scroll.fit(n * this.rowHeight, this.view);
    this.sizer.style.height = `${height + this.headHeight}px`;
    this.pane.style.height = `${this.grid.clientHeight}px`;
    this.body.style.setProperty("--row", `${this.rowHeight}px`);
    this.draw();
  }

  drawSoon() {
    this.frame ||= requestAnimationFrame(() => this.draw());
  }

  draw() {
    this.frame = 0;
    const { top } = this.scroll;
    if (top !== this.before) this.direction = Math.sign(top - this.before);
    this.before = top;
    const first = Math.floor(top / this.rowHeight);
    const n = Math.ceil(this.view / this.rowHeight) + 1;
    this.windows.want(first, first + n - 1, this.direction);
    this.rows.draw(first, n, first * this.rowHeight - top, this.rowHeight, (i) => this.windows.row(i), (i) => this.chosen.rows.has(i));
    this._mark();
  }

  // The cell that keys go from; it may be out of sight, and then nothing is marked.
  _mark() {
    this.pane.querySelector(".sl-at")?.classList.remove("sl-at");
    const cell = document.getElementById(`sl-${this.at.row}-${this.at.column}`);
    if (cell && this.pane.contains(cell)) {
      cell.classList.add("sl-at");
      this.grid.setAttribute("aria-activedescendant", cell.id);
    } else {
      this.grid.removeAttribute("aria-activedescendant");
    }
  }

  /** @type {(row: number, column: number) => void} */
  go(row, column) {
    const { n, columns } = this.data;
    this.at = { row: Math.min(Math.max(row, HEAD), n - 1), column: Math.min(Math.max(column, 0), columns.length - 1) };
    const { top } = this.scroll;
    const y = this.at.row * this.rowHeight;
    if (this.at.row >= 0 && y < top) this.scroll.go(y);
    else if (this.at.row >= 0 && y + this.rowHeight > top + this.view) this.scroll.go(y + this.rowHeight - this.view);
    this._showColumn();
    this.draw();
  }

  // The first column stays where it is and may cover what is beside it.
  _showColumn() {
    const { column } = this.at;
    if (!column) return;
    const cell = /** @type {HTMLElement} */ (this.head.children[column]);
    const [box, first, view] = [cell, this.head.children[0], this.grid].map((each) => each.getBoundingClientRect());
    const isRtl = getComputedStyle(this.grid).direction === "rtl";
    const from = isRtl ? view.left : first.right;
    const to = isRtl ? first.left : view.left + this.grid.clientWidth;
    if (box.left < from) this.grid.scrollLeft -= from - box.left;
    else if (box.right > to) this.grid.scrollLeft += Math.min(box.right - to, box.left - from);
  }

  /** @param {KeyboardEvent} event */
  _key(event) {
    const { row, column } = this.at;
    const isRtl = getComputedStyle(this.grid).direction === "rtl";
    const page = Math.max(1, Math.floor(this.view / this.rowHeight) - 1);
    const last = this.data.columns.length - 1;
    const isFar = event.ctrlKey || event.metaKey;
    /** @type {Record<string, [number, number]>} */
    const places = {
      ArrowDown: [row + 1, column],
      ArrowUp: [row - 1, column],
      ArrowRight: [row, column + (isRtl ? -1 : 1)],
      ArrowLeft: [row, column - (isRtl ? -1 : 1)],
      PageDown: [row + page, column],
      PageUp: [Math.max(0, row - page), column],
      Home: isFar ? [0, 0] : [row, 0],
      End: isFar ? [this.data.n - 1, last] : [row, last],
    };
    // With Alt an arrow is the browser's own: back and forward.
    if (event.altKey) return;
    const place = places[event.key];
    if (place) this._walk(place, event.shiftKey);
    else if (event.key === "Enter" || (event.key === " " && row === HEAD)) this._enter();
    else if (event.key === " ") this._choose(() => this.chosen.toggle(row));
    else if (event.key === "Escape" && this.chosen.rows.size) this._choose(() => this.chosen.none());
    else if (isFar && event.key.toLowerCase() === "a") this._chooseAll();
    else if (isFar && event.key.toLowerCase() === "c") this.copy();
    else return;
    event.preventDefault();
  }

  /** @type {(place: [number, number], isChoosing: boolean) => void} */
  _walk([row, column], isChoosing) {
    if (isChoosing && !this.chosen.rows.size) this.chosen.only(Math.max(0, this.at.row));
    this.go(row, column);
    if (isChoosing && this.at.row >= 0) this._choose(() => this.chosen.upTo(this.at.row, this.data.most_copied));
  }

  _enter() {
    const { row, column } = this.at;
    const link = row === HEAD ? this.head.children[column].querySelector("a") : null;
    if (link) {
      link.click();
      return;
    }
    const cells = this.windows.row(row);
    if (cells) window.open(this.rows.addressOf(String(cells[0])), "_blank", "noopener");
  }

  /** @param {MouseEvent} event */
  _click(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    const line = /** @type {HTMLElement} */ (target.closest(".sl-body .sl-row"));
    if (!line || target.closest("a")) return;
    const i = Number(line.dataset.i);
    const column = [...line.children].indexOf(target.closest(".sl-cell"));
    this.at = { row: i, column: Math.max(0, column) };
    if (event.shiftKey) this._choose(() => this.chosen.upTo(i, this.data.most_copied));
    // A finger has no such key: what it taps is chosen beside the others.
    else if (event.ctrlKey || event.metaKey || this.isCoarse) this._choose(() => this.chosen.toggle(i));
    else this._choose(() => this.chosen.only(i));
  }

  _chooseAll() {
    if (this.data.n > this.data.most_copied) this.say(this.data.words.too_many);
    else this._choose(() => this.chosen.all(this.data.n));
  }

  /** @param {() => void} change */
  _choose(change) {
    change();
    const { size } = this.chosen.rows;
    this.say(size ? this.data.words.selected.replace("{n}", String(size)) : "");
    this.draw();
  }

  async copy() {
    if (!this.chosen.rows.size) this.chosen.only(Math.max(0, this.at.row));
    const { size } = this.chosen.rows;
    const { copied, not_copied: notCopied } = this.data.words;
    const text = fetch(`${this.data.copy_address}&pick=${this.chosen.pick}`).then((answer) => {
      if (!answer.ok) throw new Error(`${answer.status}`);
      return answer.text();
    });
    try {
      await toClipboard(text);
      this.say(copied.replace("{n}", String(size)));
    } catch (error) {
      console.warn(`Copy: ${error.message}`);
      this.say(notCopied);
    }
    this.draw();
  }
}
