"""Answers that hold as long as their snapshot is open."""

from __future__ import annotations

from functools import wraps
from time import perf_counter
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

from geo.parallel import give_back

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from geo.store.chronicle import Chronicle

P = ParamSpec("P")
T = TypeVar("T")

_LONG_S = 0.2
"""Work that takes as long has gone through all reports, and left as much memory behind."""
MOST = 64
"""Answers kept of one function for one snapshot; the oldest goes first."""


def per_snapshot(
    make: Callable[Concatenate[Chronicle, P], T],
) -> Callable[Concatenate[Chronicle, P], T]:
    """Work out a function of a snapshot and some hashable values once, and forget it with the snapshot."""
    kept: WeakKeyDictionary[Chronicle, dict[Hashable, T]] = WeakKeyDictionary()

    @wraps(make)
    def get(chronicle: Chronicle, /, *args: P.args, **kwargs: P.kwargs) -> T:
        answers = kept.setdefault(chronicle, {})
        key = (args, tuple(kwargs.items()))
        if key not in answers:
            if len(answers) >= MOST:
                answers.pop(next(iter(answers)), None)
            started = perf_counter()
            answers[key] = make(chronicle, *args, **kwargs)
            if perf_counter() - started > _LONG_S:
                give_back()
        return answers[key]

    return get
