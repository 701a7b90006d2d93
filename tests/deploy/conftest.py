"""Debian's nginx with the files of docs/deploy, before two processes of the app over one home."""

from __future__ import annotations

import os
import re
import shutil
import signal
import ssl
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPSConnection
from json import loads
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import browser  # noqa: F401  # a fixture, found by its name here
from tests.running import REPOSITORY, Server, free_port, running_app

DEPLOY = REPOSITORY / "docs" / "deploy"
SHIPPED = DEPLOY / "nginx"
NAME, NAME_TO_PUT = "127.0.0.1", "map.example.org"
SHIPPED_PORTS = {1: "8601", 2: "8602"}
NUMBERS = tuple(SHIPPED_PORTS)
START_DEADLINE_S = 60
# The app as app.py makes it. An export with HXL tags goes no further than this while a certain file is there,
# so that its process can be killed in the middle of it.
HELD_AT_BYTES = 300_000
SLOW_APP = """
import sys
import time
from pathlib import Path

sys.path.insert(0, {repository!r})
import streamlit as st

from app import MIDDLEWARE, failed, lifespan
from geo.web import export
from geo.web.routes import ROUTES

written = export.write

def slowly(rows, suffix, *, has_hxl=False):
    n = 0
    for part in written(rows, suffix, has_hxl=has_hxl):
        for at in range(0, len(part), 50_000):
            piece = part[at : at + 50_000]
            n += len(piece)
            yield piece
            while has_hxl and n >= {held_at} and Path({hold!r}).exists():
                yield b""
                time.sleep(0.02)

export.write = slowly
app = st.App(
    Path({repository!r}, "pages", "shell.py"),
    routes=ROUTES,
    lifespan=lifespan,
    middleware=MIDDLEWARE,
    exception_handlers={{Exception: failed}},
)
"""


@dataclass
class Answer:
    """What a client has got."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def is_kept(self) -> bool:
        """Whether it came out of nginx's cache."""
        return self.headers.get("Cache-Status", "") == "nginx; hit"


