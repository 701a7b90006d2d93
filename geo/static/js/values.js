// What Python says, once for both sides; geo/layers/assets.py puts it before the modules.

export const symbols = SHELTERLINE.symbols;
export const kindOrder = SHELTERLINE.kind_order;
export const tileRules = SHELTERLINE.tiles;
export const displayRules = SHELTERLINE.display;
