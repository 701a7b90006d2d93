"""What has a page of its own, and the address of that page."""

from __future__ import annotations

from enum import StrEnum
from urllib.parse import quote, urlencode


class ThingKind(StrEnum):
    """A kind of thing with a page of its own; each is the first name of the address."""

    REPORT = "report"
    INCIDENT = "incident"
    ZONE = "zone"
    """A statement on a zone."""
    SOURCE = "source"
    PLACE = "place"
    """An area by its p-code, or a place of the gazetteer by its id."""


def thing_address(kind: ThingKind, key: str, snap: str = "", lang: str = "") -> str:
    """Return the address of a page below that of the map page: of the current data when `snap` is empty."""
    pinned = urlencode({name: value for name, value in (("snap", snap), ("lang", lang)) if value})
    return f"/{kind}/{quote(key, safe='', errors='replace')}{'?' if pinned else ''}{pinned}"
