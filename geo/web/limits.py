"""How much one reader, and all readers together, may ask of this server: `docs/limits.md` has the reasons."""

from __future__ import annotations

import os
from dataclasses import dataclass

from geo.model.errors import ShelterlineError

SESSIONS_VARIABLE = "SHELTERLINE_SESSIONS"
ADDRESS_SESSIONS_VARIABLE = "SHELTERLINE_ADDRESS_SESSIONS"
RUNS_VARIABLE = "SHELTERLINE_RUNS"
CONNECTIONS_VARIABLE = "SHELTERLINE_CONNECTIONS"
ADDRESS_CONNECTIONS_VARIABLE = "SHELTERLINE_ADDRESS_CONNECTIONS"
SOCKETS_A_SESSION = 3
"""Two are open while a page is read, its own and its map's; a third while one takes the other's place."""
LONGEST_QUESTION = 65_536
"""Bytes of one message to the pages; an ordinary one has up to 1,400."""
LONGEST_LINE = 2_048
"""Bytes of one message on a map's channel; an ordinary one has up to 100, one of 64 tiles 1,000."""
STOP_S = 5
"""Seconds for which answers that have begun may go on after the server was told to stop."""
HANDED_ON_S = 0.001
"""Seconds for which one thread keeps the interpreter. A short answer needs it several times: at Python's five
thousandths it would wait a tenth of a second while pages are worked out."""
DEADLINE_S = 9.0
"""Seconds after which it ends, whatever still runs."""


class SettingError(ShelterlineError):
    """A setting of the operator cannot be read."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """So many a second on average, and so many at once."""

    a_second: float
    at_once: float


@dataclass(frozen=True, slots=True)
class SocketLimits:
    """What the open sockets may ask for: each, all of one address, and all together."""

    of_a_socket: Allowance = Allowance(15, 120)
    """Messages of a page. A reader who clicks as fast as pages turn sends four a second; who sends more for
    long is cut off."""
    of_a_channel: Allowance = Allowance(60, 240)
    """Messages of a map, one for each picture that it has painted."""
    of_an_address: Allowance = Allowance(400, 2_000)
    """Messages. Those beyond wait for their turn: a whole office may sit behind one address."""
    of_all: Allowance = Allowance(2_000, 8_000)
    """Messages. Those beyond wait for their turn."""
    of_parts: Allowance = Allowance(20, 200)
    """Signs of life and parts of messages of one socket. A browser sends one in half a minute."""
    opened_by_an_address: Allowance = Allowance(10, 400)
    """Sockets that are opened; more are refused."""
    sessions: int = 400
    """Pages that are open at a time."""
    address_sessions: int = 150
    """Of these, of one address."""
    runs: int = 2
    """Pages that are worked out at a time: more would share one processor and keep all others waiting."""
    patience_s: float = 30
    """Seconds for which a message waits for its turn at the most."""
    flood_pause_s: float = 3
    """Seconds for which nothing is read of who sends too often, before it is cut off: who is told at once
    comes back at once, and costs a new session."""
    longest_run_s: float = 10
    """Seconds after which a run whose end was not heard of no longer counts."""

    @property
    def sockets(self) -> int:
        """Sockets that are open at a time."""
        return self.sessions * SOCKETS_A_SESSION

    @property
    def address_sockets(self) -> int:
        """Of these, of one address."""
        return self.address_sessions * SOCKETS_A_SESSION


def socket_limits() -> SocketLimits:
    """Return the limits with what the operator says of them.

    Raises SettingError when a setting is no whole number above zero.
    """
    plain = SocketLimits()
    return SocketLimits(
        sessions=whole_number(SESSIONS_VARIABLE, plain.sessions),
        address_sessions=whole_number(ADDRESS_SESSIONS_VARIABLE, plain.address_sessions),
        runs=whole_number(RUNS_VARIABLE, plain.runs),
    )


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """How many connections of any kind may be open, and how long one may ask for nothing."""

    connections: int = 4_000
    """In all; half of the files that the system lets this process have open, where that is less."""
    address_connections: int = 1_000
    """Of these, of one address; half of all where that is less."""
    silent_s: float = 20
    """Seconds for which one may be open without a whole request."""


def connection_limits(*, most_files: int, is_behind_proxy: bool) -> ConnectionLimits:
    """Return the limits with what the operator and the system say of them.

    Of one address there may be as many as of all where all come through a proxy.

    Raises SettingError when a setting is no whole number above zero.
    """
    plain = ConnectionLimits()
    most = whole_number(CONNECTIONS_VARIABLE, min(plain.connections, max(1, most_files // 2)))
    of_one = most if is_behind_proxy else min(plain.address_connections, max(1, most // 2))
    return ConnectionLimits(most, whole_number(ADDRESS_CONNECTIONS_VARIABLE, of_one))


def whole_number(variable: str, otherwise: int) -> int:
    """Return what a variable of the environment says, or another number when it says nothing.

    Raises SettingError when it is no whole number above zero.
    """
    text = os.environ.get(variable, "").strip()
    if not text:
        return otherwise
    if not (text.isascii() and text.isdigit() and int(text) > 0):
        raise SettingError(f"{variable}={text!r} is not valid; expected a whole number above zero")
    return int(text)
