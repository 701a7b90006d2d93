"""The files of an index in their folder, and what is said of them there.

`index.json` says what the index was made from, where the arrays lie, the length and SHA-256 of the other
files, and its own SHA-256: a dtype that is misread would be other data.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo.snapshot.file_checks import is_large
from geo.snapshot.folders import sha256_of

if TYPE_CHECKING:
    from pathlib import Path

    from geo.snapshot.array_file import Layout

ROWS = "reports.parquet"
ARRAYS = "index.arrays"
_ABOUT = "index.json"


@dataclass(frozen=True, slots=True)
class IndexFiles:
    """An index in a folder, as far as is said of it: its files are as long as they were written."""

    rows: Path
    """Parquet file with a row for each report."""
    arrays: Path
    layout: Layout
    sha256: Mapping[Path, str]
    """Of both, 64 hex digits."""
    length: int
    """Of both, bytes."""

    @property
    def is_large(self) -> bool:
        """Whether its arrays are mapped and not read."""
        return is_large(self.length)

    def is_whole(self) -> bool:
        """Whether the files are the ones that were written.

        Raises OSError when one cannot be read.
        """
        return all(sha256_of(path) == sha256 for path, sha256 in self.sha256.items())


def files_of(folder: Path, form: int, made_from: Mapping[str, str]) -> IndexFiles | None:
    """Return the index of some tables, by their SHA-256, in a form; None when no such one is there."""
    try:
        about = read_sealed(folder / _ABOUT)
        lengths = {name: (folder / name).stat().st_size for name in (ARRAYS, ROWS)}
    except OSError:
        return None
    if (about.get("form"), about.get("of"), about.get("bytes")) != (form, dict(made_from), lengths):
        return None
    sha256 = {folder / name: about["files"][name] for name in lengths}
    return IndexFiles(folder / ROWS, folder / ARRAYS, about["arrays"], sha256, sum(lengths.values()))


def read_sealed(path: Path) -> dict[str, Any]:
    """Return what `sealed` wrote into a file.

    Raises OSError when it cannot be read or is not what was written.
    """
    try:
        about: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        sha256 = about.pop("sha256")
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise OSError(f"{path} cannot be read: {error}") from error
    if sha256 != _digest_of(about):
        raise OSError(f"{path} is not what was written")
    return about


def seal(folder: Path, form: int, made_from: Mapping[str, str], layout: Layout) -> None:
    """Write down what an index was made from, and what its files are to be."""
    paths = [folder / ARRAYS, folder / ROWS]
    about: dict[str, object] = {
        "form": form,
        "of": dict(made_from),
        "arrays": layout,
        "bytes": {path.name: path.stat().st_size for path in paths},
        "files": {path.name: sha256_of(path) for path in paths},
    }
    (folder / _ABOUT).write_text(sealed(about), encoding="utf-8")
    # A process that has a file mapped ends when somebody cuts it off in place: let nobody do so by mistake.
    # On Windows, where nobody can, a file that cannot be written could not be removed either.
    if os.name == "posix":
        for path in paths:
            path.chmod(path.stat().st_mode & ~0o222)


def sealed(about: Mapping[str, object]) -> str:
    """Return JSON that says its own SHA-256."""
    return json.dumps({**about, "sha256": _digest_of(about)}, indent=1, sort_keys=True)


def _digest_of(about: Mapping[str, object]) -> str:
    return hashlib.sha256(json.dumps(about, sort_keys=True).encode()).hexdigest()
