"""From a view to a map: symbols, marks, cards, and the scripts that draw them."""
