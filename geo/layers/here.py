"""Everything that lies under one click, from every layer."""

from __future__ import annotations

from markupsafe import escape

from geo.layers.all_layers import LAYERS
from geo.layers.layer import Click

MOST_CELLS = 200
"""Cells of a click that are asked for at once."""


def cards_here(click: Click) -> str:
    """Return the cards of every layer as HTML, and a sentence when not all are here.

    What is asked for by id is answered whether its layer is on or off.
    """
    words = click.words
    found = [layer.cards(click) for layer in LAYERS.values()]
    html = "".join(cards.html for cards in found)
    if not any(cards.is_capped for cards in found):
        return html
    more = words("The first {n}; the full view has all of them.", n=words.number(click.most))
    return f'<p class="sl-notice">{escape(more)}</p>{html}'
