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
  // The framework's fonts are larger than all that the first picture needs (geo/web/first_line.py): their styles are
  // turned on when the sidebar is there, which comes last, and icons are shown when their letters can be drawn.
  const icons = async () => {
    await Promise.allSettled([document.fonts.load('1em "Material Symbols Rounded"')]);
    root.dataset.icons = "";
  };
  const fonts = () => {
    /** @type {HTMLLinkElement | null} */
    const styles = document.querySelector('link[rel="stylesheet"][media="print"]');
    if (styles?.sheet) requestAnimationFrame(icons);
    else if (styles) styles.addEventListener("load", icons, { once: true });
    else icons();
    if (styles) styles.media = "all";
  };
  const sidebar = new MutationObserver(() => {
    if (!document.querySelector('[data-testid="stSidebar"]')) return;
    sidebar.disconnect();
    fonts();
  });
  sidebar.observe(document.body, { childList: true, subtree: true });
  // A server that was started anew knows this page's view only after a run: what a reader changed before that would
  // be lost, for the run takes the view from the link.
  const app = /** @type {HTMLElement} */ (document.querySelector(".stApp"));
  let isConnected = true;
  const again = () => {
    /** @type {HTMLButtonElement | null} */
    const button = document.querySelector(".st-key-run_again button");
    // Buttons come back to life some frames after the line does.
    if (button?.disabled && isConnected) requestAnimationFrame(again);
    else button?.click();
  };
  new MutationObserver(() => {
    const before = isConnected;
    isConnected = app.getAttribute("data-test-connection-state") === "CONNECTED";
    if (isConnected && !before) again();
  }).observe(app, { attributes: true, attributeFilter: ["data-test-connection-state"] });
  // The map's frame keeps its keys to itself: it has the focus when the window has just lost it.
  window.addEventListener("blur", () => {
    const frame = document.activeElement;
    if (frame instanceof HTMLIFrameElement) frame.contentDocument?.addEventListener("keydown", close);
  });
})
