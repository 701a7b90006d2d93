"""GDAL's driver for OGC API, in a process of its own: it reads while no other thread of its process may run.

    python -m tests.geo.web.gdal_reader ADDRESS

Prints what it read as one line of JSON; null where this GDAL is without the driver.
"""

from __future__ import annotations

import json
import sys
import warnings

import pyogrio.raw

BOX = (34.2, 31.2, 34.4, 31.4)
WHERE = "event_start >= '2024-03-01' AND event_start <= '2024-03-31'"
"""GDAL asks for it as `datetime` and leaves it at that: what speaks of these days, whenever it began."""
LEAD = "order_lead_min_h"
NAMES = ("reports", "zones", "sheltering", "pauses", "tolls")


def columns(address: str, layer: str, *names: str, **options: object) -> list[list[object]]:
    """Return some columns of a layer, read in pages."""
    meta, _, _, fields = pyogrio.raw.read(f"OAPIF:{address}", layer=layer, PAGE_SIZE=700, **options)
    places = [list(meta["fields"]).index(name) for name in names]
    return [fields[place].tolist() for place in places]


def main() -> int:
    if "OAPIF" not in pyogrio.list_drivers():
        sys.stdout.write("null")
        return 0
    # Columns that are empty on its first page are texts to it.
    warnings.simplefilter("ignore")
    address = sys.argv[1]
    read = {
        "all": {name: columns(address, name, "id", "publisher") for name in NAMES[1:]},
        "reports": columns(address, "reports", "id", "publisher", LEAD),
        "box": {name: columns(address, name, "id", bbox=BOX)[0] for name in ("reports", "zones")},
        "days": columns(address, "reports", "id", where=WHERE)[0],
    }
    sys.stdout.write(json.dumps(read))
    return 0


if __name__ == "__main__":
    sys.exit(main())
