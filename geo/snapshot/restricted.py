"""Rows that are this user's own: their source's terms forbid giving them to others.

A server shows them only where `SHELTERLINE_PRIVATE=1` says that nobody but its own user reaches it.
Everywhere else a snapshot is opened without them, so no page, tile, count, embed or export can have them.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

WITHHELD = "Not redistributable"
"""What the licence of such a source begins with."""
FLAG = "redistributable"
"""Flag of the table of sources where it has one: there, what is not known to be free is kept back."""
PRIVATE_VARIABLE = "SHELTERLINE_PRIVATE"


def is_private() -> bool:
    """Whether the operator says that nobody but the user reaches this server."""
    return os.environ.get(PRIVATE_VARIABLE, "").strip() == "1"


def restricted_sources(sources: pd.DataFrame) -> pd.DataFrame:
    """Return the sources whose terms forbid giving their rows to others."""
    forbids = sources["licence"].fillna("").str.casefold().str.startswith(WITHHELD.casefold())
    if FLAG in sources:
        # Null is no permission.
        forbids |= ~sources[FLAG].fillna(False).astype(bool)  # noqa: FBT003 the value of a gap
    return sources[forbids]
