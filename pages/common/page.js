// Runs on every page; inline_scripts.py calls it with the reader's language and the place in the address.
// Streamlit drops a script in which a letter follows a less-than sign: no generic types here.
/** @type {(said: { lang: string, dir: string, place: { [name: string]: string } | null }) => void} */
(({ lang, dir, place }) => {
  const root = document.documentElement;
  root.lang = lang;
  root.dataset.dir = dir;
  // Where there is no map to do it: the link that led here may be older than the map's last move.
  const search = Object.entries(place ?? {}).reduce(
    (text, [name, value]) => text.replace(new RegExp(`([?&]${name}=)[^&]*`), `$1${value}`), location.search);
  if (search !== location.search) history.replaceState(history.state, "", location.pathname + search + location.hash);
  if (window.shelterlineKeys) return;
  window.shelterlineKeys = true;
  // Escape closes the detail, as anywhere else; Streamlit has no shortcut for a key alone.
  /** @type {(event: KeyboardEvent) => void} */
  const close = (event) => {
    if (event.key !== "Escape") return;
    /** @type {HTMLElement} */ (document.querySelector(".st-key-close_detail button"))?.click();
  };
  document.addEventListener("keydown", close);
  // The map's frame keeps its keys to itself: it has the focus when the window has just lost it.
  window.addEventListener("blur", () => {
    const frame = document.activeElement;
    if (frame instanceof HTMLIFrameElement) frame.contentDocument?.addEventListener("keydown", close);
  });
})
