"""Where things are: footprints, outlines, names of places, and the Mercator plane."""
