"""Everything at once, for minutes: readers, floods, stalled readers, uploads and exports: `make soak`.

A server of its own shows synthetic reports. Those who ask it are processes of their own, so that they do not
wait for each other, and each pretends to come from an address of its own, as behind a proxy that is believed.
What a reader is answered is compared with what the server said at rest. `--roles read,press` has them beside
others than floods: `press` sends as much as one page may, for ever.

Exit code 1 when an answer was wrong, the server failed, one kind of reader got nothing, its health took long
to tell, or its memory did not come back; from five minutes up also when a page of a hundred was told to come
back. Shorter runs stand beside other work, so that what is measured has wide bounds there.
"""

from __future__ import annotations

import argparse
import hashlib
import http.client
import json
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed, InvalidHandshake, WebSocketException
from websockets.sync.client import ClientConnection, connect

from geo.web.limits import SocketLimits
from tests.attacks.test_upload_life import reader as uploader
from tests.benchmarks.measure_exports import make_snapshot
from tests.benchmarks.page_messages import run_of
from tests.running import REPOSITORY, Server, running_app

N_REPORTS = 20_000
JUDGED_FROM_S = 300
HEALTH_BUDGET_S, MEMORY_BUDGET, TURNED_AWAY_BUDGET = 0.25, 1.10, 0.01
"""The 99th percentile of `/healthz`; memory after against before; pages told to come back, of all."""
WIDE_HEALTH_S, WIDE_MEMORY = 2.5, 1.5
"""The median of `/healthz` and memory in shorter runs."""
TRY_LATER, COME_BACK = 1013, "told to come back"
THINK_S, PATIENCE_S = 3.0, 120.0
REST_S, SHORT_REST_S = 150, 45
"""Before memory is looked at: sessions are kept for two minutes for readers who come back, then ended."""
VIEWS = tuple(f"kind={kind}&lang={lang}" for kind in ("all", "airstrike", "drone") for lang in ("en", "ar"))
OF_A_VIEW = ("/tiles/reports/0/0/0.mvt", "/tiles/reports/4/9/6.mvt", "/cite.json")
OF_FILES = (
    "/export/reports.csv",
    "/export/reports.geojson",
    "/export/reports.gpkg",
    "/export/reports.parquet",
)
SAME_BYTES = ("/export/reports.csv", "/export/reports.geojson")

Expected = dict[str, str]
"""SHA-256 of answers at rest, by address."""
Told = dict[str, dict[str, Any]]
"""An `Account`, as a player tells it."""
NOTHING: Told = {"did": {}, "wrong": {}, "seconds": {}}


class Account:
    """What one kind of reader did, and what went wrong."""

    def __init__(self) -> None:
        self.did: Counter[str] = Counter()
        self.wrong: Counter[str] = Counter()
        self.seconds: defaultdict[str, list[float]] = defaultdict(list)

    def told(self) -> str:
        return json.dumps({"did": self.did, "wrong": self.wrong, "seconds": self.seconds})


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def of(address: str, view: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}{view}"


def get(url: str, address: str, client: str) -> tuple[int, http.client.HTTPMessage, bytes]:
    with closing(http.client.HTTPConnection(urlsplit(url).netloc, timeout=PATIENCE_S)) as connection:
        connection.request("GET", address, headers={"X-Forwarded-For": client})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()


def compare(url: str, address: str, client: str, expected: Expected, account: Account) -> None:
    """Ask, and note an answer that is neither that of rest nor a refusal that says when to come back."""
    kind, start = address.partition("?")[0], time.monotonic()
    try:
        status, headers, body = get(url, address, client)
    except (OSError, http.client.HTTPException) as error:
        account.wrong[f"{kind}: {type(error).__name__}"] += 1
        return
    if status == http.HTTPStatus.SERVICE_UNAVAILABLE and headers["Retry-After"]:
        account.did[f"{kind}: {COME_BACK}"] += 1
        time.sleep(1)
    elif status != http.HTTPStatus.OK:
        account.wrong[f"{kind}: status {status}"] += 1
    elif address in expected and hashlib.sha256(body).hexdigest() != expected[address]:
        account.wrong[f"{kind}: another answer than at rest"] += 1
    else:
        account.did[kind] += 1
        account.seconds[kind].append(time.monotonic() - start)


def page_socket(url: str, client: str) -> ClientConnection:
    return connect(
        url.replace("http", "ws", 1) + "/_stcore/stream",
        origin=url,
        subprotocols=["streamlit"],
        additional_headers={"X-Forwarded-For": client},
        max_size=None,
        close_timeout=1,
        proxy=None,
    )


