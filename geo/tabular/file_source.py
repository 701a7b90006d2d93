"""Who the source of a file is, as far as its name and its columns say."""

from __future__ import annotations

import re
from itertools import count
from typing import TYPE_CHECKING

from geo.model import SourceKind
from geo.tabular.column_names import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.connectors.toolkit.contract import Contract

_ID_CUT = 40
_OWN = "Read from a file of the user's own. Its rows were not compiled or checked by this project."


def own_source(name: str, known: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Return a row of the table `sources` for a file of that name.

    `known` are the rows that there are, by id. Only the very same row takes the id of one of them, and the
    name of a connector, or an id that begins like its rows, is none for a file of somebody's own.
    """
    stem = re.sub(r"[^a-z0-9]+", "-", plain(name.rsplit(".", 1)[0])).strip("-")[:_ID_CUT] or "own-file"
    if any(f"{stem}-".startswith(f"{contract.id}-") for contract in contracts()):
        stem = f"file-{stem}"
    rows = (_row(stem if n == 1 else f"{stem}.{n}", name) for n in count(1))
    return next(found for row in rows if (found := _same(row, known.get(row["source_id"], row))))


def _same(row: dict[str, str], known: Mapping[str, str]) -> dict[str, str]:
    """Return a known row that says the same, whatever its licence; empty when it does not."""
    said = {name: str(known.get(name, "")) for name in row}
    return said if {**said, "licence": row["licence"]} == row else {}


def contracts() -> list[Contract]:
    """Return the contracts of all connectors."""
    # They load what reads their files, for which who only opens a table need not wait.
    from geo.connectors.all_connectors import connectors  # noqa: PLC0415

    return [one.contract for one in connectors().values()]


def _row(source_id: str, name: str) -> dict[str, str]:
    return {
        "source_id": source_id,
        "name": name,
        "kind": str(SourceKind.DATASET),
        "home_url": "",
        "licence": "",
        "language": "",
        "caveat": _OWN,
    }
