"""What a toll counts beside its measure: since when, and whom of those it could count.

Claimants say it in brackets behind their names, as the chronicle has them in English: "Ministry of Health
(people seeking aid, since 27 May 2025)". Figures of different scopes stand on axes of their own: a line from
a whole total to one that began two years later would read as a fall.
"""

from __future__ import annotations

import re
from calendar import month_name
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

FEWEST_CHARTED = 3
"""Figures of a part of the whole from which on a chart says more than words."""
_NOTE = re.compile(r"\s*\((?P<note>[^()]*)\)$")
_MONTHS = list(month_name)[1:]
_SINCE = re.compile(rf"\b(?:since|from)\b[^,;]*?\b(?P<month>{'|'.join(_MONTHS)}) (?P<year>\d{{4}})[^,;]*")
_LIMITS_NOTHING = re.compile(
    r"\b(?:unattributed|verified series|estimate\b.*|as given by [^,;]*|midnight before [^,;]*)"
    r"|\d+ (?:of them|believed) [^,;]*|[^,;]* included|[^,;]* in the last week|[^,;]* near foundation sites"
)
"""Notes on who says it or how, or on a part of the figure."""
_WHOLE_UNTIL = date(2023, 10, 31)
"""Totals that begin in the first month of the chronicle are whole."""


@dataclass(frozen=True, slots=True, order=True)
class TollScope:
    """What a figure counts; two figures of one scope may stand on one axis."""

    since: date | None
    """First day of the month in which the counting began; None where all is counted or no start is stated."""
    limit: str
    """Whom or which days it is limited to, in the claimant's words; empty where it is not."""

    @property
    def is_whole(self) -> bool:
        """Whether nothing is said to be left out."""
        return self.since is None and not self.limit


def scope_of(claimant: str) -> TollScope:
    """Return what a claimant says in brackets that a figure counts."""
    found = _NOTE.search(claimant)
    note = found["note"] if found else ""
    start = _SINCE.search(note)
    since = None
    if start:
        since = date(int(start["year"]), 1 + _MONTHS.index(start["month"]), 1)
        note = note.replace(start.group(), "")
    rest = (part.strip() for part in re.split("[,;]", _LIMITS_NOTHING.sub("", note)))
    if since and since <= _WHOLE_UNTIL:
        since = None
    return TollScope(since, ", ".join(filter(None, rest)))


def by_scope(tolls: pd.DataFrame) -> list[tuple[TollScope, pd.DataFrame]]:
    """Return the rows of each scope of a table with a column `claimant`: whole totals, then by beginning."""
    scopes = tolls["claimant"].map(scope_of)
    ordered = sorted(
        set(scopes), key=lambda scope: (not scope.is_whole, scope.since or date.min, scope.limit)
    )
    return [(scope, tolls[scopes == scope]) for scope in ordered]


def is_charted(scope: TollScope, tolls: pd.DataFrame) -> bool:
    """Whether the rows of a scope are a chart; the others are told in words."""
    return scope.is_whole or len(tolls) >= FEWEST_CHARTED


def claimant_name(claimant: str) -> str:
    """Return who a claimant is, without what stands in brackets behind it."""
    return _NOTE.sub("", claimant)
