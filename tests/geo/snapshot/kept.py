"""What a server says of snapshots that an earlier version wrote, to be compared with what it said then.

`tests/data/snapshots/COMMIT` holds snapshots as that commit wrote them and `recorded.json`, what its server
said of each. It was made in a working tree of that commit, with a home of the bundled chronicle and, on top,
two ingests of some obviously synthetic rows:

    SHELTERLINE_HOME=HOME python -m tests.geo.snapshot.kept
"""

from __future__ import annotations

import csv
import hashlib
import json
import sys
from collections import Counter
from io import StringIO
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.testclient import TestClient

from geo.snapshot.home import home
from geo.web.routes import ROUTES
from tests.geo.web.mvt_reader import read_layers

if TYPE_CHECKING:
    from pathlib import Path

SNAPSHOTS = "snapshots"
LINKS = (
    "from=2023-10-07&to=2026-12-31&lang=en",
    "from=2023-12-01&to=2024-01-31&kind=airstrike,drone&area=PS02&lang=ar",
    "from=2023-10-07&to=2026-12-31&prec=site,neighbourhood,locality&q=hospital&lang=he",
    "from=2024-01-10&to=2024-01-10&src=synthetic&q=Testville",
)
"""Views as an address has them, without the snapshot."""
COLUMNS = (
    *("report_id", "incident_key", "source_id", "publisher", "claimant", "url", "published_date"),
    *("event_start", "event_end", "date_precision", "kind", "direction_claimed", "place_name", "area_pcode"),
    *("location_precision", "lat", "lon", "radius_m", "struck", "strikes_min", "strikes_max", "killed_min"),
    *("killed_max", "injured_min", "injured_max", "responsibility", "contained_in", "summary", "read_at"),
    *("location_note", "shown_on_map"),
)
"""Columns of an export that every version has; a later one may have others beside them."""
TILES = ("0/0/0", "7/76/52", "10/609/417", "14/9755/6683")


def said_of(snapshot_id: str) -> dict[str, object]:
    """Return what the server of this process's home says of a snapshot, by link."""
    client = TestClient(Starlette(routes=ROUTES))
    return {link: _said(client, f"snap={snapshot_id}&{link}") for link in LINKS}


def _said(client: TestClient, query: str) -> dict[str, object]:
    exported = client.get(f"/export/reports.csv?{query}")
    if exported.status_code != 200:
        return {"refused": exported.status_code}
    found = _rows(exported.text)
    left_out = _rows(client.get(f"/export/not_shown.csv?{query}").text)
    cells = [[row[name] for name in COLUMNS] for row in found]
    return {
        "rows": len(found),
        "cells": hashlib.sha256(json.dumps(cells).encode()).hexdigest(),
        "not_shown": Counter(row["not_shown_because"] for row in left_out),
        "tiles": {
            place: _counts(client.get(f"/tiles/reports/{place}.mvt?{query}").content) for place in TILES
        },
    }


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text.removeprefix("\ufeff"))))


def _counts(tile: bytes) -> dict[str, int]:
    """Return how many reports each feature of a tile stands for, by the id of the first."""
    return {
        str(f.properties["id"]): int(f.properties["n"]) for layer in read_layers(tile) for f in layer.features
    }


def record(folder: Path) -> dict[str, object]:
    """Return what the server says of every snapshot of its home."""
    return {path.name: said_of(path.name) for path in sorted((folder / SNAPSHOTS).iterdir())}


if __name__ == "__main__":
    json.dump(record(home()), sys.stdout, indent=1, sort_keys=True)
