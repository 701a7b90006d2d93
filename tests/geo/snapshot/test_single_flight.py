"""What many ask for at the same time is worked out by one of them."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from typing import TypeVar

import pytest

from geo.snapshot.caches import MOST, per_snapshot
from geo.snapshot.opened import Snapshot
from geo.snapshot.single_flight import SingleFlightCache
from tests.builders import report, snapshot

T = TypeVar("T")
N = 8


def at_once(ask: Callable[[], T]) -> list[T]:
    """What each of some threads is told that ask at the same time."""
    together = Barrier(N)

    def act(_: int) -> T:
        together.wait()
        return ask()

    with ThreadPoolExecutor(N) as pool:
        return list(pool.map(act, range(N)))


def test_an_answer_is_kept_until_others_were_asked_for_since():
    once: SingleFlightCache[int] = SingleFlightCache(2)
    for key in ("a", "b", "a", "c"):
        once.get(key, lambda: 1)
    assert [once.get(key, lambda: 2) for key in ("a", "c", "b")] == [1, 1, 2]


def test_those_who_waited_for_a_failure_try_again_one_by_one():
    once: SingleFlightCache[str] = SingleFlightCache(1)
    turns = iter(["fails", "is made"])
    is_open = Event()

    def make() -> str:
        turn = next(turns)
        is_open.wait()
        if turn == "fails":
            raise OSError(turn)
        return turn

    def ask() -> str:
        try:
            return once.get("key", make)
        except OSError as error:
            return str(error)

    with ThreadPoolExecutor(N) as pool:
        asked = [pool.submit(ask) for _ in range(N)]
        is_open.set()
        said = sorted(each.result() for each in asked)
    assert said == ["fails"] + ["is made"] * (N - 1)


def test_who_asks_for_something_else_does_not_wait():
    once: SingleFlightCache[str] = SingleFlightCache(2)
    is_open = Event()
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(once.get, "slow", lambda: str(is_open.wait()))
        quick = once.get("quick", lambda: "here")
        is_open.set()
    assert (quick, slow.result()) == ("here", "True")


class Key:
    """Something to ask for."""


def test_a_failure_leaves_nothing_behind():
    once: SingleFlightCache[str] = SingleFlightCache(1)
    key = Key()
    gone = weakref.ref(key)

    def fail() -> str:
        raise OSError

    with pytest.raises(OSError):  # noqa: PT011 it is ours
        once.get(key, fail)
    del key
    gc.collect()
    assert gone() is None


def test_what_all_pages_ask_of_a_snapshot_at_once_is_worked_out_once():
    made: list[int] = []

    @per_snapshot
    def answer(opened: Snapshot, number: int) -> object:
        made.append(number)
        return opened.page(opened.default_view(), number)

    opened = snapshot(report("r1"))
    answers = at_once(lambda: [answer(opened, number) for number in range(MOST)])
    assert (len(made), len({tuple(map(id, each)) for each in answers})) == (MOST, 1)
