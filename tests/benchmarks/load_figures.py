"""What a load part has found: shares of waits, budgets, and the table."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Figures = dict[str, float]

BUDGETS: dict[str, float] = {
    "change → end of run, p95 (ms)": 700,
    "change → tiles, p95 (ms)": 400,
    "errors of readers": 0,
    "tiles of 100 filters, 50 connections, p99 (ms)": 500,
    "errors of tiles": 0,
    "cached tiles, 100 connections, a second": 3_000,
    "cached tiles, 100 connections, p99 (ms)": 120,
    "an idle session (MB)": 3,
    "memory after 200 sessions, of that before": 1.10,
}
"""Issue K, at 1,000,000 reports in one process with 50 sessions. Everything is at most its budget, but cached
tiles a second are at least."""
AT_LEAST = {"cached tiles, 100 connections, a second"}
SHARES = (50, 95, 99)


@dataclass(frozen=True, slots=True)
class Waits:
    """How long something took, in milliseconds."""

    n: int
    p50: float
    p95: float
    p99: float

    @classmethod
    def of(cls, seconds: Sequence[float]) -> Waits:
        """Return the shares of some waits; not a number where there are none."""
        return cls(len(seconds), *(round(1_000 * percentile(seconds, share), 1) for share in SHARES))


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that so many of a hundred do not exceed; not a number of no values."""
    if not values:
        return math.nan
    ranked = sorted(values)
    return ranked[max(0, math.ceil(len(ranked) * share / 100) - 1)]


def figures_of(seconds: Mapping[str, Sequence[float]]) -> Figures:
    """Return the shares of each kind of wait, by what was waited for."""
    found = {}
    for what, waits in seconds.items():
        shares = Waits.of(waits)
        found |= {f"{what}, p{share} (ms)": getattr(shares, f"p{share}") for share in SHARES}
    return found


def is_missed(name: str, value: float) -> bool:
    """Whether a figure misses its budget; one that could not be measured misses it."""
    if name not in BUDGETS:
        return False
    return not (value >= BUDGETS[name] if name in AT_LEAST else value <= BUDGETS[name])


def table(figures: Mapping[str, float]) -> Iterator[str]:
    """Return the figures as lines of a table, budgets beside them."""
    yield "| figure | measured | budget |"
    yield "|---|---|---|"
    for name, value in figures.items():
        budget = f"{BUDGETS[name]:,.10g}" if name in BUDGETS else ""
        said = _said(value)
        yield f"| {name} | {f'**{said}**' if is_missed(name, value) else said} | {budget} |"


def as_json(figures: Mapping[str, float]) -> dict[str, Any]:
    """Return the figures as JSON has them: nothing where there is no number."""
    return {name: None if math.isnan(value) else value for name, value in figures.items()}


def _said(value: float) -> str:
    if math.isnan(value):
        return "n/a"
    return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.3g}"
