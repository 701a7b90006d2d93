// The style comes along with the script: a sheet of its own would be a round trip during which the histogram
// has none.

export const css = SHELTERLINE.css;
