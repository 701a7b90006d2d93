"""Turns: a host is asked one thing a second, whoever asks; other hosts are asked meanwhile."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from threading import Lock

INTERVAL_S = 1.0
"""Seconds from one request to the next, of one host."""
LONGEST_INTERVAL_S = 30.0
"""Seconds; a host that wants more between two requests gets this."""
_SECONDS = re.compile(r"\d+", re.ASCII)


def asked_wait_s(text: str) -> float | None:
    """Return what a Retry-After header asks for, in seconds: a number, or a date; None for anything else."""
    if _SECONDS.fullmatch(text.strip()):
        return float(text)
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


class Pace:
    """When each host may be asked again."""

    def __init__(self, clock: Callable[[], float], sleep: Callable[[float], None]) -> None:
        """Take a clock of seconds that never goes back, and what waits some of them."""
        self._clock, self._sleep = clock, sleep
        self._free_at: dict[str, float] = {}
        self._intervals: dict[str, float] = {}
        self._lock = Lock()

    def slow(self, host: str, interval_s: float) -> None:
        """Ask a host less often than others and never more often than before, from the last request on."""
        with self._lock:
            before = self._intervals.get(host, INTERVAL_S)
            now = self._intervals[host] = min(max(interval_s, before), LONGEST_INTERVAL_S)
            if host in self._free_at:
                self._free_at[host] += now - before

    def wait_s(self, host: str) -> float:
        """Return in how many seconds a host may be asked; 0 when it may be now."""
        with self._lock:
            return max(0.0, self._free_at.get(host, 0.0) - self._clock())

    def turn(self, host: str) -> None:
        """Wait until a host may be asked, and take that turn."""
        with self._lock:
            now = self._clock()
            at = max(now, self._free_at.get(host, now))
            self._free_at[host] = at + self._intervals.get(host, INTERVAL_S)
        if at > now:
            self._sleep(at - now)
            with self._lock:
                # Who woke late asks late: the next second begins then.
                later = self._clock() + self._intervals.get(host, INTERVAL_S)
                self._free_at[host] = max(self._free_at[host], later)
