"""The pages by their paths, for who must know them before a page is run."""

from __future__ import annotations

from typing import NamedTuple

from geo.language import N_


class PageEntry(NamedTuple):
    """One page: its script beside this folder, its title, its path, and whether it shows the map."""

    script: str
    title: str
    path: str
    has_map: bool


COMPARE = "compare"
"""Path of the page that compares two views."""
ENTRIES = (
    PageEntry("map.py", N_("Map"), "", has_map=True),
    PageEntry("timeline.py", N_("Timeline"), "timeline", has_map=False),
    PageEntry("shelters.py", N_("Shelter zones"), "shelters", has_map=True),
    PageEntry("claims.py", N_("Claims"), "claims", has_map=False),
    PageEntry("compare.py", N_("Compare"), COMPARE, has_map=False),
    PageEntry("sources.py", N_("Sources and method"), "sources", has_map=False),
)
"""In the order of the menu; the first is the one that opens."""
PAGES = frozenset(entry.path for entry in ENTRIES)
WITH_MAP = frozenset(entry.path for entry in ENTRIES if entry.has_map)
"""Of the pages that show the map."""
