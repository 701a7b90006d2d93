"""What the index of a partition is made from: by that it is found again, or made anew."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.snapshot.index import Basis

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from geo.snapshot.derive import Vocabulary


@dataclass(frozen=True, slots=True)
class Whole:
    """What the indexes of all partitions have from the whole snapshot."""

    snapshot_id: str
    made_from: Mapping[str, str]
    """SHA-256 of the tables of the snapshot that decide what an index says."""
    vocabulary: Vocabulary
    radii: tuple[float, ...]
    """Metres, those that are counted apart."""

    def basis_of(self, path: Path, sha256: str) -> Basis:
        """Return what the index of a partition in a file is made from."""
        files = {**self.made_from, "part": sha256, "radii": json.dumps(list(self.radii))}
        return Basis(path, self.vocabulary, files, self.snapshot_id, self.radii)
