"""Tiles and embeds over HTTP, in a process of its own: `python -m tests.benchmarks.load_tiles URL SECONDS`.

Embeds and tiles of a hundred filters have filters that nobody has asked for. Cached tiles are those of one
screen, answered before; what they show is how often a second this server can answer at all.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import cycle

from geo.filters.view import HOME
from geo.geometry.frame import frame_around
from geo.layers.places import wanted_tiles
from tests.benchmarks.load_figures import Figures, figures_of
from tests.benchmarks.load_session import SCREEN_PX
from tests.benchmarks.plain_http import OK, Connection

MANY, SOME, FEW = 100, 50, 10
"""Connections for cached tiles, for tiles of many filters, and for embeds."""
FILTERS = 100
FIRST_DAY = date(2023, 10, 8)


class Asked:
    """What came of some requests."""

    def __init__(self) -> None:
        self.seconds: list[float] = []
        self.errors: Counter[str] = Counter()

    async def ask(self, connection: Connection, address: str) -> None:
        """Ask for one address and note how long it took, or what went wrong."""
        start = time.monotonic()
        try:
            answer = await connection.get(address)
        except OSError as error:
            connection.close()
            self.errors[type(error).__name__] += 1
            return
        if answer.status == OK:
            self.seconds.append(time.monotonic() - start)
        else:
            self.errors[f"status {answer.status}"] += 1


def tile_addresses(query: str) -> list[str]:
    """Return the addresses of the tiles that the map of the opening view stands on, with other filters."""
    frame = frame_around(*HOME, width=SCREEN_PX[0], height=SCREEN_PX[1])
    return [f"/tiles/reports/{z}/{x}/{y}.mvt?{query}&detail=map" for z, x, y in wanted_tiles(frame, 0)]


def filters(first: int) -> Iterator[str]:
    """Yield queries of views, each with a first day of its own and the kinds in turns."""
    for n in range(first, first + FILTERS):
        day = FIRST_DAY + timedelta(days=n)
        yield f"v=1&from={day.isoformat()}&kind={('all', 'airstrike', 'drone')[n % 3]}"


async def for_a_while(
    url: str, addresses: list[str], n_connections: int, seconds: float
) -> tuple[Asked, float]:
    """Ask for addresses again and again on so many connections; return what came of it, and the seconds."""
    asked, turns = Asked(), cycle(addresses)
    start = time.monotonic()

    async def one(number: int) -> None:
        connection = Connection(url, {"X-Forwarded-For": f"198.19.0.{number}"})
        while time.monotonic() < start + seconds:
            await asked.ask(connection, next(turns))
        connection.close()

    await asyncio.gather(*map(one, range(n_connections)))
    return asked, time.monotonic() - start


async def each_once(url: str, addresses: list[str], n_connections: int) -> Asked:
    """Ask once for each address on so many connections."""
    asked, left = Asked(), iter(addresses)

    async def one(number: int) -> None:
        connection = Connection(url, {"X-Forwarded-For": f"198.19.1.{number}"})
        for address in left:
            await asked.ask(connection, address)
        connection.close()

    await asyncio.gather(*map(one, range(n_connections)))
    return asked


async def measure(url: str, seconds: float) -> Figures:
    """Return the figures of cached tiles, of tiles of a hundred filters, and of embeds."""
    # As the map asks, whose tiles name their snapshot.
    snapshot = await _snapshot(url)
    kept = tile_addresses(f"v=1&snap={snapshot}")
    await each_once(url, kept, FEW)
    cached, took_s = await for_a_while(url, kept, MANY, seconds)
    # Nine of each: what a screen stands on.
    fresh = await each_once(
        url, [a for query in filters(0) for a in tile_addresses(f"{query}&snap={snapshot}")], SOME
    )
    embeds = await each_once(url, [f"/embed?{query}" for query in filters(200)], FEW)
    errors = cached.errors + fresh.errors
    for error, n in (errors + embeds.errors).most_common(5):
        sys.stderr.write(f"{n} × {error}\n")
    name = f"cached tiles, {MANY} connections"
    return {
        f"{name}, a second": round(len(cached.seconds) / took_s),
        **figures_of(
            {
                name: cached.seconds,
                f"tiles of {FILTERS} filters, {SOME} connections": fresh.seconds,
                f"embeds, {FEW} connections": embeds.seconds,
            }
        ),
        "errors of tiles": sum(errors.values()),
        "errors of embeds": sum(embeds.errors.values()),
    }


async def _snapshot(url: str) -> str:
    connection = Connection(url, {})
    answer = await connection.get("/healthz")
    connection.close()
    return str(json.loads(answer.text)["snapshot"])


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(measure(sys.argv[1], float(sys.argv[2])))))
