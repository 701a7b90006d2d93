"""Vector tiles: which reports a tile holds, how they are counted, and how they are encoded."""
