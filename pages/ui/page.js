({ lang, dir }) => {
  const root = document.documentElement;
  root.lang = lang;
  root.dataset.dir = dir;
  if (window.shelterlineKeys) return;
  window.shelterlineKeys = true;
  // Escape closes the detail, as anywhere else; Streamlit has no shortcut for a key alone.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    document.querySelector(".st-key-close_detail button")?.click();
  });
}
