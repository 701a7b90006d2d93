"""The addresses that the rows of a snapshot name as their source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from geo.snapshot.address_checks import key_of
from geo.snapshot.opened import Snapshot

_COLUMNS = ("url", "read_at", "home_url")
"""Where it was published, where it was read (often with a remark), and where a source is at home."""
_LONGEST = 2_000
"""Characters; a longer address is asked of nobody."""


def addresses_of(snapshot: Snapshot) -> dict[str, int]:
    """Return each address of the web that a snapshot's rows name, with how many times, in order."""
    found: Counter[str] = Counter()
    for column in _COLUMNS[:2]:
        count_addresses(found, snapshot.facet(column))
    for name, table in snapshot.tables.items():
        for column in {*_COLUMNS} & {*table.columns} if name != "reports" else ():
            count_addresses(found, Counter(table[column].dropna().astype(str)))
    return dict(sorted(found.items()))


def count_addresses(found: Counter[str], texts: Mapping[str, int]) -> None:
    """Add the addresses in some texts, each as often as its text stands in a table."""
    for text, n in texts.items():
        for address in set(_addresses_in(text)):
            found[address] += n


def _addresses_in(text: str) -> Iterator[str]:
    for word in text.split():
        address = key_of(word.rstrip(";,"))
        if _is_web_address(address):
            yield address


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and len(text) <= _LONGEST
