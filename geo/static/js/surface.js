// All that the world outside of the modules reaches by name: folium's script `update`, tests the others.
import { readMessage } from "./channel.js";
import { cluster } from "./cluster.js";
import { world } from "./geometry.js";
import { readTile } from "./vector_tile.js";
import { update } from "./view.js";

export const surface = { update, cluster, readMessage, readTile, world };
