"""Readers in a process of their own: `python -m tests.benchmarks.load_readers URL PID PART …`, told as JSON.

`readers N SECONDS` opens N sessions, some tenths of a second apart, and lets each change one filter after
the other with time to think between them. `memory N` opens 50, then N sessions, leaves them idle, closes
them, and waits until the server has let go of them.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import re
import sys
import time
from pathlib import Path
from typing import Any

from tests.benchmarks.load_figures import figures_of, percentile
from tests.benchmarks.load_session import Account, Session

THINK_S = 2.0, 4.0
"""Between the end of a change and the next: three seconds on average."""
BETWEEN_OPENINGS_S = 0.4
AT_A_TIME = 4
"""Sessions that are being opened while memory is measured."""
REST_S = 4.0
FEW = 50
LET_GO_S = 150
"""Until the server has let go of who left: for two minutes the framework waits for their return."""


class Watched:
    """The server's process, seen from outside."""

    def __init__(self, pid: int) -> None:
        self._stat, self._status = (Path(f"/proc/{pid}/{name}") for name in ("stat", "status"))

    def cpu_s(self) -> float:
        """Processor time so far, of all threads."""
        fields = self._stat.read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def rss_mb(self) -> float:
        """Resident memory."""
        return int(re.search(r"VmRSS:\s+(\d+) kB", self._status.read_text(encoding="ascii"))[1]) / 1024


async def readers(url: str, server: Watched, n: int, seconds: float) -> dict[str, float]:
    """Open N sessions and let them change filters for so long."""
    account, warmth = Account(), Account()
    await _warm(url, warmth)
    sessions = [Session(url, number, account) for number in range(n)]
    before = server.cpu_s()
    opened = await _open(sessions, BETWEEN_OPENINGS_S)
    opening_cpu_s = (server.cpu_s() - before) / n
    await asyncio.sleep(REST_S)
    before, start = server.cpu_s(), time.monotonic()
    n_changes = sum(await asyncio.gather(*(_change(each, seconds, i) for i, each in enumerate(opened))))
    cpu_s, took_s = server.cpu_s() - before, time.monotonic() - start
    rss_mb = server.rss_mb()
    await asyncio.gather(*(each.close() for each in sessions))
    return {
        "sessions": n,
        **figures_of(account.seconds),
        "changes": n_changes,
        "changes a second": round(n_changes / took_s, 2),
        **{f"{what}, median": percentile(sizes, 50) for what, sizes in sorted(account.sizes.items())},
        "server's processor time of an opening (ms)": round(1_000 * opening_cpu_s),
        "server's processor time of a change (ms)": round(1_000 * cpu_s / max(1, n_changes)),
        "processors that the server kept busy": round(cpu_s / took_s, 2),
        "memory with them (MB)": round(rss_mb),
        "errors of readers": _errors(account),
    }


async def memory(url: str, server: Watched, n: int) -> dict[str, float]:
    """Open and close N sessions, and return what the server held meanwhile."""
    account = Account()
    await _warm(url, account)
    await asyncio.sleep(REST_S)
    before = server.rss_mb()
    sessions = [Session(url, 1_000 + number, account) for number in range(n)]
    await _open_at_once(sessions[:FEW])
    await asyncio.sleep(REST_S)
    with_few = server.rss_mb()
    await _open_at_once(sessions[FEW:])
    await asyncio.sleep(REST_S)
    with_all = server.rss_mb()
    await asyncio.gather(*(each.close() for each in sessions))
    await asyncio.sleep(LET_GO_S)
    after = server.rss_mb()
    return {
        "memory with no session (MB)": round(before),
        f"memory with {FEW} sessions (MB)": round(with_few),
        f"memory with {n} sessions (MB)": round(with_all),
        "an idle session (MB)": round((with_all - with_few) / (n - FEW), 2),
        f"memory after {n} sessions (MB)": round(after),
        f"memory after {n} sessions, of that before": round(after / before, 3),
        "errors of idle sessions": _errors(account),
    }


async def _warm(url: str, account: Account) -> None:
    """Let the server read what it reads once: opening a page, and changing each filter."""
    session = Session(url, 9_999, account)
    if await session.open():
        for _ in range(4):
            await session.change()
    await session.close()


async def _open(sessions: list[Session], pause_s: float) -> list[Session]:
    """Open sessions so far apart; return those that were drawn."""
    tasks = []
    for session in sessions:
        tasks.append(asyncio.create_task(session.open()))
        await asyncio.sleep(pause_s)
    drawn = await asyncio.gather(*tasks)
    return [session for session, is_drawn in zip(sessions, drawn, strict=True) if is_drawn]


async def _open_at_once(sessions: list[Session]) -> None:
    room = asyncio.Semaphore(AT_A_TIME)

    async def one(session: Session) -> None:
        async with room:
            await session.open()

    await asyncio.gather(*map(one, sessions))


async def _change(session: Session, seconds: float, number: int) -> int:
    """Change filters until the time is over; return how many changes were drawn."""
    chance, end, n = random.Random(number), time.monotonic() + seconds, 0  # noqa: S311 the same pauses each time
    await asyncio.sleep(chance.uniform(0, sum(THINK_S) / 2))
    while time.monotonic() < end:
        n += await session.change()
        await asyncio.sleep(chance.uniform(*THINK_S))
    return n


def _errors(account: Account) -> int:
    for error, n in account.errors.most_common(5):
        sys.stderr.write(f"{n} × {error}\n")
    return sum(account.errors.values())


def main(url: str, pid: str, part: str, *numbers: str) -> None:
    """Play a part and write what it found to the standard output."""
    parts: dict[str, Any] = {"readers": readers, "memory": memory}
    found = asyncio.run(parts[part](url, Watched(int(pid)), *map(int, numbers)))
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
