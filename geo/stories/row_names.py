"""How a story names a row: `report:r0054`, `zone:z011`, `toll:t030`, `sheltering:h046`, `pause:p02`."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NamedTuple


class RowKind(StrEnum):
    """A table whose rows a story may cite."""

    REPORT = "report"
    ZONE = "zone"
    """A statement on a zone."""
    TOLL = "toll"
    SHELTERING = "sheltering"
    PAUSE = "pause"


class RowName(NamedTuple):
    """One row of the snapshot to which a step is pinned."""

    kind: RowKind
    key: str

    def __str__(self) -> str:
        """Return the name as it stands in a story."""
        return f"{self.kind}:{self.key}"


_NAME = re.compile(rf"({'|'.join(RowKind)}):([A-Za-z0-9][A-Za-z0-9._~-]{{0,99}})", re.ASCII)


def row_name(text: str) -> RowName | None:
    """Return the row that a text names; None when it names none."""
    found = _NAME.fullmatch(text)
    return RowName(RowKind(found[1]), found[2]) if found else None
