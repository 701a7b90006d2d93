"""A tile of a moment ago is given again as it was, and nothing else is."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from geo.export.address import SITE_VARIABLE
from geo.snapshot.restricted import PRIVATE_VARIABLE
from geo.web import tiles_at_hand
from geo.web.negotiation import ASK_FIRST, FOREVER
from geo.web.tiles_at_hand import HOLDS_S, LARGEST, LONGEST, MOST, TilesAtHand
from tests.running import to_its_end

if TYPE_CHECKING:
    from starlette.types import Message, Receive, Scope, Send

TILE = "/tiles/reports/9/303/208.mvt"


@dataclass
class Router:
    """What makes answers, each another one."""

    status: int = 200
    caching: str = FOREVER
    size: int = 0
    cookie: bool = False
    is_last: bool = True
    n: int = 0

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        self.n += 1
        headers = [(b"cache-control", self.caching.encode())]
        headers += [(b"set-cookie", b"a=b")] if self.cookie else []
        body = str(self.n).encode() + b"." * self.size
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": body, "more_body": not self.is_last})
        if not self.is_last:
            await send({"type": "http.response.body", "body": b""})


class Clock:
    now_s = 0.0

    def monotonic(self) -> float:
        return self.now_s


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(tiles_at_hand, "time", clock)
    return clock


def asked(app: TilesAtHand, path: str = TILE, method: str = "GET", query: str = "snap=a", **said: str) -> str:
    """Return what the answer begins with: which of the router's answers it is."""
    told: list[Message] = []

    async def send(message: Message) -> None:
        told.append(message)

    async def receive() -> Message:
        raise AssertionError("nobody reads what a reader of tiles sends")

    headers = [(name.replace("_", "-").encode(), value.encode()) for name, value in said.items()]
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": query.encode(),
        "headers": [(b"host", b"testville.example"), *headers],
    }
    to_its_end(app(scope, receive, send))
    return b"".join(message.get("body", b"") for message in told).decode().rstrip(".")


def test_a_tile_is_made_once_and_given_again():
    app = TilesAtHand(Router())
    assert [asked(app) for _ in range(3)] == ["1", "1", "1"]


def test_who_asks_and_with_what_program_makes_no_difference():
    app = TilesAtHand(Router())
    assert [asked(app, user_agent="a", x_forwarded_for="198.51.100.7"), asked(app)] == ["1", "1"]


@pytest.mark.parametrize(
    "other",
    [
        {"path": "/tiles/reports/9/303/209.mvt"},
        {"query": "snap=b"},
        {"accept_encoding": "gzip"},
        {"if_none_match": '"a"'},
        {"origin": "https://other.example"},
        {"host": "other.example"},
    ],
    ids=str,
)
def test_what_an_answer_depends_on_is_another_answer(other: dict[str, str]):
    app = TilesAtHand(Router())
    assert [asked(app), asked(app, **other), asked(app)] == ["1", "2", "1"]


@pytest.mark.parametrize(
    "router",
    [
        Router(status=404),
        Router(caching=ASK_FIRST),
        Router(caching=FOREVER.replace("public", "private")),
        Router(size=LARGEST),
        Router(cookie=True),
        Router(is_last=False),
    ],
    ids=["not found", "current snapshot", "for one", "large", "with a cookie", "in parts"],
)
def test_what_is_not_for_everybody_to_keep_is_asked_for_each_time(router: Router):
    app = TilesAtHand(router)
    assert [asked(app), asked(app)] == ["1", "2"]


@pytest.mark.parametrize(
    "other",
    [
        {"method": "HEAD"},
        {"method": "POST"},
        {"path": "/export/reports.csv"},
        {"query": "q=" + "a" * LONGEST},
    ],
    ids=["head", "post", "export", "long"],
)
def test_other_requests_go_on(other: dict[str, str]):
    app = TilesAtHand(Router())
    assert [asked(app, **other), asked(app, **other)] == ["1", "2"]


def test_a_private_server_asks_each_time(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(PRIVATE_VARIABLE, "1")
    app = TilesAtHand(Router())
    assert [asked(app), asked(app)] == ["1", "2"]


def test_another_public_address_is_another_answer(monkeypatch: pytest.MonkeyPatch):
    app = TilesAtHand(Router())
    before = asked(app)
    monkeypatch.setenv(SITE_VARIABLE, "https://map.example/")
    assert [before, asked(app)] == ["1", "2"]


def test_after_some_seconds_it_is_asked_for_again(clock: Clock):
    app = TilesAtHand(Router())
    found = [asked(app)]
    clock.now_s += HOLDS_S
    assert [*found, asked(app), asked(app)] == ["1", "2", "2"]


def test_a_tile_that_is_no_longer_there_is_given_no_longer(clock: Clock):
    router = Router()
    app = TilesAtHand(router)
    asked(app)
    clock.now_s += HOLDS_S
    router.status = 404
    assert [asked(app), asked(app)] == ["2", "3"]


def test_while_one_asks_anew_the_others_have_what_there_is(clock: Clock):
    others: list[str] = []
    router = Router()

    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        if router.n:
            others.append(await asyncio.to_thread(asked, app))
        await router(scope, receive, send)

    app = TilesAtHand(slow)
    asked(app)
    clock.now_s += HOLDS_S
    assert [asked(app), others] == ["2", ["1"]]


def test_no_more_are_held_than_there_is_room_for(clock: Clock):
    app = TilesAtHand(Router())
    for n in range(3 * MOST):
        clock.now_s += 0.001
        asked(app, query=f"snap=a&n={n}")
    assert asked(app, query="snap=a&n=0") == str(3 * MOST + 1)
