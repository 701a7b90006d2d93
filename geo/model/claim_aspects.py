"""In what the claims about one incident may differ."""

from __future__ import annotations

from enum import StrEnum


class ClaimAspect(StrEnum):
    """What claims state of an incident; `geo.analysis.claim_spread` says when they differ in it."""

    NUMBER = "number"
    """Killed, injured or strikes."""
    KIND = "kind"
    """The kind of strike, or what is said to be struck."""
    PARTY = "party"
    """Who carried it out, or whether that is denied or disputed."""
    PLACE = "place"
    TIME = "time"
    """The days, or on the same days the hours."""

    @property
    def bit(self) -> int:
        """Place value of the aspect where several are one number."""
        return 1 << list(ClaimAspect).index(self)
