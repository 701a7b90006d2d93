"""Answers that hold as long as their snapshot is open."""

from __future__ import annotations

from functools import wraps
from time import perf_counter
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

from geo.model.parallel import give_back
from geo.snapshot.single_flight import SingleFlightCache

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.snapshot.opened import Snapshot

P = ParamSpec("P")
T = TypeVar("T")

_LONG_S = 0.2
"""Work that takes as long has gone through all reports, and left as much memory behind."""
MOST = 64
"""Answers kept of one function for one snapshot; what nobody has asked for the longest goes first."""


def per_snapshot(
    make: Callable[Concatenate[Snapshot, P], T],
) -> Callable[Concatenate[Snapshot, P], T]:
    """Work out a function of a snapshot and some hashable values once, and forget it with the snapshot."""
    kept: WeakKeyDictionary[Snapshot, SingleFlightCache[T]] = WeakKeyDictionary()

    @wraps(make)
    def get(snapshot: Snapshot, /, *args: P.args, **kwargs: P.kwargs) -> T:
        def answer() -> T:
            started = perf_counter()
            made = make(snapshot, *args, **kwargs)
            if perf_counter() - started > _LONG_S:
                give_back()
            return made

        answers = kept.get(snapshot) or kept.setdefault(snapshot, SingleFlightCache(MOST))
        return answers.get((args, tuple(kwargs.items())), answer)

    return get
