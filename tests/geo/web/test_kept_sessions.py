"""Sessions whose reader has gone: handed out again for a while, and then let go of."""

from __future__ import annotations

from geo.web.kept_sessions import KeptSessions, kept_for


class Framework:
    """Sessions of a page framework that keeps those that are left."""

    def __init__(self, *sessions: str) -> None:
        self.stored, self.closed = set(sessions), []

    def left(self) -> list[str]:
        return sorted(self.stored)

    def close(self, session: str) -> None:
        self.stored.discard(session)
        self.closed.append(session)


def test_a_session_is_ended_once_it_was_left_for_long_enough_and_no_sooner():
    framework = Framework("a", "b")
    kept = KeptSessions(framework.left, framework.close, 100)
    assert kept.end_old(0) == 0
    framework.stored.add("c")
    assert kept.end_old(99) == 0
    assert kept.end_old(100) == 2
    assert framework.closed == ["a", "b"]
    assert framework.stored == {"c"}


def test_a_reader_who_comes_back_has_the_whole_time_again():
    framework = Framework("a")
    kept = KeptSessions(framework.left, framework.close, 100)
    kept.end_old(0)
    framework.stored.clear()
    kept.end_old(60)
    framework.stored.add("a")
    assert kept.end_old(110) == 0
    assert kept.end_old(210) == 1


def test_a_session_is_ended_before_the_framework_forgets_that_it_has_it():
    assert 0 < kept_for(120) < 120
    assert kept_for(5) == 0
