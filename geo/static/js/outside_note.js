// How many of the reports shown lie outside of the frame, said in the frame, with a button that shows them all.

const REST_MS = 250;

export class OutsideNote {
  /** @param {L.Map} map @param {Hooks["outside"]} address @param {{ fit: () => void, changed: () => void }} act */
  constructor(map, address, { fit, changed }) {
    this.map = map;
    this.address = address;
    this.changed = changed;
    this.asked = "";
    this.timer = 0;
    this.box = L.DomUtil.create("div", "shelterline-outside", map.getContainer());
    this.box.hidden = true;
    this.text = L.DomUtil.create("span", "", this.box);
    this.text.setAttribute("role", "status");
    this.button = L.DomUtil.create("button", "", this.box);
    this.button.type = "button";
    this.button.addEventListener("click", fit);
    L.DomEvent.disableClickPropagation(this.box);
  }

  // Asks once the map and the filters have come to rest, and nothing that it knows.
  /** @param {MapState} state */
  update(state) {
    this.button.textContent = state.text.show_all || "show all";
    this.button.hidden = !state.fit;
    if (!this.address) return;
    const edges = this.map.getBounds();
    const bbox = [edges.getWest(), edges.getSouth(), edges.getEast(), edges.getNorth()]
      .map((degrees) => degrees.toFixed(5)).join();
    const address = this.address(state.query, bbox);
    if (address === this.asked) return;
    this.asked = address;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this._ask(address), REST_MS);
  }

  /** @param {string} address */
  async _ask(address) {
    const said = await fetch(address, { credentials: "same-origin" })
      .then((answer) => (answer.ok ? answer.text() : ""), () => "");
    if (address === this.asked) this.show(said);
  }

  /** @param {string} said */
  show(said) {
    if (this.text.textContent === said) return;
    this.text.textContent = said;
    this.box.hidden = !said;
    this.box.dir = this.map.getContainer().ownerDocument.documentElement.lang === "en" ? "ltr" : "rtl";
    this.changed();
  }
}
