// What can be clicked on a map, as buttons over it: one stop of the Tab key, arrows walk from one to the next, Enter
// opens it. The pointer goes through to the map.

const LINE_PX = 24;
/** @type {Record<string, number>} */
const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

export class Spots {
  /** @param {HTMLElement} over @param {() => L.Map} map */
  constructor(over, map) {
    this.over = over;
    this.map = map;
    // What the reader has opened by keyboard last.
    /** @type {string | null} */
    this.opener = null;
    over.addEventListener("keydown", (event) => this._walk(event));
  }

  get buttons() {
    return /** @type {HTMLElement[]} */ ([...this.over.children]);
  }

  /** @param {KeyboardEvent} event */
  _walk(event) {
    const { buttons } = this;
    const target = /** @type {HTMLElement} */ (event.target);
    const at = buttons.indexOf(target);
    const step = STEPS[event.key];
    const next = event.key === "Home" ? buttons[0] : event.key === "End" ? buttons.at(-1) : (step && buttons.at((at + step) % buttons.length));
    if (!next) return;
    event.preventDefault();
    target.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  }

  place() {
    const had = this.over.contains(document.activeElement) ? document.activeElement.textContent : null;
    // In reading order, so that an arrow goes where it seems to go.
    const spots = this.map().shelterline.spots().filter(({ text }) => text)
      .sort((a, b) => Math.round((a.point.y - b.point.y) / LINE_PX) || a.point.x - b.point.x);
    this.over.replaceChildren(...spots.map(({ point, r, text }, i) => {
      const button = document.createElement("button");
      button.type = "button";
      button.tabIndex = i ? -1 : 0;
      button.textContent = text;
      const side = 2 * Math.max(r + 3, 12);
      Object.assign(button.style, { left: `${point.x - side / 2}px`, top: `${point.y - side / 2}px`, width: `${side}px`, height: `${side}px` });
      button.addEventListener("click", () => {
        this.opener = text;
        this.map().shelterline.open(point);
      });
      return button;
    }));
    if (had !== null) this._focusOn(had);
  }

  /** @param {string} text */
  _focusOn(text) {
    const again = this.buttons.find((button) => button.textContent === text) || this.buttons[0];
    if (again) again.focus();
  }

  giveFocusBack() {
    if (this.opener !== null) this._focusOn(this.opener);
    this.opener = null;
  }
}
