"""Everything at once, for minutes: readers, floods, stalled readers, uploads and exports: `make soak`.

A server of its own shows synthetic reports. Those who ask it are processes of their own, so that they do not
wait for each other, and each pretends to come from an address of its own, as behind a proxy that is believed.
What a reader is answered is compared with what the server said at rest.

Exit code 1 when an answer was wrong, the server failed or its memory did not come back; from five minutes up
also when its health took longer to tell than the budget.
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
from collections import Counter
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed, InvalidHandshake, WebSocketException
from websockets.sync.client import ClientConnection, connect

from tests.attacks.test_upload_life import reader as uploader
from tests.benchmarks.measure_exports import make_snapshot
from tests.running import REPOSITORY, Server, running_app

N_REPORTS = 20_000
HEALTH_BUDGET_S, MEMORY_BUDGET = 0.25, 1.10
JUDGED_FROM_S = 300
"""Shorter runs stand beside other work, where a time says nothing."""
THINK_S, PATIENCE_S = 3.0, 120.0
REST_S = 45
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


class Account:
    """What one kind of reader did, and what went wrong."""

    def __init__(self) -> None:
        self.did: Counter[str] = Counter()
        self.wrong: Counter[str] = Counter()

    def told(self) -> str:
        return json.dumps({"did": self.did, "wrong": self.wrong})


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
    kind = address.partition("?")[0]
    try:
        status, headers, body = get(url, address, client)
    except (OSError, http.client.HTTPException) as error:
        account.wrong[f"{kind}: {type(error).__name__}"] += 1
        return
    if status == http.HTTPStatus.SERVICE_UNAVAILABLE and headers["Retry-After"]:
        account.did[f"{kind}: told to come back"] += 1
        time.sleep(1)
    elif status != http.HTTPStatus.OK:
        account.wrong[f"{kind}: status {status}"] += 1
    elif address in expected and hashlib.sha256(body).hexdigest() != expected[address]:
        account.wrong[f"{kind}: another answer than at rest"] += 1
    else:
        account.did[kind] += 1


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


def run_of(view: str) -> bytes:
    message = BackMsg()
    message.rerun_script.query_string = view
    return message.SerializeToString()


def read(url: str, client: str, expected: Expected, account: Account, turn: int) -> None:
    """Open the page, look, change the view, look again, and go."""
    with page_socket(url, client) as opened:
        for step in range(2):
            view = VIEWS[(turn + step) % len(VIEWS)]
            opened.send(run_of(view))
            message = ForwardMsg()
            while message.WhichOneof("type") != "script_finished":
                message.ParseFromString(opened.recv(timeout=PATIENCE_S))
            account.did["runs of a page"] += 1
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
}
"""What each kind of reader does again and again, and how many of them there are."""


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
                code = f" {error.rcvd.code}" if isinstance(error, ConnectionClosed) and error.rcvd else ""
                account.wrong[f"{name}: {type(error).__name__}{code}"] += 1
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


def started(
    server: Server, roles: list[str], seconds: float, expected: Expected
) -> list[subprocess.Popen[str]]:
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


def soak(seconds: float, folder: Path) -> int:
    """Return 0 when everybody was served right meanwhile."""
    home = folder / "home"
    make_snapshot(N_REPORTS, home)
    settings = {"SHELTERLINE_PROXIES": "127.0.0.1"}
    with running_app(home, folder / "log.txt", settings=settings) as server:
        expected = at_rest(server)
        for player in started(server, ["read", "export"], min(30, seconds / 2), expected):
            player.wait()
        time.sleep(min(REST_S, seconds / 4))
        before = server.memory_mb()
        players = started(server, list(ROLES), seconds, expected)
        waits, unwell = [], Counter[str]()
        while any(player.poll() is None for player in players):
            start = time.monotonic()
            try:
                status = get(server.url, "/healthz", "192.0.2.2")[0]
            except (OSError, http.client.HTTPException) as error:
                status = type(error).__name__
            waits.append(time.monotonic() - start)
            if status != http.HTTPStatus.OK:
                unwell[f"/healthz: {status}"] += 1
            time.sleep(0.1)
        accounts = {
            name: json.loads(player.stdout.read()) for name, player in zip(ROLES, players, strict=True)
        }
        time.sleep(REST_S)
        after = server.memory_mb()
        # The last line of each says what it was.
        tracebacks = Counter(re.findall(r"Traceback \(most.*?\n(\S[^\n]*)", server.log, re.DOTALL))
    for name, account in accounts.items():
        wrong = f"WRONG {account['wrong']}" if account["wrong"] else ""
        say(f"{name:8} {account['did']} {wrong}")
    waits.sort()
    p50, p99 = (waits[int(len(waits) * share)] for share in (0.5, 0.99))
    say(f"/healthz p50 {p50 * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms of {len(waits)}")
    say(f"memory {before:.0f} MB before, {after:.0f} MB after; {dict(tracebacks)}; {dict(unwell)}")
    is_wrong = bool(unwell or tracebacks or any(account["wrong"] for account in accounts.values()))
    is_judged = seconds >= JUDGED_FROM_S
    is_slow = is_judged and p99 > HEALTH_BUDGET_S
    is_fat = is_judged and after > before * MEMORY_BUDGET
    say("FAILED" if is_wrong or is_slow or is_fat else "Held.")
    return int(is_wrong or is_slow or is_fat)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seconds", type=float)
    parser.add_argument("--role", choices=ROLES)
    parser.add_argument("--url")
    options = parser.parse_args()
    if options.role:
        play(options.role, options.url, options.seconds)
        return 0
    with tempfile.TemporaryDirectory(prefix="shelterline-soak-") as folder:
        return soak(options.seconds or options.minutes * 60, Path(folder))


if __name__ == "__main__":
    sys.exit(main())
