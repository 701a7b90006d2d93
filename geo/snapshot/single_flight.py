"""Answers that are worked out once, however many ask for them at the same time."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Condition
from typing import Generic, TypeVar

T = TypeVar("T")


class SingleFlightCache(Generic[T]):
    """Keeps answers; who asks for one that is being worked out waits for it.

    A failure is its caller's alone and is not kept: of those who waited, one tries again.
    """

    def __init__(self, size: int) -> None:
        """Keep at most `size` answers; what nobody has asked for the longest goes first."""
        self._size = size
        self._answers: OrderedDict[Hashable, T] = OrderedDict()
        self._busy: set[Hashable] = set()
        self._ended = Condition()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return the answer of a key, made when there is none."""
        with self._ended:
            self._ended.wait_for(lambda: key not in self._busy)
            if key in self._answers:
                self._answers.move_to_end(key)
                return self._answers[key]
            self._busy.add(key)
        try:
            answer = make()
            with self._ended:
                self._answers[key] = answer
                if len(self._answers) > self._size:
                    self._answers.popitem(last=False)
        finally:
            with self._ended:
                self._busy.remove(key)
                self._ended.notify_all()
        return answer

    def drop(self, key: Hashable, answer: T) -> None:
        """Let go of the answer of a key, unless it has another by now."""
        with self._ended:
            if self._answers.get(key) is answer:
                del self._answers[key]

    def forget(self) -> None:
        """Let go of every answer."""
        with self._ended:
            self._answers.clear()
