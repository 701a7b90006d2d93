"""Where snapshots live on this machine, and what can be made of them again."""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import user_cache_path, user_data_path

from geo.model.errors import SnapshotError

HOME_VARIABLE = "SHELTERLINE_HOME"


def home() -> Path:
    """Return the folder of this user's snapshots: `SHELTERLINE_HOME`, or the platform's data folder.

    Raises SnapshotError when the variable names the folder of a user that is not there.
    """
    told = os.environ.get(HOME_VARIABLE)
    if not told:
        return user_data_path("shelterline", appauthor=False)
    try:
        return Path(told).expanduser()
    except RuntimeError as error:
        raise SnapshotError(f"{HOME_VARIABLE}={told!r} names no folder: {error}") from error


def cache() -> Path:
    """Return the folder of this user for what can be made again at any time."""
    return user_cache_path("shelterline", appauthor=False)


def snapshots_folder(home: Path) -> Path:
    """Return the folder that holds the snapshots."""
    return home / "snapshots"
