"""A rate with a reserve: what is asked for too often is refused, or waits."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.web.limits import Allowance


class TokenBucket:
    """Tokens that come back at a steady rate, up to a number."""

    def __init__(self, rate: Allowance, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin with all tokens; `clock` tells seconds."""
        self._rate, self._clock = rate, clock
        self._tokens, self._at = rate.at_once, clock()

    def take(self) -> bool:
        """Take a token, and return whether there was one."""
        self._refill()
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True

    def reserve(self) -> float:
        """Take a token of now or of later, and return in how many seconds it will be there."""
        self._refill()
        self._tokens -= 1
        return max(0.0, -self._tokens / self._rate.a_second)

    @property
    def is_full(self) -> bool:
        """Whether nothing has been asked for lately, so that it may as well be forgotten."""
        self._refill()
        return self._tokens >= self._rate.at_once

    def _refill(self) -> None:
        now = self._clock()
        back = (now - self._at) * self._rate.a_second
        self._tokens, self._at = min(self._rate.at_once, self._tokens + back), now
