"""The addresses of all pages of things as a sitemap (sitemaps.org/protocol.html): an index and its parts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from html import escape

from geo.model.thing_kinds import ThingKind, thing_address
from geo.snapshot.opened import Snapshot

MOST_ADDRESSES = 50_000
"""Of one part, as the protocol has it."""
MEDIA_TYPE = "application/xml"
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_BATCH = 1_000


def _reports(snapshot: Snapshot) -> list[str]:
    return snapshot.store.all_ids()


def _incidents(snapshot: Snapshot) -> list[str]:
    return sorted(key for key in snapshot.store.encoded("incident_key").dictionary.to_pylist() if key)


def _zones(snapshot: Snapshot) -> list[str]:
    return sorted(snapshot.zones.index)


def _sources(snapshot: Snapshot) -> list[str]:
    return sorted(snapshot.tables["sources"].index)


def _places(snapshot: Snapshot) -> list[str]:
    areas = {area.pcode for area in snapshot.areas}
    places = (key for key in snapshot.tables["places"].index if key.upper() not in areas)
    return [*sorted(areas), *sorted(places)]


_KEYS: Mapping[ThingKind, Callable[[Snapshot], list[str]]] = {
    ThingKind.REPORT: _reports,
    ThingKind.INCIDENT: _incidents,
    ThingKind.ZONE: _zones,
    ThingKind.SOURCE: _sources,
    ThingKind.PLACE: _places,
}


def sitemap_index(snapshot: Snapshot, site: str, others: Iterable[str] = ()) -> bytes:
    """Return the list of the parts; `others` are parts that hold no things of a snapshot."""
    root = site.rstrip("/")
    parts = [f"{root}/sitemap.xml?of={other}" for other in others]
    parts += [
        f"{root}/sitemap.xml?of={kind}&part={part}"
        for kind, keys in _KEYS.items()
        for part in range(-(-len(keys(snapshot)) // MOST_ADDRESSES))
    ]
    entries = "".join(f"<sitemap><loc>{escape(part)}</loc></sitemap>\n" for part in parts)
    return f'{_START}<sitemapindex xmlns="{_NAMESPACE}">\n{entries}</sitemapindex>\n'.encode()


_START = '<?xml version="1.0" encoding="UTF-8"?>\n'


def sitemap_part(snapshot: Snapshot, site: str, kind: ThingKind, part: int) -> Iterator[bytes]:
    """Return the addresses of the pages of a kind, some at a time; of a part that there is not, none.

    They name no snapshot: a search engine leads to the current data.
    """
    keys = _KEYS[kind](snapshot)[part * MOST_ADDRESSES : (part + 1) * MOST_ADDRESSES]
    yield from sitemap_of(site, [thing_address(kind, key) for key in keys])


def sitemap_of(site: str, addresses: Sequence[str]) -> Iterator[bytes]:
    """Return a part of addresses below that of the map page, some at a time."""
    root = site.rstrip("/")
    yield f'{_START}<urlset xmlns="{_NAMESPACE}">\n'.encode()
    for first in range(0, len(addresses), _BATCH):
        batch = addresses[first : first + _BATCH]
        yield "".join(f"<url><loc>{escape(root + address)}</loc></url>\n" for address in batch).encode()
    yield b"</urlset>\n"
