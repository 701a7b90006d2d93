"""How many days the windows of a status have, so that figures of windows of different length can be compared.

A count of reports goes with the days in which they are counted: of certain reports those that may be in the
window, of possible ones those that certainly are. The day on which a status begins or ends may be in a window
and is never certainly in it. Only days of the chronicle count: on others it holds no report.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from geo.analysis.periods import ALWAYS, NEVER, InForce

FEWEST, MOST = 0, 1
"""Positions on the last axis of `window_days`."""


def window_days(in_force: InForce, windows: Sequence[int], span: tuple[int, int]) -> np.ndarray:
    """Return the fewest days that are certainly in each period of each status, and the most that may be.

    Shape (statuses, periods, 2), the periods in the order of `Period`; none where no beginning is stated.
    `windows` are ascending calendar days, `span` the first and the last day of the chronicle. A missing end
    is taken as the last day that its reading leaves, for an end of any day would leave none for certain.
    """
    n = len(in_force.starts.first)
    return np.array([_of_status(in_force[status], windows, span) for status in range(n)], np.int64).reshape(
        n, 2 * len(windows) + 1, 2
    )


def _of_status(
    status: tuple[int, int, int, int], windows: Sequence[int], span: tuple[int, int]
) -> list[tuple[int, int]]:
    start_first, start_last, end_first, end_last = status
    if start_first <= ALWAYS:
        return [(0, 0)] * (2 * len(windows) + 1)
    end_last = min(end_last, max(span[1], start_last)) if end_last >= NEVER else end_last
    end_first = end_last if end_first <= ALWAYS else end_first
    starts, ends = np.arange(start_first, start_last + 1), np.arange(end_first, end_last + 1)
    before = [_bounds((starts - w, starts - 1), (starts - w, starts), span) for w in reversed(windows)]
    after = [_bounds((ends + 1, ends + w), (ends, ends + w), span) for w in windows]
    widest = np.array([start_first]), np.array([end_last])
    narrowest = np.array([start_last + 1]), np.array([end_first - 1])
    return [*before, _bounds(narrowest, widest, span), *after]


def _bounds(
    sure: tuple[np.ndarray, np.ndarray], may: tuple[np.ndarray, np.ndarray], span: tuple[int, int]
) -> tuple[int, int]:
    return int(_n_days(*sure, span).min(initial=NEVER)), int(_n_days(*may, span).max(initial=0))


def _n_days(first: np.ndarray, last: np.ndarray, span: tuple[int, int]) -> np.ndarray:
    return np.asarray(np.maximum(np.minimum(last, span[1]) - np.maximum(first, span[0]) + 1, 0))
