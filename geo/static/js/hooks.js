// Where the map gets its data from and whom it tells what, in a frame of Streamlit's page. A page of its own
// hands in others.
import { loadGeography } from "./geography.js";

/** @type {Hooks} */
export const FRAME_HOOKS = {
  page: () => window.parent,
  tell: (value) => window.Streamlit?.setComponentValue(value),
  placesAt: null,
  outside: (query, bbox) => `/embed/frame?${query}&say=outside&bbox=${bbox}`,
  geographyAt: loadGeography,
};
