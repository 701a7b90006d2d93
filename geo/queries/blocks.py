"""Evacuation blocks: the numbered parts of Gaza by which Israel's military gives its orders."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from unicodedata import decimal

from geo.snapshot.caches import per_snapshot

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.snapshot.opened import Snapshot

_ASKED = re.compile(
    r"\b(?:blocks?|بلوك|البلوك|בלוק|גוש)\s*(?:no\.?|#|رقم|מספר)?\s*(\d+(?:\.\d+)?)", re.IGNORECASE
)


def block_in(text: str) -> str:
    """Return the number of the block that a search text asks for ("block 2360", "بلوك 2360"), or nothing."""
    found = _ASKED.search(text)
    # Statements have the digits 0 to 9; a reader of Arabic may type others.
    return "".join(c if c == "." else str(decimal(c)) for c in found[1]) if found else ""


def without_block(text: str) -> str:
    """Return what a search text asks for beside a block."""
    return " ".join(_ASKED.sub(" ", text).split())


def statements_on_block(snapshot: Snapshot, number: str) -> tuple[str, ...]:
    """Return the ids of the zone statements that name a block, by their beginning."""
    return _by_block(snapshot).get(number, ())


@per_snapshot
def _by_block(snapshot: Snapshot) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for zone_id, blocks in snapshot.zones["blocks"].items():
        for number in dict.fromkeys(part.strip() for part in blocks.split(";")):
            found.setdefault(number, []).append(str(zone_id))
    return {number: tuple(ids) for number, ids in found.items() if number}
