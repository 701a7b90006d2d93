"""One part of the bench by itself, against a server of its own."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.benchmarks import server
from tests.benchmarks.chromium import new_pilot

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.benchmarks.chromium import Pilot


def measure_alone(measure: Callable[[Pilot, str], Any]) -> None:
    """Measure the app with the snapshots of the home that is named, or with a million reports; print it."""
    from tests.benchmarks.bench import build_home  # noqa: PLC0415 it measures much else

    with tempfile.TemporaryDirectory(prefix="bench-home-") as made:
        home = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(made)
        if len(sys.argv) < 2:
            build_home(1_000_000, home)
        environment = {"SHELTERLINE_HOME": str(home)}
        before = os.getloadavg()[0]
        with (
            server.streamlit(server.REPOSITORY / "app.py", "/healthz", environment) as running,
            new_pilot() as pilot,
        ):
            found = measure(pilot, running.url)
            said = {**asdict(found), "note": found.note(), "rss_mb": running.peak_rss_mb()}
        print(json.dumps({"load": [before, os.getloadavg()[0]], **said}, indent=1))  # noqa: T201 its result