def read(url: str, client: str, expected: Expected, account: Account, turn: int) -> None:
    """Open the page, look, change the view, look again, and go."""
    with page_socket(url, client) as opened:
        for step in range(2):
            view = VIEWS[(turn + step) % len(VIEWS)]
            start = time.monotonic()
            opened.send(run_of(view))
            message = ForwardMsg()
            while message.WhichOneof("type") != "script_finished":
                message.ParseFromString(opened.recv(timeout=PATIENCE_S))
            kind = "changes of a view" if step else "pages opened"
            account.did[kind] += 1
            account.seconds[kind].append(time.monotonic() - start)
            for address in OF_A_VIEW:
                compare(url, of(address, view), client, expected, account)
            time.sleep(THINK_S)


def flood(url: str, client: str, _expected: Expected, account: Account, _turn: int) -> None:
    """Ask for runs as fast as they can be sent until the server ends it."""
    with suppress(WebSocketException, InvalidHandshake, OSError), page_socket(url, client) as opened:
        for _ in range(5_000):
            opened.send(run_of("v=1"))
    account.did["floods"] += 1
    time.sleep(1)


def press(url: str, client: str, _expected: Expected, account: Account, _turn: int) -> None:
    """Ask for as many runs as one page may, without a pause."""
    pause = 1 / (SocketLimits().of_a_socket.a_second - 1)
    with page_socket(url, client) as opened:
        for _ in range(100):
            opened.send(run_of("v=1"))
            time.sleep(pause)
    account.did["hundreds of runs asked for"] += 1


def stall(url: str, client: str, _expected: Expected, account: Account, turn: int) -> None:
    """Ask for a file, and take nothing of it until the server ends it."""
    address = urlsplit(url)
    with closing(socket.socket()) as opened:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        opened.settimeout(PATIENCE_S)
        opened.connect((address.hostname, address.port))
        lines = (
            f"GET {OF_FILES[turn % 2]} HTTP/1.1",
            f"Host: {address.netloc}",
            f"X-Forwarded-For: {client}",
            "",
            "",
        )
        opened.sendall("\r\n".join(lines).encode())
        time.sleep(20)
    account.did["stalled files"] += 1


def upload(url: str, _client: str, _expected: Expected, account: Account, turn: int) -> None:
    """Send a file that is no table, then one that is too large."""
    with uploader(Server(url, None, Path(), 0)) as opened:
        for n_bytes, right in ((200_000, {204}), (25_000_000, {413})):
            status, _ = opened.send(f"{turn}-{n_bytes}", n_bytes)
            if status in right | {503}:
                account.did[f"upload: {status}"] += 1
            else:
                account.wrong[f"upload of {n_bytes}: status {status}"] += 1
    time.sleep(1)


def export(url: str, client: str, expected: Expected, account: Account, turn: int) -> None:
    """Take a file of rows."""
    compare(url, of(OF_FILES[turn % len(OF_FILES)], VIEWS[turn % len(VIEWS)]), client, expected, account)


Player = subprocess.Popen[str]
Role = Callable[[str, str, Expected, Account, int], None]
ROLES: dict[str, tuple[Role, int]] = {
    "read": (read, 20),
    "flood": (flood, 5),
    "stall": (stall, 5),
    "upload": (upload, 2),
    "export": (export, 3),
    "press": (press, 5),
}
"""What each kind of reader does again and again, and how many of them there are."""
TOGETHER = ("read", "flood", "stall", "upload", "export")


