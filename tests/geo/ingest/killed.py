"""Ingests as processes of their own, which a test kills at any moment.

One process imports what an ingest needs and forks one for each request, so that twenty cost one start. Run as
`python -m tests.geo.ingest.killed CSV`; each line on standard input is a home, and is answered by a number.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from geo.ingest import ingest


def main(path: Path) -> None:
    """Fork an ingest for each home that is named, and answer with the number of its process."""
    for line in sys.stdin:
        child = os.fork()
        if not child:
            ingest(path, Path(line.strip()))
            os._exit(0)
        print(child, flush=True)  # noqa: T201 the answer
        os.waitpid(child, 0)
        print("ended", flush=True)  # noqa: T201 the answer


if __name__ == "__main__":
    main(Path(sys.argv[1]))
