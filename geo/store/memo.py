"""Answers that hold as long as their snapshot is open."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from geo.store.chronicle import Chronicle

P = ParamSpec("P")
T = TypeVar("T")

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
            answers[key] = make(chronicle, *args, **kwargs)
        return answers[key]

    return get