def play(name: str, url: str, seconds: float) -> None:
    """Be all readers of one kind, and write an account of it to the standard output."""
    expected: Expected = json.loads(sys.stdin.read())
    (role, n), account = ROLES[name], Account()
    end = time.monotonic() + seconds

    def one(number: int) -> None:
        client = f"198.51.100.{list(ROLES).index(name) * 40 + number}"
        turn = number
        while time.monotonic() < end:
            try:
                role(url, client, expected, account, turn)
            except (OSError, TimeoutError, WebSocketException, http.client.HTTPException) as error:
                code = error.rcvd.code if isinstance(error, ConnectionClosed) and error.rcvd else None
                if code == TRY_LATER:
                    account.did[f"pages: {COME_BACK}"] += 1
                else:
                    account.wrong[f"{name}: {type(error).__name__} {code or ''}"] += 1
                time.sleep(1)
            turn += 1

    threads = [threading.Thread(target=one, args=(number,)) for number in range(n)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sys.stdout.write(account.told())


def at_rest(server: Server) -> Expected:
    addresses = [of(address, view) for address in (*OF_A_VIEW, *SAME_BYTES) for view in VIEWS]
    return {a: hashlib.sha256(get(server.url, a, "192.0.2.1")[2]).hexdigest() for a in addresses}


def started(server: Server, roles: list[str], seconds: float, expected: Expected) -> list[Player]:
    players = []
    for name in roles:
        command = [sys.executable, "-m", "tests.attacks.soak", "--role", name, "--url", server.url]
        player = subprocess.Popen(  # noqa: S603 this file
            [*command, "--seconds", str(seconds)],
            cwd=REPOSITORY,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        player.stdin.write(json.dumps(expected))
        player.stdin.close()
        players.append(player)
    return players


def soak(seconds: float, roles: list[str], folder: Path) -> int:
    """Return 0 when everybody was served right meanwhile."""
    home = folder / "home"
    make_snapshot(N_REPORTS, home)
    settings = {"SHELTERLINE_PROXIES": "127.0.0.1"}
    with running_app(home, folder / "log.txt", settings=settings) as server:
        expected = at_rest(server)
        for player in started(server, ["read", "export"], min(30, seconds / 2), expected):
            told_by(player)
        rest_s = REST_S if seconds >= JUDGED_FROM_S else SHORT_REST_S
        time.sleep(min(rest_s, seconds / 4))
        before = server.memory_mb()
        players = started(server, roles, seconds, expected)
        accounts: dict[str, Told] = {}
        # Whoever has much to tell waits until it is read.
        readers = [
            threading.Thread(target=lambda name, player: accounts.update({name: told_by(player)}), args=pair)
            for pair in zip(roles, players, strict=True)
        ]
        for reader in readers:
            reader.start()
        waits, unwell = healths(server, lambda: any(reader.is_alive() for reader in readers))
        time.sleep(rest_s)
        after = server.memory_mb()
        # The last line of each says what it was.
        tracebacks = Counter(re.findall(r"Traceback \(most.*?\n(\S[^\n]*)", server.log, re.DOTALL))
    for name in roles:
        tell(name, accounts[name])
    p50, p99 = (share_of(waits, share) for share in (0.5, 0.99))
    say(f"/healthz p50 {p50 * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms of {len(waits)}")
    say(f"memory {before:.0f} MB before, {after:.0f} MB after; {dict(tracebacks)}; {dict(unwell)}")
    is_judged = seconds >= JUDGED_FROM_S
    pages = accounts.get("read", NOTHING)["did"]
    turned_away = pages.get(f"pages: {COME_BACK}", 0) / max(1, sum(pages.values()))
    failures = {
        "an answer was wrong": unwell or tracebacks or any(told["wrong"] for told in accounts.values()),
        "somebody got nothing": not all(served(told) for told in accounts.values()),
        "health took long": p99 > HEALTH_BUDGET_S if is_judged else p50 > WIDE_HEALTH_S,
        "memory did not come back": after > before * (MEMORY_BUDGET if is_judged else WIDE_MEMORY),
        "pages were told to come back": is_judged and turned_away > TURNED_AWAY_BUDGET,
    }
    failed = [sentence for sentence, is_so in failures.items() if is_so]
    say(f"FAILED: {'; '.join(failed)}" if failed else "Held.")
    return int(bool(failed))


def healths(server: Server, is_going_on: Callable[[], bool]) -> tuple[list[float], Counter[str]]:
    """Ask for the health ten times a second; return how long that took, and what was no 200."""
    waits, unwell = [], Counter[str]()
    while is_going_on():
        start = time.monotonic()
        try:
            status = get(server.url, "/healthz", "192.0.2.2")[0]
        except (OSError, http.client.HTTPException) as error:
            status = type(error).__name__
        waits.append(time.monotonic() - start)
        if status != http.HTTPStatus.OK:
            unwell[f"/healthz: {status}"] += 1
        time.sleep(0.1)
    return waits, unwell


def told_by(player: Player) -> Told:
    with player:
        return json.loads(player.stdout.read())


def served(told: Told) -> int:
    return sum(n for what, n in told["did"].items() if COME_BACK not in what)


def share_of(seconds: list[float], share: float) -> float:
    return sorted(seconds)[int(len(seconds) * share)]


def tell(name: str, told: Told) -> None:
    say(f"{name:8} {told['did']} {'WRONG ' + str(told['wrong']) if told['wrong'] else ''}")
    for what, seconds in told["seconds"].items():
        p50, p95 = (share_of(seconds, share) * 1_000 for share in (0.5, 0.95))
        say(f"         {what}: p50 {p50:.0f} ms, p95 {p95:.0f} ms of {len(seconds)}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seconds", type=float)
    parser.add_argument("--roles", default=",".join(TOGETHER), help=f"some of {', '.join(ROLES)}")
    parser.add_argument("--role", choices=ROLES)
    parser.add_argument("--url")
    options = parser.parse_args()
    if options.role:
        play(options.role, options.url, options.seconds)
        return 0
    with tempfile.TemporaryDirectory(prefix="shelterline-soak-") as folder:
        return soak(options.seconds or options.minutes * 60, options.roles.split(","), Path(folder))


if __name__ == "__main__":
    sys.exit(main())
