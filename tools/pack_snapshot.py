"""Put a snapshot into one file of `data/snapshots/`, so that links to it open with every later release.

    python tools/pack_snapshot.py FOLDER

FOLDER is that of the snapshot in a home folder, named by its id. Done for the bundled chronicle of the last
release before its data change.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from geo.model.errors import SnapshotError
from geo.snapshot.released import pack


def main() -> None:
    """Read the command line and write the file."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path, help="…/snapshots/ID")
    try:
        path = pack(parser.parse_args().folder)
    except SnapshotError as error:
        sys.exit(str(error))
    sys.stdout.write(f"{path}: {path.stat().st_size:,} bytes\n")


if __name__ == "__main__":
    main()
