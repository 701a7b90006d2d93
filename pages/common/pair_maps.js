// The frame of two maps in the app's page: a document of ours that stays, and is handed what the maps show.
const LEAST_PX = 320;
const MOST_PX = 660;
const SHARE = 0.6;
const NARROW_PX = 640;
const HEAD_PX = 32;

class Maps {
  /** @param {HTMLElement} parent perhaps the root of a shadow, which has no size */
  constructor(parent) {
    const root = document.createElement("div");
    parent.append(root);
    this.root = root;
    this.frame = document.createElement("iframe");
    Object.assign(this.frame.style, { display: "block", width: "100%", border: "0" });
    /** @type {PairData} */
    this.data = null;
    this.html = "";
    /** @type {((place: unknown) => void) | null} */
    this.tell = null;
    this.turn = 0;
    this.frame.addEventListener("load", () => this.hand());
    root.append(this.frame);
    this.fitted = () => this.fit();
    this.scheme = matchMedia("(prefers-color-scheme: dark)");
    this.recoloured = () => requestAnimationFrame(() => this.colour());
    this.scheme.addEventListener("change", this.recoloured);
    window.addEventListener("resize", this.fitted);
    this.resized = new ResizeObserver(this.fitted);
    this.resized.observe(root);
  }

  // What comes is gzipped JSON; of two that come at once the later one counts.
  /** @param {any} component */
  async take({ data: zipped, setTriggerValue }) {
    this.turn += 1;
    const { turn } = this;
    const stream = new Blob([zipped]).stream().pipeThrough(new DecompressionStream("gzip"));
    const said = await new Response(stream).json();
    if (turn !== this.turn) return;
    this.tell = (place) => setTriggerValue("place", place);
    this.data = said.data;
    this.frame.title = said.title;
    // Another language is another document.
    if (said.html === this.html) this.hand();
    else {
      this.html = said.html;
      this.frame.srcdoc = said.html;
    }
    this.fit();
  }

  hand() {
    const inside = this.frame.contentWindow;
    if (!inside?.shelterlinePair || !this.data) return;
    this.colour();
    inside.shelterlinePair.take(this.data, this.tell);
  }

  // The page's own colours, which a reader may have chosen against the system's.
  colour() {
    const root = this.frame.contentDocument?.documentElement;
    const { colorScheme } = getComputedStyle(document.querySelector(".stApp"));
    if (root) root.dataset.scheme = colorScheme.includes("dark") ? "dark" : "light";
  }

  fit() {
    const wide = this.root.clientWidth;
    const one = Math.min(MOST_PX, Math.max(LEAST_PX, SHARE * window.innerHeight));
    const isStacked = wide <= NARROW_PX && this.data?.form === "beside";
    const height = isStacked ? 2 * Math.max(240, 0.38 * window.innerHeight) + 2 * HEAD_PX : one;
    this.frame.style.height = `${Math.round(height)}px`;
  }

  gone() {
    window.removeEventListener("resize", this.fitted);
    this.scheme.removeEventListener("change", this.recoloured);
    this.resized.disconnect();
    this.root.remove();
  }
}

/** @type {WeakMap<HTMLElement, Maps>} */
const known = new WeakMap();

// Streamlit calls the answer when all is over, and that of a change as well which another one has overtaken: the maps
// stand for as long as their place in the page does.
/** @type {(component: any) => () => void} */
export default (component) => {
  const root = component.parentElement;
  if (!known.has(root)) known.set(root, new Maps(root));
  const maps = known.get(root);
  maps.take(component).catch((error) => console.warn(`The maps were not drawn: ${error.message}`));
  return () => {
    if (root.isConnected) return;
    known.delete(root);
    maps.gone();
  };
};