@dataclass
class Site:
    """The proxy as readers see it, and the processes behind it."""

    folder: Path
    home: Path
    port: int
    ports: dict[int, int]
    """Of the processes, by their numbers in the cookie."""
    context: ssl.SSLContext
    running: dict[int, ExitStack] = field(default_factory=dict)
    servers: dict[int, Server] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"https://{NAME}:{self.port}"

    @property
    def hold(self) -> Path:
        """While it is there, exports with HXL tags go no further."""
        return self.folder / "hold"

    def shipped_settings(self) -> dict[str, str]:
        """The settings of all processes; the home is another, and the server has another name."""
        lines = (DEPLOY / "shelterline.env").read_text(encoding="utf-8").splitlines()
        shipped = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
        del shipped["SHELTERLINE_HOME"]
        return {name: value.replace(NAME_TO_PUT, f"{NAME}:{self.port}") for name, value in shipped.items()}

    def start(self, number: int) -> None:
        """Start a process where there is none."""
        script = self.folder / "slow_app.py"
        settings = self.shipped_settings() | {"SHELTERLINE_LOG": str(self.folder / f"process-{number}.log")}
        stack = ExitStack()
        log = self.folder / f"output-{number}-{time.monotonic_ns()}.txt"
        self.servers[number] = stack.enter_context(
            running_app(self.home, log, script, settings, self.ports[number])
        )
        self.running[number] = stack

    def end(self, number: int, told: signal.Signals) -> float:
        """Send a process a signal, wait until it has ended, and return how many seconds that took."""
        process, start = self.servers[number].process, time.monotonic()
        process.send_signal(told)
        process.wait(timeout=30)
        self.running.pop(number).close()
        return time.monotonic() - start

    def ask(self, address: str, *, number: int | None = None, method: str = "GET") -> Answer:
        """Ask as a client does that takes gzip; with the cookie of a process if one is named."""
        headers = {"Accept-Encoding": "gzip"}
        if number:
            headers["Cookie"] = f"shelterline={number}"
        connection = HTTPSConnection(NAME, self.port, timeout=60, context=self.context)
        try:
            connection.request(method, address, headers=headers)
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    def heard(self, path: str, at_least: int = 0) -> int:
        """How many requests for a path have come through to the processes; waits for so many."""
        deadline = time.monotonic() + START_DEADLINE_S
        while True:
            logs = (log.read_text(encoding="utf-8") for log in self.folder.glob("process-*.log"))
            n = sum(f'"path": "{path}"' in line for text in logs for line in text.splitlines())
            if n >= at_least or time.monotonic() > deadline:
                return n
            time.sleep(0.02)

    def lines_of(self, *paths: str) -> list[dict[str, Any]]:
        """What nginx has written down of requests that are over; waits for one of each path."""
        deadline = time.monotonic() + START_DEADLINE_S
        log = self.folder / "var/log/nginx/shelterline.log"
        while True:
            found = [loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
            found = [line for line in found if line["path"] in paths]
            if {line["path"] for line in found} == set(paths) or time.monotonic() > deadline:
                return found
            time.sleep(0.05)


@pytest.fixture(scope="session")
def nginx() -> str:
    """Path of the system's nginx. CI must have one; elsewhere its tests may be left out."""
    missing = [name for name in ("nginx", "openssl") if not shutil.which(name, path=_PATH)]
    if not missing:
        return shutil.which("nginx", path=_PATH)
    reason = f"there is no {' and no '.join(missing)} here"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


_PATH = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"))


@pytest.fixture(scope="module")
def site(nginx: str, home: Path) -> Iterator[Site]:
    """Two processes and the proxy; a test that ends a process starts it again."""
    # Not pytest's folder: nginx' workers run as another user, and may not look into that one.
    with tempfile.TemporaryDirectory(prefix="shelterline-deploy-") as name, ExitStack() as stack:
        folder = Path(name)
        folder.chmod(0o755)
        context = ssl.create_default_context(cafile=_certificate(folder))
        site = Site(folder, home, free_port(), {number: free_port() for number in NUMBERS}, context)
        text = SLOW_APP.format(hold=str(site.hold), repository=str(REPOSITORY), held_at=HELD_AT_BYTES)
        (folder / "slow_app.py").write_text(text, encoding="utf-8")
        with ThreadPoolExecutor() as threads:
            list(threads.map(site.start, NUMBERS))
        stack.callback(lambda: [running.close() for running in site.running.values()])
        stack.enter_context(_running_nginx(nginx, site))
        yield site


def _certificate(folder: Path) -> Path:
    """Make a certificate for the test's server, where certbot would put it, and return its path."""
    target = folder / "etc/letsencrypt/live" / NAME
    target.mkdir(parents=True)
    made = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    named = ["-subj", f"/CN={NAME}", "-addext", f"subjectAltName=IP:{NAME}", "-days", "2"]
    files = ["-keyout", str(target / "privkey.pem"), "-out", str(target / "fullchain.pem")]
    subprocess.run([*made, *named, *files], check=True, capture_output=True)  # noqa: S603  # our own words
    return target / "fullchain.pem"


@contextmanager
def _running_nginx(nginx: str, site: Site) -> Iterator[None]:
    """Serve with the shipped files; nothing in them is other than ports, paths and the server's name."""
    _write_configuration(site)
    command = [nginx, "-c", str(site.folder / "etc/nginx/nginx.conf"), "-g", "daemon off;"]
    output = site.folder / "nginx.txt"
    with output.open("w", encoding="utf-8") as log:
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)  # noqa: S603  # ours
    try:
        deadline = time.monotonic() + START_DEADLINE_S
        while not _answers(site):
            if process.poll() is not None or time.monotonic() > deadline:
                pytest.fail(f"nginx does not answer; it said:\n{output.read_text(encoding='utf-8')}")
            time.sleep(0.02)
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)


def _write_configuration(site: Site) -> None:
    plain = free_port()
    replaced = {
        rf"\b{re.escape(NAME_TO_PUT)}\b": NAME,
        r"\blisten 80;": f"listen {NAME}:{plain};",
        r"\blisten 443 ": f"listen {NAME}:{site.port} ",
        r"(?<=[ \"])/(?=(etc|var|run)/)": f"{site.folder}/",
        **{rf"\b{shipped}\b": str(site.ports[number]) for number, shipped in SHIPPED_PORTS.items()},
    }
    for path in SHIPPED.rglob("*"):
        if path.is_dir() or path.name == "write-processes":
            continue
        text = path.read_text(encoding="utf-8")
        for pattern, new in replaced.items():
            text = re.sub(pattern, new, text)
        target = site.folder / "etc/nginx" / path.relative_to(SHIPPED)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    enabled = site.folder / "etc/nginx/sites-enabled"
    enabled.mkdir()
    (enabled / "shelterline").symlink_to("../sites-available/shelterline")
    (site.folder / "etc/nginx/mime.types").write_text("types { text/html html; }\n", encoding="utf-8")
    for folder in ("run", "var/log/nginx", "var/cache/nginx", "var/lib/nginx"):
        (site.folder / folder).mkdir(parents=True)


def _answers(site: Site) -> bool:
    try:
        with urllib.request.urlopen(f"{site.url}/healthz", context=site.context, timeout=5) as answer:  # noqa: S310
            return answer.status == 200
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False
