from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

from geo.model.lock_free import lock_free_property


class Slow:
    """Says how often it was asked."""

    def __init__(self, until: Event | None = None) -> None:
        self.n, self.until = 0, until

    @lock_free_property
    def value(self) -> int:
        """What takes time."""
        self.n += 1
        if self.until:
            assert self.until.wait(20)
        return self.n


def test_a_value_is_worked_out_once():
    slow = Slow()
    assert (slow.value, slow.value, slow.n) == (1, 1, 1)
    assert Slow.value.__doc__ == "What takes time."


def test_while_one_is_worked_out_that_of_another_object_is_there():
    goes_on = Event()
    with ThreadPoolExecutor(1) as other:
        waiting = other.submit(lambda: Slow(goes_on).value)
        assert Slow().value == 1
        goes_on.set()
        assert waiting.result() == 1


def test_two_who_ask_at_the_same_time_get_one_object():
    class Both:
        def __init__(self) -> None:
            self.together = Barrier(2)

        @lock_free_property
        def value(self) -> list[int]:
            self.together.wait(20)
            return []

    both = Both()
    with ThreadPoolExecutor(2) as threads:
        first, second = threads.map(lambda _: both.value, range(2))
    assert first is second
