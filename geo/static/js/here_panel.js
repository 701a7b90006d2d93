// The panel beside the map of a page without Streamlit: what lies under a click, as cards or as a sentence.
import { cardsAt } from "./here_cards.js";

/** @type {(text: string) => HTMLElement} */
const sentence = (text) => {
  const line = document.createElement("p");
  line.textContent = text;
  return line;
};

export class HerePanel {
  // `closed` gives the focus back to where it was.
  /** @param {{ closed: () => void, comesBelow: boolean }} place */
  constructor({ closed, comesBelow }) {
    this.box = document.getElementById("sl-here");
    this.closed = closed;
    this.comesBelow = comesBelow;
    this.asked = 0;
    this.box.querySelector("button").addEventListener("click", () => this.close());
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
    });
  }

  /** @param {Node[]} nodes */
  show(nodes) {
    this.box.querySelector(".sl-here-body").replaceChildren(...nodes);
    this.box.hidden = false;
    this.box.focus({ preventScroll: true });
    // Below the map on a phone: there the reader would not see that something has come.
    if (this.comesBelow) this.box.scrollIntoView({ block: "nearest" });
  }

  /** @param {string} text */
  say(text) {
    this.show([sentence(text)]);
  }

  // Show what the server has of a click, unless there was another meanwhile; `head` stands above it.
  /** @type {(address: string, pick: Picked, most: number, failed: string, head?: Node[]) => Promise<void>} */
  async load(address, pick, most, failed, head = []) {
    this.asked += 1;
    const turn = this.asked;
    const found = await cardsAt(address, pick, most);
    if (turn === this.asked) this.show([...head, ...(found || [sentence(failed)])]);
  }

  close() {
    if (this.box.hidden) return;
    this.box.hidden = true;
    this.closed();
  }
}
