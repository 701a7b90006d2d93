"""Where snapshots live on this machine."""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import user_data_path

HOME_VARIABLE = "SHELTERLINE_HOME"


def home() -> Path:
    """Return the folder of this user's snapshots: `SHELTERLINE_HOME`, or the platform's data folder."""
    told = os.environ.get(HOME_VARIABLE)
    return Path(told).expanduser() if told else user_data_path("shelterline", appauthor=False)
