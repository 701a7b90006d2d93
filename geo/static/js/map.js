// The map in a frame of Streamlit's page.
import { surface } from "./surface.js";

window.Shelterline = surface;
