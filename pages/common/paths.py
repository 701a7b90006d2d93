"""Paths of pages, for who must know them before a page is run."""

WITH_MAP = frozenset({"", "shelters"})
"""Of the pages that show the map."""
PAGES = WITH_MAP | {"timeline", "claims", "sources"}
"""Of all pages."""
