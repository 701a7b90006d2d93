"""Every connector by the name of its source, and which of them a file belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from geo.connectors import (
    acled,
    cod_ab,
    hapi,
    idmc,
    insecurity_insight,
    pcodes,
    techforpalestine,
    ucdp,
    ucdp_candidate,
    unosat,
    unread,
)
from geo.connectors.toolkit.contract import HEAD_BYTES, Connector
from geo.connectors.toolkit.workbooks import first_texts
from geo.model.errors import SourceError

_MODULES = (
    *(ucdp_candidate, ucdp, acled, hapi, insecurity_insight, idmc),
    *(techforpalestine, cod_ab, pcodes, unosat),
)
"""A file belongs to the first that recognises it."""
_CONNECTORS = (*(module.CONNECTOR for module in _MODULES), *unread.CONNECTORS)


@cache
def connectors() -> Mapping[str, Connector]:
    """Return every connector by the id of its contract."""
    return {one.contract.id: one for one in _CONNECTORS}


def fetching() -> tuple[str, ...]:
    """Return the ids of the connectors that fetch what they read."""
    return tuple(name for name, one in connectors().items() if one.fetch is not None)


def connector_of(path: Path) -> Connector | None:
    """Return the connector of a file by its name and its first bytes; None when no connector knows it.

    Raises SourceError when the file cannot be read.
    """
    try:
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except OSError as error:
        raise SourceError(f"{path} cannot be read: {error.strerror or error}") from error
    # What a workbook says is packed; its first texts are the names of its columns.
    head += first_texts(path, 4 * HEAD_BYTES)
    found = (one for one in connectors().values() if one.recognises(path.name.lower(), head))
    return next(found, None)
