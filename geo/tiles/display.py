"""How a picture is made from tiles: numbers that the map's script and the figures share."""

from __future__ import annotations

TILE_PX = 512
"""Side on which a tile is shown. Each request costs the server and the browser some milliseconds: at twice
the usual side, with twice the cells, a picture needs a quarter of the tiles."""
PLACE_BITS = 12
"""A tile has 2^12 places a side, as many as its extent."""
MARGIN = 0.12
"""Part of the map's size that is drawn beyond each edge: a drag of ordinary length shows no bare one."""
RING_FROM_PX, RING_ZOOM, RING_ZOOM_STEP = 8.0, 11, 2
"""From where the largest ring is more than a symbol's reach, rings come in from outside: up to this zoom with
the tiles half a tile around, from further away with larger ones, in which fewer hold as much."""
ROUNDS = 6
"""How often symbols that have grown are looked at again for others that they touch."""
TOUCH = 0.92
"""Discs may overlap by this little."""
DISC_PX, DISC_POWER, MOST_DISC_PX = 7.0, 0.11, 18.0
"""Radius of a disc of n reports: pixels times n to this power, so that its area grows gently; never more than
the longest number needs, for a disc hides the land under it."""
HATCH_SEEN, HATCH_MOST = 0.5, 0.5
"""An area is hatched when at least this part of it is in the frame and it takes at most that part of it:
a hatch over all that is seen, or over a corner of a country, says nothing."""
BEYOND_PX = 2.5
"""How far a ring must stand out from under its symbol to be seen."""
MAX_RINGS = 150
"""So many rings can be told apart; thousands are fog, and cost seconds."""
