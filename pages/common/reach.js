// What a page of the framework lacks for a reader on a phone, by keyboard or by ear; inline_scripts.py calls it
// with words in the reader's language: the name of the map's frame, and what a button that copies says.
// Streamlit drops a script in which a letter follows a less-than sign: no generic types here.
/** @type {(words: { map: string, copy: string, copied: string }) => void} */
((words) => {
  window.shelterlineWords = words;
  if (window.shelterlineReach) return;
  window.shelterlineReach = true;
  const app = /** @type {HTMLElement} */ (document.querySelector(".stApp"));
  const isPhone = () => !(innerWidth > 760);
  // The menu covers the page there: it goes once a page was chosen from it.
  document.addEventListener("click", ({ target }) => {
    if (!isPhone() || !(/** @type {Element} */ (target)).closest(".st-key-pages a, .st-key-own_way button")) return;
    /** @type {HTMLElement} */ (document.querySelector("[data-testid='stSidebarCollapseButton'] button"))?.click();
  });
  // How many reports are shown is said once a change is through, and not while it comes in parts.
  const said = document.body.appendChild(document.createElement("p"));
  said.className = "sl-unseen";
  said.setAttribute("role", "status");
  let counts = "";
  const sayCounts = () => {
    const now = document.querySelector(".st-key-shown")?.textContent ?? counts;
    if (now === counts || app.dataset.testScriptState !== "notRunning") return;
    if (counts) said.textContent = now;
    counts = now;
  };
  // The framework names its button that copies in English, and says nothing once it has copied.
  /** @type {(button: Element) => void} */
  const nameCopying = (button) => {
    const { copy, copied } = window.shelterlineWords;
    const isCopied = button.getAttribute("aria-label") === "Copied";
    if (isCopied) said.textContent = copied;
    else if (said.textContent === copied) said.textContent = "";
    button.setAttribute("aria-label", isCopied ? copied : copy);
  };
  const nameAllCopying = () => {
    for (const button of document.querySelectorAll("[data-testid='stCode'] button:not([data-named])")) {
      button.setAttribute("data-named", "");
      nameCopying(button);
      /** @type {MutationObserver} */
      const renamed = new MutationObserver(() => {
        nameCopying(button);
        // Of the new names the observer need not hear.
        renamed.takeRecords();
      });
      renamed.observe(button, { attributes: true, attributeFilter: ["aria-label"] });
    }
  };
  const nameFrame = () => {
    const frame = /** @type {HTMLIFrameElement} */ (document.querySelector(".st-key-mapbox iframe"));
    if (frame && frame.title !== window.shelterlineWords.map) frame.title = window.shelterlineWords.map;
    return frame;
  };
  // What a tap on the map has opened is a sheet over the page: the focus goes into it, and back to the map.
  /** @type {Element | null} */
  let sheet = null;
  /** @type {(frame: HTMLElement) => void} */
  const keepFocus = (frame) => {
    const before = sheet;
    sheet = document.querySelector(".st-key-detail_head");
    if (!isPhone() || sheet === before) return;
    const opened = sheet && !before && document.activeElement === frame;
    if (opened) /** @type {HTMLElement} */ (sheet.querySelector("button"))?.focus({ preventScroll: true });
    if (before && !sheet && document.activeElement === document.body) frame?.focus({ preventScroll: true });
  };
  // A panel takes the focus once it has something to give it to, and gives it back to its button.
  /** @type {HTMLElement | null} */
  let opener = null;
  let isInPanel = false;
  const keepPanelFocus = () => {
    const panel = document.querySelector("[data-testid='stPopoverBody']");
    const active = /** @type {HTMLElement} */ (document.activeElement);
    // It stands beside the app, and parts of it come later still.
    if (panel) seen.observe(panel, { childList: true, subtree: true });
    if (panel && !opener && active.closest("[data-testid='stPopover']")) opener = active;
    if (panel && opener && !isInPanel) {
      const first = /** @type {HTMLElement | null} */ (panel.querySelector("button, a[href], input, summary"));
      isInPanel = panel.contains(active) || Boolean(first);
      if (first && !panel.contains(active)) first.focus({ preventScroll: true });
    }
    if (panel || !opener) return;
    if (active === document.body || !active.isConnected) opener.focus({ preventScroll: true });
    [opener, isInPanel] = [null, false];
  };
  // A menu that is off the screen is no stop of the Tab key.
  const foldMenu = () => {
    const menu = /** @type {HTMLElement} */ (document.querySelector("[data-testid='stSidebar']"));
    if (menu) menu.inert = menu.dataset.collapsed === "true";
  };
  // The framework keeps in mind that a menu is open. On a phone it would lie over whatever a link opens next.
  const forgetMenu = () => {
    if (!isPhone()) return;
    try {
      for (const key of Object.keys(localStorage)) {
        if (key.startsWith("stSidebarCollapsed-")) localStorage.removeItem(key);
      }
    } catch {
      // A browser that keeps nothing for us keeps no menu open either.
    }
  };
  // The first line (geo/web/first_line.py) is hidden by then, but its links would still come before the way past them.
  const dropFirstLine = () => {
    if (app.dataset.testScriptState !== "notRunning" || !document.querySelector(".sl-sentence")) return;
    document.querySelector(".sl-first")?.remove();
  };
  let isAsked = false;
  const look = () => {
    isAsked = false;
    keepFocus(nameFrame());
    sayCounts();
    foldMenu();
    forgetMenu();
    keepPanelFocus();
    nameAllCopying();
    // The framework says of the place for a file that it is nothing, and what it is called.
    for (const place of document.querySelectorAll("[data-testid='stFileUploaderDropzone'][role='presentation']")) {
      place.setAttribute("role", "group");
    }
    dropFirstLine();
  };
  // Once a frame at the most: a run of the page changes it in hundreds of steps.
  const seen = new MutationObserver(() => {
    if (!isAsked) requestAnimationFrame(look);
    isAsked = true;
  });
  seen.observe(app, { attributes: true, attributeFilter: ["data-test-script-state", "data-collapsed"], childList: true, subtree: true });
  // Where a panel comes and goes.
  seen.observe(document.body, { childList: true });
})
