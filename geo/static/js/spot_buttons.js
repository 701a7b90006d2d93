// What can be clicked on a map, as buttons over it: one stop of the Tab key, arrows walk from one to the next,
// Enter opens it. The pointer goes through to the map.

/** @type {Record<string, number>} */
const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

export class SpotButtons {
  /** @param {L.Map} map @param {HTMLElement} over */
  constructor(map, over) {
    this.map = map;
    this.over = over;
    /** @type {string | null} */
    this.opener = null;
    over.addEventListener("keydown", (event) => this._walk(event));
  }

  /** @returns {HTMLElement[]} */
  get buttons() {
    return /** @type {HTMLElement[]} */ ([...this.over.children]);
  }

  // Puts a button over each spot of the picture on the screen.
  place() {
    const { shelterline } = this.map;
    const had = this.over.contains(document.activeElement) ? document.activeElement.textContent : null;
    // In reading order, so that an arrow goes where it seems to go.
    const spots = shelterline.spots().filter(({ text }) => text)
      .sort((a, b) => Math.round((a.point.y - b.point.y) / 24) || a.point.x - b.point.x);
    this.over.replaceChildren(...spots.map(({ point, r, text }, i) => {
      const button = document.createElement("button");
      button.type = "button";
      button.tabIndex = i ? -1 : 0;
      button.textContent = text;
      const side = 2 * Math.max(r + 3, 12);
      Object.assign(button.style, { left: `${point.x - side / 2}px`, top: `${point.y - side / 2}px`, width: `${side}px`, height: `${side}px` });
      button.addEventListener("click", () => {
        this.opener = text;
        shelterline.open(point);
      });
      return button;
    }));
    if (had !== null) this._focusOn(had);
  }

  // Gives the focus back to what opened the panel that has just closed.
  giveBack() {
    if (this.opener !== null) this._focusOn(this.opener);
    this.opener = null;
  }

  /** @param {string} text */
  _focusOn(text) {
    const again = this.buttons.find((button) => button.textContent === text) || this.buttons[0];
    if (again) again.focus();
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
}
